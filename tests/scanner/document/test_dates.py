"""Dates in Arabic, English and French, in two calendars and digits of every script."""

from datetime import date

import pytest

from miqyas.scanner.document.dates import dates_in, from_hijri, years_in
from miqyas.scanner.document.model import Calendar


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("٢٦ نوفمبر ٢٠٢٤", "2024-11-26"),
        ("15 كانون الثاني 2025", "2025-01-15"),
        ("15 كانون الثاني/يناير 2025", "2025-01-15"),
        ("تشرين الأول ٢٠٢٣", "2023-10-01"),
        ("في 3 جويلية 2024", "2024-07-03"),
        ("في 3 غشت 2024", "2024-08-03"),
        ("۲۶/۱۱/۲۰۲۴", "2024-11-26"),
        ("2024-11-26", "2024-11-26"),
        ("2024/11/26", "2024-11-26"),
        ("26.11.2024", "2024-11-26"),
        ("26/11/2024", "2024-11-26"),
        ("11/26/2024", "2024-11-26"),
        ("March 5, 2023", "2023-03-05"),
        ("5th of March 2023", "2023-03-05"),
        ("Monday, 4 Dec. 2023", "2023-12-04"),
        ("Sept 2022", "2022-09-01"),
        ("1er février 2024", "2024-02-01"),
        ("Le 3 août 2025 à Tunis", "2025-08-03"),
        ("10 de mayo de 2024", "2024-05-10"),
    ],
)
def test_a_gregorian_date_is_read(text, day):
    (seen,) = dates_in(text)
    assert (seen.day.isoformat(), seen.calendar) == (day, Calendar.GREGORIAN)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1 رمضان 1446هـ", "2025-03-01"),
        ("١ رمضان ١٤٤٦", "2025-03-01"),
        ("12 ذو القعدة 1445", "2024-05-20"),
        ("١٤٤٦/٠٩/٠١", "2025-03-01"),
        ("01-09-1446", "2025-03-01"),
        ("1 Ramadan 1446", "2025-03-01"),
        ("ربيع الآخر ١٤٤٦", "2024-10-05"),
    ],
)
def test_a_hijri_date_is_read(text, day):
    (seen,) = dates_in(text)
    assert (seen.day.isoformat(), seen.calendar) == (day, Calendar.HIJRI)


@pytest.mark.parametrize(
    ("year", "month", "day", "gregorian"),
    [
        (1, 1, 1, date(622, 7, 19)),  # 16 July 622 of the Julian calendar
        (1400, 1, 1, date(1979, 11, 21)),
        (1444, 9, 1, date(2023, 3, 23)),
        (1446, 1, 1, date(2024, 7, 8)),
    ],
)
def test_the_islamic_calendar_is_the_arithmetic_one(year, month, day, gregorian):
    assert from_hijri(year, month, day) == gregorian


@pytest.mark.parametrize(
    "text",
    [
        "version 12.3.4",
        "99/99/2024",
        "in 2024",
        "Act No. 5 of 2020",
        "31/02/2024",
        "call 1234-56-7890",
        "3/4",
        "",
    ],
)
def test_what_is_no_date_is_none(text):
    assert dates_in(text) == ()


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("آخر تحديث للصفحة؟ لا. آخر تحديث: 3/4/2024", ["updated"]),
        ("Published 3 May 2024. Last updated on 4 May 2024", ["published", "updated"]),
        ("Mis à jour le 3 mai 2024", ["updated"]),
        ("The conference of 3 May 2024", [""]),
    ],
)
def test_the_words_before_a_date_say_what_it_is_of(text, roles):
    assert [seen.role for seen in dates_in(text)] == roles


def test_years_stand_in_titles():
    assert list(years_in("ميزانية السنة المالية ٢٠٢٥/٢٠٢٦ (١٤٤٦)")) == [2025, 2026, 2024]
    assert list(years_in("120250, 1000")) == []

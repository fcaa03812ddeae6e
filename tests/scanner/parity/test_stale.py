"""Stale translations: a difference is told of where it is sure, and none is made up."""

import pytest

from miqyas.scanner.parity import Kind
from tests.scanner.parity.sites import both, kinds, two

SAME = [
    ("الرسوم ١٬٢٥٠ دينارًا", "The fee is 1,250 dinars"),
    ("الرسوم ١٢٥٠ دينارًا", "The fee is 1,250 dinars"),
    ("الرسوم ١٫٥٠٠ دينار", "The fee is BD 1.500"),
    ("الرسوم 1.250,50 درهم", "The fee is 1,250.50 dirhams"),
    ("نسبة ٢٥٪ من الطلبات", "25% of applications"),
    ("نسبة 25 في المئة من الطلبات", "25 per cent of applications"),
    ("خلال خمسة عشر يومًا من التقديم", "Within 15 days of applying"),
    ("خلال ثلاثين يومًا من التقديم", "Within 30 days of applying"),
    ("خلال 25 يومًا من التقديم", "Within twenty-five days of applying"),
    ("خلال يومين من التقديم", "Within 2 days of applying"),
    ("خلال ثلاثة أيام من التقديم", "Within 3 days of applying"),
    ("خلال أسبوعين من التقديم", "Within 14 days of applying"),
    ("نحو 1.5 مليون معاملة", "About 1,500,000 transactions"),
    ("نحو 3 ملايين معاملة", "About 3 million transactions"),
    ("نحو 1.5 مليون معاملة", "Exactly 1,512,340 transactions"),
    ("صدر القانون في ٢٦ نوفمبر ٢٠٢٤", "The law was passed on 26 November 2024"),
    ("صدر القانون في ٢٠٢٤/١١/٢٦", "The law was passed on November 26, 2024"),
    ("صدر القانون في 1446/09/01", "The law was passed on 1 March 2025"),
    ("صدر القانون في 1 مارس 2025 الموافق 1 رمضان 1446", "The law was passed on 1 March 2025"),
    ("صدر القانون في 04/03/2025", "The law was passed on 03/04/2025"),
    ("صدر القانون في تشرين الثاني/نوفمبر 2024", "The law was passed on 26 November 2024"),
    ("ميزانية ١٤٤٦هـ", "The budget of 2025"),
    ("ميزانية العام 2025/2026", "The budget of 2025-26"),
    ("هاتف: ١٧٠٠٠٠٠٠", "Phone: +973 1700 1111"),
    ("للاتصال 80001234", "Call us"),
    ("الرقم المرجعي 123456789", "Reference"),
    ("صفحة 3 من 10", "Page 4 of 12"),
    ("ص.ب 2345 المنامة", "Manama"),
    ("مبنى 220، طريق 1704، مجمع 317", "Building 12, Road 13, Block 14"),
    ("من 7:30 صباحًا إلى 2:15 ظهرًا", "From 07:00 to 14:00"),
    ("المشاهدات: 5321", "Views: 77"),
    ("5321 مشاهدة", "77 views"),
    ("الحجم 28 ميجابايت", "Size 31 MB"),
    ("معيار ISO 9001", "Our quality standard"),
    ("وفق WCAG 2.1", "By WCAG 2.2"),
    ("معيار ISO رقم 40500 في أربعة أجزاء", "The ISO 40500 standard in 4 parts"),
    ("تاريخ الترجمة: 3 مايو 2026", "Translation date: 9 May 2026"),
    ("إرشاد 1.2", "Guideline 2.1"),
    ("جائحة كوفيد", "COVID-19"),
    ("القرن الحادي والعشرون", "The 21st century"),
    ("على مدار الساعة", "24/7"),
    ("راسلنا على help2030@portal.example", "Write to us"),
    ("درجة الحرارة 31°", "It is 28° outside"),
    ("3. أرفق الوثائق المطلوبة", "4. Attach the documents"),
    ("القانون رقم (30) لسنة 2018", "Law No. (30) of 2018"),
    ("الأعوام 2020–2024", "From 2020 until 2024"),
    ("للتواصل 17 123 456", "For contact 17123456"),
    ("للتواصل 800 01 234", "For contact 800-99-345"),
    ("الباب 14 من القانون", "Chapter XIV of the law"),
    ("نحو مائة ألف زائر", "About 100,000 people"),
    ("مئتان وخمسون طلبًا", "250 applications"),
    ("الرسوم ١،٢٥٠ دينارًا", "The fee is 1,250 dinars"),
    ("الرسوم 1 250 درهم", "The fee is 1,250 dirhams"),
    ("بكلفة 3 ملايين و500 ألف دينار", "At a cost of 3.5 million dinars"),
    ("بكلفة مليون و500 ألف دينار", "At a cost of 1,500,000 dinars"),
    ("منذ 25 دقيقة", "40 minutes ago"),
    ("© 2024 جميع الحقوق محفوظة", "Copyright 2026"),
    ("في الربع الثالث من 2025", "In Q3 2025"),
    ("بالطابق الثالث والعشرين", "On the 23rd floor"),
    ("المبلغ \u200f١٥\u200f دينارًا", "The amount: BD15"),
    ("رخصة رقم ١٢٣٤٥٦٧٨", "Licence 12345678"),
    ("15/3/2026 آخر موعد", "The last day is 15 March 2026"),
    ("آخر موعد 15 مارس", "The last day is 15/3"),
]


@pytest.mark.parametrize(("ar", "en"), SAME)
def test_what_only_looks_different_is_no_stale_translation(ar, en):
    assert both(ar, en) == set()


@pytest.mark.parametrize(
    ("ar", "en", "difference"),
    [
        ("الرسوم ٢٠ دينارًا", "The fee is 15 dinars", ("20", "15")),
        ("الرسوم ١٬٢٥٠ دينارًا", "The fee is 1,350 dinars", ("1٬250", "1,350")),
        ("نسبة ٢٥٪ من الطلبات", "35% of applications", ("25", "35")),
        ("خلال ١٤ يومًا من التقديم", "Within 30 days of applying", ("14", "30")),
        ("تنتهي المهلة في ١ مارس ٢٠٢٥", "The deadline is 1 April 2025", ("1 مارس 2025", "1 April 2025")),
        ("صدر في ١٤٤٦/٠٩/٠١", "It was passed on 9 May 2025", ("1446/09/01", "9 May 2025")),
        ("رؤية البحرين ٢٠٣٠ للتنمية", "The vision of 2040 for growth", ("2030", "2040")),
        ("نحو 1.5 مليون معاملة", "About 2.5 million transactions", ("1.5", "2.5")),
        ("بكلفة مليون و500 ألف دينار", "At a cost of 1,700,000 dinars", ("500", "1,700,000")),
        ("الباب 14 من القانون", "Chapter XV of the law", ("14", "")),
        ("يعمل في المركز ٤٥٠ موظفًا", "Staff work in the centre", ("450", "")),
        ("موظفون يعملون في المركز", "In the centre 450 people work", ("", "450")),
    ],
)
def test_what_differs_is_told_with_both_values(ar, en, difference):
    assert both(ar, en) == {difference}


def test_a_difference_says_where_it_stands_on_both_sides():
    report = two("<p>مقدمة</p><p>الرسوم ٢٠ دينارًا</p>", "<p>Introduction</p><p>The fee is 15 dinars</p>")
    (issue,) = report.of(Kind.NUMBERS_DIFFER)
    (one,) = issue.differences
    assert (one.first_text, one.second_text) == ("الرسوم ٢٠ دينارًا", "The fee is 15 dinars")
    assert [spot.address.rpartition("portal.example")[2] for spot in issue.spots] == ["/ar/x", "/en/x"]


def test_a_number_that_stands_elsewhere_on_the_other_page_is_not_missing():
    report = two("<p>الرسوم ٤٥ دينارًا</p><p>نص</p>", "<p>The fee is due</p><p>Pay 45 dinars</p>")
    assert kinds(report) == set()


def test_years_in_a_menu_say_nothing():
    ar = "<p>الأخبار</p><nav><a href=/a>2021</a><a href=/b>2022</a><a href=/c>2023</a></nav>"
    assert kinds(two(ar, "<p>News</p>")) == set()


@pytest.mark.parametrize("tag", ["td", "li"])
def test_pages_and_days_that_count_on_say_nothing(tag):
    def counted(last):
        return "".join(f"<{tag}>{number}</{tag}>" for number in range(1, last + 1))

    assert kinds(two(f"<table>{counted(31)}</table>", f"<table>{counted(28)}</table>")) == set()


def test_numbers_of_links_to_further_pages_say_nothing():
    ar = "<p>نتائج</p><a href=/ar/x?p=40>40</a> <a href=/ar/x?p=55>55</a>"
    assert kinds(two(ar, "<p>Results</p><a href=/en/x?p=40>40</a>")) == set()


def table(*cells):
    rows = "".join(f"<tr><td>{one}</td><td>{other}</td></tr>" for one, other in cells)
    return f"<table>{rows}</table>"


def test_a_list_in_another_order_is_no_difference():
    ar = table(("جواز سفر", "١٢ دينارًا"), ("هوية", "٢٠ دينارًا"), ("رخصة", "٣٥ دينارًا"))
    en = table(("Driving licence", "35 dinars"), ("Identity", "20 dinars"), ("Passport", "12 dinars"))
    assert kinds(two(ar, en)) == set()


def test_a_number_that_was_changed_to_one_that_stands_elsewhere_too_is_told():
    ar = table(("جواز سفر", "١٢ دينارًا"), ("هوية", "٢٠ دينارًا"), ("رخصة", "٢٠ دينارًا"))
    en = table(("Passport", "12 dinars"), ("Identity", "20 dinars"), ("Driving licence", "12 dinars"))
    (issue,) = two(ar, en).of(Kind.NUMBERS_DIFFER)
    (one,) = issue.differences
    assert (one.first, one.second) == ("20", "12")
    assert (one.first_text, one.second_text) == ("٢٠ دينارًا", "12 dinars")


def test_pages_that_tell_different_things_are_not_compared_number_by_number():
    ar = "".join(f"<p>بند {number} دينارًا</p>" for number in (15, 25, 35, 45))
    en = "".join(f"<p>Item of {number} dinars</p><p>More words here.</p>" for number in (16, 26, 36, 46, 56))
    assert kinds(two(ar, en)) == set()


def news(days, words):
    return "".join(f"<p>{day}</p><p>{words} {place}</p>" for place, day in enumerate(days))


def test_lists_of_news_are_compared_by_their_newest_alone():
    ar = news(["20 نوفمبر 2026", "18 نوفمبر 2026", "15 نوفمبر 2026", "3 نوفمبر 2026"], "خبر عن")
    en = news(["2 March 2026", "1 March 2026", "20 February 2026", "3 January 2026"], "News of")
    (issue,) = two(ar, en).issues
    assert (issue.kind, issue.language, issue.details) == (Kind.LIST_OLDER, "en", {"days": 263})


def test_lists_of_news_of_one_week_are_no_fault():
    ar = news(["20 نوفمبر 2026", "18 نوفمبر 2026", "15 نوفمبر 2026", "3 نوفمبر 2026"], "خبر عن")
    en = news(["24 November 2026", "17 November 2026", "9 November 2026", "1 November 2026"], "News of")
    assert kinds(two(ar, en)) == set()


def test_a_date_that_is_to_come_is_not_the_newest_of_a_list():
    ar = news(["20 نوفمبر 2026", "18 نوفمبر 2026", "15 نوفمبر 2026", "3 نوفمبر 2026"], "خبر عن")
    en = news(["1 May 2027", "17 November 2026", "9 November 2026", "1 November 2026"], "News of")
    assert kinds(two(ar, en)) == set()


def test_a_few_items_of_news_with_other_days_are_not_compared():
    ar = news(["25 نوفمبر 2026", "الاثنين 23 نوفمبر 2026"], "مبادرة لخدمة 340 مستفيدًا، الدفعة")
    en = news(["24 November 2026", "Sunday, 22 November 2026"], "An initiative for 120 people, round")
    assert kinds(two(ar, en)) == set()


def test_one_day_of_many_that_was_changed_in_a_table_is_told():
    ar = table(("الفصل الأول", "3 مارس 2026"), ("الثاني", "3 مايو 2026"), ("الثالث", "9 يوليو 2026"))
    en = table(("First term", "3 March 2026"), ("Second", "3 May 2026"), ("Third", "19 July 2026"))
    (issue,) = two(ar, en).of(Kind.DATES_DIFFER)
    assert [(one.first, one.second) for one in issue.differences] == [("9 يوليو 2026", "19 July 2026")]


def test_links_to_other_things_are_not_compared():
    ar = "<p><a href=/ar/n/1>مبادرة لخدمة 340 مستفيدًا</a></p><p><a href=/ar/n/2>افتتاح 57 مركزًا</a></p>"
    en = "<p><a href=/en/n/8>An initiative for 120 people</a></p><p><a href=/en/n/9>75 centres open</a></p>"
    assert kinds(two(ar, en)) == set()


def test_links_to_one_thing_in_two_languages_are_compared():
    ar = "<p><a href=/ar/n/1>مبادرة لخدمة 340 مستفيدًا</a></p>"
    en = "<p><a href=/en/n/1>An initiative for 120 people</a></p>"
    assert both(ar, en) == {("340", "120")}


@pytest.mark.parametrize(
    ("ar", "en", "older"),
    [
        ("آخر تحديث: ٣ مايو ٢٠٢٤", "Last updated: 3 May 2026", "ar"),
        ("تم التحديث في 3 مايو 2026", "Updated: 3 March 2026", "en"),
        ("النسخة الإنجليزية المحدثة: 2026-05-03 — ترجمة محدثة: 2024-07-16", "Updated: 3 May 2026", "ar"),
    ],
)
def test_the_side_that_was_updated_earlier_is_told(ar, en, older):
    (issue,) = two(f"<p>{ar}</p>", f"<p>{en}</p>").issues
    assert (issue.kind, issue.language) == (Kind.UPDATED_OLDER, older)


@pytest.mark.parametrize(
    ("ar", "en"),
    [
        ("آخر تحديث: ٣ مايو ٢٠٢٦", "Last updated: 20 May 2026"),
        ("آخر تحديث: ١٤٤٧/١١/١٦", "Last updated: 3 May 2026"),
        ("آخر تحديث: ٣ مايو ٢٠٢٤", "Published on 3 May 2026"),
        ("تاريخ النشر: ٣ مايو ٢٠٢٤", "Published: 20 June 2024"),
        ("آخر تحديث: ٣ مايو ٢٠٢٤", "Welcome"),
    ],
)
def test_days_of_update_that_are_near_or_of_something_else_say_nothing(ar, en):
    assert kinds(two(f"<p>{ar}</p>", f"<p>{en}</p>")) == set()


def test_three_thousand_numbers_on_a_page_are_not_compared_and_take_no_time():
    cells = "".join(f"<td>{number * 37}</td>" for number in range(1, 3000))
    assert kinds(two(f"<table>{cells}</table>", "<table><td>5</td></table>")) == set()


@pytest.mark.parametrize(
    "wild", ["9" * 5000, "1," * 3000 + "1", "٣" * 2500, "1.1.1.1.1.1", "1/1/1/1/1", "½ ² ①"]
)
def test_wild_numbers_are_left_alone(wild):
    assert both(f"نص {wild}", "Text") == set()

"""A page is cited the same in three forms, whatever stands in its title."""

import json
import re
from datetime import date

import pytest

from miqyas.kernel.provenance import Versions
from miqyas.reports.citation import Cited, apa, bibtex, csl

ADDRESS = "https://miqyas.example/en/compare/?c=BHR%2CSAU&edition=2024"


def page(title="Bahrain", *, language="en", address=ADDRESS):
    return Cited(title, address, Versions("1.2", "2024:9b5a", "c071"), date(2026, 11, 26), language)


def test_apa_tells_author_title_versions_day_and_address():
    assert apa(page()) == (
        "Miqyas. (n.d.). Bahrain [Edition 2024 of the Survey; Miqyas 1.2; data c071]. "
        f"Retrieved 26 November 2026, from {ADDRESS}"
    )


def test_apa_in_arabic_is_arabic_without_invisible_signs():
    told = apa(page("البحرين", language="ar"))
    assert told.startswith("مقياس. (د.ت.). البحرين [إصدار المسح 2024؛")
    assert "استُرجع في 26 نوفمبر 2026 من " in told
    assert not set("\u2066\u2067\u2068\u2069") & set(told)


@pytest.mark.parametrize(
    ("title", "escaped"),
    [
        ("R&D: 50% of {all} #1_a", r"R\&D: 50\% of \{all\} \#1\_a"),
        (r"a\b$c^d~e", r"a\textbackslash{}b\$c\^{}d\~{}e"),
        ("المركز \u206618\u2069 & 5%", r"المركز 18 \& 5\%"),
        ("two\n lines", "two lines"),
    ],
)
def test_bibtex_escapes_what_tex_would_take_for_its_own(title, escaped):
    entry = bibtex(page(title))
    assert f"title = {{{{{escaped}}}}}," in entry
    bare = re.sub(r"\\.", "", entry)
    assert bare.count("{") == bare.count("}")


def test_an_address_stays_an_address_and_cannot_end_its_field():
    entry = bibtex(page(address="https://miqyas.example/en/}\\{/?a=1&b=%20"))
    assert "url = {https://miqyas.example/en/%7D%5C%7B/?a=1&b=%20}," in entry


def test_the_key_has_letters_digits_and_dashes_alone():
    key = re.match(r"@misc\{(.*),", bibtex(page()))[1]
    assert re.fullmatch(r"[A-Za-z0-9-]+", key)
    assert key == "miqyas-en-compare-c-BHR-2CSAU-edition-2024"


def test_csl_is_what_managers_of_references_read():
    (item,) = json.loads(csl(page('The "Gulf"')))
    assert (item["type"], item["title"], item["URL"]) == ("webpage", 'The "Gulf"', ADDRESS)
    assert item["accessed"] == {"date-parts": [[2026, 11, 26]]}
    assert item["author"] == [{"literal": "Miqyas"}]

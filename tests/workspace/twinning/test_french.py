"""All that travels says itself in French too: partners of Tunisia, the Comoros and many more work in it."""

from collections.abc import Mapping

import pytest

from miqyas.kernel.words import say
from miqyas.methodology import indicators


@pytest.mark.parametrize("code", sorted(indicators()))
def test_every_indicator_has_its_french_name(code: str) -> None:
    name: Mapping[str, str] = indicators()[code].name
    assert name["fr"]
    assert name["fr"] != name["en"]


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("twinning.sheet.agreement", "Accord de jumelage"),
        ("twinning.exchange.visit", "Visite"),
        ("twinning.exchange_state.cancelled", "Annulé"),
    ],
)
def test_headings_of_what_travels_are_french(key: str, words: str) -> None:
    assert say(key, language="fr") == words


def test_a_package_names_indicators_in_the_language_of_its_sheet() -> None:
    assert indicators()["HCI.EYS"].name.in_language("fr") == "Durée attendue de scolarisation"

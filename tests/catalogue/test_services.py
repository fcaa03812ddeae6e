"""The words of services, the levels of maturity, and features that a service may belong to."""

from pathlib import Path

import pytest

from miqyas.catalogue import instrument, vocabulary
from miqyas.catalogue.errors import CatalogueError
from miqyas.catalogue.load import ROOM, open_reader
from miqyas.catalogue.matching import matches
from miqyas.catalogue.maturity import maturity_model, read_maturity
from miqyas.catalogue.services import read_service_words, service_words


def spoiled(name: str, folder: Path, *, replace: str, by: str) -> Path:
    text = ROOM.joinpath(name).read_text(encoding="utf-8")
    assert text.count(replace) == 1
    (folder / name).write_text(text.replace(replace, by), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("replace", "by", "detail", "key"),
    [
        ("fact: visits, at_most: 0", "fact: mood, at_most: 0", "not_in_list", "fact"),
        ("fact: visits, at_most: 0", "fact: visits, at_most: none", "not_number", "at_most"),
        ("fact: visits, at_most: 0", "fact: visits, is: 0", "not_one_of", "check"),
        ("fact: visits, at_most: 0", "fact: visits, at_most: 0, at_least: 0", "not_one_of", "check"),
        ("at_least: assisted", "at_least: magic", "not_in_list", "at_least"),
        ("one_of: [not_needed, digital_identity]", "one_of: [not_needed, charm]", "not_in_list", "one_of"),
        ("fact: is_described, is: true", "fact: is_described, is: perhaps", "not_one_of", "is"),
        ("en: Put the form online", "en: ''", "language_missing", "do"),
        ("  connected:\n", "  connected:\n    colour: red\n", "unknown_key", "colour"),
    ],
)
def test_a_wrong_criterion_is_named_with_its_place(
    tmp_path: Path, replace: str, by: str, detail: str, key: str
) -> None:
    folder = spoiled("maturity.yaml", tmp_path, replace=replace, by=by)
    with pytest.raises(CatalogueError) as refused:
        read_maturity(open_reader(folder, "maturity.yaml"))
    assert refused.value.detail == detail
    assert refused.value.place.name.split(".")[-1] == key
    assert refused.value.place.line
    assert refused.value.render("ar") != refused.value.render("en")


def test_a_datum_is_held_by_an_owner_of_the_vocabulary(tmp_path: Path) -> None:
    folder = spoiled("services.yaml", tmp_path, replace="holder: utilities_authority", by="holder: nobody")
    with pytest.raises(CatalogueError, match="not_in_list"):
        read_service_words(open_reader(folder, "services.yaml"))


def test_every_word_has_both_languages_and_its_own_name() -> None:
    words = service_words()
    for section in ("audiences", "life_events", "channels", "automations", "identities", "payments", "data"):
        for language in ("ar", "en"):
            names = [term.name[language] for term in getattr(words, section).values()]
            assert len(set(names)) == len(names), (section, language)


def test_the_model_is_marked_as_our_own() -> None:
    model = maturity_model()
    assert (model.basis.mark.value, model.basis.source) == ("R", None)
    assert [level.name["en"] for level in model.levels] == [
        "Emerging", "Enhanced", "Transactional", "Connected",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("title_ar", "title_en", "owner", "code"),
    [
        ("شهادة الميلاد", "Birth certificate", "civil_registry", "OSI-SP-001"),
        ("تجديد رخصة القيادة", "Driving licence renewal", "transport_authority", "OSI-SP-007"),
        ("رخصة بناء", "Building permit", "municipal_ministry", "OSI-SP-013"),
        ("حجز موعد في مركز صحي", "Appointment at a clinic", "health_ministry", "OSI-SP-034"),
    ],
)
def test_a_plain_title_finds_its_feature(title_ar: str, title_en: str, owner: str, code: str) -> None:
    for title in ({"ar": title_ar}, {"en": title_en}, {"ar": title_ar, "en": title_en}):
        found = matches(title, within=[instrument("OSI")], owners=[owner])
        assert found[0].feature.code == code
        assert found[0].words


def test_words_that_nothing_shares_find_nothing() -> None:
    assert matches({"en": "xyzzy plugh"}, within=[instrument("OSI")]) == ()
    assert matches({}, within=[instrument("OSI")], owners=list(vocabulary().owners)) == ()

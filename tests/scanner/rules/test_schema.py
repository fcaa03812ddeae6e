"""What is wrong in a rule is said with its place: file, line and key."""

import pytest

from miqyas.catalogue import load as catalogue
from miqyas.kernel.documents import DocumentError, read_document
from miqyas.scanner.rules.errors import RuleError
from miqyas.scanner.rules.load import rules, shared_groups
from miqyas.scanner.rules.model import Kind, Proof
from miqyas.scanner.rules.schema import check_together, read_groups, read_rule

FILE = "site_map/rule.yaml"
CODES = {"OSI-TEC-001", "OSI-TEC-003"}
GOOD = """\
id: site_map
features: [OSI-TEC-003]
kind: link
cues:
  ar: {strong: [خريطة الموقع]}
  en: {strong: [site map], weak: [map], not: [map of the metro]}
  fr: {strong: [plan du site]}
target: {links: 15, groups: {kinds: {ar: [أقسام], en: [sections], fr: [rubriques]}}}
advice: {ar: انشر خريطة., en: Publish a map.}
"""


def read(text):
    return read_rule(read_document(text, file=FILE), file=FILE, features=CODES)


def test_a_rule_is_read():
    rule = read(GOOD)
    assert (rule.id, rule.version, rule.kind, rule.least) == ("site_map", 1, Kind.LINK, Proof.NONE)
    assert rule.cues["en"].excluding == ("map of the metro",)
    assert (rule.target.links, rule.target.least) == (15, 1)


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("kind: link", "kind: link\ncolour: red", "unknown_key", 4),
        ("kind: link", "kind: guess", "not_one_of", 3),
        ("kind: link\n", "", "missing_key", 1),
        ("id: site_map", "id: Site Map", "id_shape", 1),
        ("[OSI-TEC-003]", "[OSI-XX-999]", "unknown_feature", 2),
        ("[OSI-TEC-003]", "[]", "missing_key", 2),
        ("[OSI-TEC-003]", "OSI-TEC-003", "not_texts", 2),
        ("  ar: {strong: [خريطة الموقع]}\n", "", "cues_missing", 5),
        ("  fr: {strong: [plan du site]}\n", "", "cues_missing", 5),
        ("fr: {strong", "xx: {strong", "unknown_key", 7),
        ("[خريطة الموقع]", "[]", "missing_key", 5),
        ("[خريطة الموقع]", "['من على']", "cue_empty", 5),
        ("[خريطة الموقع]", "[خريطة الموقع, خريطةُ موقعٍ]", "cue_twice", 5),
        ("[site map]", "[site map, Site maps]", "cue_twice", 6),
        ("not: [map of the metro]", "not: [map]", "cue_forbidden", 6),
        ("weak: [map]", "week: [map]", "unknown_key", 6),
        ("strong: [plan du site]", "strong: [3]", "not_texts", 7),
        ("links: 15", "links: -1", "negative", 8),
        ("links: 15", "links: many", "not_number", 8),
        ("links: 15", "links: 1.5", "not_whole_number", 8),
        ("links: 15", "about: 'yes'", "not_flag", 8),
        ("links: 15", "least: 2", "least_too_many", 8),
        ("links: 15, groups: {kinds: {ar: [أقسام], ", "links: 15, groups: {kinds: {", "cues_missing", 8),
        ("ar: [أقسام], ", "ar: [], ", "cues_missing", 8),
        ("target: {", "structure: {landmarks: [attic]}\ntarget: {", "not_one_of", 8),
        ("target: {", "structure: red\ntarget: {", "not_map", 8),
        (", en: Publish a map.", "", "language_missing", 9),
        ("advice: {ar: انشر خريطة., en: Publish a map.}", "advice: red", "not_words", 9),
        ("advice: {ar: انشر خريطة., en: Publish a map.}\n", "", "missing_key", 1),
        ("id: site_map", "id: [a]", "not_text", 1),
        ("kind: link", "kind: link\nleast: proof", "not_one_of", 4),
        ("kind: link", "kind: link\nchannel: radio", "not_one_of", 4),
    ],
)
def test_what_is_wrong_is_said_with_its_place(old, new, code, line):
    assert old in GOOD
    with pytest.raises(RuleError) as told:
        read(GOOD.replace(old, new))
    assert told.value.detail == code
    assert (told.value.place.file, told.value.place.line) == (FILE, line)
    for language in ("ar", "en"):
        assert told.value.render(language)


def test_a_key_given_twice_is_refused():
    with pytest.raises(DocumentError):
        read(GOOD + "kind: link\n")


def test_shared_groups_have_every_language():
    with pytest.raises(RuleError) as told:
        read_groups(read_document("start: {ar: [ابدأ], en: [start]}", file="shared.yaml"), file="shared.yaml")
    assert (told.value.detail, told.value.params["missing"]) == ("cues_missing", "fr")
    assert {"start", "form_download", "postal_address"} <= shared_groups().keys()


def test_two_rules_of_one_name_are_refused():
    with pytest.raises(RuleError) as told:
        check_together([read(GOOD), read(GOOD)])
    assert told.value.detail == "id_twice"
    assert "site_map" in told.value.problem("en")


def test_a_cue_that_another_rule_on_the_feature_forbids_is_refused():
    other = GOOD.replace("id: site_map", "id: index").replace("[site map]", "[index]")
    forbidding = other.replace("weak: [map], not: [map of the metro]", "not: [site map]")
    with pytest.raises(RuleError) as told:
        check_together([read(GOOD), read(forbidding)])
    assert told.value.detail == "cue_forbidden"
    elsewhere = forbidding.replace("OSI-TEC-003", "OSI-TEC-001")
    check_together([read(GOOD), read(elsewhere)])


def test_packaged_rules_bear_on_features_that_exist_and_are_named_by_their_folders():
    codes = {code for instrument in catalogue.instruments().values() for code in instrument.by_code}
    assert set(rules().by_feature) <= codes
    assert len(rules().by_id) == len(rules().rules)


def test_every_kind_of_rule_is_used():
    assert {rule.kind for rule in rules().rules} == set(Kind)

"""Journeys summed, and a large site."""

from miqyas.catalogue import load as catalogue
from miqyas.scanner.document.model import Landmark
from miqyas.scanner.findings import judge
from miqyas.scanner.journey.journeys import journeys
from miqyas.scanner.journey.manner import usual
from miqyas.scanner.journey.model import Journey, Outcome, SavedBy, Spot
from miqyas.scanner.journey.summary import summed
from miqyas.scanner.journey.ways import Way, Ways
from miqyas.scanner.rules.clues import PageClues
from miqyas.scanner.rules.load import rules
from miqyas.scanner.rules.site import Visit, site_of
from tests.scanner.rules.examples import HOST, TODAY, visit

HOME, SERVICES, PASSPORT = (Spot(f"https://{HOST}/{path}") for path in ("", "s", "p"))


def journey(feature, outcome, *, language="ar", clicks=0, link=None, **told):
    saved = SavedBy(*link) if link else None
    return Journey(feature, language, outcome, clicks=clicks, seconds=10.0 * clicks, saved_by=saved, **told)


def test_medians_are_of_what_was_found():
    (total,) = summed(
        [
            journey("A", Outcome.FOUND, clicks=1),
            journey("B", Outcome.FOUND, clicks=3),
            journey("C", Outcome.LOST, clicks=20),
        ]
    )
    assert (total.journeys, total.clicks, total.seconds) == (3, 2, 20)
    assert total.outcomes == {Outcome.FOUND: 2, Outcome.LOST: 1}


def test_languages_are_summed_apart_and_nothing_found_has_no_median():
    arabic, english = summed([journey("A", Outcome.FOUND), journey("A", Outcome.ABSENT, language="en")])
    assert (arabic.language, arabic.clicks) == ("ar", 0)
    assert (english.language, english.clicks, english.seconds) == ("en", None, None)
    assert summed([]) == ()


def test_pages_where_the_scent_was_lost_are_those_of_things_that_are_there():
    (total,) = summed(
        [
            journey("A", Outcome.LOST, lost_at=SERVICES),
            journey("B", Outcome.LOST, lost_at=SERVICES),
            journey("C", Outcome.UNLINKED, lost_at=HOME),
            journey("D", Outcome.ABSENT, lost_at=HOME),
        ]
    )
    assert total.lost_at == ((SERVICES, 2), (HOME, 1))


def test_links_without_which_something_is_not_found_come_first():
    (total,) = summed(
        [
            journey("A", Outcome.FOUND, link=(HOME, PASSPORT, 9)),
            journey("B", Outcome.LOST, link=(SERVICES, PASSPORT, 0, "Click here")),
            journey("C", Outcome.FOUND, link=(HOME, PASSPORT, 2)),
        ]
    )
    first, second = total.links
    assert (first.begin, first.words, first.features) == (SERVICES, "Click here", ("B",))
    assert (second.begin, second.clicks, second.features) == (HOME, 11, ("A", "C"))
    assert total.as_record()["links"][0]["from"] == SERVICES.address


def large(pages, links):
    """A site of so many pages with so many links each, a third of them with the names of things."""
    names = [cue for rule in rules().rules if "en" in rule.cues for cue in rule.cues["en"].strong[:2]]
    for number in range(pages):
        address = f"https://{HOST}/{number}"
        ways = tuple(
            Way(
                names[(number * 31 + at) % len(names)] if at % 3 == 0 else f"Matter {number * links + at}",
                f"https://{HOST}/{(number * 17 + at * at) % pages}",
                Landmark.MAIN,
                at,
            )
            for at in range(links)
        )
        looked = visit(f"/{number}", "", depth=min(number, 1))
        clues = PageClues(address, language="en", title=f"Page {number}", words=100)
        yield Visit(looked.artifact, clues), Ways.of(address, ways)


def test_every_feature_is_looked_for_in_a_large_site():
    made = list(large(pages=300, links=80))
    site = site_of([look for look, _ in made], today=TODAY, is_finished=True)
    features = [feature for one in catalogue.instruments().values() for feature in one.features]
    findings = judge(site, rules=rules(), features=features)
    found = journeys(
        site,
        findings,
        rules=rules(),
        features=features,
        ways=(ways for _, ways in made),
        languages=("en", "ar"),
    )
    assert {one.outcome for one in found if one.language == "ar"} == {Outcome.NO_START}
    english = [one for one in found if one.language == "en"]
    assert len(english) > 80
    assert all(one.steps and one.clicks <= usual().clicks for one in english)
    assert sum(one.clicks for one in english) > len(english)

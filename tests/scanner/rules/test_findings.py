"""What is said of a feature: states that tell "absent" from "could not look", with what was looked at."""

from dataclasses import replace
from datetime import date

import pytest

from miqyas.catalogue import load as catalogue
from miqyas.kernel.words import say
from miqyas.scanner.artifacts.model import Channel, Outcome, Reason, Vantage
from miqyas.scanner.findings import grade_of, judge
from miqyas.scanner.records import finding_of, finding_record
from miqyas.scanner.rules.load import rules
from miqyas.scanner.rules.model import Grade, Proof, State, Why
from miqyas.scanner.rules.site import Visit, site_of
from miqyas.scanner.rules.verdict import Verdict
from tests.scanner.rules.examples import HOST, TODAY, visit

NEWS = '<html lang="ar"><title>الأخبار</title><p>افتتح الوزير معرض الكتاب صباح اليوم في العاصمة.</p></html>'
HOME = '<html lang="ar"><title>البوابة</title><footer><a href="/privacy">سياسة الخصوصية</a></footer></html>'


def failed(path, reason):
    looked = visit(path, "", depth=1)
    return Visit(replace(looked.artifact, outcome=Outcome.not_assessable(reason), body=None))


def find(visits, *, feature="OSI-CP-004", today=TODAY, **told):
    told = {"is_finished": True, "least_pages": 1, **told}
    (finding,) = judge(
        site_of(visits, today=today, **told), rules=rules(), features=[catalogue.feature(feature)[1]]
    )
    return finding


def test_absent_says_how_much_was_looked_at():
    pages = [visit("/", NEWS, depth=0), *(visit(f"/{number}", NEWS) for number in range(11))]
    finding = find(pages)
    assert (finding.state, finding.proof, finding.grade) == (State.ABSENT, Proof.NONE, "no")
    assert finding.in_words("en") == "Not found in 12 pages, in Arabic."
    assert finding.in_words("ar") == "لم يُعثر عليها في \u206612\u2069 صفحة فُحصت، بالعربية."
    assert finding.searched.coverage == 1
    assert finding.advice_in_words("en").startswith("Publish one page saying")


def test_nothing_is_absent_before_enough_was_looked_at():
    finding = find([visit("/", NEWS, depth=0)], is_finished=False, least_pages=2)
    assert (finding.state, finding.why, finding.grade) == (State.NOT_TESTED, Why.BUDGET_NOT_MET, "")
    assert not finding.searched.is_budget_met


def test_what_could_not_be_opened_lowers_coverage_and_is_never_absent():
    pages = [visit("/", NEWS, depth=0), failed("/a", Reason.TIMEOUT), failed("/b", Reason.TIMEOUT)]
    finding = find(pages)
    assert finding.searched.coverage == pytest.approx(1 / 3)
    assert (finding.state, finding.why) == (State.NOT_TESTED, Why.COVERAGE_LOW)


def test_a_portal_of_which_nothing_opens_could_not_be_assessed():
    finding = find(
        [failed("/", Reason.REFUSED_403), failed("/b", Reason.REFUSED_403), failed("/c", Reason.DNS)]
    )
    assert (finding.state, finding.reason) == (State.NOT_ASSESSABLE, Reason.REFUSED_403)
    assert finding.searched.coverage == 0
    assert finding.in_words("en") == "Could not be assessed: the server refused the page (403)"


SHELL = "<html><title>Portal</title><div id=app>Loading…</div><script src=/app.js></script></html>"


def test_pages_that_are_empty_until_scripts_have_run_are_not_taken_for_pages_without_the_thing():
    finding = find([visit("/", SHELL, depth=0)])
    assert (finding.state, finding.why) == (State.NOT_ASSESSABLE, Why.NEEDS_SCRIPTS)
    finding = find([visit("/", SHELL, depth=0), visit("/news", NEWS)])
    assert (finding.state, finding.why, finding.searched.pages) == (State.NOT_TESTED, Why.COVERAGE_LOW, 1)
    drawn = visit("/", HOME, depth=0)
    drawn = Visit(replace(drawn.artifact, channel=Channel.BROWSER), drawn.page)
    assert find([visit("/", SHELL, depth=0), drawn, visit("/news", NEWS)]).searched.coverage == 1


def test_a_search_that_was_tried_is_proved_further_than_one_that_was_seen():
    home = '<html lang="en"><title>Portal</title><form role="search"><input type="search"></form></html>'
    seen, results = visit("/", home, depth=0), visit("/find?q=passport", "<a href=/passport>Passport</a>")
    assert find([seen], feature="OSI-TEC-001").proof is Proof.CONTENT
    tried = Visit(replace(results.artifact, channel=Channel.SEARCH), results.page)
    assert find([seen, tried], feature="OSI-TEC-001").proof is Proof.ENTRY


def test_nothing_looked_at_is_not_tested():
    assert find([], is_finished=False, least_pages=5).state is State.NOT_TESTED


@pytest.mark.parametrize(
    ("target", "state", "why", "reason"),
    [
        ([], State.NEEDS_REVIEW, Why.TARGET_NOT_TESTED, None),
        ([visit("/privacy", "", status="404")], State.PARTIAL, Why.TARGET_MISSING, None),
        ([visit("/privacy", "<h1>x</h1>", soft="yes")], State.PARTIAL, Why.SOFT_MISSING, None),
        ([visit("/privacy", "", type="application/pdf")], State.PARTIAL, Why.FILE_ONLY, None),
        ([failed("/privacy", Reason.SERVER_ERROR)], State.NOT_ASSESSABLE, None, Reason.SERVER_ERROR),
        ([visit("/privacy", NEWS)], State.NEEDS_REVIEW, Why.CONTENT_UNCLEAR, None),
    ],
)
def test_a_link_is_worth_what_it_leads_to(target, state, why, reason):
    finding = find([visit("/", HOME, depth=0), *target])
    assert (finding.state, finding.why, finding.reason) == (state, why, reason)
    (hit,) = finding.hits
    assert (hit.text, hit.phrase, hit.landmark.value) == ("سياسة الخصوصية", "سياسة الخصوصية", "footer")
    assert hit.target == f"https://{HOST}/privacy"


def test_what_was_not_looked_at_on_purpose_does_not_lower_coverage():
    left = visit("/later", "")
    left = Visit(replace(left.artifact, outcome=Outcome.not_tested(Reason.BUDGET), body=None))
    probe = visit("/probe", "")
    probe = Visit(replace(probe.artifact, channel=Channel.PROBE, outcome=Outcome.not_assessable(Reason.DNS)))
    assert find([visit("/", NEWS, depth=0), left, probe]).searched.coverage == 1


def test_what_a_probe_or_a_search_answered_is_no_page_of_the_site():
    for channel in (Channel.PROBE, Channel.SEARCH, Channel.SITEMAP):
        looked = visit("/x", HOME)
        aside = Visit(replace(looked.artifact, channel=channel), looked.page)
        finding = find([visit("/", NEWS, depth=0), aside])
        assert (finding.state, finding.searched.pages) == (State.ABSENT, 1)


def test_what_is_found_does_not_depend_on_the_order_of_looking():
    pages = [visit("/", HOME, depth=0), visit("/privacy", NEWS), *(visit(f"/{n}", HOME) for n in range(5))]
    features = [feature for one in catalogue.instruments().values() for feature in one.features]
    told = [
        judge(site_of(looked, today=TODAY, is_finished=True), rules=rules(), features=features)
        for looked in (pages, pages[::-1], pages[3:] + pages[:3])
    ]
    assert told[0] == told[1] == told[2]


def test_of_two_looks_at_an_address_that_of_a_browser_counts():
    sent, privacy = visit("/", "<p>…</p>", depth=0), visit("/privacy", "", status="404")
    drawn = visit("/", HOME, depth=0)
    drawn = Visit(replace(drawn.artifact, channel=Channel.BROWSER), drawn.page)
    for looked in ([sent, drawn, privacy], [drawn, sent, privacy], [privacy, drawn, sent]):
        assert find(looked).why is Why.TARGET_MISSING


def test_recency_is_that_of_the_catalogue():
    page = '<html lang="ar"><title>القوانين</title><p>آخر تحديث: ٢ أكتوبر ٢٠٢٦ قانون رقم ٣</p></html>'
    home = '<html lang="ar"><title>البوابة</title><a href="/laws">القوانين</a></html>'
    pages = [visit("/", home, depth=0), visit("/laws", page)]
    _, feature = catalogue.feature("OSI-INF-013")
    assert feature.recency is not None
    assert find(pages, feature="OSI-INF-013").state is State.PRESENT
    later = date(TODAY.year + 1, TODAY.month, TODAY.day)
    assert find(pages, feature="OSI-INF-013", today=later).why is Why.TOO_OLD


CONSULTED = '<html lang="en"><title>Public consultations</title><p>Open consultations</p>{}</html>'


@pytest.mark.parametrize(
    ("dates", "told", "words"),
    [
        (
            "<p>Closed on 3 May 2026</p><p>Opened 1 March 2026, ends 1 May 2030</p>",
            "2026-05-03",
            "3 May 2026",
        ),
        ("<p>Held in June 2026</p>", "2026-06", "2026-06"),
        ("<p>No day is told</p>", "", ""),
    ],
)
def test_participation_says_when_it_was_last_active(dates, told, words):
    """Of what is to come nothing follows: the last activity is in the past."""
    home = '<html lang="en"><title>Portal</title><a href="/consultations">Public consultations</a></html>'
    pages = [visit("/", home, depth=0), visit("/consultations", CONSULTED.format(dates))]
    finding = find(pages, feature="OSI-CON-002")
    assert finding.last_dated == told
    assert finding.as_record()["last_dated"] == (told or None)
    assert finding.goes_on
    assert finding.dated_in_words("en") == (f"Last activity: {words}" if words else "")
    assert finding_of(finding_record(finding)) == finding


def test_a_page_of_another_kind_says_its_latest_date_and_what_is_absent_none():
    page = '<html lang="en"><title>Privacy policy</title><p>Last updated 2 May 2026</p></html>'
    finding = find([visit("/", HOME, depth=0), visit("/privacy", page)])
    assert (finding.last_dated, finding.goes_on) == ("2026-05-02", False)
    assert finding.dated_in_words("ar").startswith("آخر تاريخ فيها")
    assert find([visit("/", "<p>Nothing</p>", depth=0)]).last_dated == ""


@pytest.mark.parametrize(
    ("places", "feature", "state"),
    [
        ({HOST: "portal"}, "LOSI-IF-007", State.NOT_APPLICABLE),
        ({HOST: "city_site"}, "LOSI-IF-007", State.ABSENT),
        ({HOST: "city_site"}, "OSI-CP-004", State.NOT_APPLICABLE),
        ({HOST: "portal"}, "OSI-INF-013", State.ABSENT),
        ({HOST: "law_portal"}, "OSI-INF-013", State.ABSENT),
        ({HOST: "statistics_site"}, "OSI-INF-013", State.NOT_APPLICABLE),
        ({}, "LOSI-IF-007", State.ABSENT),
    ],
)
def test_a_feature_is_looked_for_where_an_assessor_would_look(places, feature, state):
    assert find([visit("/", NEWS, depth=0)], feature=feature, places=places).state is state


def test_a_feature_that_no_rule_bears_on_has_no_finding():
    _, feature = catalogue.feature("OSI-SP-069")
    assert feature.code not in rules().by_feature
    assert judge(site_of([], today=TODAY), rules=rules(), features=[feature]) == ()


@pytest.mark.parametrize(
    ("feature", "verdict", "grade"),
    [
        ("OSI-SP-001", Verdict(State.ABSENT), "none"),
        ("OSI-SP-001", Verdict(State.PARTIAL, grade=Grade.FORM), "form"),
        ("OSI-SP-001", Verdict(State.PRESENT, grade=Grade.TRANSACTION), "transaction"),
        ("OSI-SP-001", Verdict(State.NOT_ASSESSABLE), ""),
        ("LOSI-SP-002", Verdict(State.PRESENT, grade=Grade.TRANSACTION), "yes"),
        ("LOSI-SP-002", Verdict(State.PARTIAL, grade=Grade.INFORMATION), ""),
        ("LOSI-SP-002", Verdict(State.NOT_TESTED), ""),
        ("LOSI-SP-002", Verdict(State.ABSENT), "no"),
    ],
)
def test_a_grade_is_one_of_the_scale_of_the_feature(feature, verdict, grade):
    _, found = catalogue.feature(feature)
    assert grade_of(found, verdict) == grade
    assert grade in {"", *(one.code for one in catalogue.vocabulary().scales[found.scale].grades)}


def test_a_finding_names_its_vantages_and_is_a_plain_record():
    looked = visit("/", HOME, depth=0)
    abroad = Visit(replace(looked.artifact, vantage=Vantage("vienna")), looked.page)
    finding = find([abroad])
    record = finding.as_record()
    assert record["vantages"] == ["vienna"]
    assert (record["state"], record["why"], record["proof"]) == ("needs_review", "target_not_tested", "link")
    assert record["rule_version"] == rules().by_id["privacy_notice"].version
    assert record["hits"][0]["landmark"] == "footer"


@pytest.mark.parametrize("member", [*State, *Why, *Reason, *Proof])
def test_everything_that_is_said_has_words(member):
    kind = {State: "state", Why: "why", Reason: "reason", Proof: "proof"}[type(member)]
    name = member.name.lower()
    for language in ("ar", "en"):
        assert say(f"scan.{kind}.{name}", language=language)
        if kind == "why":
            assert say(f"scan.mend.{name}", language=language)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("<h2>سياسة الخصوصية</h2>", State.NEEDS_REVIEW),
        ("<p>تحترم الوزارة الخصوصية في معاملاتها كلها مع الجمهور ومع الموظفين جميعًا.</p>", State.ABSENT),
    ],
)
def test_a_word_in_running_text_is_no_mention_of_the_thing(text, state):
    home = visit("/", f'<html lang="ar"><title>الوزارة</title>{text}</html>', depth=0)
    assert find([home, visit("/a", NEWS)]).state is state

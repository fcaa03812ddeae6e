"""What a campaign's shares let expect, asked as a question: what page, API and command line ask."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miqyas.analysis.expected import expected_score
from miqyas.analysis.world import load_world
from miqyas.assessment.answers import Answer, Judgement, grades_of
from miqyas.assessment.asked import Asked
from miqyas.assessment.provisional import Tally, next_best, tallies
from miqyas.assessment.readings import statements
from miqyas.jobs.answers import ask_now
from miqyas.jobs.questions import ParametersError
from miqyas.jobs.tasks.expected import bridges_of, calibrating_pairs, estimate_of, lines_of
from miqyas.workspace.datasets.world import current_world
from tests.analysis.overlays import over_release, raw_inputs

pytestmark = pytest.mark.django_db
WORLD = load_world()

COUNTS = [
    {"node": node, "asked": 20, "known": 18, "points": 15.5, "assessors": 0.01}
    for node in (
        "OSI.IF",
        "OSI.CP",
        "OSI.SP",
        "OSI.TEC",
        "EPI.INFORMATION",
        "EPI.CONSULTATION",
        "EPI.DECISION",
    )
]


def asked(**given):
    return {"iso3": "bhr", "counts": COUNTS, "draws": 300, **given}


def test_it_answers_with_a_band_its_parts_the_bridges_and_the_lines():
    found = ask_now("campaign.expected", asked()).result
    assert found["is_calibrated"] is False
    assert found["rank"]["median"] is None
    assert {part["source"] for part in found["parts"]} >= {"bridge", "field", "statistics"}
    assert [one["node"] for one in found["bridges"]] == [one["node"] for one in COUNTS]
    services = next(line for line in found["lines"] if line["node"] == "OSI.SP")
    assert services["worth"] == pytest.approx(0.45 * 1.017 / 3 / 20, rel=1e-6)


def test_official_sub_indices_of_an_assessed_edition_calibrate_it_and_narrow_it():
    pairs = [
        {"node": one["node"], "share": share, "published": share}
        for one in COUNTS
        for share in (0.7, 0.8, 0.85)
    ]
    before, after = (ask_now("campaign.expected", asked(pairs=given)).result for given in ([], pairs))
    assert after["is_calibrated"]
    assert after["rank"]["median"] is not None

    def width(found):
        return found["osi"]["intervals"][1]["high"] - found["osi"]["intervals"][1]["low"]

    assert width(after) < width(before)


def test_nothing_known_of_a_sub_index_is_not_zero():
    silent = [{**COUNTS[0], "known": 0, "points": 0}, *COUNTS[1:]]
    denied = [{**COUNTS[0], "points": 0}, *COUNTS[1:]]
    open_, zero = (ask_now("campaign.expected", asked(counts=given)).result for given in (silent, denied))
    assert open_["unknown"] == ["OSI.IF"]
    assert open_["osi"]["mean"] > zero["osi"]["mean"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"counts": []},
        {"counts": [{**COUNTS[0], "known": 21}]},
        {"counts": [{**COUNTS[0], "points": 18.5}]},
        {"counts": [{**COUNTS[0], "node": "osi.sp; drop"}]},
        {"counts": [{**COUNTS[0], "answer": "yes"}]},
        {"pairs": [{"node": "OSI.SP", "share": 1.5, "published": 0.5}]},
        {"draws": 10**9},
        {"iso3": "Bahrain"},
        {"statistics": "hoped"},
    ],
)
def test_what_cannot_be_meant_is_refused(wrong):
    with pytest.raises(ParametersError):
        ask_now("campaign.expected", asked(**wrong))


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"iso3": "XXX"}, "analysis.unknown_country"),
        ({"counts": [*COUNTS, COUNTS[0]]}, "analysis.estimate_twice"),
        ({"counts": [{**COUNTS[0], "node": "TII.IU"}]}, "analysis.no_part_of_services"),
        ({"counts": [{**COUNTS[0], "known": 0, "points": 0}]}, "analysis.nothing_known"),
        ({"edition": 1999}, "analysis.no_coming_edition"),
    ],
)
def test_what_cannot_be_expected_is_told_as_the_analysis_tells_it(wrong, code):
    error = ask_now("campaign.expected", asked(**wrong)).error
    assert error.full_code == code
    assert error.problem("ar")
    assert error.remedy("en")


def test_imported_sub_indices_and_the_published_e_participation_become_pairs():
    world = load_world(over_release(raw_inputs(2024, {"BHR": {"OSI.IF": 0.96}})))
    shares = {one["node"]: 0.9 for one in COUNTS}
    found = {pair.node: pair for pair in calibrating_pairs(world, shares, iso3="BHR", edition=2024)}
    assert set(found) == {"OSI.IF", "EPI.INFORMATION", "EPI.CONSULTATION", "EPI.DECISION"}
    assert found["OSI.IF"].published == 0.96
    assert found["EPI.DECISION"].published == pytest.approx(0.9041)


def test_a_page_orders_advice_by_the_worth_of_lines_without_waiting_for_draws():
    world = current_world()
    features = [Asked("A", "OSI.SP"), Asked("B", "HCI.EGL"), Asked("C", "OSI.TEC")]
    said = statements(features, answers=[Answer(one.feature, "health", "no") for one in features])
    counted = tallies(said, view="claimed", by=lambda one: one.node)
    lines = lines_of(world, counted, bridges_of(world, counted, pairs=[]))
    worth = {node: line.worth for node, line in lines.items()}
    found = next_best(said, entity="health", worth=worth)
    assert [one.asked.feature for one in found] == ["A", "B", "C"]


STAGES = grades_of("service_stage")
SERVICES = [Asked(f"F{at}", "OSI.SP", scale="service_stage") for at in range(6)]


def services_expected(first: list[str], second: list[str]) -> float:
    """The mean OSI to expect if two assessors gave these grades, the other parts standing at a share."""
    seen = [
        Judgement(one.feature, who, "found", grade)
        for who, grades in (("chen", first), ("gita", second))
        for one, grade in zip(SERVICES, grades, strict=True)
    ]
    counted = dict(tallies(statements(SERVICES, judgements=seen), view="verified", by=lambda one: one.node))
    counted.update({one["node"]: Tally(20, 20, 16.0) for one in COUNTS if one["node"] != "OSI.SP"})
    bridged = bridges_of(WORLD, counted, pairs=[])
    estimates = [estimate_of(node, tally, bridged[node]) for node, tally in counted.items()]
    return expected_score(WORLD, estimates, iso3="BHR", correlation=0.5, draws=300).values["OSI"].mean


@given(
    st.lists(st.sampled_from(STAGES), min_size=6, max_size=6),
    st.lists(st.sampled_from(STAGES), min_size=6, max_size=6),
    st.integers(0, 5),
    st.sampled_from(STAGES[1:]),
)
@settings(max_examples=30, deadline=None)
def test_a_better_grade_by_one_assessor_never_lowers_the_expected_osi(first, second, at, grade):
    better = list(first)
    better[at] = max(first[at], grade, key=STAGES.index)
    assert services_expected(better, second) >= services_expected(first, second) - 1e-12

"""City tables: read in, laid over one another, taken out again."""

from miqyas.analysis.world import load_world
from miqyas.kernel.datasets import ActiveSet
from miqyas.observations.imports import read_import
from miqyas.observations.losi import load_losi
from miqyas.reports.tables import table_names_of, table_of

CITIES = b"edition,city,iso3,LOSI\n2022,Manama,BHR,0.5\n2022,Tunis,TUN,\n2022,Moroni,COM,0\n"


def loaded(*files: bytes) -> ActiveSet:
    active = ActiveSet()
    for number, content in enumerate(files):
        plan = read_import(content, name=f"cities-{number}.csv")
        assert plan.is_ready, [problem.render("en") for problem in plan.problems]
        for dataset in plan.datasets:
            active = active.with_dataset(dataset)
    return active


def test_a_zero_is_a_score_and_an_empty_cell_is_none() -> None:
    scores = {score.city: score.value for score in load_losi(loaded(CITIES))}
    assert scores["Manama"] == 0.5
    assert scores["Moroni"] == 0
    assert scores.get("Tunis") is None


def test_a_later_file_replaces_what_an_earlier_one_said() -> None:
    later = b"edition,city,iso3,LOSI\n2022,Manama,BHR,0.7\n"
    scores = {score.city: score.value for score in load_losi(loaded(CITIES, later))}
    assert scores["Manama"] == 0.7
    assert scores["Moroni"] == 0


def test_the_table_is_offered_only_where_cities_are_loaded() -> None:
    assert "losi" not in table_names_of(load_world())
    rows = table_of(load_world(loaded(CITIES)), "losi").rows
    assert (2022, "Manama", "BHR", "LOSI", 0.5, "observed") in rows

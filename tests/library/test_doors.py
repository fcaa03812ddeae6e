"""The questions as an analyst asks them, and what each answer is made of."""

import json
import subprocess
import sys
import traceback

import pytest

import miqyas as mq
from miqyas.analysis.errors import AnalysisError
from miqyas.analysis.records import country_record
from miqyas.kernel.datasets import ActiveSet, Dataset, OverlayFolder
from miqyas.kernel.errors import MiqyasError
from miqyas.observations.countries import CountryError

DRAWS = 500
ASKED = {
    "countries": lambda **more: mq.countries(**more),
    "country": lambda **more: mq.country("BHR", **more),
    "edition": lambda **more: mq.edition(2003, **more),
    "rankings": lambda **more: mq.rankings(group="gcc", **more),
    "compare": lambda **more: mq.compare("BHR", "Estonia", "gcc", **more),
    "explain": lambda **more: mq.explain("BHR", "OSI", **more),
    "forecast": lambda **more: mq.forecast("BHR", draws=DRAWS, **more),
    "simulate": lambda **more: mq.simulate("BHR", "osi=+0.02", draws=DRAWS, **more),
    "target": lambda **more: mq.target("BHR", rank=10, draws=DRAWS, **more),
}


@pytest.mark.parametrize("name", ASKED)
def test_every_answer_has_words_a_table_and_a_record(name):
    answer = ASKED[name]()
    assert answer.finding.has("ar")
    assert str(answer) != str(answer.in_language("ar"))
    assert answer.table.rows
    assert json.loads(json.dumps(answer.record()))


@pytest.mark.parametrize("spelling", ["BHR", "bahrain", "البحرين", "مملكة البحرين", "48"])
def test_a_country_goes_by_any_of_its_names(spelling):
    assert mq.country(spelling).table.rows[-1][1] == "BHR"


def test_what_no_country_is_known_by_is_told_with_what_may_be_meant():
    with pytest.raises(CountryError) as caught:
        mq.country("Bahrian")
    assert caught.value.render("ar").endswith("البحرين؟")


def test_the_record_is_that_of_the_command_line_and_stays_as_it_was():
    world = mq.world()
    answer = mq.country("BHR", world=world)
    answer.record()["rank"] = 1
    assert answer.record() == country_record(world, world.standing("BHR", world.latest))


def test_a_country_that_was_never_ranked_is_said_in_words():
    assert str(mq.country("LIE")).startswith("Between")
    never = [code for code in mq.world().countries if not any(one.rank for one in mq.world().history(code))]
    assert all(str(mq.country(code)) == "No edition has ranked it." for code in never)


def test_rankings_have_the_ranked_alone_and_an_edition_has_all_that_it_lists():
    ranked, listed = mq.rankings(2003).table, mq.edition(2003).table
    assert [row[3] for row in ranked.rows] == sorted(row[3] for row in ranked.rows)
    assert len(ranked.rows) < len(listed.rows)


def test_an_edition_without_results_is_told():
    with pytest.raises(AnalysisError):
        mq.edition(1999)


def test_a_language_that_is_not_offered_is_told():
    with pytest.raises(mq.LibraryError) as caught:
        mq.country("BHR", language="tlh")
    assert "tlh" in caught.value.render("en")


def test_a_folder_brings_its_own_data(tmp_path):
    header = "edition,iso3,egdi,egdi_rank,osi,tii,hci,epi,status,note\n"
    row = "2024,BHR,0.99999,1,0.9,0.9,0.9,0.9,ranked,\n"
    own = Dataset("results", "own", (header + row).encode())
    OverlayFolder(tmp_path / "datasets").activate(ActiveSet((own,)))
    assert mq.country("BHR", world=mq.world(tmp_path)).record()["egdi"] == 0.99999
    assert mq.country("BHR").record()["egdi"] != 0.99999


def test_importing_the_package_loads_nothing_and_every_name_is_there():
    program = (
        "import sys, miqyas as mq; print(sorted({'numpy', 'miqyas.library'} & set(sys.modules)),"
        "all(getattr(mq, name) for name in mq.__all__), set(mq.__all__) <= set(dir(mq)))"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["[]", "True", "True"]
    with pytest.raises(AttributeError, match="nothing_of_that_name"):
        _ = mq.nothing_of_that_name


@pytest.mark.parametrize(
    ("language", "says"), [("en", "Did you mean: Bahrain?"), ("ar", "البحرين"), ("xx", "Bahrain")]
)
def test_an_error_says_in_words_what_is_wrong_where_python_shows_it(language, says):
    with pytest.raises(MiqyasError) as refused:
        mq.country("Bahrian", language=language)
    assert says in "".join(traceback.format_exception(refused.value))


def test_a_figure_that_cannot_be_saved_says_why_in_words(tmp_path):
    with pytest.raises(MiqyasError) as refused:
        mq.chart("country-rank", country="BHR", language="ar").save(tmp_path / "rank.gif")
    assert refused.value.__notes__ == [refused.value.render("ar")]

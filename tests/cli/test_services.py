"""`miqyas services`: maturity of a file, what is wrong with it, into an installation and out of it again."""

from typing import Any

import pytest

from miqyas.workspace.services.models import Service
from tests.campaign_cast import entity

pytestmark = pytest.mark.django_db
HEAD = "code,entity,title_ar,title_en,addresses,languages,volume,automation\n"
ROWS = (
    "birth,health,تسجيل مولود,Register a birth,https://health.example.org/birth,ar; en,900,form\n"
    "sick-leave,health,إجازة مرضية,Sick leave,,,100,\n"
)


class Ready:
    """An installation that is set up already."""

    def set_up(self) -> None:
        """Nothing to do: the tests have done it."""

    def checks(self, language: str) -> list[tuple[str, bool, str]]:
        return [("database", True, ""), ("migrations", True, "")]


@pytest.fixture
def miqyas(cli: Any) -> Any:
    """The program of an installation."""
    return lambda *words: cli("services", *words, processes=Ready())


@pytest.fixture
def file(tmp_path):
    made = tmp_path / "services.csv"
    made.write_text(HEAD + ROWS, encoding="utf-8")
    return made


def test_each_service_has_its_level_and_what_it_needs(miqyas, file):
    shown = miqyas(str(file))
    assert shown.code == 0
    for words in ("2 services, their mean level", "birth  Register a birth", "below the first", "health"):
        assert words in shown.out


def test_in_arabic_too(miqyas, file):
    shown = miqyas(str(file), "--lang", "ar")
    assert "خدمتان، متوسط مستواهما" in shown.out
    assert "دون المستوى الأول" in shown.out


def test_json_holds_levels_needs_and_groups(miqyas, file):
    found = miqyas(str(file), "--json").json
    assert [(one["code"], one["entity"]) for one in found["services"]] == [
        ("birth", "health"),
        ("sick-leave", "health"),
    ]
    assert found["services"][1]["level"] == ""
    assert found["services"][1]["needs"][0]["do"]["ar"]
    assert [(one["key"], one["count"]) for one in found["entities"]] == [("health", 2)]
    assert found["whole"]["volume"] == 1000


def test_what_is_wrong_is_said_row_by_row(miqyas, tmp_path):
    file = tmp_path / "wrong.csv"
    file.write_text(HEAD + ROWS.replace("900", "many").replace("ar; en", "ar; moonish"), encoding="utf-8")
    shown = miqyas(str(file))
    assert shown.code == 2
    assert "many" in shown.out
    assert "moonish" in shown.out
    assert len(miqyas(str(file), "--json").json["problems"]) == 2


@pytest.mark.parametrize("words", [(), ("--bring",), ("FILE", "--template", "t.csv")])
def test_it_takes_one_thing(miqyas, file, words):
    asked = [str(file) if word == "FILE" else word for word in words]
    shown = miqyas(*asked)
    assert shown.code == 2
    assert "It takes one thing" in shown.err


def test_a_template_is_written_once_and_never_over_what_was_filled_in(miqyas, tmp_path):
    made = tmp_path / "form.xlsx"
    assert miqyas("--template", str(made)).code == 0
    assert miqyas("--template", str(made)).code == 2
    assert miqyas("--template", str(tmp_path / "form.pdf")).code == 2
    assert miqyas(str(made)).code == 2


class TestAnInstallation:
    def test_a_file_is_shown_then_brought_in_whole_and_comes_out_again(self, miqyas, file, tmp_path):
        entity("health", kind="ministry", name_ar="الصحة", name_en="Health", mandates=[])
        shown = miqyas(str(file), "--bring")
        assert "2 services would be added" in shown.out
        assert "Nothing changed" in shown.out
        done = miqyas(str(file), "--bring", "--yes", "--json").json
        assert done["accepted"] is True
        assert [one["doing"] for one in done["brought"]] == ["add", "add"]
        assert "The file says nothing new" in miqyas(str(file), "--bring", "--yes").out
        out = tmp_path / "out.csv"
        assert "2 services written" in miqyas("--export", str(out)).out
        assert miqyas(str(out), "--json").json["whole"]["count"] == 2

    def test_an_entity_that_is_not_there_is_refused_and_nothing_is_kept(self, miqyas, file):
        shown = miqyas(str(file), "--bring", "--yes")
        assert shown.code == 2
        assert "health" in shown.out
        assert not Service.objects.exists()

"""The catalogue: what it is and is not, lists narrowed by choices, a feature in full, files to take away."""

import io
import json
import re
import zipfile
from dataclasses import replace
from typing import ClassVar

import pytest
from django.test import Client

from miqyas.catalogue import instrument_from_dict, instruments, read_list, vocabulary
from miqyas.catalogue.model import WORDINGS
from miqyas.workspace.campaigns.instruments import snapshot_take
from miqyas.workspace.datasets.services import instrument_import
from miqyas.workspace.datasets.world import instruments_known
from tests.cast import Cast
from tests.catalogue.lists import ABOUT, ROW, text_of

pytestmark = pytest.mark.django_db
OSI = instruments()["OSI"]
languages = pytest.mark.parametrize("language", ["ar", "en"])


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


class TestList:
    @languages
    @pytest.mark.parametrize("code", instruments())
    def test_every_feature_of_an_instrument_is_listed_and_leads_to_its_page(self, client, language, code):
        text = shown(client, f"/{language}/catalogue/?instrument={code}")
        assert [
            one for one in instruments()[code].by_code if f"/{language}/catalogue/{one}/" not in text
        ] == []

    def test_it_says_that_it_is_not_the_sheet_of_the_un(self, client):
        assert "not the UN&#x27;s sheet" in shown(client, "/en/catalogue/")
        assert "لا استمارة الأمم المتحدة" in shown(client, "/ar/catalogue/")

    @pytest.mark.parametrize(
        ("choice", "code"),
        [
            ("subindex", "OSI.TEC"),
            ("sector", "health"),
            ("audience", "older"),
            ("theme", "identity"),
            ("tag", "open_data"),
        ],
    )
    def test_a_choice_narrows_the_list(self, client, choice, code):
        groups = client.get(f"/en/catalogue/?instrument=OSI&{choice}={code}").context["groups"]
        found = [OSI.by_code[line.code] for group in groups for line in group.lines]
        assert 0 < len(found) < len(OSI.features)
        for feature in found:
            assert code in (feature.tags if choice == "tag" else [getattr(feature, choice)])

    def test_each_way_to_narrow_has_a_label_and_its_options(self, client):
        text = shown(client, "/en/catalogue/?sector=health")
        for name in ("subindex", "theme", "sector", "audience", "tag"):
            assert f'<label class="label" for="filter-{name}">' in text
            assert f'<select class="input" id="filter-{name}" name="{name}">' in text
        assert '<option value="health" selected>Health</option>' in text

    def test_nothing_found_is_said_calmly(self, client):
        text = shown(client, "/en/catalogue/?instrument=OSI&subindex=OSI.IF&sector=health")
        assert "No feature has all of this" in text

    def test_the_table_counts_and_leads_to_what_it_counts(self, client):
        tables = client.get("/en/catalogue/?instrument=OSI").context["tables"]
        by_sector = tables[1]
        total = sum(row.cells[-1].value for row in by_sector.rows)
        assert total == len(OSI.features)
        cell = by_sector.rows[1].cells[-1]
        found = client.get(cell.url.partition("#")[0]).context["found_count"]
        assert found == cell.value

    @pytest.mark.parametrize(
        "address",
        [
            "?instrument=GTMI",
            "?instrument=OSI&sector=opera",
            "?subindex=TII.MS",
            "?tag=%3Cscript%3E",
            "NO-SUCH-1/",
            "GTMI.csv",
            "OSI.pdf",
        ],
    )
    def test_what_is_not_there_is_not_found(self, client, address):
        assert client.get(f"/en/catalogue/{address}").status_code == 404

    def test_looking_needs_few_queries(self, client, django_assert_max_num_queries):
        shown(client, "/en/catalogue/")
        with django_assert_max_num_queries(6):
            shown(client, "/en/catalogue/?sector=health")


class TestFeature:
    @languages
    def test_all_that_is_said_of_a_feature_is_on_its_page(self, client, language):
        feature = OSI.by_code["OSI-SP-001"]
        text = shown(client, f"/{language}/catalogue/OSI-SP-001/")
        plain = text.replace("&#x27;", "'").replace("&quot;", '"')
        for name in WORDINGS:
            assert feature.wording(name)[language] in plain
        for grade in vocabulary().scales[feature.scale].grades:
            assert grade.name[language] in plain
        for link in feature.related:
            assert vocabulary().frameworks[link.framework].parts[link.part].name[language] in plain
        assert f'class="mark mark-{feature.basis.mark.value}"' in plain

    def test_every_feature_has_a_page(self, client):
        for instrument in instruments().values():
            for code in instrument.by_code:
                assert client.get(f"/ar/catalogue/{code}/").status_code == 200

    def test_codes_are_read_in_any_case(self, client):
        assert shown(client, "/en/catalogue/osi-sp-001/")

    def test_neighbours_lead_on(self, client):
        first, second = list(OSI.by_code)[:2]
        assert f'rel="next" href="/en/catalogue/{second}/"' in shown(client, f"/en/catalogue/{first}/")
        assert 'rel="prev"' not in shown(client, f"/en/catalogue/{first}/")


class TestFiles:
    def test_json_is_the_instrument_itself(self, client):
        content = json.loads(client.get("/en/catalogue/OSI.json").content)
        assert instrument_from_dict(content) == OSI

    def test_a_table_has_a_row_for_each_feature(self, client):
        answer = client.get("/en/catalogue/LOSI.csv")
        assert answer["Content-Disposition"].endswith('.csv"')
        assert answer.content.startswith(b"\xef\xbb\xbfcode,subindex")
        assert answer.content.count(b"LOSI-") >= len(instruments()["LOSI"].features)

    @pytest.mark.parametrize(("language", "is_mirrored"), [("ar", True), ("en", False)])
    def test_a_workbook_runs_in_the_direction_of_its_language(self, client, language, is_mirrored):
        for address in ("EGL.xlsx", "own-list.xlsx"):
            content = client.get(f"/{language}/catalogue/{address}").content
            with zipfile.ZipFile(io.BytesIO(content)) as book:
                assert (b'rightToLeft="1"' in book.read("xl/worksheets/sheet1.xml")) is is_mirrored

    def test_the_empty_form_as_text(self, client):
        assert "EXAMPLE-001" in client.get("/en/catalogue/own-list.csv").content.decode()


class TestOwnListIsPublic:
    def test_it_stands_last_and_its_words_are_only_words(self, client, cast: Cast):
        hostile = {**ROW, "question_en": "<script>alert(1)</script>?", "find_ar": "=1+1", "find_en": "=1+1"}
        plan = read_list(text_of(hostile, about={**ABOUT, "title_en": "<b>Palms</b>"}))
        instrument_import(plan, by=cast.elif_.pseudonym)
        text = shown(client, "/en/catalogue/?instrument=nakhl")
        assert "<script>alert(1)" not in text
        assert "&lt;b&gt;Palms&lt;/b&gt;" in text
        assert list(client.get("/en/catalogue/").context["instruments"])[-1].url.endswith("=NAKHL")
        page = shown(client, "/en/catalogue/NAKHL-SP-001/")
        assert "<script>alert(1)" not in page
        assert "Usual pitfalls" not in page
        assert "no source is given" in page
        assert "brought in by those who run" in text
        assert b",'=1+1" in client.get("/en/catalogue/NAKHL.csv").content


class TestVersions:
    """What differs between two versions of a list, in words."""

    CHANGES: ClassVar = {"ar": "/ar/catalogue/changes/NAKHL/", "en": "/en/catalogue/changes/NAKHL/"}

    @pytest.fixture
    def two_versions(self, cast: Cast) -> None:
        instrument_import(read_list(text_of(), name="own.csv", known=instruments()), by=None)
        newer = text_of({**ROW, "sector": "health"}, about={**ABOUT, "version": "2"})
        instrument_import(read_list(newer, name="own.csv", known=instruments_known()), by=None)

    def test_the_last_two_are_told_apart_in_both_languages(self, client, two_versions):
        assert "From version" in shown(client, self.CHANGES["en"])
        assert "change</h2>" in re.sub(r"</?bdi[^>]*>", "", shown(client, self.CHANGES["en"]))
        assert "من النسخة" in shown(client, self.CHANGES["ar"])
        assert "NAKHL-SP-001" in shown(client, self.CHANGES["en"])

    def test_a_version_beside_itself_is_the_same(self, client, two_versions):
        assert "The two versions are the same" in shown(client, f"{self.CHANGES['en']}?before=2&after=2")

    def test_the_other_way_round_is_told_as_well(self, client, two_versions):
        assert "NAKHL-SP-001" in shown(client, f"{self.CHANGES['en']}?before=2&after=1")

    def test_what_a_campaign_froze_is_a_version(self, client, cast):
        snapshot_take(replace(OSI, version="0", features=OSI.features[1:]))
        page = shown(client, "/en/catalogue/changes/OSI/")
        assert OSI.features[0].code in page
        assert page.count('<ol class="changes"><li>') == 1

    def test_where_there_is_one_version_it_says_so(self, client, cast):
        assert "No other version of this list is known here" in shown(client, "/en/catalogue/changes/OSI/")
        assert "/en/catalogue/changes/OSI/" in shown(client, "/en/catalogue/?instrument=OSI")

    @pytest.mark.parametrize("address", ["changes/NONE/", "changes/OSI/?before=9", "changes/OSI/?after=%20"])
    def test_what_is_not_there_is_not_found(self, client, cast, address):
        assert client.get(f"/en/catalogue/{address}").status_code == 404

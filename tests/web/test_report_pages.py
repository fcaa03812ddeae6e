"""Pages of reports: what may be ordered, what is being made, what is taken away."""

import pytest
from django.test import Client

from miqyas.jobs.models import Job, MadeReport, State
from miqyas.jobs.run import job_run
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.web.test_undoing import taken_back
from tests.workspace.scores.scored_given import scored

pytestmark = pytest.mark.django_db
WORK = "/en/workspace/reports/"
TAKE = "/en/reports/country_brief.pdf?of=BHR&language="


@pytest.fixture(autouse=True)
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("miqyas.web.views.reports.PATIENCE", 0.0)


def make_all() -> None:
    for one in Job.objects.filter(kind="report.make", state=State.QUEUED):
        job_run(one.pk)


class TestForEverybody:
    """Reports of published results: ordered by following a link."""

    @pytest.mark.parametrize(
        ("language", "title"), [("ar", "تقارير عن البحرين"), ("en", "Reports on Bahrain")]
    )
    def test_a_country_has_a_page_of_its_reports(self, client: Client, language: str, title: str) -> None:
        page = client.get(f"/{language}/countries/BHR/reports/").content.decode()
        assert title in page
        assert "country_brief.pdf?of=BHR&amp;language=fr" in page
        assert "entity_scorecard" not in page
        assert "portfolio_proposal" not in page

    def test_waited_for_then_taken_away(self, client: Client) -> None:
        waits = client.get(f"{TAKE}en", follow=True)
        assert "data-waiting" in waits.content.decode()
        make_all()
        address = waits.redirect_chain[-1][0]
        page = client.get(address).content.decode()
        assert "data-waiting" not in page
        assert "The report is ready." in page
        file = client.get(f"{address}file/")
        assert file.content.startswith(b"%PDF-")
        assert file.headers["Content-Type"] == "application/pdf"
        assert 'filename="miqyas-country-brief-BHR-en.pdf"' in file.headers["Content-Disposition"]

    def test_what_is_made_comes_at_once(self, client: Client) -> None:
        client.get(f"{TAKE}en")
        make_all()
        assert client.get(f"{TAKE}en").content.startswith(b"%PDF-")

    @pytest.mark.parametrize(
        "address",
        [
            "/en/reports/country_brief.pdf?of=XYZ",
            "/en/reports/country_brief.pdf",
            "/en/reports/country_brief.pdf?of=BHR&language=tlh",
            "/en/reports/country_brief.exe?of=BHR",
            "/en/reports/horoscope.pdf?of=BHR",
            "/en/reports/campaign_report.pdf?of=BHR",
            "/en/reports/portfolio_proposal.pdf?of=0b7e9b1c-6a0d-4d0a-9f0e-2f1d5b1c7a11",
            "/en/reports/0b7e9b1c-6a0d-4d0a-9f0e-2f1d5b1c7a11/",
            "/en/countries/XYZ/reports/",
        ],
    )
    def test_what_is_not_there(self, client: Client, address: str) -> None:
        assert client.get(address).status_code == 404

    def test_too_many_at_once(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("miqyas.jobs.reports.orders.MOST_PUBLIC", 0)
        answer = client.get(f"{TAKE}en")
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "60"

    def test_one_that_failed_says_why_and_how_to_go_on(self, client: Client) -> None:
        address = client.get(f"{TAKE}ar").headers["Location"]
        error = {"code": "job.crashed", "place": {"file": None, "line": None, "name": None}, "params": {}}
        error["params"] = {"kind": "report.make", "cause": "OSError"}
        Job.objects.filter(kind="report.make").update(state=State.FAILED, error=error)
        page = client.get(address).content.decode()
        assert "OSError" in page
        assert "country_brief.pdf?of=BHR&amp;language=ar" in page


class TestInTheWorkspace:
    """What somebody may see, they may have as a report."""

    def test_each_sees_what_they_may_order(self, campaign_cast: CampaignCast) -> None:
        scored(campaign_cast)
        page = signed_in(campaign_cast.amina).get(WORK).content.decode()
        assert "Campaign report" in page
        assert "All entities · " in page
        page = signed_in(campaign_cast.bruno).get(WORK).content.decode()
        assert "Campaign report" not in page
        assert "Ministry of Health" in page
        assert "Ministry of Education" not in page

    def test_ordered_followed_taken_away_removed(self, campaign_cast: CampaignCast) -> None:
        campaign, amina = scored(campaign_cast).campaign, signed_in(campaign_cast.amina)
        fields = {"of": campaign.code, "language": "ar", "form": "pdf"}
        ordered = amina.post(f"{WORK}campaign_report/", fields)
        address = ordered.headers["Location"]
        assert "data-waiting" in amina.get(address).content.decode()
        make_all()
        assert "The report is ready." in amina.get(address).content.decode()
        assert amina.get(f"{address}file/").content.startswith(b"%PDF-")
        assert "Download" in amina.get(WORK).content.decode()
        amina.post(f"{address}forget/")
        assert not MadeReport.objects.exists()

    def test_a_removed_one_is_ordered_again_from_the_notice(self, campaign_cast: CampaignCast) -> None:
        campaign, amina = scored(campaign_cast).campaign, signed_in(campaign_cast.amina)
        fields = {"of": campaign.code, "language": "ar", "form": "xlsx"}
        address = amina.post(f"{WORK}campaign_report/", fields).headers["Location"]
        assert campaign.name.in_language("en") in amina.get(address).content.decode()
        taken_back(amina, amina.post(f"{address}forget/", follow=True))
        again = MadeReport.objects.get()
        assert {"of": again.of, "language": again.language, "form": again.form} == fields

    def test_one_that_failed_is_made_again_by_a_button(self, campaign_cast: CampaignCast) -> None:
        campaign, amina = scored(campaign_cast).campaign, signed_in(campaign_cast.amina)
        fields = {"of": campaign.code, "language": "ar", "form": "pdf"}
        address = amina.post(f"{WORK}campaign_report/", fields).headers["Location"]
        assert "Make it again" not in amina.get(address).content.decode()
        Job.objects.filter(kind="report.make").update(state=State.FAILED)
        page = amina.get(address).content.decode()
        assert "Make it again" in page
        assert f'name="of" value="{campaign.code}"' in page

    def test_one_whose_subject_has_gone_is_told_and_leads_nowhere(self, campaign_cast: CampaignCast) -> None:
        campaign, amina = scored(campaign_cast).campaign, signed_in(campaign_cast.amina)
        fields = {"of": campaign.code, "language": "ar", "form": "pdf"}
        address = amina.post(f"{WORK}campaign_report/", fields).headers["Location"]
        MadeReport.objects.update(of="gone")
        page = amina.get(WORK).content.decode()
        assert "no longer open to you" in page
        assert address not in page

    def test_a_set_is_an_archive(self, campaign_cast: CampaignCast) -> None:
        campaign, amina = scored(campaign_cast).campaign, signed_in(campaign_cast.amina)
        fields = {"of": campaign.code, "language": "en", "form": "pdf"}
        address = amina.post(f"{WORK}entity_scorecard/", fields).headers["Location"]
        make_all()
        assert amina.get(f"{address}file/").headers["Content-Type"] == "application/zip"

    def test_others_see_nothing_of_it(self, campaign_cast: CampaignCast, client: Client) -> None:
        campaign = scored(campaign_cast).campaign
        fields = {"of": campaign.code, "language": "en", "form": "pdf"}
        address = signed_in(campaign_cast.amina).post(f"{WORK}campaign_report/", fields).headers["Location"]
        make_all()
        for page in (address, f"{address}file/"):
            assert signed_in(campaign_cast.karim).get(page).status_code == 404
            assert client.get(page).status_code == 404

    def test_what_one_may_not_see_one_may_not_order(self, campaign_cast: CampaignCast) -> None:
        campaign = scored(campaign_cast).campaign
        fields = {"of": campaign.code, "language": "en", "form": "pdf"}
        assert signed_in(campaign_cast.bruno).post(f"{WORK}campaign_report/", fields).status_code == 403
        assert signed_in(campaign_cast.dana).post(f"{WORK}campaign_report/", fields).status_code == 404
        part = {**fields, "of": f"{campaign.code}/education"}
        assert signed_in(campaign_cast.bruno).post(f"{WORK}entity_scorecard/", part).status_code == 404

    def test_a_form_that_somebody_made_up(self, campaign_cast: CampaignCast) -> None:
        campaign, amina = scored(campaign_cast).campaign, signed_in(campaign_cast.amina)
        answer = amina.post(f"{WORK}campaign_report/", {"of": campaign.code, "language": "en", "form": "exe"})
        assert answer.status_code == 422
        assert "pdf, docx, pptx, xlsx" in answer.content.decode()
        assert not MadeReport.objects.exists()

    def test_strangers_are_sent_to_sign_in(self, client: Client) -> None:
        assert client.get(WORK).status_code == 302

"""Pages of success stories: for everybody, and for those who write, edit and publish them."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from miqyas.workspace.evidence.services import Content, evidence_add
from miqyas.workspace.stories.models import Story
from miqyas.workspace.stories.proving import result_prove
from miqyas.workspace.stories.services import ContactFields, contacts_set, story_save
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.workspace.campaigns.answering_given import open_campaign
from tests.workspace.stories.stories_given import TURNED, draft, published, said, taken, titled

pytestmark = pytest.mark.django_db
PUBLIC = "/en/stories/"
WORK = "/en/workspace/stories/"
NO_ROWS = {
    f"{name}-{part}": "0"
    for name in ("results", "turns", "partners", "reusables", "contacts")
    for part in ("TOTAL_FORMS", "INITIAL_FORMS")
}


def filled(**fields: str) -> dict[str, str]:
    return {**NO_ROWS, "title_en": "Harbour", "version": "1", **fields}


class TestForEverybody:
    @pytest.mark.parametrize(
        ("language", "title", "result"),
        [
            ("ar", "حجز المواعيد في دقيقة", "صار الانتظار 12 دقيقة."),
            ("en", "Appointments in a minute", "They wait"),
        ],
    )
    def test_a_story_is_read_in_either_language(
        self, campaign_cast: CampaignCast, client: Client, language: str, title: str, result: str
    ) -> None:
        published(campaign_cast, slug="one")
        page = client.get(f"/{language}/stories/one/").content.decode()
        assert title in page
        assert result in page

    @pytest.mark.parametrize("steps", [(), ("submit",), ("submit", "hand_on", "publish", "withdraw")])
    def test_what_is_not_published_is_nowhere(
        self, campaign_cast: CampaignCast, client: Client, steps: tuple
    ) -> None:
        taken(draft(campaign_cast, titled("Unseen"), slug="unseen"), *steps, cast=campaign_cast)
        assert client.get(f"{PUBLIC}unseen/").status_code == 404
        for address in ("", "?q=unseen", "booklet/", "booklet/?story=unseen", "stories.json"):
            assert "Unseen" not in client.get(f"{PUBLIC}{address}").content.decode()

    def test_it_is_found_by_words_sector_feature_entity_and_tag(
        self, campaign_cast: CampaignCast, client: Client
    ) -> None:
        open_campaign(campaign_cast)
        published(campaign_cast, said(turns=(TURNED,)), slug="one")
        other = titled("Other", sector="education", tags=("else",), problem={"ar": "س", "en": "Else"})
        published(campaign_cast, other, slug="two", entity=campaign_cast.education)
        for query in (
            "q=المواعيد",
            "sector=health",
            "feature=OSI-IF-001",
            "entity=health",
            "tag=QUEUES",
            "tag=المواعيد",
        ):
            page = client.get(f"{PUBLIC}?{query}").content.decode()
            assert "/en/stories/one/" in page, query
            assert "/en/stories/two/" not in page, query

    def test_the_word_that_was_looked_for_is_marked_and_nothing_else_is_markup(
        self, campaign_cast: CampaignCast, client: Client
    ) -> None:
        text = said(problem={"ar": "س", "en": "Before <script>alert(1)</script> the harbour & after"})
        published(campaign_cast, text, slug="one")
        page = client.get(f"{PUBLIC}?q=harbour").content.decode()
        assert "<mark>harbour</mark>" in page
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page

    @pytest.mark.every_database
    @pytest.mark.parametrize("name", ["q", "sector", "feature", "entity", "tag", "story"])
    @pytest.mark.parametrize("value", ["x%E2%80%AE", "x" * 5000, "'\"%3B--", "%FF"])
    def test_whatever_the_address_asks_is_answered(
        self, campaign_cast: CampaignCast, client: Client, name: str, value: str
    ) -> None:
        published(campaign_cast, slug="one")
        reader = signed_in(campaign_cast.amina)
        assert client.get(f"{PUBLIC}?{name}={value}").status_code == 200
        assert client.get(f"{PUBLIC}booklet/?{name}={value}").status_code == 200
        assert reader.get(f"{WORK}?{name}={value}&state={value}").status_code == 200
        assert reader.get(f"{WORK}new/?entity={value}").status_code == 404

    def test_why_a_story_was_found_is_shown_wherever_the_words_stand(
        self, campaign_cast: CampaignCast, client: Client
    ) -> None:
        published(campaign_cast, slug="one")
        for query, reasons in {
            "appointments": ["<mark>Appointments</mark> in a minute"],
            "queues": ["Tags", "<mark>queues</mark>"],
            "university": ["Partners", "A sample <mark>university</mark>"],
            "ساعات": ["The problem", "ثلاث <mark>ساعات</mark>"],
            "minute phone": ["<mark>minute</mark>", "What was done", "<mark>phone</mark>"],
        }.items():
            page = client.get(PUBLIC, {"q": query}).content.decode()
            assert [one for one in reasons if one not in page] == [], query

    def test_nothing_found_says_what_to_try(self, client: Client) -> None:
        assert "No story has these words" in client.get(f"{PUBLIC}?q=nothing").content.decode()
        assert "No story is published yet" in client.get(PUBLIC).content.decode()

    def test_links_of_proofs_are_shown_and_files_are_not(
        self, campaign_cast: CampaignCast, client: Client
    ) -> None:
        story = draft(campaign_cast, slug="one")
        content = Content(address="https://health.example.org/waits")
        proof = evidence_add(campaign_cast.health, title="Waits", content=content, by=None)
        result_prove(story.results.get(), proof, by=None)
        taken(story, "submit", "hand_on", "publish", cast=campaign_cast)
        page = client.get(f"{PUBLIC}one/").content.decode()
        assert "https://health.example.org/waits" in page
        assert str(proof.pk) not in page

    def test_contacts_are_shown_as_they_allow(self, campaign_cast: CampaignCast, client: Client) -> None:
        story = published(campaign_cast, slug="one")
        names = [ContactFields(f"For {shows}", shows=shows) for shows in ("public", "government", "own")]
        contacts_set(story, names, by=None)
        seen = {
            who: [
                f"For {shows}" in browser.get(address).content.decode()
                for shows in ("public", "government", "own")
            ]
            for who, browser, address in (
                ("visitor", client, f"{PUBLIC}one/"),
                ("farid", signed_in(campaign_cast.farid), f"{WORK}one/"),
                ("bruno", signed_in(campaign_cast.bruno), f"{WORK}one/"),
            )
        }
        assert seen == {
            "visitor": [True, False, False],
            "farid": [True, True, False],
            "bruno": [True, True, True],
        }

    def test_it_is_not_sent_again_while_nothing_changed(
        self, campaign_cast: CampaignCast, client: Client
    ) -> None:
        story = published(campaign_cast, slug="one")
        tag = client.get(f"{PUBLIC}one/")["ETag"]
        assert client.get(f"{PUBLIC}one/", headers={"If-None-Match": tag}).status_code == 304
        story_save(story, said(months=3), version=1, by=None)
        assert client.get(f"{PUBLIC}one/", headers={"If-None-Match": tag}).status_code == 200

    def test_a_booklet_has_those_chosen_with_contents(
        self, campaign_cast: CampaignCast, client: Client
    ) -> None:
        for name in ("Alpha", "Beta", "Gamma"):
            published(campaign_cast, titled(name), slug=name.lower())
        page = client.get(f"{PUBLIC}booklet/?story=alpha&story=gamma&story=none").content.decode()
        assert page.count('<article class="story booklet-story"') == 2
        assert '<a href="#story-alpha">' in page
        assert "Beta" not in page

    def test_the_document_says_its_format(self, campaign_cast: CampaignCast, client: Client) -> None:
        published(campaign_cast, slug="one")
        told = json.loads(client.get(f"{PUBLIC}stories.json").content)
        assert (told["format"], told["format_version"]) == ("miqyas-stories", 1)
        assert [one["slug"] for one in told["stories"]] == ["one"]

    def test_the_list_asks_as_often_for_many_as_for_few(
        self,
        campaign_cast: CampaignCast,
        client: Client,
        django_assert_num_queries: DjangoAssertNumQueries,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        published(campaign_cast, slug="one")
        with django_assert_max_num_queries(40) as few:
            client.get(PUBLIC)
        for number in range(5):
            published(campaign_cast, titled(f"More {number}"))
        with django_assert_num_queries(len(few)):
            client.get(f"{PUBLIC}?q=")


class TestForThoseWhoWrite:
    def test_an_empty_list_teaches_and_leads_to_the_first_story(self, campaign_cast: CampaignCast) -> None:
        page = signed_in(campaign_cast.bruno).get(WORK).content.decode()
        assert "No story yet" in page
        assert "/en/workspace/stories/new/?entity=health" in page

    def test_a_story_is_begun_edited_and_handed_in(self, campaign_cast: CampaignCast) -> None:
        browser = signed_in(campaign_cast.bruno)
        made = browser.post(f"{WORK}new/?entity=health", filled())
        assert (made.status_code, made["Location"]) == (302, f"{WORK}harbour/")
        rows = {"results-TOTAL_FORMS": "1", "results-0-result_en": "Ships wait an hour"}
        rows |= {"contacts-TOTAL_FORMS": "1", "contacts-0-name": "Noor", "contacts-0-shows": "public"}
        changed = browser.post(f"{WORK}harbour/edit/", filled(title_ar="الميناء", tags="سفن، ports", **rows))
        assert changed.status_code == 302
        story = Story.objects.get()
        assert story.content["title"] == {"ar": "الميناء", "en": "Harbour"}
        assert (story.content["tags"], story.contacts.get().name) == (["سفن", "ports"], "Noor")
        page = browser.get(f"{WORK}harbour/edit/").content.decode()
        assert "Ships wait an hour" in page
        assert browser.post(f"{WORK}harbour/step/", {"action": "submit"}).status_code == 302
        assert Story.objects.get().state == "submitted"

    def test_what_is_wrong_is_said_above_the_form_and_what_was_typed_stays(
        self, campaign_cast: CampaignCast
    ) -> None:
        wrong = filled(title_en="", problem_en="Kept words", services="nothing")
        answer = signed_in(campaign_cast.bruno).post(f"{WORK}new/?entity=health", wrong)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "The story has no title." in page
        assert "There is no service with the code" in page
        assert "Kept words" in page
        assert not Story.objects.exists()

    def test_a_text_written_beside_another_is_not_lost(self, campaign_cast: CampaignCast) -> None:
        story = draft(campaign_cast, titled("Harbour"), slug="one")
        story_save(story, titled("Theirs"), version=1, by=campaign_cast.noor.pseudonym)
        browser = signed_in(campaign_cast.bruno)
        answer = browser.post(f"{WORK}one/edit/", filled(title_en="Mine", title_ar="لي"))
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Somebody else changed the text while you were writing" in page
        assert "Mine" in page
        assert 'name="version" value="2"' in page
        assert "What somebody else wrote beside what you wrote" in page
        assert "<del>Theirs</del>" in page
        assert "<ins>Mine</ins>" in page
        assert browser.post(f"{WORK}one/edit/", filled(title_en="Mine", version="2")).status_code == 302
        kept = [row.content["title"]["en"] for row in Story.objects.get().revisions.order_by("number")]
        assert kept == ["Harbour", "Theirs", "Mine"]

    def test_what_a_published_story_would_say_stands_beside_it_before_it_is_written(
        self, campaign_cast: CampaignCast, client: Client
    ) -> None:
        published(campaign_cast, slug="one")
        browser, words = signed_in(campaign_cast.amina), self.sent_again(campaign_cast)
        words |= {"problem_en": "People waited in a queue for two hours.", "title_ar": "حجز المواعيد في لحظة"}
        look = browser.post(f"{WORK}one/edit/", words)
        page = look.content.decode()
        assert look.status_code == 200
        for mark in ("<del>three</del>", "<ins>two</ins>", "<del>دقيقة</del>", "<ins>لحظة</ins>"):
            assert mark in page, mark
        assert "2 parts differ" in page.replace("<bdi>", "").replace("</bdi>", "")
        assert "three hours" in client.get(f"{PUBLIC}one/").content.decode()
        assert browser.post(f"{WORK}one/edit/", words | {"accept": "1"}).status_code == 302
        assert "two hours" in client.get(f"{PUBLIC}one/").content.decode()

    @staticmethod
    def sent_again(cast: CampaignCast) -> dict[str, str]:
        """The form of the only story, as a browser would send it untouched."""
        page = signed_in(cast.amina).get(f"{WORK}one/edit/")
        editor = page.context["editor"]
        forms = [editor.form, *(row for part in editor.sets.values() for row in part)]
        sent = {one.html_name: str(one.value() or "") for form in forms for one in form}
        return sent | {
            one.html_name: str(one.value()) for part in editor.sets.values() for one in part.management_form
        }

    def test_a_withdrawn_story_stands_beside_what_people_read_last(self, campaign_cast: CampaignCast) -> None:
        story = published(campaign_cast, slug="one")
        story_save(story, said(months=3), version=1, by=None)
        taken(story, "withdraw", "reopen", cast=campaign_cast)
        story_save(story, said(months=5), version=2, by=None)
        page = signed_in(campaign_cast.bruno).get(f"{WORK}one/").content.decode()
        assert "<del>3</del>" in page
        assert "<ins>5</ins>" in page

    def test_a_replayed_form_changes_nothing(self, campaign_cast: CampaignCast) -> None:
        taken(draft(campaign_cast, slug="one"), "submit", cast=campaign_cast)
        browser = signed_in(campaign_cast.bruno)
        assert browser.post(f"{WORK}one/step/", {"action": "submit"}).status_code == 422
        assert browser.post(f"{WORK}one/step/", {"action": "explode"}).status_code == 404
        assert browser.post(f"{WORK}one/edit/", filled()).status_code == 403

    @pytest.mark.parametrize("who", ["farid", "chen", "dana", "jamal"])
    def test_a_draft_is_hidden_from_others(self, campaign_cast: CampaignCast, who: str) -> None:
        draft(campaign_cast, slug="one")
        browser = signed_in(getattr(campaign_cast, who))
        for address in ("one/", "one/edit/", "one/revisions/1/"):
            assert browser.get(f"{WORK}{address}").status_code == 404

    def test_a_return_wants_its_reason(self, campaign_cast: CampaignCast) -> None:
        taken(draft(campaign_cast, slug="one"), "submit", cast=campaign_cast)
        browser = signed_in(campaign_cast.amina)
        refused = browser.post(f"{WORK}one/step/", {"action": "return", "reason": " "})
        assert refused.status_code == 422
        assert "No reason is given." in refused.content.decode()
        browser.post(f"{WORK}one/step/", {"action": "return", "reason": "Where was it measured?"})
        page = signed_in(campaign_cast.bruno).get(f"{WORK}one/").content.decode()
        assert "Where was it measured?" in page
        assert "Given back" in page

    def test_what_is_lacking_is_listed(self, campaign_cast: CampaignCast) -> None:
        draft(campaign_cast, said(title={"en": "Harbour"}, cost=""), slug="one")
        page = signed_in(campaign_cast.bruno).get(f"{WORK}one/").content.decode()
        assert "things are lacking for publication" in page
        assert "The title: there is no text in Arabic." in page
        assert "The band of cost is not given." in page

    def test_an_old_text_is_shown_beside_the_one_before(self, campaign_cast: CampaignCast) -> None:
        story = draft(campaign_cast, titled("Harbour"), slug="one")
        story_save(story, titled("Airport"), version=1, by=campaign_cast.noor.pseudonym)
        page = signed_in(campaign_cast.bruno).get(f"{WORK}one/revisions/2/").content.decode()
        assert "Harbour" in page
        assert "Airport" in page
        assert signed_in(campaign_cast.bruno).get(f"{WORK}one/revisions/9/").status_code == 404


class TestFiles:
    def test_a_file_is_shown_then_accepted(self, campaign_cast: CampaignCast) -> None:
        browser = signed_in(campaign_cast.karim)
        file = SimpleUploadedFile("s.csv", "story,entity,title_ar,title_en\none,health,قصة,Story\n".encode())
        kept = browser.post(f"{WORK}import/", {"file": file})
        page = browser.get(kept["Location"]).content.decode()
        assert "One story would be written" in page
        digest = page.split('name="digest" value="')[1].split('"')[0]
        done = browser.post(kept["Location"], {"digest": digest, "accept": "yes"})
        assert done["Location"] == WORK
        assert Story.objects.get().slug == "one"

    @pytest.mark.parametrize("name", ["stories.xlsx", "stories.csv", "template.xlsx"])
    def test_files_are_taken_away(self, campaign_cast: CampaignCast, name: str) -> None:
        draft(campaign_cast)
        answer = signed_in(campaign_cast.amina).get(f"{WORK}{name}")
        assert answer.status_code == 200
        assert answer["Content-Disposition"] == f'attachment; filename="miqyas-{name}"'

    def test_an_entity_brings_nothing_in(self, campaign_cast: CampaignCast) -> None:
        browser = signed_in(campaign_cast.bruno)
        assert browser.get(f"{WORK}import/").status_code == 403
        assert browser.get(f"{WORK}template.xlsx").status_code == 403
        assert browser.get(f"{WORK}stories.xlsx").status_code == 200


class TestBesideWhatIsLacking:
    def test_a_case_stands_beside_the_question_and_on_the_board(self, campaign_cast: CampaignCast) -> None:
        open_campaign(campaign_cast)
        published(campaign_cast, said(turns=(TURNED,)), slug="one")
        browser = signed_in(campaign_cast.farid)
        question = browser.get(
            "/en/workspace/campaigns/present/entity/education/OSI-IF-001/"
        ).content.decode()
        assert "How others did it" in question
        assert "/en/stories/one/" in question
        board = browser.get("/en/workspace/").content.decode()
        assert "Cases for what you lack" in board
        assert "OSI-IF-001: from “No” to “Yes”" in board.replace("<bdi>", "").replace("</bdi>", "")

    def test_one_s_own_story_is_no_case(self, campaign_cast: CampaignCast) -> None:
        open_campaign(campaign_cast)
        published(campaign_cast, said(turns=(TURNED,)), slug="one")
        browser = signed_in(campaign_cast.bruno)
        page = browser.get("/en/workspace/campaigns/present/entity/health/OSI-IF-001/").content.decode()
        assert "How others did it" not in page

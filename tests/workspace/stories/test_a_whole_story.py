"""A success story from its first sentence to the entity that lacks what it turned, as its people do it."""

import pytest

from miqyas.assessment.errors import WorkflowError
from miqyas.jobs.programme.cases import cases_of_part
from miqyas.workspace.campaigns.models import CampaignEntity
from miqyas.workspace.evidence.services import Content, evidence_add
from miqyas.workspace.history.models import Record
from miqyas.workspace.notifications.models import Notification
from miqyas.workspace.stories.errors import StoryError
from miqyas.workspace.stories.fields import StoryFields, Turn, fields_from, lacks
from miqyas.workspace.stories.models import Story
from miqyas.workspace.stories.proving import result_prove
from miqyas.workspace.stories.services import story_comment, story_create, story_save, story_step
from miqyas.workspace.stories.telling import TO_ALL, story_record, story_told
from tests.campaign_cast import CampaignCast
from tests.workspace.scores.scored_given import scored
from tests.workspace.stories.stories_given import WHOLE, said

pytestmark = pytest.mark.django_db(transaction=True)


def told_to(person: object) -> set[str]:
    rows = Notification.objects.filter(recipient=person.pseudonym)  # type: ignore[attr-defined]
    return {kind for kind in rows.values_list("kind", flat=True) if kind.startswith("story.")}


def test_a_story_is_written_edited_published_and_shown_to_whoever_lacks_it(
    campaign_cast: CampaignCast,
) -> None:
    cast = campaign_cast
    scored(cast, state="published", code="earlier")
    present = scored(cast, state="open", code="present")
    bruno, noor, karim, amina = (one.pseudonym for one in (cast.bruno, cast.noor, cast.karim, cast.amina))

    # Bruno begins in one language; nothing is wrong with that, but publication wants more.
    story = story_create(cast.health, StoryFields(title={"ar": "حجز المواعيد في دقيقة"}), by=bruno)
    assert story.slug == "health-story"
    assert {one.detail for one in lacks(fields_from(story.content))} == {
        "lacks_language",
        "lacks_result",
        "lacks_cost",
        "lacks_months",
    }

    # He completes it: feature 4 went from a form to a whole transaction in the earlier campaign.
    turned = (
        Turn("OSI-SP-004", "form", "transaction", "earlier"),
        Turn("OSI-IF-001", "no", "yes", "earlier"),
        Turn("TII.AM", "90.1", "96"),
    )
    story = story_save(story, said(turns=turned), version=1, by=bruno)
    proof = evidence_add(
        cast.health, title="Waiting times", content=Content(address="https://health.example.org/w"), by=bruno
    )
    result_prove(story.results.get(), proof, by=bruno)
    story = story_step(story, "submit", by=noor)
    assert told_to(cast.karim) == {"story.submitted"}

    # Karim edits and asks Bruno; Amina gives it back, and Bruno hears why.
    edited = said(turns=turned, months=9)
    story = story_save(story, edited, version=2, by=karim)
    assert (story.state, story.version) == ("editing", 3)
    story_comment(story, text="Is it nine months?", by=karim, mentions=[bruno])
    assert told_to(cast.bruno) == {"story.mentioned"}
    with pytest.raises(StoryError) as refused:
        story_step(story, "return", by=amina, reason="  ")
    assert refused.value.detail == "reason_missing"
    story = story_step(story, "return", by=amina, reason="Say where it was measured.")
    assert told_to(cast.bruno) == {"story.mentioned", "story.returned"}
    assert [one.text for one in story.comments.all()] == ["Is it nine months?", "Say where it was measured."]

    # Nobody publishes what has not been reviewed.
    with pytest.raises(WorkflowError):
        story_step(story, "publish", by=amina)
    for action, by in (("submit", bruno), ("hand_on", karim), ("publish", amina)):
        story = story_step(story, action, by=by)
    assert story.state == "published"
    assert told_to(cast.noor) == {"story.published", "story.returned"}

    # What assessors of the earlier campaign found bears one turn out and contradicts another.
    told = story_record(story_told(story, shows=TO_ALL))
    assert {one["code"]: one["borne"] for one in told["turns"]} == {
        "OSI-SP-004": "verified",
        "OSI-IF-001": "differs",
        "TII.AM": "claimed",
    }
    assert told["results"][0]["proofs"] == [
        {"title": "Waiting times", "address": "https://health.example.org/w"}
    ]

    # Education said no to feature 1: the story of health stands beside it. Health is not shown its own.
    part = CampaignEntity.objects.select_related("entity", "campaign").get(pk=present.education.pk)
    cases = cases_of_part(part, with_drafts=True, most=5)
    assert [(one.story.slug, one.case.turned) for one in cases] == [("health-story", ("OSI-IF-001",))]
    assert cases[0].case.via == {"OSI-IF-001": "OSI-IF-001", "OSI-SP-002": "OSI-SP-004"}
    own = CampaignEntity.objects.select_related("entity", "campaign").get(pk=present.health.pk)
    assert cases_of_part(own, with_drafts=True, most=5) == ()

    # Every text is kept, and every step is in the history under a pseudonym.
    kept = story.revisions.order_by("number").values_list("number", "kind", "content__title__ar")
    assert [(number, kind) for number, kind, _ in kept] == [(1, "saved"), (2, "saved"), (3, "edited")]
    deeds = Record.objects.filter(object_kind="story", object_id=str(story.pk)).order_by("id")
    assert list(deeds.values_list("action", flat=True)) == [
        "story.create", "story.save", "story.submit", "story.save", "story.return", "story.submit",
        "story.hand_on", "story.publish",
    ]  # fmt: skip

    # Withdrawn, it is nobody's case any more; reopened, it is the entity's draft again.
    story = story_step(story, "withdraw", by=noor, reason="The service has ended.")
    assert cases_of_part(part, with_drafts=True, most=5) == ()
    assert story_step(story, "reopen", by=noor).state == "draft"
    assert Story.objects.get().content["title"] == dict(WHOLE.title)

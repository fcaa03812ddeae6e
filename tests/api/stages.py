"""What has to be there before an example of a private address is asked for, and who asks."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from miqyas.analysis.updates import inputs_of
from miqyas.analysis.world import load_world
from miqyas.catalogue import read_list
from miqyas.workspace.accounts.models import User
from miqyas.workspace.campaigns.models import (
    AnswerRevision,
    Assignment,
    Campaign,
    CampaignEntity,
    SignatureDelegation,
)
from miqyas.workspace.campaigns.queries.submissions import submission_content
from miqyas.workspace.campaigns.services.answers import answer_ready, answer_save
from miqyas.workspace.campaigns.services.approvals import submission_approve, submission_submit
from miqyas.workspace.campaigns.services.assignments import Wanted, assignments_apply
from miqyas.workspace.campaigns.services.campaigns import campaign_create, campaign_open, entities_set
from miqyas.workspace.campaigns.services.comments import comment_add
from miqyas.workspace.campaigns.services.official import official_result_set
from miqyas.workspace.datasets.services import instrument_import
from miqyas.workspace.evidence.models import Evidence, EvidenceRevision
from miqyas.workspace.notifications.models import Notification
from miqyas.workspace.notifications.services import feed_create
from miqyas.workspace.questionnaires.fields import AnswerFields, QuestionnaireFields
from miqyas.workspace.questionnaires.services import answer_write, questionnaire_create
from miqyas.workspace.registry.models import Entity, Portal
from miqyas.workspace.reviews.models import Conflict, ReviewItem, ReviewTask
from miqyas.workspace.reviews.services.items import reviewers_assign
from miqyas.workspace.reviews.services.judging import task_start
from miqyas.workspace.reviews.services.replies import replies_open_all
from miqyas.workspace.services.fields import DatumFields
from miqyas.workspace.services.services import feature_decide, service_prove, service_publish
from miqyas.workspace.statistics.fields import Figures, Plan
from miqyas.workspace.statistics.models import StatisticalInput
from miqyas.workspace.statistics.services import input_plan, input_save, inputs_prepare
from miqyas.workspace.stories.fields import Turn
from miqyas.workspace.stories.models import Story
from miqyas.workspace.watchlists.services import policy_create
from tests.campaign_cast import CampaignCast
from tests.catalogue.lists import text_of
from tests.workspace.campaigns.answering_given import Given, open_campaign
from tests.workspace.campaigns.running_given import given as running
from tests.workspace.reviews.review_given import FOUND, NOT_FOUND, Review, under_review
from tests.workspace.roadmaps.dated_given import (
    answer_with_a_fixed_handle,
    dated_roadmap,
    plan_with_a_fixed_id,
)
from tests.workspace.scores.scored_given import cities_scored, scored
from tests.workspace.services import making as services_made
from tests.workspace.stories import stories_given
from tests.workspace.stories.stories_given import published as story_published
from tests.workspace.watchlists.watched_given import readiness_given, watched
from tests.workspace.workshops.workshop_given import held

Stage = Callable[[CampaignCast], User]
STAGES: dict[str, Stage] = {}
PERSON = "9f2c1f6e-6a52-4b77-8f52-1d3a3c8d2b10"
GRANT = 990
PORTAL = "5f4dcc3b-5aa7-4d61-9d83-27deb882cf99"


def stage(*operations: str) -> Callable[[Stage], Stage]:
    """Name the operations whose examples need this stage."""

    def decorate(made: Stage) -> Stage:
        STAGES.update(dict.fromkeys(operations, made))
        return made

    return decorate


def draft_of(cast: CampaignCast) -> Given:
    given = open_campaign(cast, code="osi-2028")
    words = {"grade": "yes", "note": "Article 3", "version": 0}
    answer_save(given.question(), by=cast.bruno.pseudonym, **words)
    return given


def part_of(given: Given) -> CampaignEntity:
    return CampaignEntity.objects.select_related("campaign", "entity").get(pk=given.health.pk)


def ready_answer(cast: CampaignCast) -> Given:
    given = draft_of(cast)
    answer_ready(given.question(), version=1, by=None)
    return given


def signed(cast: CampaignCast) -> Given:
    given = ready_answer(cast)
    submission_approve(part_of(given), seen=submission_content(part_of(given)).hash, by=cast.salma.pseudonym)
    return given


@stage("answers_list", "answer_get", "answer_save", "answer_ready", "answer_comment_add")
def a_draft(cast: CampaignCast) -> User:
    draft_of(cast)
    return cast.bruno


@stage(
    "answer_hand_on", "answer_take_back", "answers_file_bring", "campaign_answers_file_get",
    "campaign_answers_file_bring",
)  # fmt: skip
def somebody_to_hand_it_to(cast: CampaignCast) -> User:
    User.objects.filter(pk=cast.dana.pk).update(pseudonym=PERSON)
    draft_of(cast)
    return cast.noor


@stage("signature_lend", "signature_take_back")
def somebody_to_sign(cast: CampaignCast) -> User:
    somebody_to_hand_it_to(cast)
    SignatureDelegation.objects.create(
        pk=1,
        entity=cast.health,
        giver=cast.salma.pseudonym,
        holder=PERSON,
        starts_on=date(2098, 1, 1),
        ends_on=date(2098, 1, 9),
    )
    return cast.salma


@stage("answer_comments")
def something_said(cast: CampaignCast) -> User:
    question = draft_of(cast).question()
    comment_add(question, text="Which law?", audience="entity", by=cast.noor.pseudonym)
    return cast.bruno


@stage("answer_settle")
def a_text_kept_aside(cast: CampaignCast) -> User:
    words = {"grade": "yes", "note": "The decree", "version": 0}
    answer_save(draft_of(cast).question(), by=cast.noor.pseudonym, **words)
    return cast.bruno


@stage("campaign_history_get")
def something_signed(cast: CampaignCast) -> User:
    signed(cast)
    return cast.amina


@stage("answer_return", "submission_get", "submission_approve")
def an_answer_that_is_ready(cast: CampaignCast) -> User:
    ready_answer(cast)
    return cast.salma


@stage("submission_submit")
def a_signature(cast: CampaignCast) -> User:
    signed(cast)
    return cast.salma


@stage("submission_return")
def answers_handed_in(cast: CampaignCast) -> User:
    submission_submit(part_of(signed(cast)), by=cast.salma.pseudonym)
    return cast.amina


@stage(
    "entities_list", "entity_create", "entity_get", "entity_update", "entity_switch", "portal_create",
    "portal_update", "portal_remove", "registry_file_bring",
)  # fmt: skip
def a_registry(cast: CampaignCast) -> User:
    Portal.objects.create(pk=PORTAL, entity=cast.health, kind="entity", address="https://health.example.org/")
    return cast.elif_


@stage(
    "campaigns_list", "campaign_create", "campaign_get", "campaign_update", "campaign_steps",
    "campaign_entities", "campaign_entities_set", "assignments_list", "assignments_set",
    "assignments_proposal", "part_deadline_set", "instrument_renew", "assignments_file_bring",
)  # fmt: skip
def a_draft_campaign(cast: CampaignCast) -> User:
    campaign = campaign_create(running(code="literacy-1"), by=cast.amina.pseudonym)
    entities_set(campaign, [cast.authority, cast.health], by=None)
    assignments_apply(campaign, [Wanted("EGL-001", cast.health.pk)], by=None)
    return cast.amina


@stage("assignments_cities")
def a_draft_campaign_of_cities(cast: CampaignCast) -> User:
    made = Entity.objects.create(code="city-a", name={"ar": "مدينة", "en": "City"}, kind="city")
    fields = running(code="cities-1", kind="cities", instruments=("LOSI",))
    entities_set(campaign_create(fields, by=None), [made], by=None)
    return cast.amina


@stage("lists_list", "list_bring", "list_take_off")
def an_own_list(cast: CampaignCast) -> User:
    instrument_import(read_list(text_of()), by=None)
    return cast.amina


@stage("campaign_step")
def a_campaign_to_open(cast: CampaignCast) -> User:
    return a_draft_campaign(cast)


@stage("applicability_set")
def a_question_put(cast: CampaignCast) -> User:
    a_draft_campaign(cast)
    campaign_open(Campaign.objects.get(code="literacy-1"), by=None)
    return cast.bruno


@stage(
    "inputs_list", "inputs_prepare", "inputs_file_bring", "input_get", "input_save", "input_plan",
    "input_effect",
)  # fmt: skip
def statistical_inputs(cast: CampaignCast) -> User:
    world = load_world()
    inputs_prepare(inputs_of(world, edition=world.target).values(), edition=world.target, by=None)
    item = StatisticalInput.objects.get(indicator="TII.AM")
    input_plan(item, Plan(entity=cast.health, agency="ITU"), version=0, by=None)
    figures = Figures(national_value=96.0, national_year=2025, agency_value=90.0, agency_year=2023)
    input_save(item, figures, version=1, by=None)
    return cast.amina


PROOF_OF_SERVICE = "2f1c7a52-30a4-4ef0-9b0e-6c58d1a7e0a1"


@stage("services_list", "service_get")
def a_published_service(cast: CampaignCast) -> User:
    service_publish(services_made.service(), by=cast.noor.pseudonym)
    return cast.dana


@stage(
    "services_kept", "service_add", "service_kept", "service_save", "service_turn", "service_feature_decide",
    "services_maturity", "services_entity_maturity", "services_once_only", "services_worth",
    "services_file_get", "services_file_bring", "service_level_set", "service_level_restore",
)  # fmt: skip
def services_of_health(cast: CampaignCast) -> User:
    asked = (DatumFields("address", "asked", "authority"), DatumFields("medical_report", "asked", "health"))
    kept = services_made.service(code="clinic-appointment", automation="form", data=asked)
    feature_decide(kept, "OSI-SP-034", is_accepted=True, by=None)
    proof = Evidence.objects.create(
        id=PROOF_OF_SERVICE, entity=cast.health, kind="link", title="An audit of the service"
    )
    EvidenceRevision.objects.create(evidence=proof, number=1, address="https://example.org/audit")
    service_prove(kept, proof, by=None)
    return cast.amina


TASK = "2f1c7a52-30a4-4ef0-9b0e-6c58d1a7e001"
ITEM = "2f1c7a52-30a4-4ef0-9b0e-6c58d1a7e002"


def reviewed(cast: CampaignCast) -> Review:
    """A campaign under review whose first item, and first task of it, have names that examples know."""
    User.objects.filter(pk=cast.chen.pk).update(pseudonym="9f2c1f6e-6a52-4b77-8f52-1d3a3c8d2b10")
    review = under_review(cast, assigned=False)
    Campaign.objects.filter(pk=review.campaign.pk).update(code="osi-2028")
    review.campaign.refresh_from_db()
    ReviewItem.objects.filter(pk=review.item().pk).update(id=ITEM)
    reviewers_assign(review.campaign, seed=7, by=None)
    ReviewTask.objects.filter(pk=review.tasks()[0].pk).update(id=TASK)
    return review


def assessor_of(review: Review) -> User:
    return review.person(review.tasks()[0])


@stage("reviews_list", "review_get", "review_start")
def something_to_look_for(cast: CampaignCast) -> User:
    return assessor_of(reviewed(cast))


@stage("review_draft", "review_submit")
def a_clock_that_runs(cast: CampaignCast) -> User:
    review = reviewed(cast)
    task_start(review.tasks()[0], by=None)
    return assessor_of(review)


@stage("adjudication_list", "adjudication_get", "adjudication_decide")
def a_difference(cast: CampaignCast) -> User:
    reviewed(cast).judge_all(1, FOUND, NOT_FOUND)
    return cast.ines


@stage("review_agreement")
def judgements_that_agree(cast: CampaignCast) -> User:
    review = reviewed(cast)
    review.judge_all(1, NOT_FOUND, NOT_FOUND)
    review.judge_all(3, FOUND, FOUND)
    return cast.amina


@stage(
    "review_progress", "review_assign", "review_fewer", "review_conflicts", "review_conflict_add",
    "review_terms", "review_withdraw",
)  # fmt: skip
def a_review(cast: CampaignCast) -> User:
    reviewed(cast)
    return cast.karim


@stage("review_reassign")
def a_task_for_another(cast: CampaignCast) -> User:
    reviewed(cast)
    ReviewTask.objects.filter(item=ITEM).exclude(pk=TASK).delete()
    ReviewTask.objects.filter(pk=TASK).update(assessor=cast.gita.pseudonym)
    return cast.karim


@stage("review_conflict_lift")
def a_tie(cast: CampaignCast) -> User:
    reviewed(cast)
    Conflict.objects.create(pk=1, assessor=cast.gita.pseudonym, entity=cast.education, reason="A former post")
    return cast.karim


@stage("results_get", "reply_give")
def a_result(cast: CampaignCast) -> User:
    review = reviewed(cast)
    review.judge_all(1, NOT_FOUND, NOT_FOUND)
    Campaign.objects.filter(pk=review.campaign.pk).update(state="reply")
    review.campaign.refresh_from_db()
    replies_open_all(review.campaign)
    return cast.noor


@stage("score_get", "score_expected", "score_losses", "score_line")
def a_campaign_under_review(cast: CampaignCast) -> User:
    scored(cast)
    return cast.amina


@stage("official_get", "official_enter", "official_take_off")
def official_results(cast: CampaignCast) -> User:
    campaign = scored(cast, state="reply").campaign
    values, by = {"OSI.IF": 0.7}, cast.amina.pseudonym
    official_result_set(campaign, edition=2024, values=values, source="Report, page 9", by=by)
    return cast.amina


@stage("cities_score", "city_score")
def cities_under_review(cast: CampaignCast) -> User:
    cities_scored(cast)
    return cast.amina


@stage("part_score")
def an_entitys_own_part(cast: CampaignCast) -> User:
    scored(cast)
    return cast.salma


@stage("published_list", "published_get")
def a_published_campaign(cast: CampaignCast) -> User:
    campaign = scored(cast, state="published").campaign
    Campaign.objects.filter(pk=campaign.pk).update(published_at=datetime(2026, 3, 1, 9, tzinfo=UTC))
    return cast.amina


EVIDENCE = "2f1c7a52-30a4-4ef0-9b0e-6c58d1a7e003"
ANSWER = "2f1c7a52-30a4-4ef0-9b0e-6c58d1a7e004"
NOTIFICATION = "2f1c7a52-30a4-4ef0-9b0e-6c58d1a7e005"


@stage(
    "evidence_list", "evidence_link_add", "evidence_get", "evidence_revise", "evidence_retire",
    "evidence_file_add",
)  # fmt: skip
def a_proof(cast: CampaignCast) -> User:
    return _proof(cast, kind="link", address="https://health.example.org/law", quote="Article 3")


@stage("evidence_file_revise")
def a_proof_that_is_a_file(cast: CampaignCast) -> User:
    return _proof(cast, kind="file", file_sha256="0" * 64, file_name="law.pdf", file_size=9)


def _proof(cast: CampaignCast, *, kind: str, **said: Any) -> User:
    """A proof with the name that examples know."""
    by = cast.bruno.pseudonym
    made = Evidence.objects.create(
        pk=EVIDENCE, entity=cast.health, kind=kind, title="Law of the service", created_by=by
    )
    EvidenceRevision.objects.create(evidence=made, number=1, created_by=by, **said)
    return cast.bruno


@stage("evidence_attach", "evidence_detach")
def a_proof_for_an_answer(cast: CampaignCast) -> User:
    question = draft_of(cast).question()
    Assignment.objects.create(
        pk=ANSWER,
        part=question.part,
        campaign=question.campaign,
        entity=question.entity,
        instrument=question.instrument,
        feature="OSI-SP-001",
    )
    return a_proof(cast)


@stage("notifications_list", "notification_read", "notifications_read")
def something_told(cast: CampaignCast) -> User:
    Notification.objects.create(
        pk=NOTIFICATION,
        recipient=cast.bruno.pseudonym,
        kind="evidence.link_dead",
        key="evidence.link_dead:1",
        params={"title": "Law of the service"},
        route_args={"evidence": EVIDENCE},
    )
    return cast.bruno


@stage("calendar_close")
def a_calendar(cast: CampaignCast) -> User:
    feed_create(cast.elif_.pseudonym)
    return cast.elif_


def fitted(operation: str, body: dict[str, Any]) -> dict[str, Any]:
    """The body of an example with the values that are others each time."""

    if operation == "submission_approve":
        part = CampaignEntity.objects.select_related("campaign", "entity").get(entity__code="health")
        return {"content_hash": submission_content(part).hash}
    if operation == "answer_settle":
        return {**body, "aside": AnswerRevision.objects.get().pk}
    return body


@stage(
    "people_list", "person_invite", "person_get", "role_grant", "role_revoke", "person_switch",
    "person_factors_remove", "person_erase",
)  # fmt: skip
def people_with_fixed_names(cast: CampaignCast) -> User:
    """Elif, who has no password and so nothing to confirm; Chen and his grant as the example names them."""
    User.objects.filter(pk=cast.chen.pk).update(pseudonym=PERSON)
    cast.chen.grants.update(id=GRANT)
    cast.elif_.set_unusable_password()
    cast.elif_.save()
    return cast.elif_


@stage("person_remind")
def somebody_who_has_not_come_yet(cast: CampaignCast) -> User:
    cast.chen.set_unusable_password()
    cast.chen.save()
    return people_with_fixed_names(cast)


@stage(
    "policies_list", "policy_create", "policy_get", "policy_update", "policy_note",
    "policies_file_get", "policies_file_bring",
)  # fmt: skip
def policy_watched(cast: CampaignCast) -> User:
    policy_create(watched(), by=cast.amina.pseudonym)
    return cast.amina


@stage("readiness_lists", "readiness_get", "readiness_of_entity")
def readiness_known(cast: CampaignCast) -> User:
    readiness_given(cast)
    return cast.amina


@stage("stories_list", "story_get", "stories_work", "story_read", "stories_file_bring")
def a_story_published(cast: CampaignCast) -> User:
    open_campaign(cast, code="osi-2028")
    turned = Turn("OSI-IF-001", "no", "yes", "osi-2028")
    story = story_published(cast, stories_given.said(turns=(turned,)), slug="appointments")
    Story.objects.filter(pk=story.pk).update(published_at=datetime(2026, 3, 1, 9, tzinfo=UTC))
    return cast.amina


@stage("story_create", "story_save", "story_step", "story_comment", "story_contacts")
def a_story_begun(cast: CampaignCast) -> User:
    stories_given.draft(cast, slug="appointments")
    return cast.bruno


@stage("cases_get")
def a_story_of_what_is_lacking(cast: CampaignCast) -> User:
    open_campaign(cast, code="osi-2028")
    turned = Turn("OSI-IF-001", "no", "yes", "osi-2028")
    story_published(cast, stories_given.said(turns=(turned,)), slug="appointments")
    return cast.farid


@stage("roadmap_schedule", "roadmap_slips", "roadmap_portfolio")
def a_roadmap_with_dates(cast: CampaignCast) -> User:
    dated_roadmap()
    return cast.amina


@stage("roadmap_plans", "roadmap_plan", "roadmap_plan_adopt")
def a_plan_kept(cast: CampaignCast) -> User:
    plan_with_a_fixed_id()
    return cast.amina


@stage("roadmap_plan_keep")
def a_portfolio_answered(cast: CampaignCast) -> User:
    answer_with_a_fixed_handle()
    return cast.amina


@stage(
    "questionnaires_list", "questionnaire_create", "questionnaire_get", "questionnaire_fill",
    "questionnaire_step", "question_add", "question_get", "question_change", "question_remove",
    "question_answer", "question_check", "questionnaire_file_get", "questionnaire_file_bring",
)  # fmt: skip
def questionnaire_begun(cast: CampaignCast) -> User:
    begun = questionnaire_create(
        QuestionnaireFields("msq", {"ar": "استبيان", "en": "Questionnaire"}), by=cast.amina.pseudonym
    )
    law = begun.items.get(code="law-data")
    answer_write(law, AnswerFields({"en": "In force"}), version=0, by=None)
    return cast.amina


@stage(
    "workshops_list", "workshop_create", "workshop_get", "workshop_update", "workshop_step",
    "workshop_session_add", "workshop_material_add", "workshop_invite", "workshop_follow_up_add",
    "workshop_follow_up_item", "workshop_exercise_get", "workshop_exercise_close",
    "workshop_exercise_start", "findings_get", "workshop_kit_get", "workshop_file_get", "workshop_file_bring",
)  # fmt: skip
def a_workshop_held(cast: CampaignCast) -> User:
    held(cast)
    return cast.amina

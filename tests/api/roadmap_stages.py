"""What has to be there before the examples of the roadmap are asked for, and who asks."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from miqyas.workspace.accounts.models import User
from miqyas.workspace.roadmaps.fields import plain
from miqyas.workspace.roadmaps.models import Directive, GateReview, ItemOutcome
from miqyas.workspace.roadmaps.queries.items import fields_of as item_fields
from miqyas.workspace.roadmaps.services.baselines import baseline_take
from miqyas.workspace.roadmaps.services.directives import directive_save, fields_of
from miqyas.workspace.roadmaps.services.gate import gate_create, gate_save, gate_step
from miqyas.workspace.roadmaps.services.items import item_save
from miqyas.workspace.roadmaps.services.outcomes import outcome_measure
from tests.api.stages import stage
from tests.campaign_cast import CampaignCast
from tests.workspace.roadmaps.roads import laid, project

OUTCOME = "2f1c7a52-30a4-4ef0-9b0e-6c58d1a7e0a1"
ASIDE = 4101
DIRECTIVE = "2f1c7a52-30a4-4ef0-9b0e-6c58d1a7e0a2"


@stage(
    "roadmap_items", "roadmap_item_add", "roadmap_item_get", "roadmap_item_save", "roadmap_item_step",
    "roadmap_item_report", "roadmap_outcome_add", "roadmap_outcome_measure", "roadmap_baseline_take",
    "roadmap_file_get", "roadmap_file_bring", "gate_questions", "gate_add", "directive_add", "meeting_plan",
)  # fmt: skip
def a_roadmap(cast: CampaignCast) -> User:
    item = laid()["records"]
    ItemOutcome.objects.create(
        pk=OUTCOME,
        item=item,
        title={"en": "Nurses trained"},
        baseline_value=Decimal(0),
        target_value=Decimal(900),
        source="Attendance lists",
    )
    return cast.amina


@stage(
    "roadmap_outcome_get",
    "roadmap_outcome_save",
    "roadmap_outcome_take_back",
    "roadmap_costs",
    "roadmap_costs_file",
    "outcomes_file_get",
)
def a_measured_roadmap(cast: CampaignCast) -> User:
    person = a_roadmap(cast)
    day = date(2026, 1, 31)
    outcome_measure(ItemOutcome.objects.get(), on=day, value=Decimal(300), today=day, by=person.pseudonym)
    return person


@stage("roadmap_item_put_back")
def words_kept_aside(cast: CampaignCast) -> User:
    item = laid()["records"]
    before = item_fields(item)
    item_save(item, replace(before, progress=10), version=0, by=None)
    item.revisions.create(pk=ASIDE, number=1, values={"progress": 90}, is_aside=True)
    return cast.amina


@stage("roadmap_baselines")
def a_frozen_branch(cast: CampaignCast) -> User:
    baseline_take(reason="As approved", root=laid()["services"], by=None)
    return cast.jamal


@stage(
    "directives_list", "directive_get", "directive_save", "directive_step", "directive_report",
    "committee_pack_get", "committee_pack_file", "directives_file_get", "directives_file_bring",
    "slips_file_get",
)  # fmt: skip
def a_directive(cast: CampaignCast) -> User:
    items = laid()
    made = Directive.objects.create(
        pk=DIRECTIVE,
        number="2026/14",
        kind="directive",
        text={"en": "The health record goes live before summer."},
        decided_on=date(2026, 10, 1),
        due=date(2026, 11, 1),
        entity=cast.health,
        state="open",
    )
    made.items.set([items["records"]])
    made.revisions.create(number=0, values=plain(fields_of(made)) | {"state": "open"})
    return cast.amina


@stage("directive_put_back")
def a_due_day_kept_aside(cast: CampaignCast) -> User:
    person = a_directive(cast)
    made = Directive.objects.get()
    directive_save(made, replace(fields_of(made), due=date(2026, 12, 1)), version=0, by=None)
    made.revisions.create(pk=ASIDE, number=1, values={"due": "2026-12-24"}, is_aside=True)
    return person


@stage("gate_list", "gate_get", "gate_step")
def a_project_that_awaits_its_verdict(cast: CampaignCast) -> User:
    laid()
    gate_step(gate_create(project(), by=None), "submit", roles=["entity_lead"], by=None)
    return cast.amina


@stage("gate_save")
def a_project_as_a_draft(cast: CampaignCast) -> User:
    laid()
    gate_create(project(), by=None)
    return cast.amina


@stage("gate_put_back")
def a_day_kept_aside(cast: CampaignCast) -> User:
    person = a_project_as_a_draft(cast)
    review = GateReview.objects.get()
    gate_save(review, project(go_live=date(2027, 6, 1)), version=0, by=None)
    review.revisions.create(pk=ASIDE, number=1, values={"go_live": "2027-04-01"}, is_aside=True)
    return person

"""Results of stories as what proofs serve."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from miqyas.assessment.workflow import step
from miqyas.workspace.evidence.models import Evidence
from miqyas.workspace.evidence.services import evidence_attach, evidence_detach
from miqyas.workspace.evidence.targets import TargetKind
from miqyas.workspace.stories.errors import StoryError
from miqyas.workspace.stories.models import Story, StoryResult

KIND = "story_result"


def _result(object_id: UUID) -> StoryResult | None:
    return StoryResult.objects.select_related("story__entity").filter(pk=object_id).first()


def result_prove(result: StoryResult, evidence: Evidence, *, by: UUID | None) -> None:
    """Put a proof of the story's entity to a result. Raises `WorkflowError` when it cannot be written now."""
    step("story", result.story.state, "save")
    if evidence.entity_id != result.story.entity_id:
        raise StoryError("proof_elsewhere")
    evidence_attach(evidence, KIND, result.pk, by=by)


def result_unprove(result: StoryResult, evidence: Evidence, *, by: UUID | None) -> None:
    """Take a proof from a result."""
    step("story", result.story.state, "save")
    evidence_detach(evidence, KIND, result.pk, by=by)


def _code(result: StoryResult) -> str:
    return str(result.story.slug)


def _address(result: StoryResult) -> str:
    story: Story = result.story
    return f"{reverse('story', args=[story.slug])}#result-{result.pk}"


RESULT = TargetKind(
    find=_result,
    action="story.prove",
    reads="story.proofs",
    entity=lambda result: result.story.entity,
    code=_code,
    address=_address,
    attach=result_prove,
    detach=result_unprove,
)

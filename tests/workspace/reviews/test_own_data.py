"""What reviews hold about a person is told to them, and goes with them as far as others do not rely on it."""

import io
import json
from zipfile import ZipFile

import pytest

from miqyas.workspace.accounts.personal import person_erase, person_told
from miqyas.workspace.reviews.models import Conflict, Judgement, ReviewTask
from miqyas.workspace.reviews.services.judging import Said, draft_save, task_start
from tests.workspace.reviews.review_given import FOUND, Review, review

__all__ = ["review"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def assessor(review: Review) -> ReviewTask:
    """Somebody who handed one judgement in, typed at another, and has a tie."""
    task = review.tasks()[0]
    review.judge(task, FOUND)
    other = ReviewTask.objects.filter(assessor=task.assessor, state="assigned")[0]
    draft_save(task_start(other, by=None), Said(path="Half a way"))
    Conflict.objects.create(assessor=task.assessor, entity=review.cast.education, reason="A cousin")
    return task


def test_it_is_told(review: Review, assessor: ReviewTask) -> None:
    with ZipFile(io.BytesIO(person_told(review.person(assessor)))) as archive:
        told = json.loads(archive.read("reviews.json"))
    assert [one["path"] for one in told["judgements"]] == ["Home, then Laws"]
    assert any(one["draft"].get("path") == "Half a way" for one in told["drafts"])
    assert [one["reason"] for one in told["conflicts"]] == ["A cousin"]


def test_drafts_and_ties_go_and_what_was_handed_in_stays(review: Review, assessor: ReviewTask) -> None:
    person_erase(review.person(assessor), by=None)
    assert Judgement.objects.get().task.assessor == assessor.assessor
    left = ReviewTask.objects.filter(assessor=assessor.assessor).exclude(state="submitted")
    assert {(task.state, str(task.draft)) for task in left} == {("withdrawn", "{}")}
    assert not Conflict.objects.exists()

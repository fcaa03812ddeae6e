"""An entity keeps proofs, revises them, and one proof serves many features."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from miqyas.scanner.gather.guard import AddressRefusedError
from miqyas.workspace.events.models import Event
from miqyas.workspace.evidence.errors import EvidenceError
from miqyas.workspace.evidence.files import file_keep
from miqyas.workspace.evidence.models import Evidence, EvidenceRevision, LinkCheck, Outcome
from miqyas.workspace.evidence.queries import (
    evidence_expiring,
    evidence_of,
    evidence_of_entity,
    links_due,
    newest_revision,
)
from miqyas.workspace.evidence.services import (
    Content,
    evidence_add,
    evidence_attach,
    evidence_detach,
    evidence_retire,
    evidence_revise,
    link_check_add,
)
from miqyas.workspace.history.immutable import WrittenOnceError
from miqyas.workspace.history.models import Record
from tests.campaign_cast import CampaignCast

pytestmark = pytest.mark.django_db
LINK = Content(address="https://health.example.org/service", quote="Apply here")
FIRST, SECOND = (f"00000000-0000-4000-8000-00000000000{n}" for n in (1, 2))


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def add(cast: CampaignCast, content: Content = LINK, *, title: str = "The service") -> Evidence:
    return evidence_add(cast.health, title=title, content=content, by=cast.bruno.pseudonym)


def pdf(size: int = 100) -> Any:
    return file_keep([b"%PDF-1.7\n", b"x" * size], name="law.pdf")


def test_a_revision_is_added_and_the_one_before_stays(campaign_cast: CampaignCast) -> None:
    proof = add(campaign_cast)
    evidence_revise(
        proof, title="The service", content=Content(address="https://health.example.org/new"), by=None
    )
    assert [revision.address for revision in proof.revisions.order_by("number")] == [
        "https://health.example.org/service",
        "https://health.example.org/new",
    ]
    with pytest.raises(WrittenOnceError):
        newest_revision(proof).delete()


def test_saying_the_same_again_adds_nothing(campaign_cast: CampaignCast) -> None:
    proof = add(campaign_cast)
    evidence_revise(proof, title="The service", content=LINK, by=None)
    assert proof.revisions.count() == 1


def test_a_file_is_carried_on_when_only_its_words_change(campaign_cast: CampaignCast) -> None:
    proof = add(campaign_cast, Content(file=pdf()))
    revision = evidence_revise(proof, title="The law", content=Content(page="4"), by=None)
    assert (revision.file_name, revision.page) == ("law.pdf", "4")
    assert Evidence.objects.get().title == "The law"


def test_one_proof_serves_many_features_and_three_queries_find_them(
    campaign_cast: CampaignCast, django_assert_num_queries: Any
) -> None:
    from uuid import UUID

    proof, other = add(campaign_cast), add(campaign_cast, title="Another")
    for object_id in (FIRST, SECOND):
        evidence_attach(proof, "answer", UUID(object_id), by=None, chain="c")
        evidence_attach(proof, "answer", UUID(object_id), by=None, chain="c")
    evidence_attach(other, "answer", UUID(FIRST), by=None)
    with django_assert_num_queries(3):
        found = evidence_of("answer", [UUID(FIRST), UUID(SECOND)])
    assert [len(found[UUID(name)]) for name in (FIRST, SECOND)] == [2, 1]
    assert Record.objects.filter(action="evidence.attach", chain="c").count() == 2
    evidence_detach(proof, "answer", UUID(SECOND), by=None, chain="c")
    assert evidence_of("answer", [UUID(SECOND)]) == {UUID(SECOND): []}


def test_a_retired_proof_is_neither_revised_nor_attached(campaign_cast: CampaignCast) -> None:
    from uuid import UUID

    proof = add(campaign_cast)
    evidence_retire(proof, by=None)
    evidence_retire(proof, by=None)
    assert not evidence_of_entity(campaign_cast.health).exists()
    assert Record.objects.filter(action="evidence.retire").count() == 1
    with pytest.raises(EvidenceError, match="retired"):
        evidence_attach(proof, "answer", UUID(FIRST), by=None)
    with pytest.raises(EvidenceError, match="retired"):
        evidence_revise(proof, title="x", content=LINK, by=None)


@pytest.mark.parametrize(
    ("title", "content", "detail"),
    [
        ("", LINK, "no_title"),
        (" \n ", LINK, "no_title"),
        ("x" * 301, LINK, "title_too_long"),
        ("x", Content(), "link_or_file"),
        ("x", Content(address="https://a.example.org/", quote="q" * 2001), "quote_too_long"),
        (
            "x",
            Content(
                address="https://a.example.org/",
                valid_from=date(2026, 2, 1),
                valid_until=date(2026, 1, 1),
            ),
            "dates",
        ),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(
    campaign_cast: CampaignCast, title: str, content: Content, detail: str
) -> None:
    with pytest.raises(EvidenceError) as refused:
        add(campaign_cast, content, title=title)
    assert refused.value.detail == detail
    assert refused.value.problem("ar")
    assert refused.value.remedy("en")
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "https://a b.example/"])
def test_an_address_that_is_none_is_refused(campaign_cast: CampaignCast, address: str) -> None:
    with pytest.raises(AddressRefusedError):
        add(campaign_cast, Content(address=address))


def test_an_entity_has_room_for_so_many_bytes(campaign_cast: CampaignCast, settings: Any) -> None:
    settings.MIQYAS_ENTITY_QUOTA = 300
    add(campaign_cast, Content(file=pdf(200)))
    add(campaign_cast, Content(file=pdf(200)), title="The same file again")
    with pytest.raises(EvidenceError, match="quota"):
        add(campaign_cast, Content(file=pdf(201)))
    evidence_add(campaign_cast.education, title="x", content=Content(file=pdf(202)), by=None)


class TestLooks:
    """Links are looked at again and again, and their entity hears of a loss once."""

    def look(self, proof: Evidence, *outcomes: str) -> None:
        for outcome in outcomes:
            link_check_add(
                newest_revision(proof),
                outcome=Outcome(outcome),
                status=None,
                final_address="",
                details={},
                at=timezone.now(),
            )

    @pytest.mark.parametrize(
        ("outcomes", "told"),
        [
            (["alive", "dead", "dead"], 1),
            (["soft_missing"], 1),
            (["dead", "alive", "dead"], 2),
            (["unreachable", "unreachable"], 0),
            (["unreachable", "unreachable", "unreachable", "unreachable"], 1),
            (["unreachable", "alive", "unreachable", "unreachable"], 0),
            (["refused", "moved", "alive"], 0),
        ],
    )
    def test_a_loss_is_told_once_until_the_page_is_back(
        self, campaign_cast: CampaignCast, outcomes: list[str], told: int
    ) -> None:
        self.look(add(campaign_cast), *outcomes)
        assert Event.objects.filter(kind="evidence.link_dead").count() == told

    def test_those_never_looked_at_come_first_and_fresh_ones_rest(self, campaign_cast: CampaignCast) -> None:
        old, fresh, _ = (add(campaign_cast, title=title) for title in ("old", "fresh", "new"))
        retired = add(campaign_cast, title="retired")
        evidence_retire(retired, by=None)
        now = timezone.now()
        for proof, days in ((old, 9), (fresh, 0)):
            LinkCheck.objects.create(
                revision=newest_revision(proof), outcome="alive", checked_at=now - timedelta(days)
            )
        due = links_due(before=now - timedelta(3), most=10)
        assert [revision.evidence.title for revision in due] == ["new", "old"]
        assert len(links_due(before=now - timedelta(3), most=1)) == 1


def test_only_the_revision_in_force_expires(campaign_cast: CampaignCast) -> None:
    proof = add(campaign_cast, Content(address="https://a.example.org/", valid_until=date(2026, 1, 10)))
    assert evidence_expiring(after=date(2026, 1, 1), until=date(2026, 1, 10)).count() == 1
    assert not evidence_expiring(after=date(2026, 1, 10), until=date(2026, 1, 20)).exists()
    evidence_revise(
        proof,
        title="x",
        content=Content(address="https://a.example.org/", valid_until=date(2027, 1, 1)),
        by=None,
    )
    assert not evidence_expiring(after=date(2026, 1, 1), until=date(2026, 1, 10)).exists()
    assert EvidenceRevision.objects.count() == 2

"""Records are sealed in batches: each once, none forgotten, whoever seals and whenever they came."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import pytest

from miqyas.jobs import run
from miqyas.jobs.registry import rounds
from miqyas.jobs.services import job_enqueue
from miqyas.workspace.history import sealing
from miqyas.workspace.history.canonical import record_bytes, seal_root
from miqyas.workspace.history.models import Record, Seal
from miqyas.workspace.history.queries import chain_head, records_unsealed
from miqyas.workspace.history.sealing import chain_seal, history_seal
from miqyas.workspace.history.services import record_add
from miqyas.workspace.history.verification import history_verify
from tests.processes import ROOT

pytestmark = pytest.mark.django_db
CAMPAIGN: Final = "7d3f3c2e-0000-4000-8000-000000000001"


def add(number: int = 1, *, chain: str = CAMPAIGN) -> list[Record]:
    return [
        record_add("test.done", actor=None, object_kind="test", object_id=one, chain=chain)
        for one in range(number)
    ]


def test_all_that_is_there_is_sealed_in_its_order() -> None:
    records = add(3)
    (seal,) = chain_seal(CAMPAIGN)
    assert (seal.number, seal.count, seal.previous) == (1, 3, "")
    assert [entry.record_id for entry in seal.entries.order_by("position")] == [one.pk for one in records]
    assert not records_unsealed(CAMPAIGN)


def test_the_next_seal_continues_the_one_before() -> None:
    add(2)
    (first,) = chain_seal(CAMPAIGN)
    assert chain_seal(CAMPAIGN) == [], "nothing new, no seal"
    add(1)
    (second,) = chain_seal(CAMPAIGN)
    assert (second.number, second.count, second.previous) == (2, 1, first.root)
    assert chain_head(CAMPAIGN) == second


def test_each_campaign_and_the_installation_have_a_chain_of_their_own() -> None:
    add(2), add(1, chain="")
    seals = history_seal()
    assert sorted((seal.chain, seal.number, seal.count) for seal in seals) == [("", 1, 1), (CAMPAIGN, 1, 2)]


def test_many_records_make_several_seals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "BATCH", 4)
    add(10)
    assert [seal.count for seal in chain_seal(CAMPAIGN)] == [4, 4, 2]
    assert history_verify().holds


def test_a_record_that_becomes_visible_late_is_sealed_all_the_same() -> None:
    """On PostgreSQL a transaction may be committed after others whose records have higher ids."""
    (early,) = add(1)
    late = Record(pk=early.pk + 1, action="test.late", object_kind="test", object_id="x", chain=CAMPAIGN)
    Record(pk=early.pk + 2, action="test.done", object_kind="test", object_id="y", chain=CAMPAIGN).save()
    chain_seal(CAMPAIGN)
    late.save(force_insert=True)
    (seal,) = chain_seal(CAMPAIGN)
    assert [entry.record_id for entry in seal.entries.all()] == [late.pk]
    assert history_verify().holds


def test_a_worker_seals_on_schedule() -> None:
    assert rounds()["history.seal"]
    add(2)
    run.job_run(job_enqueue("history.seal", by=None).pk)
    assert Seal.objects.filter(chain=CAMPAIGN).count() == 1


def test_the_bytes_of_a_record_are_as_described() -> None:
    record = Record(
        pk=7,
        action="answer.save",
        object_kind="answer",
        object_id="a",
        details={"ب": "نص", "a": [1.0, 1e2, -0.0, 0.1, True, None]},
        chain=CAMPAIGN,
    )
    record.at = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    assert record_bytes(record).decode() == (
        'miqyas-record/1\n{"action":"answer.save","actor":null,"at":"2026-03-01T09:30:00.000000Z",'
        f'"chain":"{CAMPAIGN}","details":{{"a":[1,100,0,0.1,true,null],"ب":"نص"}},"id":7,'
        '"object_id":"a","object_kind":"answer"}'
    )


def test_the_root_of_a_seal_stands_for_everything_it_says() -> None:
    add(2)
    (seal,) = chain_seal(CAMPAIGN)
    says = {
        "chain": CAMPAIGN,
        "number": 1,
        "previous": "",
        "at": seal.at,
        "count": 2,
        "digests": [entry.digest for entry in seal.entries.order_by("position")],
    }
    assert seal_root(**says) == seal.root
    others = {"chain": "", "number": 2, "previous": "x", "count": 3, "digests": says["digests"][::-1]}
    roots = {seal_root(**{**says, name: value}) for name, value in others.items()}
    assert len(roots - {seal.root}) == len(others)


@pytest.mark.parametrize(
    "value", [1e22, 1e23, -0.0, 1.5, 0.1, 2**63, 1e-7, 3.0, "é\u202e", [{}], {"a": {"b": 0}}]
)
def test_a_record_read_back_has_the_bytes_that_it_was_written_with(value: object) -> None:
    """Databases keep numbers in their own way; the hash does not see it, so that a history may be moved."""
    record = record_add("test.done", actor=None, object_kind="t", object_id=1, details={"value": value})
    assert record_bytes(Record.objects.get(pk=record.pk)) == record_bytes(record)


FILL: Final = """
import django; django.setup()
from miqyas.workspace.history.models import Record
Record.objects.bulk_create(
    Record(action="test.done", object_kind="test", object_id=str(n), chain="c") for n in range(3000))
"""
SEAL: Final = """
import django; django.setup()
from miqyas.workspace.history import sealing
sealing.BATCH = 100
sealing._TRIES = 1000
sealing.history_seal()
"""
LOOK: Final = """
import django; django.setup()
from miqyas.workspace.history.models import SealedRecord, Seal
from miqyas.workspace.history.verification import history_verify
print(SealedRecord.objects.count(), sum(s.count for s in Seal.objects.all()), history_verify().holds)
"""


def test_several_workers_that_seal_at_once_make_one_chain(
    environment: dict[str, str], python: Callable[..., str]
) -> None:
    python("-c", FILL)
    workers = [subprocess.Popen([sys.executable, "-c", SEAL], env=environment, cwd=ROOT) for _ in range(3)]
    assert [worker.wait(timeout=120) for worker in workers] == [0, 0, 0]
    assert python("-c", LOOK) == "3000 3000 True"

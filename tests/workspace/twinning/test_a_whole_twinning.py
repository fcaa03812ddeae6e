"""A twinning from the invitation to its results, between two installations that only exchange files."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from miqyas.analysis.twinning.package import package_read
from miqyas.analysis.world import load_world
from miqyas.jobs.programme.twinning import agreement_make, measured_of, outcomes_of, package_take
from miqyas.workspace.twinning.fields import ExchangeFields
from miqyas.workspace.twinning.issuing import answer_issue, exchange_issue, invitation_issue, result_issue
from miqyas.workspace.twinning.models import Exchange, Message, Twin
from miqyas.workspace.twinning.queries import profile_by_code
from miqyas.workspace.twinning.services import exchange_save, reading_add, twin_close
from tests.workspace.twinning.twins_given import (
    Installation,
    bahrain,
    confirmed,
    details,
    estonia,
    invited_by_bahrain,
    told,
)

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def file_of(message: Message) -> bytes:
    return message.text.encode()


def tampered(content: bytes) -> bytes:
    changed = content.replace(b'"0.9"', b'"0.5"')
    assert changed != content
    return changed


def test_two_installations_twin_by_files_alone(settings: Any, tmp_path: Path) -> None:
    world = load_world()
    manama = Installation(settings, tmp_path, bahrain())
    tallinn = Installation(settings, tmp_path, estonia())

    with manama.at_work():
        invitation = file_of(invitation_issue(invited_by_bahrain(), by=None))
        assert details(told(invitation)) == ["package.signer_own"]

    with tallinn.at_work():
        assert details(told(invitation)) == ["package.signer_unknown"]
        assert details(told(tampered(invitation))) == ["package.tampered"]
        assert not Twin.objects.exists()
        confirmed(invitation)
        package_take(told(invitation), world=world, by=None)
        assert details(told(invitation)) == ["package.replay"]
        twin = Twin.objects.get()
        assert (twin.state, twin.seeker.iso3, twin.giver.code) == ("received", "BHR", "est")
        assert profile_by_code("bhr") == twin.seeker
        answer = file_of(answer_issue(twin, accepts=True, text={"fr": "Avec plaisir."}, by=None))

    with manama.at_work():
        confirmed(answer)
        package_take(told(answer), world=world, by=None)
        message = agreement_make(Twin.objects.get(), world=world, by=None)
        assert message
        agreement = file_of(message)
        assert {one.verdict for one in outcomes_of(Twin.objects.get(), world=world)} == {"to_come"}

    with tallinn.at_work():
        package_take(told(agreement), world=world, by=None)
        twin = Twin.objects.get()
        assert twin.state == "agreed"
        assert {one.measure for one in twin.foreseen.all()} == {"rank", "EGDI", "OSI", "TII", "HCI"}
        today = timezone.localdate()
        visit = exchange_save(
            twin, ExchangeFields("visit", {"en": "Ten teachers in Tallinn"}, today, today, people=10), by=None
        )
        notice = file_of(exchange_issue(visit, by=None))
        visit = exchange_save(
            twin,
            ExchangeFields("visit", {"en": "Nine teachers in Tallinn"}, today, today, 9, state="held"),
            by=None,
            exchange=visit,
        )
        second = file_of(exchange_issue(visit, by=None))

    with manama.at_work():
        package_take(told(notice), world=world, by=None)
        package_take(told(second), world=world, by=None)
        kept = Exchange.objects.get()
        assert (kept.pk, kept.people, kept.state) == (visit.pk, 9, "held")
        twin = Twin.objects.get()
        reading_add(twin, indicator="HCI", due=date(2030, 3, 1), value="0.884", on=today, by=None)
        twin_close(twin, is_broken=False, outcome={"en": "Half of the way."}, by=None)
        result = file_of(result_issue(Twin.objects.get(), by=None))

    with tallinn.at_work():
        package_take(told(result), world=world, by=None)
        [goal] = measured_of(Twin.objects.get())
        assert (goal.progress, round(goal.share or 0, 3)) == ("nearer", 0.499)


def test_what_travels_says_itself_in_three_languages(settings: Any, tmp_path: Path) -> None:
    with Installation(settings, tmp_path, bahrain()).at_work():
        package = package_read(file_of(invitation_issue(invited_by_bahrain(), by=None)))
    assert package.words["fr"].startswith("Bahrain invite Estonie à un jumelage, « Digital skills », du ")
    assert package.words["en"].startswith("Bahrain invites Estonia to a twinning, “Digital skills”, from ")
    assert package.words["ar"].startswith("تدعو البحرين إستونيا إلى توأمة بعنوان «المهارات الرقمية»، من ")

"""A long file: the page waits while one job looks through it and another writes it, all of it or nothing."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from miqyas.jobs import files, run
from miqyas.jobs.models import BroughtFile, Job, State, WorkerPresence
from miqyas.jobs.tasks import files as tasks
from miqyas.sheets.plans import watched
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.roadmaps.models import RoadmapItem
from miqyas.workspace.services import importing
from miqyas.workspace.services.models import Service
from miqyas.workspace.services.services import service_update
from miqyas.workspace.stories.models import Story
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in
from tests.workspace.services.making import fields, service

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]
LIST = "/en/workspace/services/"
ROWS = (
    "code,entity,volume,title_ar,title_en\n"
    "sick-leave,health,1500,الإجازة,Sick leave\nnew-one,health,,جديدة,New\n"
)


@pytest.fixture(autouse=True)
def _everything_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LONG", 0)
    monkeypatch.setattr(tasks, "TOLD_EVERY", 0.0)


@pytest.fixture
def cast(campaign_cast: CampaignCast) -> CampaignCast:
    return campaign_cast


@pytest.fixture
def amina(cast: CampaignCast) -> Client:
    return signed_in(cast.amina)


def carry_out_all() -> None:
    for waiting in Job.objects.filter(state=State.QUEUED):
        run.job_run(waiting.pk)


def sent(person: Client, rows: str = ROWS, *, to: str = f"{LIST}import/") -> str:
    """Where the preview of a file is."""
    file = SimpleUploadedFile("file.csv", rows.encode())
    return person.post(to, {"file": file})["Location"]


def shown(person: Client, address: str) -> Any:
    """The preview, once the file is planned."""
    person.get(address)
    carry_out_all()
    return person.get(address)


def told(page: Any) -> str:
    return " ".join(page.content.decode().replace("<bdi>", "").replace("</bdi>", "").split())


def accept(person: Client, address: str, page: Any) -> Any:
    return person.post(address, {"digest": page.context["plan"].digest, "accept": "yes"})


class TestOneThatIsAccepted:
    def test_it_waits_is_shown_and_is_written_once(self, amina: Client) -> None:
        service()
        address = sent(amina)
        page = amina.get(address)
        assert page.status_code == 202
        assert "The file cannot be worked on now, as no worker is running" in told(page)
        WorkerPresence.objects.create(worker="w", seen_at=timezone.now())
        assert "The file waits for its turn." in told(amina.get(address))
        page = shown(amina, address)
        assert "One service would be added" in told(page)
        assert "One service would change" in told(page)
        for _ in range(2):
            assert accept(amina, address, page)["Location"] == address
        assert (Service.objects.count(), Job.objects.filter(kind=files.WRITING).count()) == (1, 1)
        assert amina.get(address).status_code == 202
        carry_out_all()
        assert sorted(Service.objects.values_list("code", "volume")) == [
            ("new-one", None),
            ("sick-leave", 1500),
        ]
        done = amina.get(address, follow=True)
        assert done.redirect_chain[-1][0] == LIST
        assert "The file was accepted" in told(done)
        assert BroughtFile.objects.count() == 0
        assert amina.get(address)["Location"] == f"{LIST}import/"

    def test_accepting_does_not_work_it_out_again(
        self, amina: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        address = sent(amina)
        page = shown(amina, address)
        accept(amina, address, page)
        monkeypatch.setattr(importing, "read_form", lambda *_, **__: pytest.fail("worked out again"))
        carry_out_all()
        assert Service.objects.count() == 2

    def test_the_way_on_is_told_to_the_reader_and_not_to_the_script(self, amina: Client) -> None:
        address = sent(amina)
        accept(amina, address, shown(amina, address))
        carry_out_all()
        look = amina.get(address, headers={"X-Waiting": "look"})
        assert (look.status_code, look.content) == (200, b"")
        assert amina.get(address)["Location"] == LIST

    def test_small_ones_are_shown_at_once(self, amina: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(files, "LONG", 400_000)
        page = amina.get(sent(amina))
        assert page.status_code == 200
        assert accept(amina, page.request["PATH_INFO"], page)["Location"] == LIST
        assert (Service.objects.count(), Job.objects.count()) == (2, 0)


class TestOneThatIsNot:
    def test_what_changed_meanwhile_is_shown_anew(self, amina: Client) -> None:
        made = service()
        address = sent(amina)
        page = shown(amina, address)
        service_update(made, fields(volume=9), version=made.version, by=None)
        accept(amina, address, page)
        carry_out_all()
        assert (Service.objects.count(), Service.objects.get().volume) == (1, 9)
        anew = amina.get(address, follow=True)
        assert "Something changed after the file was shown to you" in told(anew)
        assert anew.context["plan"].digest != page.context["plan"].digest
        accept(amina, address, anew)
        carry_out_all()
        assert Service.objects.get(code="sick-leave").volume == 1500

    def test_what_changed_elsewhere_does_not_matter(self, amina: Client) -> None:
        address = sent(amina)
        page = shown(amina, address)
        service(code="other", entity="education")
        accept(amina, address, page)
        carry_out_all()
        assert sorted(Service.objects.values_list("code", flat=True)) == ["new-one", "other", "sick-leave"]

    def test_what_changes_while_it_is_written_is_seen(
        self, amina: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = service()
        address = sent(amina)
        accept(amina, address, shown(amina, address))
        looked: Iterator[None] = iter([None])
        unchanged = tasks.plan_again

        def faster(held: BroughtFile) -> Any:
            for _ in looked:
                service_update(made, fields(volume=9), version=made.version, by=None)
            return unchanged(held)

        monkeypatch.setattr(tasks, "plan_again", faster)
        carry_out_all()
        assert (Service.objects.count(), Service.objects.get().volume) == (1, 9)

    def test_cancelled_nothing_is_done_and_it_may_be_checked_again(
        self, amina: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        address = sent(amina)
        amina.get(address)
        seen = []

        def cancelled(lines: Any, on_progress: Any) -> Any:
            for number, line in enumerate(watched(lines, on_progress)):
                seen.append(Job.objects.get().progress)
                if number == 0:
                    amina.post(address, {"cancel": "yes"})
                    on_progress(0.5)
                yield line

        monkeypatch.setattr(importing, "watched", cancelled)
        carry_out_all()
        assert (Job.objects.get().state, seen) == (State.CANCELLED, [0.0])
        assert "Work on the file was cancelled; nothing was changed." in told(amina.get(address))
        monkeypatch.setattr(importing, "watched", watched)
        assert amina.get(f"{address}?again=1")["Location"] == address
        assert "services would be added" in told(shown(amina, address))

    def test_a_writing_that_waits_is_cancelled_at_once(self, amina: Client) -> None:
        address = sent(amina)
        accept(amina, address, shown(amina, address))
        amina.post(address, {"cancel": "yes"})
        carry_out_all()
        assert Service.objects.count() == 0
        assert "services would be added" in told(amina.get(f"{address}?again=1", follow=True))

    def test_once_it_is_being_written_nobody_is_offered_to_cancel(
        self, amina: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        address = sent(amina)
        page, seen = shown(amina, address), []
        accept(amina, address, page)
        assert 'name="cancel"' in amina.get(address).content.decode(), "it waits"
        real = tasks.basis_of

        def looked_at(*asked: Any) -> str:
            if Job.objects.get(kind=files.WRITING).progress_words.get("key") == "file.writing":
                seen.append('name="cancel"' in amina.get(address).content.decode())
            return real(*asked)

        monkeypatch.setattr(tasks, "basis_of", looked_at)
        carry_out_all()
        assert (seen, Service.objects.count()) == ([False], 2)

    def test_wrong_lines_are_told(self, amina: Client) -> None:
        address = sent(amina, ROWS.replace("health", "wealth"))
        page = shown(amina, address)
        assert "wealth" in told(page)
        assert page.context["problem_count"] == 2
        assert amina.post(address, {"digest": page.context["plan"].digest})["Location"] == address
        assert not Job.objects.filter(kind=files.WRITING).exists()

    def test_given_up_it_goes(self, amina: Client) -> None:
        address = sent(amina)
        amina.get(address)
        assert amina.post(address, {"give_up": "yes"})["Location"] == LIST
        assert (BroughtFile.objects.count(), Job.objects.get().state) == (0, State.CANCELLED)

    def test_who_may_no_longer_writes_nothing(self, cast: CampaignCast, amina: Client) -> None:
        address = sent(amina)
        accept(amina, address, shown(amina, address))
        cast.amina.grants.all().delete()
        carry_out_all()
        assert Service.objects.count() == 0
        assert Job.objects.get(kind=files.WRITING).error["code"] == "file.not_allowed"

    def test_who_may_no_longer_once_the_writing_has_begun_writes_nothing(
        self, cast: CampaignCast, amina: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        address = sent(amina)
        accept(amina, address, shown(amina, address))

        def taken(held: BroughtFile) -> Any:
            cast.amina.grants.all().delete()
            return files.plan_again(held)

        monkeypatch.setattr(tasks, "plan_again", taken)
        carry_out_all()
        assert Service.objects.count() == 0
        assert Job.objects.get(kind=files.WRITING).error["code"] == "file.not_allowed"

    def test_who_may_for_another_entity_only_by_now_is_told(self, cast: CampaignCast) -> None:
        noor = signed_in(cast.noor)
        address = sent(noor)
        accept(noor, address, shown(noor, address))
        cast.noor.grants.update(entity=Entity.objects.get(code="education").pk)
        carry_out_all()
        assert Service.objects.count() == 0
        assert "health" in told(noor.get(address, follow=True))

    def test_it_is_its_owners_alone(self, cast: CampaignCast, amina: Client) -> None:
        address = sent(amina)
        shown(amina, address)
        assert signed_in(cast.bruno).get(address)["Location"] == f"{LIST}import/"

    def test_nobody_came_back(self, amina: Client) -> None:
        shown(amina, sent(amina))
        assert files.files_purge(timezone.now()) == 0
        assert files.files_purge(timezone.now() + files.KEPT) == 1


class TestOtherKinds:
    def test_a_roadmap(self, amina: Client) -> None:
        to = "/en/workspace/roadmap/file/"
        address = sent(amina, "code,kind,title_ar,title_en\nrecords,initiative,سجل,Records\n", to=to)
        accept(amina, address, shown(amina, address))
        carry_out_all()
        assert RoadmapItem.objects.get().code == "records"

    def test_stories(self, amina: Client) -> None:
        to = "/en/workspace/stories/import/"
        address = sent(amina, "story,entity,title_ar,title_en\none,health,قصة,A story\n", to=to)
        accept(amina, address, shown(amina, address))
        carry_out_all()
        assert Story.objects.get().slug == "one"

"""What services are worth, and when they are measured anew."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from miqyas.jobs.models import Job, State
from miqyas.jobs.programme.service_maturity import asked_again, carried, maturities
from miqyas.jobs.programme.services import feature_found, places_for, proposals_for, raises_in, worth_of
from miqyas.jobs.run import job_run
from miqyas.jobs.services import job_enqueue
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.services.errors import ServiceError
from miqyas.workspace.services.fields import DatumFields
from miqyas.workspace.services.models import Service
from miqyas.workspace.services.queries import fields_of, services_all, services_living
from miqyas.workspace.services.services import feature_decide, service_retire, service_update
from tests.workspace.services.making import service

pytestmark = [pytest.mark.django_db, pytest.mark.every_database, pytest.mark.usefixtures("campaign_cast")]

APPOINTMENT = "OSI-SP-034"
TITLE = {"ar": "حجز موعد في مركز صحي", "en": "Appointment at a health centre"}


def tied(**changes: object) -> Service:
    made = service(**changes)
    feature_decide(made, APPOINTMENT, is_accepted=True, by=None)
    return made


class TestProposals:
    """Features are proposed; a person decides."""

    def test_the_likeliest_first_until_somebody_decides(self) -> None:
        made = service(title=TITLE)
        assert proposals_for(made)[0].feature.code == APPOINTMENT
        feature_decide(made, APPOINTMENT, is_accepted=False, by=None)
        assert APPOINTMENT not in [match.feature.code for match in proposals_for(made)]

    def test_a_code_that_the_list_has_not(self) -> None:
        assert feature_found("osi-sp-034").code == APPOINTMENT
        with pytest.raises(ServiceError, match="feature_unknown"):
            feature_found("OSI-SP-999")


class TestWorth:
    """What it adds to the index that a service becomes a full transaction online."""

    def test_without_a_feature_nobody_knows(self) -> None:
        assert worth_of(service()).features == ()

    @pytest.mark.parametrize(
        ("automation", "lacking"), [("counter", 1), ("information", 2 / 3), ("form", 1 / 3), ("submitted", 0)]
    )
    def test_the_less_is_there_the_more_is_gained(self, automation: str, lacking: float) -> None:
        whole = worth_of(tied(code="whole", automation="counter")).gain
        Service.objects.all().update(automation=automation)
        found = worth_of(Service.objects.get())
        assert found.gain == pytest.approx(whole * lacking)
        assert found.low <= found.gain <= found.high
        assert (found.low < found.gain) == (lacking > 0)

    def test_the_best_service_of_a_feature_speaks_for_the_nation(self) -> None:
        first, second = tied(code="first", automation="form"), tied(code="second", automation="automatic")
        assert worth_of(first).gain == 0
        service_retire(second, by=None)
        assert worth_of(first).gain > 0

    def test_a_feature_that_is_no_service_gains_nothing_by_it(self) -> None:
        made = service(automation="counter")
        feature_decide(made, "OSI-IF-001", is_accepted=True, by=None)
        assert worth_of(made).gain == 0

    def test_places_follow_the_gain(self) -> None:
        assert places_for(0) == 0
        assert places_for(0.05) > 0

    def test_the_most_worth_raising_stand_first(self) -> None:
        tied(code="form", automation="form")
        little = service(code="two-features", automation="counter")
        feature_decide(little, "OSI-SP-001", is_accepted=True, by=None)
        tied(code="other", automation="information")
        service(code="untied", automation="counter")
        found = raises_in(services_living())
        assert [one.code for one in found] == ["two-features", "form", "other"]


class TestWhatIsWorkedOutOnce:
    """It is kept while nothing of the register changes, and never shown when something has."""

    def heaviest(self) -> list[tuple[str, int]]:
        _, found = asked_again(services_living())
        return [(edge.holder, edge.burden) for edge in found.edges]

    @pytest.fixture
    def made(self) -> Service:
        return service(data=(DatumFields("income", "asked", "education"),))

    def test_a_change_a_retirement_and_another_code_are_seen_at_once(self, made: Service) -> None:
        assert (self.heaviest(), carried(services_living())) == ([("education", 1200)], 1200)
        more = service_update(made, replace(fields_of(made), volume=7), version=made.version, by=None)
        assert (self.heaviest(), carried(services_living())) == ([("education", 7)], 7)
        Entity.objects.filter(code="education").update(code="schools")
        assert self.heaviest() == [("schools", 7)]
        service_retire(more, by=None)
        assert (self.heaviest(), carried(services_living())) == ([], 0)
        assert maturities(services_living(), today=timezone.localdate()).past == ()

    def test_each_selection_has_its_own(self, made: Service) -> None:
        assert self.heaviest() == [("education", 1200)]
        assert asked_again(services_living().exclude(pk=made.pk))[1].edges == ()

    def test_a_second_time_only_the_state_of_the_register_is_read(self, made: Service) -> None:
        self.heaviest()
        with CaptureQueriesContext(connection) as queries:
            self.heaviest()
        assert len(queries) == 2


def test_services_measured_by_old_rules_are_measured_anew() -> None:
    service()
    Service.objects.update(rules="0", level="connected", level_number=4)
    asked = job_enqueue("services.measure", by=None)
    job_run(asked.pk)
    done = Job.objects.get(pk=asked.pk)
    assert (done.state, done.result["measured"], done.result["changed"]) == (State.SUCCEEDED, 1, 1)
    assert services_all().get().level == "transactional"

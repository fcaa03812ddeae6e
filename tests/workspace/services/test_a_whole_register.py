"""The register from its first file to what the nation gains: as the people of a government live it.

Noor brings the services of health in and publishes one. Amina sees what people carry between entities and
what is most worth raising, overrules a level on a proof, and takes it back. Then the service goes online,
and nothing that government holds is asked for again.
"""

from dataclasses import replace

import pytest
from django.test import Client
from django.utils import timezone

from miqyas.assessment.once_only import once_only
from miqyas.jobs.programme.service_files import services_workbook
from miqyas.jobs.programme.service_maturity import maturities
from miqyas.jobs.programme.services import proposals_for, raises_in, worth_of
from miqyas.workspace.accounts.access import person_of
from miqyas.workspace.events.services import deliver
from miqyas.workspace.evidence.services import Content, evidence_add
from miqyas.workspace.history.models import Record
from miqyas.workspace.notifications.models import Notification
from miqyas.workspace.services.importing import rights_of, services_apply, services_plan
from miqyas.workspace.services.models import Service
from miqyas.workspace.services.queries import (
    fields_of,
    services_all,
    services_living,
    services_living_seen,
    uses_in,
)
from miqyas.workspace.services.services import (
    feature_decide,
    level_overrule,
    level_restore,
    service_prove,
    service_publish,
    service_update,
)
from tests.campaign_cast import CampaignCast
from tests.cast import signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.every_database]

FILE = """رمز الخدمة,الجهة,الاسم بالعربية,الاسم بالإنجليزية,الوصف بالعربية,الوصف بالإنجليزية,مستوى الأتمتة,\
الطلبات في السنة,المستندات المطلوبة,المستندات مذكورة كلها,الرسم,العناوين على الشبكة,الخطوات بالعربية,\
الفئات المستفيدة,اللغات,مرات الحضور
clinic-appointment,health,حجز موعد في مركز صحي,Appointment at a health centre,يُحجز الموعد من الهاتف,\
Booked by phone,نموذج للتنزيل,90000,بطاقة الهوية [authority]؛ صورة شخصية,نعم,0,\
https://health.example.org/visit,اختر الموعد,الجميع,العربية؛ English,1
blood-donation,health,التبرع بالدم,Blood donation,يُحجز موعد للتبرع,A time to give blood,معلومات فقط,,,لا,,,,,,
"""


def test_a_register_from_its_first_file_to_a_connected_service(campaign_cast: CampaignCast) -> None:
    cast = campaign_cast
    noor, bruno, amina = (person_of(user) for user in (cast.noor, cast.bruno, cast.amina))

    plan = services_plan(FILE.encode(), name="خدمات.csv", rights=rights_of(noor))
    assert ([str(one) for one in plan.problems], dict(plan.counts)) == ([], {"add": 2})
    services_apply(plan, by=noor.by)
    levels = dict(Service.objects.values_list("code", "level"))
    assert levels == {"clinic-appointment": "enhanced", "blood-donation": ""}

    clinic = services_all().get(code="clinic-appointment")
    assert worth_of(clinic).features == ()
    (likeliest, *_) = proposals_for(clinic)
    assert likeliest.feature.code == "OSI-SP-034"
    feature_decide(clinic, likeliest.feature.code, is_accepted=True, by=bruno.by)
    (first,) = raises_in(services_living_seen(amina))
    assert (first.key, first.code) == (clinic.pk, clinic.code)
    assert 0 < first.worth.low <= first.worth.gain <= first.worth.high < 0.01

    service_publish(clinic, by=noor.by)
    assert "Appointment at a health centre" in Client().get("/en/services/").content.decode()
    told = Client().get("/api/v1/services").json()
    assert [(one["code"], one["documents"]) for one in told["services"]] == [
        ("clinic-appointment", ["identity_card", "photograph"])
    ]

    found = maturities(services_living(), today=timezone.localdate())
    assert (found.whole.counts, found.whole.mean, found.whole.weighted) == ((1, 0, 1, 0, 0), 1.0, 2.0)
    graph = once_only(uses_in(services_living()))
    assert [(edge.asker, edge.holder, edge.datum, edge.burden) for edge in graph.edges] == [
        ("health", "authority", "identity_card", 90000)
    ]

    proof = evidence_add(
        cast.health, title="Usability test", content=Content(address="https://example.org/test"), by=bruno.by
    )
    service_prove(clinic, proof, by=bruno.by)
    level_overrule(
        clinic, level="transactional", reason="The test saw it done online.", proof=proof, by=amina.by
    )
    assert Service.objects.get(pk=clinic.pk).level == "transactional"
    deliver()
    kinds = set(Notification.objects.filter(recipient=bruno.by).values_list("kind", flat=True))
    assert kinds == {"level.overrule"}
    level_restore(clinic, by=amina.by)

    clinic = services_all().get(pk=clinic.pk)
    better = replace(
        fields_of(clinic),
        automation="automatic",
        visits=0,
        identity="digital_identity",
        satisfaction=None,
        data=tuple(replace(one, way="fetched") if one.entity else one for one in fields_of(clinic).data),
    )
    moved = service_update(clinic, better, version=clinic.version, by=bruno.by)
    assert moved.level == "transactional"
    assert raises_in(services_living()) == ()
    assert once_only(uses_in(services_living())).edges == ()

    page = signed_in(cast.amina).get("/ar/workspace/services/cards/clinic-appointment/").content.decode()
    assert "قِس رضا المستخدمين وسجّله" in page
    actions = list(
        Record.objects.filter(object_id=str(clinic.pk)).order_by("pk").values_list("action", flat=True)
    )
    assert actions == [
        "service.create", "service.feature", "service.publish", "evidence.attach", "level.overrule",
        "level.restore", "service.update",
    ]  # fmt: skip

    content = services_workbook(services_all().prefetch_related("data"), entities=["health"], language="ar")
    again = services_plan(content, name="again.xlsx", rights=rights_of(amina))
    assert (again.is_ready, again.does_something) == (True, False)

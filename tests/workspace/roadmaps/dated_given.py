"""A roadmap with dates, and a plan from a portfolio, as tests are given them."""

import datetime as dt

from miqyas.analysis.portfolio.document import document_of, read_document
from miqyas.analysis.portfolio.question import answered_record
from miqyas.jobs.answers import handle_find
from miqyas.jobs.models import AnswerHandle, Job, State
from miqyas.jobs.programme.roadmap import forget_schedules
from miqyas.jobs.tasks.portfolio import KIND
from miqyas.workspace.datasets.world import current_world
from miqyas.workspace.roadmaps.fields import ItemFields, Need
from miqyas.workspace.roadmaps.models import PortfolioPlan, RoadmapItem
from miqyas.workspace.roadmaps.services.items import item_create, item_step
from miqyas.workspace.roadmaps.services.plans import plan_digest, plan_keep

FEATURE = ("OSI", "OSI-SP-001")
PLAN = "7b6f4a52-9d0e-4f43-9d5f-0c1f6c0c9a01"
HANDLE = "7b6f4a52-9d0e-4f43-9d5f-0c1f6c0c9a02"
DOCUMENT = {
    "actions": [
        {
            "id": "P1",
            "name": {"ar": "هوية رقمية", "en": "Digital identity"},
            "entity": "Digital authority",
            "duration": 1,
            "cost": {"capital": 40, "licences": 3},
            "people": 4,
            "success": 0.9,
            "points": {"OSI.IF": 1},
        },
        {
            "id": "P2",
            "name": {"ar": "خدمة المواعيد", "en": "Appointments"},
            "entity": "health",
            "duration": 1,
            "after": ["P1"],
            "cost": {"capital": 50},
            "points": {"OSI.SP": 2},
        },
        {
            "id": "P3",
            "name": {"ar": "شارات", "en": "Badges"},
            "cost": {"capital": 90},
            "points": {"OSI.CP": 1},
        },
    ],
    "periods": [{"begins": "2027-01-01"}, {"begins": "2027-04-01", "ends": "2027-05-31"}],
    "budgets": {"capital": [60, 60]},
}


def put(code, *, kind="initiative", **fields):
    """An item of the roadmap, as proposed."""
    words = {"ar": f"بند {code}", "en": f"Item {code}"}
    return item_create(ItemFields(code, kind, fields.pop("title", words), **fields), by=None)


def dated_roadmap():
    """A programme with two items, one done long ago, one that waits for it and turns a feature far ahead."""
    forget_schedules()
    put("identity", kind="programme", title={"ar": "الهوية", "en": "Identity"})
    first = put(
        "design", parent="identity", planned_start=dt.date(2026, 1, 1), planned_end=dt.date(2026, 1, 31)
    )
    for action, on in (("approve", (1, 2)), ("start", (1, 5)), ("finish", (2, 10))):
        first = item_step(first, action, roles=["lead"], on=dt.date(2026, *on), by=None)
    put(
        "launch",
        parent="identity",
        features=(FEATURE,),
        needs=(Need("design"),),
        planned_start=dt.date(2090, 1, 1),
        planned_end=dt.date(2090, 3, 31),
    )


def solved(document):
    """A document with everything in it said, and the answer to it for Bahrain."""
    world = current_world()
    whole = document_of(read_document(world, document, iso3="BHR").the_portfolio())
    return whole, answered_record(world, document=whole, country="BHR", alternatives=0, draws=100)


def kept_plan(document=DOCUMENT, *, name="First"):
    """A plan that is kept beside the roadmap."""
    whole, record = solved(document)
    return plan_keep(whole, record, name=name, by=None)


def plan_with_a_fixed_id():
    """The same under an id that examples can name."""
    whole, record = solved(DOCUMENT)
    digest = plan_digest(whole, record)
    return PortfolioPlan.objects.create(pk=PLAN, digest=digest, name="First", document=whole, record=record)


def answer_with_a_fixed_handle():
    """A portfolio's question that was answered, under a handle that examples can name."""
    whole, record = solved(DOCUMENT)
    job = Job.objects.create(
        kind="question.answer",
        params={"question": KIND, "params": {"portfolio": whole, "country": "BHR"}},
        state=State.SUCCEEDED,
        progress=1.0,
        result={"answer": record},
    )
    AnswerHandle.objects.create(pk=HANDLE, job=job)
    return handle_find(HANDLE)


def items():
    """Codes of the roadmap."""
    return set(RoadmapItem.objects.values_list("code", flat=True))

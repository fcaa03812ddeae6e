"""Early summer: a success story is written, reviewed, published, found in Arabic, shown where it helps."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final
from urllib.parse import quote

from django.test import Client

from miqyas.workspace.notifications.models import Notification
from miqyas.workspace.stories.models import Story
from tests.year.government import PRESENT, Year, pseudonyms, public

WORK: Final = "/en/workspace/stories/"
LACKED: Final = "EGL-011"
"""What education answers with no in the campaign that is open, and the story of health turned."""
TITLE: Final = ("إدارة المواعيد تُنجَز أسرع", "Appointments in a minute")
TEXT: Final = {
    "title_ar": TITLE[0],
    "title_en": TITLE[1],
    "problem_ar": "كان المراجع ينتظر في الصف ثلاث ساعات.",
    "problem_en": "People waited in a queue for three hours.",
    "solution_ar": "صار الحجز من الهاتف، والتذكير برسالة.",
    "solution_en": "They book by phone now, and a message reminds them.",
}
WHOLE: Final = {
    "sector": "health",
    "cost": "department",
    "months": "8",
    "results-0-result_ar": "صار الانتظار 12 دقيقة.",
    "results-0-result_en": "They wait twelve minutes now.",
    "turns-0-code": LACKED,
    "turns-0-before": "no",
    "turns-0-after": "yes",
}
FOUND_BY: Final = ("ادارة المواعيد", "إداره المواعيد", "أسرع", "اسرع", "المَواعيد", "مواعيد")
"""With and without hamza, ta marbuta as ha, with marks, without the article."""


def a_story_is_begun_and_handed_in(year: Year) -> None:
    year.clock.turn_to(dt.date(2027, 5, 20))
    burhan = year.at("burhan", f"{WORK}new/?entity=sample-health").send("Save", **TEXT)
    story = Story.objects.get()
    page = f"{WORK}{story.slug}/"
    year.kept["story"] = story.slug
    year.is_refused("farid", page, status=404)
    year.is_refused("stranger", page)
    public(f"/en/stories/{story.slug}/", status=404)
    assert not year.at("burhan", page).may("Publish")
    burhan.open(f"{page}edit/").send("Save", **WHOLE)
    year.at("noor", page).send("Hand in")
    assert Story.objects.get().state == "submitted"
    year.works()
    heard = set(Notification.objects.filter(kind="story.submitted").values_list("recipient", flat=True))
    assert heard == pseudonyms("amina", "karim")


def it_is_given_back_edited_and_reviewed(year: Year) -> None:
    page = f"{WORK}{year.kept['story']}/"
    year.at("amina", page).send("Give back with a reason", reason="Say how many months it took.")
    burhan = year.at("burhan", page).reads("Say how many months it took.")
    burhan.open(f"{page}edit/").send("Save", months="9")
    burhan.open(page).send("Hand in")
    karim = year.at("karim", f"{page}edit/").send("Save", tags="مواعيد, queues")
    assert (Story.objects.get().state, Story.objects.get().content["months"]) == ("editing", 9)
    karim.open(page).send("Hand on to review")
    assert not karim.may("Publish"), "a coordinator publishes no story"
    year.at("amina", page).send("Publish")
    assert Story.objects.get().state == "published"
    kept = list(Story.objects.get().revisions.order_by("number").values_list("number", "kind"))
    assert kept == [(1, "saved"), (2, "saved"), (3, "saved"), (4, "edited")], "every text is kept"


def it_is_found_by_everybody_however_it_is_spelt(year: Year) -> None:
    visitor, address = year.stranger(), f"/ar/stories/{year.kept['story']}/"
    for question in FOUND_BY:
        visitor.open(f"/ar/stories/?q={quote(question)}").reads("قصة واحدة", "صار الانتظار 12 دقيقة.")
    visitor.open(f"/ar/stories/?q={quote('جوازات السفر')}").does_not_read("صار الانتظار")
    visitor.open("/en/stories/?q=appointment").reads(TITLE[1])
    visitor.open(address).reads(TITLE[0], "صار الانتظار 12 دقيقة.")
    visitor.does_not_read("Say how many months it took.")
    told = Client().get("/api/v1/stories").json()
    assert [one["slug"] for one in told["stories"]] == [year.kept["story"]]


def it_is_suggested_to_whoever_lacks_what_it_turned(year: Year) -> None:
    own = f"/workspace/campaigns/{PRESENT}/entities"
    [case] = year.program("farid").get(f"{own}/sample-education/cases")["cases"]
    assert (case["story"], case["entity"]) == (year.kept["story"], "sample-health")
    [feature] = [one for one in case["features"] if one["feature"] == LACKED]
    assert (feature["turned"], feature["before"], feature["after"], feature["borne"]) == (
        LACKED,
        "no",
        "yes",
        "claimed",
    )
    year.at("farid", "/en/workspace/").reads("Cases for what you lack", TITLE[1])
    page: Any = year.at("farid", f"/en/workspace/campaigns/{PRESENT}/entity/sample-education/{LACKED}/")
    page.reads("How others did it", TITLE[1])
    year.program("noor").get(f"{own}/sample-education/cases", status=404)


STEPS = (
    a_story_is_begun_and_handed_in,
    it_is_given_back_edited_and_reviewed,
    it_is_found_by_everybody_however_it_is_spelt,
    it_is_suggested_to_whoever_lacks_what_it_turned,
)

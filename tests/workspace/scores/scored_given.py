"""A campaign under review in which some features are claimed, found, in dispute, and looked at by one only.

Health has four questions, education the first two. Claimed: health says yes to 1 and no to 3, offers 2 as a
form and 4 as a whole transaction; education says no to 1 and gives information on 2. Found: nobody finds 1
(agreed), 2 is a form to Chen and information to Gita (differs), 4 is a transaction to both (agreed). Of 3
only Chen has handed in: yes.
"""

from typing import Any

from miqyas.workspace.campaigns.models import Answer, Assignment, Campaign
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.reviews.models import Decision, Judgement, ReviewItem, ReviewTask
from tests.campaign_cast import CampaignCast
from tests.workspace.campaigns.answering_given import Given, campaign_of, feature, open_campaign, part_of

CLAIMED = {
    "health": {1: "yes", 2: "form", 3: "no", 4: "transaction"},
    "education": {1: "no", 2: "information"},
}
FOUND: dict[int, tuple[str, ...]] = {
    1: ("no", "no"),
    2: ("form", "information"),
    3: ("yes",),
    4: ("transaction",) * 2,
}
STATES = {1: "agreed", 2: "differs", 3: "open", 4: "agreed"}


def scored(
    cast: CampaignCast,
    *,
    state: str = "review",
    count: int = 4,
    marks_of_3: tuple[str, ...] = FOUND[3],
    code: str = "scored",
) -> Given:
    """The campaign in a state; with more than four questions the others are not answered."""
    given = open_campaign(cast, count=count, code=code)
    for code, grades in CLAIMED.items():
        for number, grade in grades.items():
            claim(given, code, number, grade)
    for number, grades in {**FOUND, 3: marks_of_3}.items():
        item = ReviewItem.objects.create(
            campaign=given.campaign, instrument="OSI", feature=feature(number).code, state=STATES[number]
        )
        for slot, assessor in enumerate((cast.chen, cast.gita), start=1):
            task = ReviewTask.objects.create(item=item, assessor=assessor.pseudonym, slot=slot)
            if slot <= len(grades):
                judge(task, grades[slot - 1])
    move(given, state)
    return given


def claim(given: Given, entity: str, number: int, grade: str, *, state: str = "submitted") -> Answer:
    """What an entity says of a question."""
    question = Assignment.objects.get(
        campaign=given.campaign, entity__code=entity, feature=feature(number).code
    )
    return Answer.objects.create(assignment=question, grade=grade, state=state, version=1)


def judge(task: ReviewTask, grade: str) -> Judgement:
    """What an assessor hands in."""
    task.state = "submitted"
    task.save()
    found = "not_found" if grade in {"no", "none"} else "found"
    return Judgement.objects.create(
        task=task,
        found=found,
        grade=grade,
        seconds=60,
        viewpoint="outside",
        confidence=4,
        justification="Looked",
    )


def judge_last(given: Given, grade: str) -> None:
    """Gita hands in what she found of question 3, and its review closes."""
    item = ReviewItem.objects.get(campaign=given.campaign, feature=feature(3).code)
    judge(item.tasks.get(slot=2), grade)
    item.state = "agreed" if grade == "yes" else "differs"
    item.save()


def decide(given: Given, number: int, grade: str) -> Decision:
    """Ines decides a question that differs."""
    item = ReviewItem.objects.get(campaign=given.campaign, feature=feature(number).code)
    item.state, item.grade = "decided", grade
    item.save()
    return Decision.objects.create(
        item=item,
        number=1,
        grade=grade,
        reasons="Seen by both",
        adjudicator=given.cast.ines.pseudonym,
        content_hash="0",
    )


def move(given: Given, state: str) -> Campaign:
    """Take the campaign to a state."""
    given.campaign.state = state
    given.campaign.save()
    for part in (given.health, given.education):
        part.campaign = given.campaign
    return given.campaign


def cities_scored(cast: CampaignCast) -> tuple[Campaign, list[Entity]]:
    """A campaign of two cities: the first claims and has one feature, of the second nothing is known."""
    cities = [
        Entity.objects.create(code=code, name={"ar": code, "en": code}, kind="city")
        for code in ("city-a", "city-b")
    ]
    campaign = campaign_of("towns", count=2)
    campaign.kind, campaign.state = "cities", "review"
    campaign.save()
    parts = [part_of(campaign, city, count=2) for city in cities]
    question = Assignment.objects.get(part=parts[0], feature=feature(1).code)
    Answer.objects.create(assignment=question, grade="yes", state="submitted", version=1)
    item = ReviewItem.objects.create(
        campaign=campaign,
        instrument="OSI",
        feature=feature(1).code,
        subject=cities[0],
        state="agreed",
        grade="yes",
    )
    for slot, assessor in enumerate((cast.chen, cast.gita), start=1):
        judge(ReviewTask.objects.create(item=item, assessor=assessor.pseudonym, slot=slot), "yes")
    return campaign, cities


def numbers(found: Any) -> dict[str, tuple[int, int, float | None]]:
    """Tallies by their key, as asked, known and share."""
    return {key: (one.asked, one.known, one.share and round(one.share, 4)) for key, one in found.items()}

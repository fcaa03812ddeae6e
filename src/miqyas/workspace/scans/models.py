from __future__ import annotations

import uuid
from typing import Final

from django.db import models
from django.db.models import Q
from django.utils import timezone

from miqyas.workspace.campaigns.models import Assignment, Campaign
from miqyas.workspace.evidence.models import Evidence
from miqyas.workspace.history.immutable import WrittenOnceModel
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.reviews.models import Decision, ReviewItem

NATION: Final = "nation"


class Why(models.TextChoices):
    """Why the looks of a scan were judged."""

    SCAN = "scan"
    BUNDLE = "bundle"
    """Looks from another vantage were handed in."""
    RULES = "rules"
    """The rules have changed since."""


class Rhythm(models.TextChoices):
    """How often portals are scanned."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"


class Stand(models.TextChoices):
    """Where a proposal stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    PASSED = "passed"
    """Somebody answered meanwhile, or a later scan found something else."""


class Settled(models.TextChoices):
    """What became of a contradiction."""

    OPEN = "open"
    ANSWER_STANDS = "answer_stands"
    """The entity stands by its answer, for a reason."""
    MENDED = "mended"
    """The entity says that answer or portal were put right."""
    GONE = "gone"
    """A later scan, or a changed answer, no longer contradicts."""


class Truth(models.TextChoices):
    """What somebody independent of the scanner says of a feature."""

    SHOWN = "shown"
    NOT_SHOWN = "not_shown"
    UNSURE = "unsure"


class Origin(models.TextChoices):
    """Where a label comes from."""

    AGREED = "agreed"
    """Two or more assessors who looked blindly found the same: nobody of them had seen a scan."""
    ADJUDICATED = "adjudicated"
    """They differed, and somebody decided, who could read the finding beside their judgements."""
    TEAM = "team"


class Scan(models.Model):
    """Portals looked at together: all registered ones but those of cities, or those of one entity.

    What was seen lies in a folder of its own (`scan_folder`); its job goes by its id as key.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, null=True, related_name="scans")
    """Whose portals; empty: the nation's."""
    plan = models.JSONField()
    """As `ScanPlan` has it."""
    asked_by = models.UUIDField(null=True)
    asked_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, db_index=True)
    """When its first report was written; empty while there is none."""
    looks_removed_at = models.DateTimeField(null=True)
    """When what was seen was removed by age, but for what somebody rests on; its reports stay."""

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"{self.entity_id or 'nation'} {self.asked_at:%Y-%m-%d}"

    @property
    def is_done(self) -> bool:
        return self.finished_at is not None


class Report(WrittenOnceModel):
    """What the looks of a scan came to; judged again, by other rules or with other looks, a further one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    scan = models.ForeignKey(Scan, on_delete=models.PROTECT, related_name="reports")
    number = models.PositiveSmallIntegerField()
    why = models.CharField(max_length=10, choices=Why, default=Why.SCAN)
    hash = models.CharField(max_length=64, db_index=True)
    versions = models.JSONField(default=dict)
    pages = models.PositiveIntegerField(default=0)
    coverage = models.FloatField(default=0)
    has_outside = models.BooleanField(default=False)
    is_whole = models.BooleanField(default=True)
    """Whether every portal came to an end of its own."""
    record = models.JSONField()
    """The whole of it, as the scanner wrote it."""
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["scan", "number"]
        constraints = [models.UniqueConstraint(fields=["scan", "number"], name="scans_report_once")]

    def __str__(self) -> str:
        return f"{self.scan_id}/{self.number}"


class FindingRow(WrittenOnceModel):
    """What a report says of one feature."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="rows")
    feature = models.CharField(max_length=60)
    rule = models.CharField(max_length=60)
    rule_version = models.PositiveIntegerField()
    state = models.CharField(max_length=20)
    why = models.CharField(max_length=40, blank=True)
    obstacle = models.CharField(max_length=40, blank=True)
    """What kept it from being assessed."""
    proof = models.CharField(max_length=20, blank=True)
    grade = models.CharField(max_length=20, blank=True)
    coverage = models.FloatField(default=0)
    record = models.JSONField()
    """The finding as the scanner wrote it, with its hits."""
    sources = models.JSONField(default=dict)
    """The look behind each page that the hits name."""

    class Meta:
        ordering = ["report", "feature"]
        constraints = [models.UniqueConstraint(fields=["report", "feature"], name="scans_finding_once")]
        indexes = [models.Index(fields=["feature", "report"], name="scans_by_feature")]

    def __str__(self) -> str:
        return f"{self.feature} {self.state}"


class FindingProof(WrittenOnceModel):
    """That a proof of an entity was made of a finding."""

    evidence = models.OneToOneField(Evidence, on_delete=models.PROTECT, related_name="finding")
    finding = models.ForeignKey(FindingRow, on_delete=models.PROTECT, related_name="proofs")
    hit = models.PositiveSmallIntegerField(default=0)
    by = models.UUIDField(null=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.evidence_id}"


class Proposal(models.Model):
    """A grade that a scan proposes for an answer nobody has given yet: an answer only when accepted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="proposals")
    finding = models.ForeignKey(FindingRow, on_delete=models.PROTECT, related_name="proposals")
    grade = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=Stand, default=Stand.OPEN)
    reason = models.TextField(blank=True)
    """Why it was refused."""
    made_at = models.DateTimeField(default=timezone.now)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["assignment", "-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(state="open"), name="scans_one_open_proposal"
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.grade} {self.state}"


class Contradiction(models.Model):
    """An answer that says one thing where a scan found another: a task for whoever answers."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="contradictions")
    finding = models.ForeignKey(FindingRow, on_delete=models.PROTECT, related_name="contradictions")
    """The finding that raised it."""
    claimed = models.CharField(max_length=20)
    found = models.CharField(max_length=20)
    """The state found."""
    state = models.CharField(max_length=14, choices=Settled, default=Settled.OPEN)
    reason = models.TextField(blank=True)
    raised_at = models.DateTimeField(default=timezone.now)
    settled_by = models.UUIDField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["assignment", "-raised_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(state="open"), name="scans_one_open_contradiction"
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.claimed}/{self.found} {self.state}"


class ScanSchedule(models.Model):
    """That portals are scanned again and again."""

    of = models.CharField(max_length=36, primary_key=True)
    """The id of the entity; `NATION` where it is everybody's."""
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, null=True, related_name="+")
    every = models.CharField(max_length=10, choices=Rhythm)
    plan = models.JSONField()
    next_at = models.DateTimeField(db_index=True)
    set_by = models.UUIDField(null=True)

    class Meta:
        ordering = ["next_at"]

    def __str__(self) -> str:
        return f"{self.entity_id or 'nation'} {self.every}"


class Lookout(models.Model):
    """A vantage elsewhere whose signed looks are taken, because somebody made sure of its key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=60)
    country = models.CharField(max_length=3, blank=True)
    is_outside = models.BooleanField(default=True)
    fingerprint = models.CharField(max_length=64)
    how = models.CharField(max_length=300)
    """By which way the fingerprint was compared."""
    confirmed_by = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(default=timezone.now)
    revoked_by = models.UUIDField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=Q(revoked_at=None), name="scans_one_key_a_lookout"
            )
        ]

    def __str__(self) -> str:
        return self.name


class HandedIn(WrittenOnceModel):
    """A bundle of looks from elsewhere that was taken into a scan."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    scan = models.ForeignKey(Scan, on_delete=models.PROTECT, related_name="handed_in")
    lookout = models.ForeignKey(Lookout, on_delete=models.PROTECT, related_name="handed_in")
    sha256 = models.CharField(max_length=64)
    looks = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    by = models.UUIDField(null=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["scan", "sha256"], name="scans_bundle_once")]

    def __str__(self) -> str:
        return f"{self.lookout_id} {self.looks}"


class DrawnPage(WrittenOnceModel):
    """A page that was drawn by lot to be marked for a feature, with what the rules say of it there.

    Whoever marks it is not shown that.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="drawn_pages")
    feature = models.CharField(max_length=60)
    place = models.PositiveIntegerField()
    """Its place in the order in which pages are drawn, from 0."""
    address = models.CharField(max_length=2000)
    said = models.CharField(max_length=20, blank=True)
    """The state that the page comes to; empty where no rule looks for the feature."""
    rule = models.CharField(max_length=60, blank=True)
    rule_version = models.PositiveIntegerField(default=0)
    proof = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["report", "feature", "place"]
        constraints = [
            models.UniqueConstraint(fields=["report", "feature", "place"], name="scans_page_drawn_once")
        ]

    def __str__(self) -> str:
        return f"{self.feature} {self.address}"


class Label(WrittenOnceModel):
    """What an independent reader says of a feature: what precision and recall are measured by."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    feature = models.CharField(max_length=60, db_index=True)
    subject = models.ForeignKey(Entity, on_delete=models.PROTECT, null=True, related_name="+")
    """The city; empty: the nation."""
    address = models.CharField(max_length=2000, blank=True)
    """The page that was marked; empty where the whole of the portals was looked at."""
    language = models.CharField(max_length=12, blank=True)
    truth = models.CharField(max_length=10, choices=Truth)
    grade = models.CharField(max_length=20, blank=True)
    origin = models.CharField(max_length=12, choices=Origin)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, null=True, related_name="+")
    item = models.ForeignKey(ReviewItem, on_delete=models.PROTECT, null=True, related_name="labels")
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, null=True, related_name="label")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, null=True, related_name="labels")
    """The report that held when the label was given; whoever gave it was not shown it."""
    said = models.CharField(max_length=20, blank=True)
    """The state that the scanner had said; empty where it had not looked."""
    rule = models.CharField(max_length=60, blank=True)
    rule_version = models.PositiveIntegerField(default=0)
    proof = models.CharField(max_length=20, blank=True)
    by = models.UUIDField(null=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["origin", "feature"], name="scans_labels_by_origin")]

    def __str__(self) -> str:
        return f"{self.feature} {self.truth} ({self.origin})"

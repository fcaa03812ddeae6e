from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models.functions import Lower

from miqyas.kernel.text import Text
from miqyas.workspace.registry.models import Entity
from miqyas.workspace.roadmaps.models.kept import NoteModel, RevisionModel, VersionedModel, text_of
from miqyas.workspace.services.models import Service


class ItemKind(models.TextChoices):
    """What sort of thing stands in the roadmap; what may stand below what is said in `kinds.yaml`."""

    STRATEGY = "strategy"
    POLICY = "policy"
    LAW = "law"
    PROGRAMME = "programme"
    INITIATIVE = "initiative"
    MILESTONE = "milestone"


class CostKind(models.TextChoices):
    """What money is for."""

    CAPITAL = "capital"
    RUNNING = "running"
    PEOPLE = "people"
    OTHER = "other"


class PartnerKind(models.TextChoices):
    """What sort of body a partner is."""

    PUBLIC = "public"
    PRIVATE = "private"
    ACADEMIC = "academic"
    CIVIL = "civil"


class RoadmapItem(VersionedModel):
    """A strategy, policy, law, programme, initiative or milestone. It is stopped, never removed."""

    code = models.SlugField(max_length=60)
    kind = models.CharField(max_length=12, choices=ItemKind)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    position = models.PositiveIntegerField(default=0)
    title = models.JSONField()
    description = models.JSONField(default=dict)
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, null=True, related_name="roadmap_items")
    responsible = models.UUIDField(null=True)
    """Pseudonym of the person who answers for it."""
    indicators = models.JSONField(default=list)
    """Codes of raw indicators that it moves: digital skills count through HCI, infrastructure through TII."""
    lifts = models.JSONField(default=list)
    """Of some of them, by how much they are expected to change: code, and amount in their own unit."""
    staff = models.DecimalField(max_digits=8, decimal_places=1, null=True)
    """People at work on it, in full-time posts."""
    services = models.ManyToManyField(Service, related_name="roadmap_items")
    progress = models.PositiveSmallIntegerField(null=True)
    """How much of it is done, of a hundred."""
    shortest_days = models.PositiveSmallIntegerField(null=True)
    longest_days = models.PositiveSmallIntegerField(null=True)
    """The shortest and the longest time that anybody expects, in days."""
    success = models.PositiveSmallIntegerField(null=True)
    """The chance, of a hundred, that it does what it should once it goes live; None: nobody doubts it."""
    planned_start = models.DateField(null=True)
    planned_end = models.DateField(null=True)
    go_live = models.DateField(null=True)
    """Planned day from which a stranger can find it."""
    actual_start = models.DateField(null=True)
    actual_end = models.DateField(null=True)

    class Meta:
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(Lower("code"), name="roadmaps_item_code_once"),
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")), name="roadmaps_not_own_parent"
            ),
            models.CheckConstraint(
                condition=models.Q(progress=None) | models.Q(progress__lte=100),
                name="roadmaps_progress_share",
            ),
            models.CheckConstraint(
                condition=models.Q(success=None) | models.Q(success__lte=100), name="roadmaps_success_share"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> Text:
        """The title; where a language is missing, another one stands for it."""
        return text_of(self.title)


class ItemFeature(models.Model):
    """A feature of an instrument that an item turns."""

    item = models.ForeignKey(RoadmapItem, on_delete=models.CASCADE, related_name="features")
    instrument = models.CharField(max_length=20)
    feature = models.CharField(max_length=40, db_index=True)

    class Meta:
        ordering = ["instrument", "feature"]
        constraints = [
            models.UniqueConstraint(fields=["item", "instrument", "feature"], name="roadmaps_feature_once")
        ]

    def __str__(self) -> str:
        return self.feature


class ItemPartner(models.Model):
    """Who else takes part, and in which role."""

    item = models.ForeignKey(RoadmapItem, on_delete=models.CASCADE, related_name="partners")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=PartnerKind)
    role = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class ItemCost(models.Model):
    """Money of one kind in one year, in the currency of the installation."""

    item = models.ForeignKey(RoadmapItem, on_delete=models.CASCADE, related_name="costs")
    kind = models.CharField(max_length=10, choices=CostKind)
    year = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=16, decimal_places=2)
    """What is planned."""
    spent = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    """What was spent so far; None: nobody has said."""

    class Meta:
        ordering = ["year", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["item", "kind", "year"], name="roadmaps_cost_once"),
            models.CheckConstraint(
                condition=models.Q(amount__gte=Decimal(0)), name="roadmaps_cost_not_below_zero"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}"


class ItemNeed(models.Model):
    """That an item can begin only when another one has ended, and some days after that."""

    item = models.ForeignKey(RoadmapItem, on_delete=models.CASCADE, related_name="needs")
    needed = models.ForeignKey(RoadmapItem, on_delete=models.PROTECT, related_name="needed_by")
    lag_days = models.SmallIntegerField(default=0)
    """Days more that must pass; below 0: by how many days they may overlap."""

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["item", "needed"], name="roadmaps_need_once"),
            models.CheckConstraint(
                condition=~models.Q(item=models.F("needed")), name="roadmaps_not_own_need"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} > {self.needed_id}"


class ItemRisk(models.Model):
    """What may go wrong: how likely and how bad from 1 to 5, what is done about it, which post watches it."""

    item = models.ForeignKey(RoadmapItem, on_delete=models.CASCADE, related_name="risks")
    text = models.CharField(max_length=400)
    likelihood = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField()
    answer = models.CharField(max_length=400, blank=True)
    owner = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text


class ItemRevision(RevisionModel):
    """What an item said after one change."""

    item = models.ForeignKey(RoadmapItem, on_delete=models.PROTECT, related_name="revisions")

    class Meta:
        ordering = ["item", "id"]

    def __str__(self) -> str:
        return f"{self.item_id}/{self.number}"


class ItemNote(NoteModel):
    """A report of progress, or the reason of a step."""

    item = models.ForeignKey(RoadmapItem, on_delete=models.PROTECT, related_name="notes")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.item_id}/{self.pk}"

from __future__ import annotations

import uuid
from typing import Final

from django.db import models
from django.db.models.functions import Lower

from miqyas.workspace.evidence.models import Evidence
from miqyas.workspace.history.immutable import WrittenOnceModel
from miqyas.workspace.registry.models import Entity

LONGEST_CODE: Final = 80


class State(models.TextChoices):
    """Where a service stands: only a published one is shown to the public, a retired one keeps its past."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class Way(models.TextChoices):
    """How a datum comes into a service or leaves it."""

    ASKED = "asked"
    """People are asked for it; `DatumUse.entity` holds it already, if anybody does."""
    FETCHED = "fetched"
    """The service takes it from `DatumUse.entity` by itself."""
    GIVEN = "given"
    """The service passes it on to `DatumUse.entity`."""


class Service(models.Model):
    """Something that a government entity does for people. It is retired, never removed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(max_length=LONGEST_CODE)
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="services")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    title = models.JSONField()
    description = models.JSONField(default=dict)
    sector = models.CharField(max_length=40, blank=True)
    audiences = models.JSONField(default=list)
    life_events = models.JSONField(default=list)
    channels = models.JSONField(default=list)
    languages = models.JSONField(default=list)
    addresses = models.JSONField(default=list)
    """Where it is to be found on the web; people start at the first."""
    steps = models.JSONField(default=list)
    """What people do, in order: a map of languages for each step."""
    laws = models.JSONField(default=list)
    """What it rests on: a map of languages for each law."""
    fee = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    """0 where it is free, None where nobody has said."""
    fee_words = models.JSONField(default=dict)
    data_listed = models.BooleanField(default=False)
    """Whether the documents asked for are listed, all of them."""
    visits = models.PositiveSmallIntegerField(null=True)
    """How often people have to come in person."""
    volume = models.PositiveIntegerField(null=True)
    """Requests a year."""
    satisfaction = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    """Of a hundred."""
    cost = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    """What one request costs the government."""
    automation = models.CharField(max_length=20, blank=True)
    identity = models.CharField(max_length=20, blank=True)
    payment = models.CharField(max_length=20, blank=True)
    level = models.CharField(max_length=20, blank=True)
    """The level in force: what follows from the fields unless it is overruled; "" below the first."""
    level_number = models.PositiveSmallIntegerField(default=0)
    rules = models.CharField(max_length=20, blank=True)
    """The version of the rules by which the level was found."""
    overruled_level = models.CharField(max_length=20, blank=True)
    overruled_reason = models.TextField(blank=True)
    overruled_proof = models.ForeignKey(Evidence, on_delete=models.PROTECT, null=True, related_name="+")
    searched = models.TextField(blank=True)
    """Code and words of all languages, folded."""
    terms = models.TextField(blank=True)
    """The codes that filters ask for, each between bars."""
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(Lower("code"), name="services_service_code_once"),
            models.CheckConstraint(
                condition=models.Q(overruled_level="") | models.Q(overruled_proof__isnull=False),
                name="services_overruled_with_proof",
            ),
        ]
        indexes = [models.Index(fields=["state", "code"], name="services_by_state")]

    def __str__(self) -> str:
        return self.code

    @property
    def is_public(self) -> bool:
        """Whether strangers find it in the catalogue of services."""
        return self.state == State.PUBLISHED


class DatumUses(models.Manager["DatumUse"]):
    """Data of services, each with the entity at its other end."""

    def get_queryset(self) -> models.QuerySet[DatumUse]:
        return super().get_queryset().select_related("entity")


class DatumUse(models.Model):
    """A datum that a service asks for, takes from another entity, or passes on."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="data")
    datum = models.CharField(max_length=40)
    way = models.CharField(max_length=10, choices=Way)
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, null=True, related_name="data_held")
    """Who holds it already, or gets it; None where nobody is known to."""

    objects = DatumUses()

    class Meta:
        ordering = ["service", "way", "datum", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["service", "datum", "way", "entity"], name="services_datum_once"),
            models.UniqueConstraint(
                fields=["service", "datum", "way"],
                condition=models.Q(entity=None),
                name="services_datum_of_nobody_once",
            ),
            models.CheckConstraint(
                condition=models.Q(way="asked") | models.Q(entity__isnull=False),
                name="services_datum_from_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} {self.way} {self.datum}"


class ServiceRevision(WrittenOnceModel):
    """What a service was at one time, and its level then."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    values = models.JSONField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    level = models.CharField(max_length=20, blank=True)
    is_overruled = models.BooleanField(default=False)
    rules = models.CharField(max_length=20, blank=True)
    by = models.UUIDField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["service", "number"]
        constraints = [models.UniqueConstraint(fields=["service", "number"], name="services_revision_once")]
        indexes = [models.Index(fields=["at"], name="services_revision_at")]

    def __str__(self) -> str:
        return f"{self.service_id}/{self.number}"


class ServiceFeature(models.Model):
    """That a service and a feature of the catalogue belong together, or were found not to, by a person."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="features")
    feature = models.CharField(max_length=40)
    is_accepted = models.BooleanField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["service", "feature"]
        constraints = [models.UniqueConstraint(fields=["service", "feature"], name="services_feature_once")]
        indexes = [models.Index(fields=["feature"], name="services_by_feature")]

    def __str__(self) -> str:
        return f"{self.service_id} {self.feature}"

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from miqyas.analysis.twinning.contents import EXCHANGES
from miqyas.analysis.twinning.contents import STATES as EXCHANGE_STATES
from miqyas.analysis.twinning.package import KINDS, grouped
from miqyas.workspace.history.immutable import WrittenOnceModel
from miqyas.workspace.registry.models import Entity

DRAFT, INVITED, RECEIVED, ACCEPTED = "draft", "invited", "received", "accepted"
DECLINED, AGREED, ENDED, BROKEN = "declined", "agreed", "ended", "broken_off"
STATES = (DRAFT, INVITED, RECEIVED, ACCEPTED, DECLINED, AGREED, ENDED, BROKEN)
OPEN = (DRAFT, INVITED, RECEIVED, ACCEPTED, AGREED)


class Profile(models.Model):
    """A country or an entity as a partner: what it offers, what it needs, how many partners it takes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(max_length=60)
    iso3 = models.CharField(max_length=3)
    entity = models.OneToOneField(
        Entity, on_delete=models.PROTECT, null=True, related_name="twinning_profile"
    )
    """Of our own government; None: the country as a whole, or a body of another."""
    is_home = models.BooleanField(default=False)
    """Whether it is that of this installation: packages are signed in its name."""
    name = models.JSONField()
    offers = models.JSONField(default=list)
    needs = models.JSONField(default=list)
    """Codes of features, indicators and themes of the catalogue."""
    languages = models.JSONField(default=list)
    capacity = models.PositiveSmallIntegerField(default=1)
    """How many partners at once."""
    note = models.JSONField(default=dict)
    is_sample = models.BooleanField(default=False)
    searched = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-is_home", "code"]
        constraints = [
            models.UniqueConstraint(Lower("code"), name="twinning_profile_code_once"),
            models.UniqueConstraint("is_home", condition=Q(is_home=True), name="twinning_one_home"),
        ]

    def __str__(self) -> str:
        return self.code


class ProfileContact(models.Model):
    """Somebody to speak to at a partner; never in a package."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=120)
    post = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["profile", "pk"]

    def __str__(self) -> str:
        return self.name


class Signer(models.Model):
    """The key of another installation that somebody here confirmed with its owner."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=60)
    iso3 = models.CharField(max_length=3)
    name = models.JSONField()
    key = models.CharField(max_length=60)
    fingerprint = models.CharField(max_length=64, unique=True)
    how = models.CharField(max_length=300)
    """By which way, other than the package, the fingerprint was compared."""
    confirmed_by = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(auto_now_add=True)
    revoked_by = models.UUIDField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["code", "-confirmed_at"]
        constraints = [
            models.UniqueConstraint(
                "iso3", Lower("code"), condition=Q(revoked_at=None), name="twinning_one_key_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.fingerprint[:8]}"

    @property
    def spoken(self) -> str:
        """The fingerprint as it is read out."""
        return grouped(self.fingerprint)


class Twin(models.Model):
    """Two partners of whom one helps the other, from a first thought to what came of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    """The thread of its packages."""
    code = models.SlugField(max_length=60)
    title = models.JSONField()
    purpose = models.JSONField(default=dict)
    seeker = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="helped_in")
    giver = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="helps_in")
    signer = models.ForeignKey(Signer, on_delete=models.PROTECT, null=True, related_name="twins")
    """With whose key the other side speaks, once it has spoken."""
    state = models.CharField(
        max_length=12, choices=[(one, one) for one in STATES], default=DRAFT, db_index=True
    )
    starts_on = models.DateField()
    ends_on = models.DateField(db_index=True)
    agreed_on = models.DateField(null=True)
    answer = models.JSONField(default=dict)
    """What the answer to the invitation said."""
    outcome = models.JSONField(default=dict)
    """What was said of the results as a whole."""
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    created_by = models.UUIDField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-starts_on", "code"]
        constraints = [models.UniqueConstraint(Lower("code"), name="twinning_code_once")]

    def __str__(self) -> str:
        return self.code

    @property
    def partner(self) -> Profile | None:
        """The other side, as this installation sees it; None where it only hosts the two."""
        if self.seeker.is_home:
            return self.giver
        return self.seeker if self.giver.is_home else None


class Goal(models.Model):
    """What is to move, from where to where, by when. An indicator stands once for a date."""

    twin = models.ForeignKey(Twin, on_delete=models.CASCADE, related_name="goals")
    indicator = models.CharField(max_length=60)
    baseline = models.DecimalField(max_digits=18, decimal_places=6)
    target = models.DecimalField(max_digits=18, decimal_places=6)
    due = models.DateField()

    class Meta:
        ordering = ["twin", "due", "indicator"]
        constraints = [
            models.UniqueConstraint(fields=["twin", "indicator", "due"], name="twinning_goal_once")
        ]

    def __str__(self) -> str:
        return f"{self.twin_id} {self.indicator}"


class Reading(WrittenOnceModel):
    """A value of a goal's indicator that somebody measured on a day."""

    twin = models.ForeignKey(Twin, on_delete=models.PROTECT, related_name="readings")
    indicator = models.CharField(max_length=60)
    due = models.DateField()
    """Of which goal."""
    value = models.DecimalField(max_digits=18, decimal_places=6)
    on = models.DateField()
    package = models.UUIDField(null=True)
    """In which it came; None: written here."""
    by = models.UUIDField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["twin", "-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.twin_id} {self.indicator} {self.on}"


class Exchange(models.Model):
    """A visit, a webinar, code or experts: when, how many people, what was shared."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    """The same at both partners."""
    twin = models.ForeignKey(Twin, on_delete=models.PROTECT, related_name="exchanges")
    kind = models.CharField(max_length=10, choices=[(one, one) for one in EXCHANGES])
    title = models.JSONField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    people = models.PositiveIntegerField(default=0)
    shared = models.JSONField(default=dict)
    state = models.CharField(
        max_length=10, choices=[(one, one) for one in EXCHANGE_STATES], default="planned"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["twin", "starts_on", "pk"]

    def __str__(self) -> str:
        return f"{self.twin_id} {self.kind} {self.starts_on}"


class Foreseen(WrittenOnceModel):
    """What was forecast of the helped country when the two agreed: frozen, to be held against what comes."""

    twin = models.ForeignKey(Twin, on_delete=models.PROTECT, related_name="foreseen")
    iso3 = models.CharField(max_length=3)
    measure = models.CharField(max_length=10)
    """rank, or the code of an index."""
    origin = models.PositiveSmallIntegerField()
    """The newest edition that was known."""
    edition = models.PositiveSmallIntegerField()
    low = models.FloatField()
    middle = models.FloatField()
    high = models.FloatField()
    """The middle and the band of four in five."""
    versions = models.JSONField()
    model = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["twin", "edition", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["twin", "measure", "edition"], name="twinning_foreseen_once")
        ]

    def __str__(self) -> str:
        return f"{self.twin_id} {self.measure} {self.edition}"


class Message(WrittenOnceModel):
    """A package that was issued here or taken in, to the byte."""

    id = models.UUIDField(primary_key=True, editable=False)
    twin = models.ForeignKey(Twin, on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=12, choices=[(one, one) for one in KINDS])
    is_ours = models.BooleanField()
    signer = models.ForeignKey(Signer, on_delete=models.PROTECT, null=True, related_name="messages")
    text = models.TextField()
    """The file."""
    sha256 = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    in_reply_to = models.UUIDField(null=True)
    by = models.UUIDField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "issued_at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

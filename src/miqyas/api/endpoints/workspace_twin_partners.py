"""Partners of twinning with their matches, the programme, packages that come in, keys, files."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Path, Query, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from miqyas.analysis.twinning.package import LARGEST
from miqyas.api.callers import confirmed
from miqyas.api.files import (
    AS_BYTES,
    LINES_TOLD,
    FileAsked,
    PlanOfFile,
    done_as_told,
    file_answer,
    plan_record,
)
from miqyas.api.gate import BYTES, FORM, private, target_of
from miqyas.api.paging import Window, part_of
from miqyas.api.problems import language_of
from miqyas.api.twins import (
    BASE,
    PackageInPath,
    PartnerInPath,
    SignerInPath,
    SignerTold,
    TwinPartnerAsked,
    TwinPartnerTold,
    package_at,
    partner_at,
    partner_fields,
    partner_record,
    signer_at,
    signer_record,
)
from miqyas.jobs.programme.twinning import (
    Match,
    matches_of,
    package_take,
    programme_of,
    reasons_of,
)
from miqyas.jobs.programme.twinning_files import twinning_workbook
from miqyas.sheets.forms import LARGEST_FORM
from miqyas.workspace.accounts.access import person_of, require
from miqyas.workspace.datasets.world import world_of
from miqyas.workspace.twinning.importing import (
    exchanges_apply,
    exchanges_plan,
    profiles_apply,
    profiles_plan,
)
from miqyas.workspace.twinning.models import Profile
from miqyas.workspace.twinning.queries import profiles_matching, signers_all
from miqyas.workspace.twinning.receiving import package_plan
from miqyas.workspace.twinning.services import (
    ContactFields,
    contacts_set,
    home_set,
    profile_create,
    profile_update,
)
from miqyas.workspace.twinning.signers import LONGEST_WORDS, own_fingerprint, signer_confirm, signer_revoke

router = Router(tags=["twinning"])
MATCHES: Final = 12
Which = Literal["profiles", "exchanges"]
WhichInPath = Annotated[Which, Path(description="Which table.", examples=["profiles"])]
FileInPath = Annotated[
    Literal["profiles.xlsx", "exchanges.xlsx", "profiles-template.xlsx", "exchanges-template.xlsx"],
    Path(description="Name of the file.", examples=["profiles.xlsx"]),
]
PLANS: Final[dict[str, Any]] = {"profiles": profiles_plan, "exchanges": exchanges_plan}
DEEDS: Final[dict[str, Any]] = {"profiles": profiles_apply, "exchanges": exchanges_apply}


class PartnersAsked(Window):
    """Which partners."""

    q: str = Field("", max_length=200, description="Words that the profile has, whatever accents or case.")


class TwinPartnersTold(Schema):
    """Partners, our own first."""

    versions: dict[str, str]
    total: int
    limit: int
    offset: int
    next: str | None
    previous: str | None
    partners: list[TwinPartnerTold]


class TwinMatchTold(Schema):
    """A partner that could help, and why."""

    partner: str
    offered: list[str]
    wanted: list[str]
    languages: list[str]
    free: int
    total: float | None = Field(description="Of the published figures, 0 to 1; null where they tell nothing.")
    reasons: list[str]


class TwinPartnerWhole(TwinPartnerTold):
    """A partner with those that could help it."""

    matches: list[TwinMatchTold]


class TwinContact(Schema):
    """Somebody to speak to at a partner. Personal data: told to those alone who keep the profile."""

    name: str = Field(max_length=120)
    post: str = Field("", max_length=200)
    email: str = Field("", max_length=254)
    phone: str = Field("", max_length=40)


class TwinContacts(Schema):
    """All who are spoken to at a partner."""

    contacts: list[TwinContact]


class TwinSideTold(Schema):
    """A partner in the programme."""

    partner: str
    capacity: int
    helps: int
    is_helped: int
    free: int
    balance: int


class TwinPairTold(Schema):
    """Who helps whom."""

    twin: str
    giver: str
    seeker: str
    state: str
    exchanges: int = Field(description="That were held.")
    people: int


class TwinProgrammeTold(Schema):
    """The whole programme."""

    sides: list[TwinSideTold]
    pairs: list[TwinPairTold]


class PackagePlanTold(PlanOfFile):
    """What taking a package in would do, or did."""

    kind: str | None
    sender: str | None = Field(description="Code of who says that they sent it.")
    fingerprint: str | None = Field(description="Of the key that signed it; null where nothing is signed.")
    twin: str | None = Field(description="Code of the twinning that it was taken into.")


class KeyAsked(Schema):
    """A fingerprint that its owner read out."""

    fingerprint: str = Field(max_length=200)
    how: str = Field(max_length=LONGEST_WORDS, description="By which way it was compared.")


class RevokeAsked(Schema):
    """Why a key is trusted no longer."""

    why: str = Field(max_length=LONGEST_WORDS)


class KeysTold(Schema):
    """Our fingerprint, and the keys that were ever confirmed."""

    own: str
    signers: list[SignerTold]


class TwinRow(Schema):
    """What a row of a file would do."""

    name: str
    doing: Literal["add", "change"]


class TwinPlanTold(PlanOfFile):
    """What a file would do, or did: all of it, or nothing."""

    lines: list[TwinRow]
    count: int


@router.get(
    f"{BASE}/partners",
    response=TwinPartnersTold,
    operation_id="twin_partners_list",
    url_name="twin_partners_list",
    summary="Partners of twinning",
)
@private("twinning.list")
def partners(request: HttpRequest, response: HttpResponse, asked: Query[PartnersAsked]) -> dict[str, Any]:
    """Our own first, then by code."""
    found = list(profiles_matching(text=asked.q))
    shown, about = part_of(found, asked, request=request, response=response)
    world = world_of(request)
    versions = world.versions(world.latest).as_dict()
    return {**about, "versions": versions, "partners": [partner_record(one) for one in shown]}


@router.post(
    f"{BASE}/partners",
    response=TwinPartnerTold,
    operation_id="twin_partner_create",
    url_name="twin_partner_create",
    summary="Add a partner",
)
@private("twinning.edit")
def partner_new(request: HttpRequest, asked: TwinPartnerAsked) -> dict[str, Any]:
    """A country, a body of another, or one of our own entities."""
    return partner_record(profile_create(partner_fields(asked), by=person_of(request.user).by))


@router.get(
    f"{BASE}/partners/{{partner}}",
    response=TwinPartnerWhole,
    operation_id="twin_partner_get",
    url_name="twin_partner_get",
    summary="A partner with those that could help it",
)
@private("twinning.list", of=partner_at)
def partner_get(request: HttpRequest, partner: PartnerInPath) -> dict[str, Any]:
    """Those first that meet most of its needs, each with reasons in words."""
    found, language = target_of(request), language_of(request)
    matches = matches_of(found, world=world_of(request), language=language)[:MATCHES]
    return {**partner_record(found), "matches": [_match(one, language=language) for one in matches]}


@router.put(
    f"{BASE}/partners/{{partner}}",
    response=TwinPartnerTold,
    operation_id="twin_partner_update",
    url_name="twin_partner_update",
    summary="Change a partner",
)
@private("twinning.profile", of=partner_at)
def partner_change(request: HttpRequest, partner: PartnerInPath, asked: TwinPartnerAsked) -> dict[str, Any]:
    """As a whole: what is left out becomes empty."""
    return partner_record(
        profile_update(target_of(request), partner_fields(asked), by=person_of(request.user).by)
    )


@router.get(
    f"{BASE}/partners/{{partner}}/contacts",
    response=TwinContacts,
    operation_id="twin_contacts_get",
    url_name="twin_contacts_get",
    summary="Who is spoken to at a partner",
)
@private("twinning.profile", of=partner_at)
def contacts(request: HttpRequest, partner: PartnerInPath) -> dict[str, Any]:
    """Personal data, for those who keep the profile."""
    return _contacts(target_of(request))


@router.put(
    f"{BASE}/partners/{{partner}}/contacts",
    response=TwinContacts,
    operation_id="twin_contacts_set",
    url_name="twin_contacts_set",
    summary="Name who is spoken to at a partner",
)
@private("twinning.profile", of=partner_at)
def contacts_put(request: HttpRequest, partner: PartnerInPath, asked: TwinContacts) -> dict[str, Any]:
    """In place of those named before; they travel in no package."""
    found = target_of(request)
    named = [ContactFields(**one.dict()) for one in asked.contacts]
    contacts_set(found, named, by=person_of(request.user).by)
    return _contacts(found)


def _contacts(profile: Profile) -> dict[str, Any]:
    rows = profile.contacts.order_by("pk")
    return {"contacts": list(rows.values("name", "post", "email", "phone"))}


@router.post(
    f"{BASE}/partners/{{partner}}/home",
    response=TwinPartnerTold,
    operation_id="twin_home_set",
    url_name="twin_home_set",
    summary="Sign packages in the name of a profile",
)
@private("twinning.sign", of=partner_at)
def home_put(request: HttpRequest, partner: PartnerInPath) -> dict[str, Any]:
    """The profile of this installation: what is issued here is signed in its name from now on."""
    confirmed(request)
    return partner_record(home_set(target_of(request), by=person_of(request.user).by))


@router.get(
    f"{BASE}/programme",
    response=TwinProgrammeTold,
    operation_id="twin_programme_get",
    url_name="twin_programme_get",
    summary="Who helps whom",
)
@private("twinning.list")
def programme(request: HttpRequest) -> dict[str, Any]:
    """All partners with their places, all twinnings with what they held."""
    found = programme_of()
    sides = [
        {
            "partner": one.profile.code,
            "capacity": one.profile.capacity,
            "helps": one.load.helps,
            "is_helped": one.load.is_helped,
            "free": one.free,
            "balance": one.balance,
        }
        for one in found.sides
    ]
    pairs = [
        {
            "twin": one.code,
            "giver": one.giver.code,
            "seeker": one.seeker.code,
            "state": one.state,
            "exchanges": one.exchange_count,
            "people": one.people_count,
        }
        for one in found.twins
    ]
    return {"sides": sides, "pairs": pairs}


@router.post(
    f"{BASE}/packages",
    response=PackagePlanTold,
    operation_id="twin_package_bring",
    url_name="twin_package_bring",
    summary="Take a package in",
)
@private("twinning.sign", takes=FORM, most=lambda: LARGEST)
def package_bring(request: HttpRequest, asked: Form[FileAsked], file: File[UploadedFile]) -> dict[str, Any]:
    """First all that speaks against it, with a digest; then, with the digest of what was told, the deed."""
    if asked.digest:
        confirmed(request)
    plan = package_plan(file.read(), name=file.name or "")
    by = person_of(request.user).by
    kept = done_as_told(plan, asked, lambda: package_take(plan, world=world_of(request), by=by))
    package = plan.package if plan.standing else None
    return {
        **plan_record(request, plan, asked),
        "kind": package.kind if package else None,
        "sender": package.sender.code if package else None,
        "fingerprint": package.fingerprint if package else None,
        "twin": kept.twin.code if kept else None,
    }


@router.get(
    f"{BASE}/packages/{{package}}",
    operation_id="twin_package_get",
    url_name="twin_package_get",
    summary="The file of a package",
    openapi_extra=AS_BYTES,
)
@private("twinning.list", of=package_at, gives=BYTES)
def package_file(request: HttpRequest, package: PackageInPath) -> HttpResponse:
    """To the byte."""
    found = target_of(request)
    return file_answer(found.text.encode(), name=f"miqyas-{found.kind}-{found.twin.code}.json")


@router.get(
    f"{BASE}/keys",
    response=KeysTold,
    operation_id="twin_keys_list",
    url_name="twin_keys_list",
    summary="Keys of partners",
)
@private("twinning.sign")
def keys(request: HttpRequest) -> dict[str, Any]:
    """Our own fingerprint to read out, and every key that was ever confirmed."""
    return {"own": own_fingerprint(), "signers": [signer_record(one) for one in signers_all()]}


@router.post(
    f"{BASE}/keys",
    response=SignerTold,
    operation_id="twin_key_confirm",
    url_name="twin_key_confirm",
    summary="Confirm the key of a package",
)
@private("twinning.sign", takes=FORM, most=lambda: LARGEST)
def key_confirm(request: HttpRequest, asked: Form[KeyAsked], file: File[UploadedFile]) -> dict[str, Any]:
    """Once its owner has read the fingerprint out by another way than the package."""
    confirmed(request)
    by = person_of(request.user).by
    return signer_record(signer_confirm(file.read(), spoken=asked.fingerprint, how=asked.how, by=by))


@router.post(
    f"{BASE}/keys/{{signer}}/revoke",
    response=SignerTold,
    operation_id="twin_key_revoke",
    url_name="twin_key_revoke",
    summary="Trust a key no longer",
)
@private("twinning.sign", of=signer_at)
def key_revoke(request: HttpRequest, signer: SignerInPath, asked: RevokeAsked) -> dict[str, Any]:
    """What it signed before stays."""
    confirmed(request)
    return signer_record(signer_revoke(target_of(request), why=asked.why, by=person_of(request.user).by))


@router.get(
    f"{BASE}/files/{{name}}",
    operation_id="twin_file_get",
    url_name="twin_file_get",
    summary="Partners or exchanges as a file",
    openapi_extra=AS_BYTES,
)
@private("twinning.list", gives=BYTES)
def file_get(request: HttpRequest, name: FileInPath) -> HttpResponse:
    """A workbook in the language that is asked for; the template is for who may fill it in."""
    which, _, rest = name.removesuffix(".xlsx").partition("-")
    if rest:
        require(request.user, "twinning.edit")
    content = twinning_workbook(which, language=language_of(request), is_blank=bool(rest))
    return file_answer(content, name=f"miqyas-twinning-{name}")


@router.post(
    f"{BASE}/tables/{{which}}",
    response=TwinPlanTold,
    operation_id="twin_file_bring",
    url_name="twin_file_bring",
    summary="Bring partners or exchanges in",
)
@private("twinning.edit", takes=FORM, most=lambda: LARGEST_FORM)
def file_bring(
    request: HttpRequest, which: WhichInPath, asked: Form[FileAsked], file: File[UploadedFile]
) -> dict[str, Any]:
    """First what it would do, with a digest; then, with the digest of what was told, that very thing."""
    plan = PLANS[which](file.read(), name=file.name or "")
    done_as_told(plan, asked, lambda: DEEDS[which](plan, by=person_of(request.user).by))
    doing = [row for row in plan.rows if row.doing != "same"]
    lines = [{"name": row.twin or row.key, "doing": row.doing} for row in doing[:LINES_TOLD]]
    return {**plan_record(request, plan, asked), "lines": lines, "count": len(doing)}


def _match(match: Match, *, language: str) -> dict[str, Any]:
    lists = {name: list(getattr(match, name)) for name in ("offered", "wanted", "languages")}
    return {
        **lists,
        "partner": match.profile.code,
        "free": match.free,
        "total": match.total,
        "reasons": list(reasons_of(match, language=language)),
    }

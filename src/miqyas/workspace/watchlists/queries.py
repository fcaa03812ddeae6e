from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from miqyas.kernel.text import fold
from miqyas.workspace.watchlists.fields import PolicyFields
from miqyas.workspace.watchlists.models import Draft, Policy, PolicyNote


def policies_matching(*, text: str = "", theme: str = "", state: str = "") -> QuerySet[Policy]:
    """Those whose code or words have each word of the text, whatever its accents or case."""
    found = Policy.objects.select_related("entity")
    for word in fold(text).split():
        found = found.filter(searched__contains=word)
    if theme:
        found = found.filter(theme=theme)
    return found.filter(state=state) if state else found


def policies_on_feature(code: str) -> list[Policy]:
    """The policies that bear on a feature of the catalogue."""
    found = Policy.objects.exclude(state="dropped").filter(searched__contains=fold(code))
    return [policy for policy in found if code in policy.features]


def policies_due(day: date) -> QuerySet[Policy]:
    """Those that were to be looked at again by that day."""
    return Policy.objects.filter(look_again__lte=day).exclude(state="dropped")


def policy_by_code(code: str) -> Policy | None:
    """The policy of a code, in any case of letters."""
    return Policy.objects.select_related("entity").filter(code__iexact=code).first()


def policies_by_codes(codes: Iterable[str]) -> dict[str, Policy]:
    """Policies by their codes in small letters, by one query."""
    wanted = Q()
    for code in codes:
        wanted |= Q(code__iexact=code)
    found = Policy.objects.select_related("entity").filter(wanted) if wanted else ()
    return {policy.code.lower(): policy for policy in found}


def notes_of(policy: Policy) -> QuerySet[PolicyNote]:
    """What was seen, newest first."""
    return policy.notes.all()


def drafts_kept() -> QuerySet[Draft]:
    """Drafts of instruments, newest first."""
    return Draft.objects.select_related("snapshot")


def draft_by_hash(sha256: str) -> Draft | None:
    """The draft whose list has this hash."""
    return drafts_kept().filter(snapshot=sha256).first()


def fields_of(policy: Policy) -> PolicyFields:
    """What a policy is said to be."""
    return PolicyFields(
        code=policy.code,
        title=policy.title,
        theme=policy.theme,
        state=policy.state,
        description=policy.description,
        entity=policy.entity.code if policy.entity else "",
        features=tuple(policy.features),
        source=policy.source,
        source_words=policy.source_words,
        mark=policy.mark,
        look_again=policy.look_again,
    )

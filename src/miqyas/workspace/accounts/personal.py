"""A person's data as a whole: given to them, taken away, and removed when it is too old.

An application that holds data about people says how to tell them and how to take them away, in `ready()` of
its `apps.py`; what its data are stands in `personal_data.yaml`::

    personal_register("campaigns", tell=comments_of, erase=comments_forget)

`tell` gives plain values for JSON. `erase` runs in the transaction in which the person goes. What others rely
on stays under the pseudonym, which leads to nobody then. Who works with the person hears of it by the event
``person.erased`` (key and payload: the pseudonym).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any, Final
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from miqyas.workspace.accounts.inventory import inventory
from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.queries import is_last_administrator
from miqyas.workspace.accounts.services import AccountError
from miqyas.workspace.events.services import publish
from miqyas.workspace.history.services import record_add

ACCOUNT_ALONE: Final = frozenset({"account"})
"""What an administrator may be told of another; what they wrote and judged is told to themselves alone."""
Tell = Callable[[User], Mapping[str, Any] | list[Any]]
Erase = Callable[[User], None]
Purge = Callable[[datetime], int]


@dataclass(frozen=True)
class Holder:
    """An application that holds data about people."""

    tell: Tell
    erase: Erase


_holders: dict[str, Holder] = {}
_purges: dict[str, Purge] = {}


def _keep_all(_user: User) -> None:
    """Nothing to take away: all of it stays under the pseudonym."""


def personal_register(name: str, *, tell: Tell, erase: Erase = _keep_all) -> None:
    """Name an application that holds data about people; a name is taken once."""
    if name in _holders:
        raise ValueError(f"{name} is registered already")
    _holders[name] = Holder(tell, erase)


def purge_register(kind: str, purge: Purge) -> None:
    """Name what removes data of a kind from before a time, and says how many rows that were."""
    if inventory()[kind].days is None or kind in _purges:
        raise ValueError(f"{kind} is not removed by age, or by something else")
    _purges[kind] = purge


def purged_kinds() -> frozenset[str]:
    """The kinds that something removes when they are too old."""
    return frozenset(_purges)


def purge_old(now: datetime) -> dict[str, int]:
    """Remove what is older than the inventory allows; how many rows of each kind."""
    return {kind: purge(now - timedelta(days=inventory()[kind].days or 0)) for kind, purge in _purges.items()}


def person_told(user: User, *, only: Collection[str] = ()) -> bytes:
    """All that is held about a person, or what `only` these hold: a zip, a JSON document for each."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, holder in _holders.items():
            if only and name not in only:
                continue
            told = json.dumps(holder.tell(user), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
            archive.writestr(f"{name}.json", told)
    return packed.getvalue()


def address_check(user: User, typed: str) -> None:
    """Raise `AccountError` where what was typed to confirm an erasure is not the address of the person."""
    if typed.strip().lower() != user.email:
        raise AccountError("other_email")


@transaction.atomic
def person_erase(user: User, *, by: UUID | None) -> None:
    """Take away a person: account, ways in, sessions, letters. Their pseudonym stays and leads to nobody.

    Raises `AccountError` for the last administrator.
    """
    if is_last_administrator(user):
        raise AccountError("last_administrator")
    pseudonym = str(user.pseudonym)
    for holder in reversed(list(_holders.values())):
        holder.erase(user)
    user.delete()
    record_add("user.erase", actor=by, object_kind="user", object_id=pseudonym)
    publish("person.erased", key=pseudonym, person=pseudonym)

"""Where a person is named as somebody to speak to, and what they confirmed: told to them."""

from __future__ import annotations

from typing import Any

from miqyas.workspace.accounts.models import User
from miqyas.workspace.twinning.models import Message, ProfileContact, Signer


def told(user: User) -> dict[str, Any]:
    """The profiles that name them, packages that they handled, keys that they confirmed or revoked."""
    contacts = ProfileContact.objects.filter(email__iexact=user.email)
    confirmed = Signer.objects.filter(confirmed_by=user.pseudonym)
    handled = Message.objects.filter(by=user.pseudonym)
    revoked = Signer.objects.filter(revoked_by=user.pseudonym)
    return {
        "contacts": list(contacts.values("profile__code", "name", "post", "email", "phone")),
        "packages_issued_or_taken_in": list(handled.values("kind", "is_ours", "twin__code", "at")),
        "keys_confirmed": list(confirmed.values("code", "fingerprint", "how", "confirmed_at")),
        "keys_revoked": list(revoked.values("code", "fingerprint", "revoked_why", "revoked_at")),
    }


def forgotten(user: User) -> None:
    """Nobody is to call them any more."""
    ProfileContact.objects.filter(email__iexact=user.email).delete()

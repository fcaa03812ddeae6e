"""Secrets that are handed out once: the database keeps a hash, so that nobody who reads it can use them."""

from __future__ import annotations

import hashlib
import secrets


def secret_new() -> str:
    """256 bits from the system, as letters that may stand in an address."""
    return secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    """What is stored. A secret this long cannot be tried out, so a fast hash without salt is enough."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()

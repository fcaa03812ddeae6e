"""The key that signs checkpoints: an Ed25519 key in a file outside the database, made on first use."""

from __future__ import annotations

from base64 import b64decode, b64encode

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings

from miqyas.kernel.errors import Place
from miqyas.kernel.files import write_first
from miqyas.workspace.history.errors import HistoryError


def sign(content: bytes) -> str:
    """The signature of this installation, in base64."""
    return b64encode(_key().sign(content)).decode("ascii")


def public_key() -> str:
    """The public half of the key, in base64: 32 bytes."""
    return b64encode(_public_bytes(_key())).decode("ascii")


def public_key_if_there() -> str | None:
    """As `public_key`, but None where no key has been made yet."""
    return public_key() if settings.MIQYAS_HISTORY_KEY.exists() else None


def is_signed(content: bytes, *, signature: str, key: str) -> bool:
    """Whether the holder of the key signed exactly this content."""
    try:
        Ed25519PublicKey.from_public_bytes(b64decode(key, validate=True)).verify(
            b64decode(signature, validate=True), content
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def _key() -> Ed25519PrivateKey:
    file = settings.MIQYAS_HISTORY_KEY
    try:
        if not file.exists():
            write_first(file, _pem(Ed25519PrivateKey.generate()))
        key = load_pem_private_key(file.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise HistoryError("key_unreadable", place=Place(file=str(file))) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise HistoryError("key_unreadable", place=Place(file=str(file)))
    return key


def _pem(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _public_bytes(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

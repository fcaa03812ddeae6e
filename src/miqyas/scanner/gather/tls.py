"""What the handshake of a site tells: version, cipher, certificate, and why it is not trusted."""

from __future__ import annotations

import contextlib
import ssl
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import httpcore

from miqyas.scanner.gather.guard import AddressRefusedError, Laboratory, Resolve
from miqyas.scanner.gather.wire import GuardedBackend, UnresolvedError, held, verifying_context

EXPIRED: Final = 10
NOT_YET_VALID: Final = 9
_WORDS: Final = {
    EXPIRED: "expired",
    NOT_YET_VALID: "not_yet_valid",
    18: "self_signed",
    19: "unknown_authority",
    20: "incomplete_chain",
    21: "incomplete_chain",
    23: "revoked",
    62: "other_name",
    64: "other_name",
}
"""Codes of OpenSSL (X509_V_ERR_*) in our words."""


@dataclass(frozen=True)
class Handshake:
    """What the handshake with a host told.

    ``failure``: dns, connect, timeout, refused (the address), tls; ``why`` the reason in the last case:
    expired, not_yet_valid, self_signed, unknown_authority, incomplete_chain, other_name, revoked, old_version
    (nothing newer than TLS 1.1), handshake. ``expires`` and names are of the certificate that was shown,
    trusted or not. ``offers_old``: TLS 1.1 or older is spoken too, None where this could not be asked.
    """

    failure: str = ""
    why: str = ""
    version: str = ""
    cipher: str = ""
    issuer: str = ""
    subject: str = ""
    names: tuple[str, ...] = ()
    begins: datetime | None = None
    expires: datetime | None = None
    offers_old: bool | None = None
    seconds: float = 0.0

    @property
    def is_trusted(self) -> bool:
        """Whether a browser would go on without a warning."""
        return not self.failure

    def facts(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "is_trusted": self.is_trusted,
            "failure": self.failure,
            "why": self.why,
            "version": self.version,
            "cipher": self.cipher,
            "issuer": self.issuer,
            "subject": self.subject,
            "names": list(self.names),
            "begins": self.begins.isoformat() if self.begins else None,
            "expires": self.expires.isoformat() if self.expires else None,
            "offers_old": self.offers_old,
        }


@dataclass(frozen=True)
class Handshakes:
    """Shakes hands with hosts and sends nothing else."""

    resolve: Resolve
    laboratory: Laboratory
    context: ssl.SSLContext | None = None
    seconds: float = 10.0

    def with_host(self, host: str, port: int = 443) -> Handshake:
        """What the host's handshake tells; where it fails, once more without trust to tell why."""
        began = time.monotonic()
        with held(until=began + self.seconds):
            try:
                found = self._once(host, port, self.context or verifying_context())
            except (httpcore.NetworkError, httpcore.TimeoutException, AddressRefusedError) as error:
                found = self._explained(host, port, error)
        if found.version or found.expires:
            found = self._with_old(found, host, port)
        return Handshake(**{**vars(found), "seconds": time.monotonic() - began})

    def _once(self, host: str, port: int, context: ssl.SSLContext) -> Handshake:
        with self._shaken(host, port, context) as session:
            cipher = session.cipher()
            return Handshake(
                version=str(session.version() or ""),
                cipher=str(cipher[0]) if cipher else "",
                **_certificate(session.getpeercert(True)),
            )

    @contextlib.contextmanager
    def _shaken(self, host: str, port: int, context: ssl.SSLContext) -> Iterator[Any]:
        backend = GuardedBackend(resolve=self.resolve, laboratory=self.laboratory)
        plain = backend.connect_tcp(host, port, self.seconds)
        try:
            secure = plain.start_tls(context, host, self.seconds)
            yield secure.get_extra_info("ssl_object")
        finally:
            plain.close()

    def _explained(self, host: str, port: int, error: Exception) -> Handshake:
        failed = _failure(error)
        if failed.failure != "tls":
            return failed
        try:
            shown = self._once(host, port, _trusting_context())
        except (httpcore.NetworkError, httpcore.TimeoutException, AddressRefusedError):
            return failed
        why = "old_version" if shown.version in {"TLSv1", "TLSv1.1", "SSLv3"} else failed.why
        return Handshake(**{**vars(shown), "failure": "tls", "why": why})

    def _with_old(self, found: Handshake, host: str, port: int) -> Handshake:
        with held(until=time.monotonic() + self.seconds):
            try:
                self._once(host, port, _trusting_context(newest=ssl.TLSVersion.TLSv1_1))
            except httpcore.ConnectError as error:
                offers_old: bool | None = False if _ssl_error(error) else None
            except (httpcore.NetworkError, httpcore.TimeoutException, AddressRefusedError):
                offers_old = None
            else:
                offers_old = True
        return Handshake(**{**vars(found), "offers_old": offers_old})


def _trusting_context(newest: ssl.TLSVersion = ssl.TLSVersion.MAXIMUM_SUPPORTED) -> ssl.SSLContext:
    """A context that trusts anything and speaks anything: it is only ever used to look, never to send."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = newest
    return context


def _failure(error: BaseException) -> Handshake:
    if isinstance(error, AddressRefusedError):
        return Handshake(failure="refused")
    if isinstance(error, UnresolvedError):
        return Handshake(failure="dns")
    if isinstance(error, httpcore.TimeoutException):
        return Handshake(failure="timeout")
    found = _ssl_error(error)
    if found is None:
        return Handshake(failure="connect")
    code = found.verify_code if isinstance(found, ssl.SSLCertVerificationError) else 0
    return Handshake(failure="tls", why=_WORDS.get(code, "untrusted" if code else "handshake"))


def _ssl_error(error: BaseException) -> ssl.SSLError | None:
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLError):
            return seen
        seen = seen.__cause__ or seen.__context__
    return None


def _certificate(der: bytes | None) -> dict[str, Any]:
    """What stands in a certificate; nothing where it cannot be read."""
    from cryptography import x509

    if not der:
        return {}
    try:
        found = x509.load_der_x509_certificate(der)
        return {
            "issuer": found.issuer.rfc4514_string()[:300],
            "subject": found.subject.rfc4514_string()[:300],
            "names": _names(found),
            "begins": found.not_valid_before_utc.astimezone(UTC),
            "expires": found.not_valid_after_utc.astimezone(UTC),
        }
    except ValueError:
        return {}


def _names(certificate: Any) -> tuple[str, ...]:
    from cryptography import x509

    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return ()
    return tuple(str(name)[:200] for name in found.get_values_for_type(x509.DNSName)[:50])

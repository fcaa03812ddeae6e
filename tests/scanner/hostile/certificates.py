"""Certificates of an authority of one's own, good ones and bad ones."""

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

DAY = timedelta(days=1)


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


@dataclass
class Authority:
    """An authority in a folder, whose certificate is the file `authorities`."""

    folder: Path

    def __post_init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = named("Authority of the tests")
        made = self._build(self.name, self.key, days=(-30, 30)).add_extension(
            x509.BasicConstraints(ca=True, path_length=None), critical=True
        )
        self.authorities = self.folder / "authorities.pem"
        self.authorities.write_bytes(made.sign(self.key, hashes.SHA256()).public_bytes(Encoding.PEM))

    def context(
        self, *, days: tuple[int, int] = (-1, 10), host: str = "127.0.0.1", is_signed: bool = True
    ) -> ssl.SSLContext:
        """What a server uses that has a certificate valid between those days, for that host."""
        key = ec.generate_private_key(ec.SECP256R1())
        alternative = (
            x509.IPAddress(ip_address(host)) if host.replace(".", "").isdigit() else x509.DNSName(host)
        )
        built = self._build(named(host), key, days=days, is_signed=is_signed).add_extension(
            x509.SubjectAlternativeName([alternative]), critical=False
        )
        made = built.sign(self.key if is_signed else key, hashes.SHA256())
        file = self.folder / f"{host}{days}{is_signed}.pem"
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        file.write_bytes(private + made.public_bytes(Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def _build(
        self,
        name: x509.Name,
        key: ec.EllipticCurvePrivateKey,
        *,
        days: tuple[int, int],
        is_signed: bool = True,
    ) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self.name if is_signed else name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + days[0] * DAY)
            .not_valid_after(now + days[1] * DAY)
        )

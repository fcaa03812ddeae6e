"""The one class of settings: what an operator may choose, from the environment or a `.env` file."""

from __future__ import annotations

import secrets
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

import platformdirs
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from miqyas.kernel.errors import MiqyasError, Place
from miqyas.kernel.files import write_first
from miqyas.kernel.text import Text
from miqyas.observations.countries import countries
from miqyas.workspace.accounts.roles import granted_roles

PACKAGE: Final = Path(__file__).resolve().parent.parent
CHECKOUT: Final = PACKAGE.parent.parent
COLLECTED: Final = PACKAGE / "server" / "static"
"""Static files as a built package carries them; a checkout has none."""
MAIN_PROFILE: Final = "main"
SHORTEST_SECRET: Final = 50
_NOT_REPEATED: Final = frozenset({"secret_key", "database_url", "oidc_secret", "mail_password", "model_key"})


class SettingError(MiqyasError):
    """A setting has a value that cannot be used."""

    code = "setting"


def default_data_dir() -> Path:
    """`var/` beside the sources in a checkout, else the user's own place for data."""
    if (CHECKOUT / "pyproject.toml").exists() and (CHECKOUT / "src" / "miqyas") == PACKAGE:
        return CHECKOUT / "var"
    return platformdirs.user_data_path("miqyas", appauthor=False)


class Config(BaseSettings):
    """Settings of one installation; each is read from ``MIQYAS_<NAME>``, then from `.env`, then defaulted.

    >>> Config(_env_file=None, home_country="are").home_country
    'ARE'
    """

    model_config = SettingsConfigDict(
        env_prefix="MIQYAS_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    data_dir: Path = Field(default_factory=default_data_dir)
    """Where the database, the secret key and uploaded files live."""
    profile: str = Field(default=MAIN_PROFILE, pattern=r"^[a-z][a-z0-9-]{0,30}$")
    """Another profile has its own database and files in a folder of its name under `data_dir`."""
    database_url: str = ""
    """Empty: SQLite in the folder of the profile. Else ``postgresql://user:password@host:port/name``."""
    secret_key: SecretStr = SecretStr("")
    """Empty: made once and kept in the folder of the profile, readable by its owner alone."""
    debug: bool = False
    """Pages of errors for developers. Never on a machine that others can reach."""
    release: bool = Field(default_factory=COLLECTED.is_dir)
    """Static files by hashed name and compressed. Empty: as it was installed, so in a package and not in a
    checkout, where ``miqyas manage collectstatic`` puts them into the folder of the profile first."""
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = ("localhost", "127.0.0.1", "[::1]")
    """Names under which the site may be addressed, divided by commas."""
    base_url: str = "http://127.0.0.1:8000"
    """Address under which people reach the site; an https address turns on HSTS and secure cookies."""
    behind_proxy: bool = False
    """Whether a proxy in front says how people came in and from where (``X-Forwarded-Proto``, ``-For``)."""
    history_key_file: Path | None = None
    """Where the key that signs checkpoints of the history lies; empty: ``history_key`` in the folder of the
    profile, made on first use. Keep it off the machine of the database."""
    mfa_roles: Annotated[tuple[str, ...], NoDecode] = ()
    """Roles, divided by commas, that count only for people who have set up a second factor."""
    oidc_url: str = ""
    """Address of the provider by which invited people may sign in (OpenID Connect); empty: none."""
    oidc_client_id: str = ""
    """The name under which the provider knows this site."""
    oidc_secret: SecretStr = SecretStr("")
    """The secret that the provider gave this site."""
    oidc_name: str = Field(default="", validate_default=True)
    """What people call the provider, on the sign-in page."""
    file_mb: int = Field(default=20, ge=1, le=1000)
    """Largest file that may be handed in as proof, in megabytes."""
    entity_quota_mb: int = Field(default=2000, ge=1)
    """Room for the files of one entity, in megabytes."""
    allowed_internal_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    """Hosts inside this network, divided by commas, whose pages may be looked at all the same."""
    model_url: str = ""
    """Address of a language model that speaks as OpenAI's chat completions do, ``https://models.example/v1``;
    empty: none. It may put pages in order and draft words for a person to judge, and decides nothing."""
    model_name: str = Field(default="", validate_default=True)
    """The name of the model there."""
    model_key: SecretStr = SecretStr("")
    """The key with which it is asked; empty: without."""
    mail_host: str = ""
    """Server that takes our mail; empty: mails are written to the folder ``mail`` of the profile."""
    mail_port: int = Field(default=587, ge=1, le=65535)
    """Its port."""
    mail_security: Literal["starttls", "tls", "none"] = "starttls"
    """How the way to it is protected."""
    mail_user: str = ""
    """Name with which to sign in there; empty: without."""
    mail_password: SecretStr = SecretStr("")
    """Password of that name."""
    mail_from: str = "Miqyas <miqyas@localhost.localdomain>"
    """Sender of our mails."""
    report_organisation: dict[str, str] = Field(default_factory=dict)
    """Who speaks in reports, in both languages: ``{"ar": "…", "en": "…"}``; empty: nobody is named."""
    report_cover: dict[str, str] = Field(default_factory=dict)
    """Words under the title of a report's cover, in both languages; empty: none."""
    report_colour: str = Field(default="", pattern=r"^(#[0-9a-fA-F]{6})?$")
    """Colour of covers, rules and headings of reports, as ``#0a6e7c``; empty: that of the house."""
    report_logo: Path | None = None
    """File of the logo on reports: SVG, PNG or JPEG; empty: none."""
    language: str = "ar"
    """Language of a first visit."""
    home_country: str = Field(default="BHR", pattern=r"^[A-Z]{3}$")
    """The country that this installation serves, as its ISO 3166 code of three letters."""
    currency: str = Field(default="BHD", pattern=r"^[A-Z]{3}$")
    """The currency in which money is told, as its ISO 4217 code of three letters."""
    target_edition: int | None = Field(default=None, ge=1000, le=9999)
    """Edition that is prepared for; empty: the draft after the newest published one."""
    job_lease_seconds: float = Field(default=60, ge=0.5)
    """How long a silent worker keeps its job before another takes it over."""
    engine: str = Field(
        default="serial", pattern=r"^(serial|(processes|dask):[1-9][0-9]{0,2}|dask:\w+://\S+)$"
    )
    """Who works out long answers: ``serial``, ``processes:4``, ``dask:4``, ``dask:tcp://host:8786``."""
    web_processes: int = Field(default=2, ge=1, le=64)
    """Processes that serve pages, of eight threads each."""
    log_format: Literal["plain", "json"] = "plain"
    """Lines for people, or one JSON object a line for machines."""
    pseudo_locale: bool = False
    """Offer the made-up language in which tests find words that nobody translated."""

    @field_validator("home_country", mode="before")
    @classmethod
    def _upper(cls, value: Any) -> Any:
        return value.upper() if isinstance(value, str) else value

    @field_validator("home_country")
    @classmethod
    def _member(cls, value: str) -> str:
        if value not in countries():
            raise ValueError("no Member State has this code")
        return value

    @field_validator("report_organisation", "report_cover")
    @classmethod
    def _both_languages(cls, value: dict[str, str]) -> dict[str, str]:
        if value:
            Text(value)
        return value

    @field_validator("mfa_roles")
    @classmethod
    def _roles(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        unknown = set(value) - {role.code for role in granted_roles()}
        if unknown:
            raise ValueError(f"no role has this code: {', '.join(sorted(unknown))}")
        return value

    @field_validator("oidc_name")
    @classmethod
    def _whole_provider(cls, value: str, info: ValidationInfo) -> str:
        if info.data.get("oidc_url") and not (value and info.data.get("oidc_client_id")):
            raise ValueError("a provider has an address, a client id and a name")
        return value

    @field_validator("model_name")
    @classmethod
    def _whole_model(cls, value: str, info: ValidationInfo) -> str:
        if info.data.get("model_url") and not value:
            raise ValueError("a model has an address and a name")
        return value

    @field_validator("allowed_internal_hosts", "allowed_hosts", "mfa_roles", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return (
            tuple(part.strip() for part in value.split(",") if part.strip())
            if isinstance(value, str)
            else value
        )

    @property
    def folder(self) -> Path:
        """Folder of the profile."""
        return self.data_dir if self.profile == MAIN_PROFILE else self.data_dir / self.profile

    @property
    def is_https(self) -> bool:
        """Whether people reach the site by an encrypted address."""
        return self.base_url.startswith("https://")

    def static_root(self) -> Path | None:
        """Where collected static files are; None where they are served from their sources."""
        if not self.release:
            return None
        return COLLECTED if COLLECTED.is_dir() else self.folder / "static"

    def secret(self) -> str:
        """The secret key, made and stored on first use."""
        given = self.secret_key.get_secret_value()
        if given and len(given) < SHORTEST_SECRET:
            raise SettingError("secret_short", name="MIQYAS_SECRET_KEY", least=SHORTEST_SECRET)
        return given or _stored_secret(self.folder / "secret_key")

    def provider(self) -> list[dict[str, Any]]:
        """The provider by which people may sign in, as allauth takes it; none: an empty list."""
        if not self.oidc_url:
            return []
        app = {"provider_id": "oidc", "name": self.oidc_name, "client_id": self.oidc_client_id}
        return [
            app | {"secret": self.oidc_secret.get_secret_value(), "settings": {"server_url": self.oidc_url}}
        ]

    def provider_origins(self) -> list[str]:
        """Where the provider's pages are."""
        parts = urlsplit(self.oidc_url)
        return [f"{parts.scheme}://{parts.netloc}"] if self.oidc_url else []

    def database(self) -> dict[str, Any]:
        """The entry of Django's ``DATABASES``."""
        if self.database_url:
            return database_of(self.database_url)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return sqlite_at(self.folder / "miqyas.sqlite3")


def sqlite_at(file: Path) -> dict[str, Any]:
    """SQLite for several processes: a write-ahead log, and writers that queue instead of failing.

    ``IMMEDIATE`` takes the write lock at the start of a transaction, so that two of them never
    deadlock half-way; a writer waits up to 20 seconds for the one before it.
    """
    pragmas = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
        " PRAGMA temp_store=MEMORY; PRAGMA mmap_size=134217728; PRAGMA cache_size=-16000;"
        " PRAGMA journal_size_limit=67108864;"
    )
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas},
    }


def database_of(url: str) -> dict[str, Any]:
    """The entry of Django's ``DATABASES``. Raises `SettingError`, which never repeats a password."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite" and parts.path.strip("/"):
        return sqlite_at(Path(unquote(parts.path)))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SettingError("database_scheme", name="MIQYAS_DATABASE_URL", scheme=parts.scheme)
    if not parts.path.strip("/") or _port(parts) is None:
        raise SettingError("database_incomplete", name="MIQYAS_DATABASE_URL")
    if find_spec("psycopg") is None:
        raise SettingError("database_driver", name="MIQYAS_DATABASE_URL")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": _port(parts),
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 8, "timeout": 20}, **dict(parse_qsl(parts.query))},
    }


def _port(parts: SplitResult) -> str | None:
    """The port as text, empty where none is named; None for one that cannot be."""
    try:
        return str(parts.port or "")
    except ValueError:
        return None


def _stored_secret(file: Path) -> str:
    """Read the key, or make it; of several processes that start together the first one's key stands."""
    write_first(file, secrets.token_urlsafe(60).encode("ascii"))
    return _read_secret(file)


def _read_secret(file: Path) -> str:
    try:
        secret = file.read_text(encoding="ascii").strip()
    except OSError as error:
        raise SettingError("secret_unreadable", place=Place(file=str(file))) from error
    except UnicodeDecodeError:
        secret = ""
    if len(secret) < SHORTEST_SECRET:
        raise SettingError("secret_cut_short", place=Place(file=str(file)))
    return secret


@cache
def config() -> Config:
    """The settings of this process, read once. Raises `SettingError` for one that cannot be used."""
    try:
        return Config()
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = str(first["loc"][0])
        given = "…" if name in _NOT_REPEATED else str(first["input"])
        variable = f"MIQYAS_{name.upper()}"
        raise SettingError("unusable", name=variable, given=given) from error

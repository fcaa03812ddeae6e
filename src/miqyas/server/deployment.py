"""What has to be in order before others rely on an installation: `miqyas doctor --deploy`."""

from __future__ import annotations

import os
import shutil
import socket
import stat
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.utils import timezone

from miqyas.kernel.words import say
from miqyas.server.backup.make import keys_here
from miqyas.server.config import Config, config
from miqyas.server.doctor import Check
from miqyas.workspace.accounts.roles import ADMINISTRATOR
from miqyas.workspace.history.immutable import tables_unguarded
from miqyas.workspace.history.keys import public_key_if_there
from miqyas.workspace.history.models import Record

LEAST_FREE_MB: Final = 1024
_MEGABYTE: Final = 1024 * 1024
_LONGEST_UNSEALED: Final = timedelta(hours=1)
_LONGEST_WITHOUT_BACKUP: Final = timedelta(days=7)
_CLOCK_SECONDS: Final = 5
_MAIL_SECONDS: Final = 5.0


def deploy_checks(language: str) -> list[Check]:
    """Look at everything that an operator answers for; the database is there and of this version."""
    looks: list[Callable[[str], Check]] = [
        _settings,
        _debug,
        _https,
        _hosts,
        _release,
        _permissions,
        _disk,
        _journal,
        _clock,
        _mail,
        _second_factor,
        _guards,
        _sealing,
        _history_key,
        _backup,
    ]
    return [look(language) for look in looks]


def _check(name: str, *, ok: bool, language: str, key: str = "", **params: Any) -> Check:
    words = say(f"doctor.{name}.{key or ('ok' if ok else 'bad')}", language=language, **params)
    return Check(name, ok=ok, words=words)


def _settings(language: str) -> Check:
    known = {f"MIQYAS_{name.upper()}" for name in Config.model_fields}
    given = {name for name in (*os.environ, *_names_in(Path(".env"))) if name.startswith("MIQYAS_")}
    unknown = sorted(name for name in given - known if not name.startswith("MIQYAS_TEST_"))
    return _check("settings", ok=not unknown, language=language, names=", ".join(unknown))


def _names_in(file: Path) -> Iterator[str]:
    """The names that a `.env` file sets."""
    if file.is_file():
        for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
            yield line.partition("=")[0].removeprefix("export ").strip()


def _debug(language: str) -> Check:
    return _check("debug", ok=not settings.DEBUG, language=language)


def _https(language: str) -> Check:
    return _check("https", ok=config().is_https, language=language, address=config().base_url)


def _hosts(language: str) -> Check:
    hosts, wanted = config().allowed_hosts, urlsplit(config().base_url).hostname or ""
    is_named = any(host == wanted or (host[0] == "." and wanted.endswith(host)) for host in hosts)
    ok = is_named and "*" not in hosts
    return _check("hosts", ok=ok, language=language, names=", ".join(hosts), host=wanted)


def _release(language: str) -> Check:
    root = settings.STATIC_ROOT
    return _check("release", ok=bool(root) and (root / "staticfiles.json").exists(), language=language)


def _permissions(language: str) -> Check:
    private = [settings.MIQYAS_FOLDER, *keys_here().values()]
    others = stat.S_IRWXG | stat.S_IRWXO
    open_ = [str(path) for path in private if path.exists() and path.stat().st_mode & others]
    ok = os.name != "posix" or not open_
    return _check("permissions", ok=ok, language=language, names=", ".join(open_))


def _disk(language: str) -> Check:
    free = shutil.disk_usage(settings.MIQYAS_FOLDER).free // _MEGABYTE
    return _check("disk", ok=free >= LEAST_FREE_MB, language=language, free=free, least=LEAST_FREE_MB)


def _journal(language: str) -> Check:
    if connection.vendor != "sqlite":
        return _check("journal", ok=True, language=language, mode=connection.display_name)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        mode = cursor.fetchone()[0]
    return _check("journal", ok=mode == "wal", language=language, mode=mode)


def _clock(language: str) -> Check:
    """Seconds between this machine and the database, or after the present of the newest record."""
    last = Record.objects.order_by("-at").values_list("at", flat=True).first()
    ahead = max(0.0, (last - timezone.now()).total_seconds()) if last else 0.0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT CAST(strftime('%s', 'now') AS INTEGER)"
            if connection.vendor == "sqlite"
            else "SELECT extract(epoch FROM clock_timestamp())"
        )
        apart = abs(float(cursor.fetchone()[0]) - timezone.now().timestamp())
    seconds = round(max(ahead, apart))
    return _check("clock", ok=seconds <= _CLOCK_SECONDS, language=language, n=seconds)


def _mail(language: str) -> Check:
    host, port = config().mail_host, config().mail_port
    if not host:
        return _check("mail", ok=False, language=language, key="folder")
    try:
        socket.create_connection((host, port), timeout=_MAIL_SECONDS).close()
        ok = True
    except OSError:
        ok = False
    return _check("mail", ok=ok, language=language, host=host, port=str(port))


def _second_factor(language: str) -> Check:
    return _check("second_factor", ok=ADMINISTRATOR in config().mfa_roles, language=language)


def _guards(language: str) -> Check:
    unguarded = tables_unguarded(connection)
    return _check("guards", ok=not unguarded, language=language, names=", ".join(unguarded))


def _sealing(language: str) -> Check:
    waiting = Record.objects.filter(sealing=None, at__lt=timezone.now() - _LONGEST_UNSEALED)
    return _check("sealing", ok=not waiting.exists(), language=language)


def _history_key(language: str) -> Check:
    key = public_key_if_there()
    if key is None:
        return _check("history_key", ok=False, language=language, key="none")
    kept = Record.objects.filter(action="backup.make", details__public_key=key).exists()
    return _check("history_key", ok=kept, language=language, file=str(settings.MIQYAS_HISTORY_KEY))


def _backup(language: str) -> Check:
    last = Record.objects.filter(action="backup.make").order_by("-at").values_list("at", flat=True).first()
    age = timezone.now() - last if last else None
    ok = age is not None and age < _LONGEST_WITHOUT_BACKUP
    return _check("backup", ok=ok, language=language, n=max(0, age.days) if age else 0)

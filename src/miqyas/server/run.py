"""The processes of an installation: serve pages, carry out jobs, run a command of Django."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any

_SETTINGS = "miqyas.server.settings"


def set_up() -> None:
    """Make Django ready in this process; a second time changes nothing."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", _SETTINGS)
    django.setup()


def manage(argv: Sequence[str]) -> None:
    """Run a command of Django, such as ``["migrate", "--noinput"]``."""
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", _SETTINGS)
    execute_from_command_line(["miqyas manage", *argv])


def tables_made() -> bool:
    """Make the tables where the database has none; whether there was anything to do.

    A database of an older version is left alone: it is brought up to date once a backup was made.
    """
    set_up()
    from django.core.management import call_command
    from django.db import connection

    if connection.introspection.table_names():
        return False
    call_command("migrate", verbosity=0, interactive=False)
    return True


def first_start(host: str, port: int) -> str | None:
    """Make an empty database ready; where its administrator enters first. None where it is not empty."""
    return first_login_link(host, port) if tables_made() else None


def sample(told: Callable[[str], None]) -> None:
    """Bring the database up to date, and lay the sample government in unless it is there."""
    set_up()
    from django.core.management import call_command

    from miqyas.jobs.sample.load import is_loaded, sample_load

    call_command("migrate", interactive=False, verbosity=0)
    if not is_loaded():
        sample_load(told=told)


def worker() -> None:
    """Carry out jobs until a signal stops the process."""
    set_up()
    from miqyas.server.worker import main

    main()


def serve(host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve pages and API until a signal stops the process."""
    set_up()
    if hasattr(os, "fork"):
        _serve_with_gunicorn(host, port)
    else:
        _serve_with_wsgiref(host, port)


def first_login_link(host: str = "127.0.0.1", port: int = 8000) -> str | None:
    """Address with which the local administrator first enters; None once they have a password."""
    set_up()
    from miqyas.server.config import config
    from miqyas.web.accounts.links import first_login_address

    here = f"http://{_in_address(host)}:{port}"
    return first_login_address(config().base_url if config().is_https else here)


def _in_address(host: str) -> str:
    loopback = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - read, not bound
    return loopback.get(host) or (f"[{host}]" if ":" in host else host)


def _serve_with_gunicorn(host: str, port: int) -> None:
    from gunicorn.app.base import BaseApplication

    from miqyas.server.config import config

    options: dict[str, Any] = {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "workers": config().web_processes,
        "worker_class": "gthread",
        "threads": 8,
        "timeout": 60,
        "graceful_timeout": 10,
        "keepalive": 30,
        "control_socket_disable": True,
        "post_worker_init": _warm,
        "loglevel": "warning",
        "proc_name": "miqyas",
    }

    class Application(BaseApplication):  # type: ignore[misc]
        """gunicorn with our application and options, without its own command line."""

        def load_config(self) -> None:
            for name, value in options.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> Any:
            from miqyas.server.wsgi import application

            return application

    _let_go_of_connections()
    Application().run()


def _let_go_of_connections() -> None:
    """Close what the checks before opened: a pool does not live on in the processes that are forked."""
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()


def _warm(_: Any) -> None:
    """Know every address before the first request of a new process; draw the first charts beside it."""
    from django.urls import get_resolver

    from miqyas.web.charts import warm

    get_resolver().url_patterns  # noqa: B018 - asked for, so that every page is there
    threading.Thread(target=warm, name="warm", daemon=True).start()


def _serve_with_wsgiref(host: str, port: int) -> None:
    from socketserver import ThreadingMixIn
    from wsgiref.simple_server import WSGIServer, make_server

    from miqyas.server.wsgi import application

    class ThreadingServer(ThreadingMixIn, WSGIServer):
        """One thread a request: for platforms without fork, where gunicorn does not run."""

        daemon_threads = True

    with make_server(host, port, application, server_class=ThreadingServer) as server:
        server.serve_forever()


if __name__ == "__main__":
    manage(sys.argv[1:])

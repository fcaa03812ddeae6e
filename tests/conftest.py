"""What all tests share: repeatable property tests, and a closing word on the databases that were covered."""

import os
from collections.abc import Iterable

import pytest
from django.conf import settings as django_settings
from hypothesis import settings

from tests import databases
from tests.campaign_cast import campaign_cast
from tests.cast import cast
from tests.databases import database, django_db_modify_db_settings, empty_database, own_database
from tests.processes import environment, python

__all__ = [
    "campaign_cast",
    "cast",
    "database",
    "django_db_modify_db_settings",
    "empty_database",
    "environment",
    "own_database",
    "python",
]

settings.register_profile("here", deadline=None)
settings.register_profile("ci", parent=settings.get_profile("here"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_configure(config: pytest.Config) -> None:
    databases.begin_run()
    # Else every client of a test reads all static files anew, which takes longer than most tests.
    django_settings.WHITENOISE_AUTOREFRESH = True


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        databases.end_run()


def pytest_collection_modifyitems(items: Iterable[pytest.Item]) -> None:
    """Give the marker `database` to whatever asks for it, so that `-m "not database"` leaves it out."""
    for item in items:
        asked = getattr(item, "fixturenames", ())
        if item.get_closest_marker("django_db") or {"db", "transactional_db", "live_server"} & set(asked):
            item.add_marker(pytest.mark.database)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name bytes after their argument: packed files hold the time they were made; all workers must agree."""
    return argname if isinstance(val, bytes) else None


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    databases.parametrise(metafunc)


def pytest_report_header() -> str:
    return databases.covered()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.section("databases")
    terminalreporter.line(databases.covered())

"""What all tests share: repeatable property tests, and a closing word on the databases that were covered."""

import os
from collections.abc import Iterable

import pytest
from hypothesis import settings

from tests import databases
from tests.cast import cast
from tests.databases import database, django_db_modify_db_settings, own_database

__all__ = ["cast", "database", "django_db_modify_db_settings", "own_database"]

settings.register_profile("here", deadline=None)
settings.register_profile("ci", parent=settings.get_profile("here"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_collection_modifyitems(items: Iterable[pytest.Item]) -> None:
    """Give the marker `database` to whatever asks for it, so that `-m "not database"` leaves it out."""
    for item in items:
        asked = getattr(item, "fixturenames", ())
        if item.get_closest_marker("django_db") or {"db", "transactional_db", "live_server"} & set(asked):
            item.add_marker(pytest.mark.database)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    databases.parametrise(metafunc)


def pytest_report_header() -> str:
    return databases.covered()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.section("databases")
    terminalreporter.line(databases.covered())

"""What all tests share: repeatable property tests, and a closing word on the databases that were covered."""

import os
from collections.abc import Iterable

import pytest
from hypothesis import settings

settings.register_profile("here", deadline=None)
settings.register_profile("ci", parent=settings.get_profile("here"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_collection_modifyitems(items: Iterable[pytest.Item]) -> None:
    """Give the marker `database` to whatever asks for it, so that `-m "not database"` leaves it out."""
    for item in items:
        asked = getattr(item, "fixturenames", ())
        if item.get_closest_marker("django_db") or {"db", "transactional_db", "live_server"} & set(asked):
            item.add_marker(pytest.mark.database)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    from django.conf import settings as django_settings

    engine = django_settings.DATABASES["default"]["ENGINE"]
    covered = "PostgreSQL" if engine.endswith("postgresql") else "SQLite"
    terminalreporter.section("databases")
    if covered == "SQLite":
        terminalreporter.line(
            "Covered: SQLite. Not covered: PostgreSQL (set MIQYAS_DATABASE_URL to run against it)."
        )
    else:
        terminalreporter.line(
            "Covered: PostgreSQL. Not covered: SQLite (run again without MIQYAS_DATABASE_URL)."
        )

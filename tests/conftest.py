"""What every test may ask for."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from browser import browser, live_server, page, phone, tolerated
from crash.report import pytest_terminal_summary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from cast import Cast

__all__ = [
    "browser",
    "cast",
    "django_db_setup",
    "live_server",
    "page",
    "phone",
    "pytest_terminal_summary",
    "tolerated",
]

# how long an example takes tells of the machine, and a busy one would fail what is right
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


# A shell's background jobs ignore Ctrl-C, and what they start would; tests send it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


ITS_OWN_WAY = {"db", "transactional_db", "live_server"}
LONG = ("journey", "peer")


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Mark what its plugins order tests by, and let the long ones of the last kind begin first.

    Django's plugin puts tests that need no database last; a story of minutes at the very end would
    leave one of two workers without work.
    """
    for item in items:
        asked = set(getattr(item, "fixturenames", ()))
        # The plugin makes only the databases that tests name by a mark or by a fixture of its own;
        # a fixture of a whole file may be all that needs it.
        if "django_db_setup" in asked and not asked & ITS_OWN_WAY:
            item.add_marker(pytest.mark.django_db)
        if _shares(item) and "browser" not in asked:
            item.add_marker(pytest.mark.xdist_group(f"{item.path.parent.name}-{item.path.stem}"))
    yield
    items.sort(key=_is_short)


def _shares(item: pytest.Item) -> bool:
    """Tell whether a fixture makes something for the whole file: on one worker it is made once."""
    if item.get_closest_marker("xdist_group"):
        return False
    known: dict[str, Any] = item._fixtureinfo.name2fixturedefs  # type: ignore[attr-defined]
    # pytest has no public way to ask which fixtures a test will use;
    # those of a file are known by its path, those of plugins by nothing
    made = [each for several in known.values() for each in several if each.baseid]
    return any(each.scope == "module" for each in made)


def _is_short(item: pytest.Item) -> int:
    if item.get_closest_marker("django_db") or ITS_OWN_WAY & set(getattr(item, "fixturenames", ())):
        return 0
    return 1 if any(item.get_closest_marker(each) for each in LONG) else 2


@pytest.fixture(scope="session")
def tables_at_once() -> Iterator[pytest.MonkeyPatch]:
    """Let tables be made as `lapel` makes them in an empty database: 35 s of CPU less.

    That both ways end in the same tables is a test: tests/doors/cli/test_tables_at_once.py.
    """
    from django.core import management
    from django.db import connections

    from lapel.doors.cli.tables_at_once import make_tables_at_once

    truly = management.call_command

    def call_command(name: str, *words: Any, **options: Any) -> Any:
        if name != "migrate":
            return truly(name, *words, **options)
        return make_tables_at_once(connections[options["database"]])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(management, "call_command", call_command)
        yield patch


@pytest.fixture(scope="session")
def django_db_setup(tables_at_once: pytest.MonkeyPatch, django_db_setup: None) -> None:
    """Make the tests' database, and leave `migrate` to the tests."""
    tables_at_once.undo()


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name bytes by their argument: a paper holds the second it was made in, and a name may not."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture
def cast(db: None) -> Cast:
    """Put the whole cast on the stage."""
    from cast import assemble

    return assemble()

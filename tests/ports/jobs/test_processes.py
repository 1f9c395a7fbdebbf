"""How a machine is named in leases, by which it gives back what its own dead held."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

import pytest

from lapel.ports.jobs import processes
from lapel.ports.jobs.processes import machine_name

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def ids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Give where the machine's id and the kernel's stand; neither is written yet."""
    places = (tmp_path / "machine-id", tmp_path / "boot_id")
    monkeypatch.setattr(processes, "MACHINE_IDS", places)
    return places


def test_a_machines_name_is_the_same_after_each_start(ids: tuple[Path, Path]) -> None:
    """The kernel's id changes with the machine's start, the machine's own does not."""
    home = ids[0].parent
    ids[0].write_text("b08dfa6083e7567a1921a715000001fb\n")
    ids[1].write_text("3e1a\n")
    before = machine_name(home)
    ids[1].write_text("9c2f\n")
    assert machine_name(home) == before
    assert machine_name(home / "another") != before


def test_two_machines_with_one_folder_bear_two_names(
    ids: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even where their host names differ only behind what a lease has room for."""
    long = "jobs-in-the-second-district-of-the-state-"
    names = []
    for node in (f"{long}1", f"{long}2"):
        monkeypatch.setattr(platform, "node", lambda node=node: node)
        names.append(machine_name(ids[0].parent))
    assert names[0] != names[1]
    # A delivery's holder has 80 characters, of which "celery:", a place and pauses take 20.
    assert max(map(len, names)) <= 60


@pytest.mark.parametrize("machine_id", [None, "", "uninitialized\n"])
def test_containers_on_two_hosts_bear_two_names(
    ids: tuple[Path, Path], machine_id: str | None
) -> None:
    """One image, one host name, one folder, and no machine id of their own (machine-id(5))."""
    if machine_id is not None:
        ids[0].write_text(machine_id)
    names = set()
    for boot in ("3e1a\n", "9c2f\n"):
        ids[1].write_text(boot)
        names.add(machine_name(ids[0].parent))
    assert len(names) == 2


def test_a_machine_without_any_id_has_a_name(ids: tuple[Path, Path]) -> None:
    """As where /proc is hidden: its host name and folder are all there is."""
    assert machine_name(ids[0].parent).startswith(platform.node()[:24])

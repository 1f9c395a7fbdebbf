"""Setup, backup, restore, doctor and reset on PostgreSQL, as people run them."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
from typing import TYPE_CHECKING

import pytest

from crash.instance import Instance
from doors.cli.served import lapel

if TYPE_CHECKING:
    from pathlib import Path

    from scale.cluster import Cluster

pytestmark = pytest.mark.xdist_group("postgresql")

SECRET = {"LAPEL_BACKUP_PASSPHRASE": "correct horse battery"}
COUNTS = (
    "SELECT (SELECT count(*) FROM people_person), (SELECT count(*) FROM issuing_issuerkey),"
    " (SELECT count(*) FROM catalogue_competency), (SELECT max(id) FROM record_delivery)"
)


def placed(home: Path, postgresql: Cluster, database: str) -> Instance:
    """Give an instance whose database is this one, and where nothing is set up."""
    home.mkdir()
    made = Instance(home, LAPEL_DATABASE_URL=postgresql.address(database))
    made.traps.rmdir()
    return made


def set_up(instance: Instance) -> None:
    """Set a real instance up."""
    words = {"base-url": instance.url, "admin": "head@example.org", "organisation": "Hill"}
    words |= {"mail": f"files://{instance.home}/letters"}
    told = [word for name, value in words.items() for word in (f"--{name}", value)]
    done = lapel(instance, "setup", *told)
    assert done.returncode == 0, done.stderr


def test_an_instance_is_set_up_backed_up_and_brought_back_on_postgresql(
    tmp_path: Path, postgresql: Cluster
) -> None:
    """What comes back is what was there, numbers go on after it, and nothing is put over it."""
    first, second = postgresql.database(), postgresql.database()
    here = placed(tmp_path / "here", postgresql, first)
    set_up(here)
    kept = tmp_path / "kept.lapel"
    done = lapel(here, "backup", str(kept), "--with-keys", **SECRET)
    assert done.returncode == 0, done.stderr
    with tarfile.open(kept) as archive:
        listing = json.load(archive.extractfile("database.json"))
        assert {"record_auditentry", "people_person"} <= listing["tables"].keys()
    there = placed(tmp_path / "there", postgresql, second)
    (there.home / "lapel.env").write_text((here.home / "lapel.env").read_text())
    done = lapel(there, "restore", str(kept), **SECRET)
    assert done.returncode == 0, done.stdout + done.stderr
    before, after = (postgresql.ask(COUNTS, database=each)[0] for each in (first, second))
    assert after[:3] == before[:3]
    done = lapel(there, "doctor", "--json")
    found = {each["part"]: each for each in json.loads(done.stdout)["findings"]}
    # the tests' own server does not wait for the disk, and is told so
    assert found["database"]["said"].startswith("fsync is off")
    assert all(found[part]["ok"] for part in ("audit chain", "keys", "credentials", "jobs"))
    done = lapel(there, "restore", str(kept), **SECRET)
    assert done.returncode == 1
    assert "holds somebody already" in done.stderr
    done = lapel(there, "demo", "--reset", LAPEL_INSTANCE="demo")
    assert done.returncode == 1
    assert "never reset" in done.stderr


def test_tables_may_take_longer_to_change_than_a_page_may(
    tmp_path: Path, postgresql: Cluster
) -> None:
    """A statement's limit holds for whatever comes after, and the limit is the address's own."""
    address = f"{postgresql.address(postgresql.database())}&statement_seconds=1"
    here = Instance(tmp_path / "here", LAPEL_DATABASE_URL=address)
    ask = "cursor.execute('SHOW statement_timeout'); print(cursor.fetchone()[0])"
    code = f"""
import django; django.setup()
from django.db import connection
from lapel.doors.cli.tables import migrating
cursor = connection.cursor()
with migrating():
    cursor.execute('SELECT pg_sleep(1.2)')
    {ask}
{ask}
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=here.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == ["0", "1s"], done.stderr


def test_a_copy_of_sqlite_is_not_restored_into_postgresql(
    tmp_path: Path, postgresql: Cluster
) -> None:
    """A sentence says which database it is of; nothing is put anywhere."""
    light = Instance(tmp_path / "light")
    light.traps.rmdir()
    set_up(light)
    kept = tmp_path / "kept.lapel"
    assert lapel(light, "backup", str(kept)).returncode == 0
    database = postgresql.database()
    there = placed(tmp_path / "there", postgresql, database)
    done = lapel(there, "restore", str(kept), **settings_of(light))
    assert done.returncode == 2
    assert "its database is SQLite, and LAPEL_DATABASE_URL names PostgreSQL" in done.stderr
    assert postgresql.ask("SELECT 1 FROM pg_tables WHERE tablename = 'people_person'") == []


def settings_of(instance: Instance) -> dict[str, str]:
    """Give the settings that setup wrote."""
    lines = (instance.home / "lapel.env").read_text().splitlines()
    return {name: value for name, _is, value in (line.partition("=") for line in lines)}


def test_a_database_that_another_application_uses_is_never_emptied(
    tmp_path: Path, postgresql: Cluster
) -> None:
    """Neither for a backup nor for the demo; what bears our tables' names there is not ours."""
    database = postgresql.database()
    for table in ("shop_order", "django_migrations", "django_session"):
        postgresql.ask(f"CREATE TABLE {table} (id int)", database=database)
    here = placed(tmp_path / "here", postgresql, database)
    for words in (("restore", str(tmp_path / "any.lapel")), ("demo", "--reset")):
        done = lapel(here, *words)
        assert done.returncode == 1
        assert "tables that are not Lapel's (shop_order)" in done.stderr
    tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
    assert postgresql.ask(tables, database=database) == [(3,)]


def test_an_empty_database_and_one_that_is_taken_are_told_from_each_other(
    tmp_path: Path, postgresql: Cluster
) -> None:
    """Nothing is backed up of nothing, and no second instance is set up over a first."""
    database = postgresql.database()
    here = placed(tmp_path / "here", postgresql, database)
    done = lapel(here, "backup", str(tmp_path / "none.lapel"))
    assert done.returncode == 1
    assert "nothing to back up" in done.stderr
    set_up(here)
    beside = placed(tmp_path / "beside", postgresql, database)
    done = lapel(
        beside,
        *("setup", "--base-url", beside.url, "--admin", "head@example.org"),
        *("--organisation", "Hill", "--mail", f"files://{beside.home}/letters"),
    )
    assert done.returncode == 2
    assert "holds somebody already" in done.stderr
    assert not (beside.home / "lapel.env").exists()

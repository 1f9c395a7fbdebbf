"""Small readers of the environment that fail loudly.

Each reader takes the name of a variable and its embedded default. A wrong value raises
`SettingError` with one sentence that names the variable, so that a start stops at once
and the person who starts Lapel knows what to mend. No sentence repeats what may be a secret:
of an address it shows neither name nor password nor options.
"""

from __future__ import annotations

import os
import re
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


# What libpq may be told in an address; what else it knows is Lapel's to say, or has a place there.
POSTGRESQL_OPTIONS = frozenset(
    {
        *("host", "connect_timeout", "target_session_attrs", "application_name"),
        *("sslmode", "sslrootcert", "sslcert", "sslkey", "channel_binding", "gssencmode"),
        *("keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout"),
    }
)


class SettingError(ImproperlyConfigured):
    """A value of the environment that Lapel cannot start with; the message is one sentence."""


def load_file(path: Path) -> None:
    """Take `NAME=value` lines of a file as defaults; what the environment holds wins.

    Blank lines and lines that begin with `#` are passed over. A missing file is no error.
    """
    for name, value in in_file(path).items():
        os.environ.setdefault(name, value)


def in_file(path: Path) -> Mapping[str, str]:
    """Read the `NAME=value` lines of a file (see `load_file`); of a name given twice the first."""
    found: dict[str, str] = {}
    if not path.is_file():
        return found
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, equals, value = line.partition("=")
        if not equals:
            raise SettingError(f"{path}, line {number}: expected NAME=value, found no “=”.")
        found.setdefault(name.strip(), value.strip())
    return found


def text(name: str, default: str) -> str:
    """Read a text; empty counts as not set."""
    return os.environ.get(name, "").strip() or default


def choice(name: str, default: str, allowed: Collection[str]) -> str:
    """Read one of a few words."""
    value = text(name, default)
    if value not in allowed:
        raise SettingError(f"{name} is {value!r}; it must be one of: {', '.join(sorted(allowed))}.")
    return value


def integer(name: str, default: int, *, least: int = 0, most: int = 2**31) -> int:
    """Read a whole number between `least` and `most`, both included."""
    value = text(name, str(default))
    try:
        number = int(value)
    except ValueError:
        raise SettingError(f"{name} is {value!r}; it must be a whole number.") from None
    if not least <= number <= most:
        raise SettingError(f"{name} is {number}; it must be between {least} and {most}.")
    return number


def share(name: str, default: float) -> float:
    """Read a number from 0 to 1, both included."""
    value = text(name, str(default))
    try:
        number = float(value)
    except ValueError:
        raise SettingError(f"{name} is {value!r}; it must be a number such as 0.2.") from None
    if not 0 <= number <= 1:
        raise SettingError(f"{name} is {number}; it must be between 0 and 1.")
    return number


def flag(name: str, *, default: bool) -> bool:
    """Read yes or no."""
    words = {"1": True, "yes": True, "true": True, "on": True}
    words |= {"0": False, "no": False, "false": False, "off": False}
    value = text(name, "yes" if default else "no").lower()
    if value not in words:
        raise SettingError(f"{name} is {value!r}; it must be yes or no.")
    return words[value]


def path(name: str, default: Path) -> Path:
    """Read a folder or file, made absolute."""
    return Path(text(name, str(default))).expanduser().absolute()


def url(name: str, default: str, *, schemes: Collection[str]) -> str:
    """Read an address whose scheme is one of `schemes`."""
    value = text(name, default)
    if value.partition(":")[0].lower() not in schemes:
        wanted = ", ".join(f"{each}:" for each in sorted(schemes))
        raise SettingError(f"{name} is {masked(value)!r}; it must begin with one of: {wanted}")
    try:
        urlsplit(value).port  # noqa: B018 (reading it is what checks it)
    except ValueError:
        # Its own words would repeat a part of the address, which may be one of the password.
        raise SettingError(
            f"{name} is {masked(value)!r}; host and port cannot be read: write / : @ # ? % in a "
            "name or password as %2F %3A %40 %23 %3F %25."
        ) from None
    return value


def masked(address: str) -> str:
    """Give an address without what may be secret: name and password, options, fragment.

    What stands before the last `@` goes, however it is written; nothing is parsed.
    """
    before, at, after = address.rpartition("@")
    scheme, slashes, _rest = before.partition("://")
    start = f"{scheme}://" if slashes else ""
    return re.sub(r"[?#].*", "?…", f"{start}…@{after}" if at else after, flags=re.DOTALL)


def origin(name: str) -> str:
    """Read an origin such as `https://files.example.org`; empty where it is not set."""
    if not text(name, ""):
        return ""
    value = url(name, "", schemes=("http", "https")).rstrip("/")
    parts = urlsplit(value)
    if not parts.hostname or value != f"{parts.scheme}://{parts.netloc}":
        shown = masked(value)
        raise SettingError(f"{name} is {shown!r}; it must be like https://files.example.org")
    return value


def words(name: str, default: str) -> list[str]:
    """Read a list of words parted by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def database(name: str, default: str) -> Mapping[str, object]:
    """Read a database address: `sqlite:///path` or `postgresql://user:secret@host:port/name`.

    The second may have options of libpq's (`POSTGRESQL_OPTIONS`) and of our own: the longest that
    one statement may take (`statement_seconds`), and how many connections pages share (`pool`).
    """
    value = url(name, default, schemes=("sqlite", "postgresql"))
    parts = urlsplit(value)
    if parts.scheme == "sqlite":
        return _sqlite(Path(parts.path))
    if not parts.path.strip("/"):
        shown = masked(value)
        raise SettingError(f"{name} is {shown!r}; it must end with the name of a database.")
    given = dict(parse_qsl(parts.query, keep_blank_values=True))
    seconds = _option(name, given, "statement_seconds", 120, least=1, most=86_400)
    pool = _option(name, given, "pool", 32, least=0, most=1000)
    unknown = sorted(given.keys() - POSTGRESQL_OPTIONS)
    if unknown:
        raise SettingError(
            f"{name} has the option {unknown[0]!r}; it must be one of: "
            f"{', '.join(sorted(POSTGRESQL_OPTIONS | {'pool', 'statement_seconds'}))}."
        )
    if find_spec("psycopg") is None:
        raise SettingError(
            f"{name} is {masked(value)!r}, but the driver for PostgreSQL is not installed: it must "
            "come with `uv pip install --require-hashes -r requirements/postgres.txt`."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**given, "options": _session(seconds)},
        # Taken up where pages are served (doors/web/wsgi.py).
        "POOL": pool,
    }


def _option(  # noqa: PLR0913 (what a number has)
    name: str, given: dict[str, str], option: str, default: int, *, least: int, most: int
) -> int:
    """Take a whole number out of an address's options."""
    value = given.pop(option, str(default))
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise SettingError(f"{name}: {option} must be a whole number from {least} to {most}.")
    return int(value)


def _session(statement_seconds: int) -> str:
    """Give what holds in every session, whatever the server's own defaults are."""
    in_force = {
        # What Lapel acknowledges must outlive a power cut (docs/adr/0002).
        "synchronous_commit": "on",
        "statement_timeout": f"{statement_seconds}s",
        # A transaction whose process hangs must not keep others waiting for ever.
        "idle_in_transaction_session_timeout": "10min",
    }
    return " ".join(f"-c {each}={value}" for each, value in in_force.items())


def cache(name: str, default: str, *, table: str) -> Mapping[str, object]:
    """Read where counters are kept: `database:`, in this table, or `redis://host:6379/1`."""
    value = url(name, default, schemes=("database", "redis", "rediss"))
    if value.startswith("database:"):
        return {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": table,
            # Beyond it counters that still count are dropped; Django's 300 are few strangers.
            "OPTIONS": {"MAX_ENTRIES": 50_000},
        }
    parts = urlsplit(value)
    if not parts.hostname or not parts.path.strip("/").isdigit() or parts.query:
        raise SettingError(f"{name} is {masked(value)!r}; it must be like redis://host:6379/1")
    if find_spec("redis") is None:
        raise SettingError(
            f"{name} is {masked(value)!r}, but redis-py is not installed: it must come with "
            "`uv pip install --require-hashes -r requirements/redis.txt`."
        )
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": value,
        "KEY_PREFIX": "lapel",
        "OPTIONS": {
            "serializer": "lapel.doors.web.counters.JsonSerializer",
            "socket_connect_timeout": 2,
            "socket_timeout": 2,
        },
    }


def _sqlite(file: Path) -> Mapping[str, object]:
    # FULL, not NORMAL: what Lapel acknowledges must outlive a power cut (docs/adr/0002).
    pragmas = (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
        "PRAGMA cache_size=-8000;PRAGMA temp_store=MEMORY;"
    )
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file),
        "CONN_MAX_AGE": None,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": pragmas},
        "TEST": {"NAME": None},
    }

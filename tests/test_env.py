"""The readers of the environment: a wrong value is one sentence, and never gives a secret away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lapel import env

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "hunter2"
NAME = "LAPEL_TEST_URL"
DATABASES = ("sqlite", "postgresql")


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Set variables for one test."""
    return monkeypatch


@pytest.mark.parametrize(
    "address",
    [
        f"postgres://lapel:{SECRET}@db.example.org/lapel",
        f"lapel:{SECRET}@db.example.org",
        f"db.example.org/lapel?user=lapel&password={SECRET}",
        f"mysql://lapel:p@ss{SECRET}@db.example.org/lapel",
        f"mysql://lapel:a?b#{SECRET}@db.example.org/lapel",
        f"postgresql://lapel:{SECRET}@db.example.org",
        f"postgresql://lapel:{SECRET}/x@db.example.org/lapel",
        f"postgresql://lapel:4{SECRET}@db.example.org:port/lapel",
        f"postgresql://[{SECRET}@db.example.org/lapel",
        f"postgresql://lapel:\N{CARE OF}{SECRET}@db.example.org/lapel",
    ],
)
def test_an_address_that_cannot_be_used_is_named_without_its_password(
    given: pytest.MonkeyPatch, address: str
) -> None:
    """The sentence names the setting and the fault, and no part of the secret."""
    given.setenv(NAME, address)
    with pytest.raises(env.SettingError) as wrong:
        env.database(NAME, "sqlite:///x")
    said = str(wrong.value)
    assert said.startswith(f"{NAME} is ")
    assert "must" in said or "cannot be read" in said
    assert SECRET not in said
    assert "p@ss" not in said


def test_the_rest_of_a_wrong_address_is_shown(given: pytest.MonkeyPatch) -> None:
    """Scheme, host and path help to find the slip."""
    given.setenv(NAME, f"postgres://lapel:{SECRET}@db.example.org/lapel?sslmode=require")
    with pytest.raises(
        env.SettingError, match=r"'postgres://…@db\.example\.org/lapel\?…'; it must"
    ):
        env.url(NAME, "", schemes=DATABASES)


def test_an_origin_with_a_path_is_refused_without_its_password(given: pytest.MonkeyPatch) -> None:
    """The same care where only an origin will do."""
    given.setenv(NAME, f"https://me:{SECRET}@files.example.org/path")
    with pytest.raises(env.SettingError, match=r"must be like https") as wrong:
        env.origin(NAME)
    assert SECRET not in str(wrong.value)


def test_a_line_that_is_no_setting_is_named_by_its_number(tmp_path: Path) -> None:
    """What stands in it may be a secret that lost its sign of equality."""
    file = tmp_path / "lapel.env"
    file.write_text(f"# mine\nLAPEL_KEYS_SECRET {SECRET}\n")
    with pytest.raises(env.SettingError, match=r"lapel\.env, line 2: expected NAME=value") as wrong:
        env.load_file(file)
    assert SECRET not in str(wrong.value)


def test_a_database_address_is_read_to_its_parts(given: pytest.MonkeyPatch) -> None:
    """Escapes in name and password are undone (RFC 3986, section 2.1)."""
    given.setenv(NAME, "postgresql://la%40pel:p%2Fw%3A%40@db.example.org:5433/lapel")
    found = env.database(NAME, "sqlite:///x")
    assert [found[part] for part in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "la@pel",
        "p/w:@",
        "db.example.org",
        "5433",
        "lapel",
    ]


def test_other_wrong_values_are_named_with_what_would_be_right(given: pytest.MonkeyPatch) -> None:
    """A word, a number and a flag."""
    given.setenv(NAME, "maybe")
    with pytest.raises(env.SettingError, match=f"{NAME} is 'maybe'; it must be one of: a, b"):
        env.choice(NAME, "a", ("b", "a"))
    with pytest.raises(env.SettingError, match="whole number"):
        env.integer(NAME, 1)
    with pytest.raises(env.SettingError, match="yes or no"):
        env.flag(NAME, default=True)
    with pytest.raises(env.SettingError, match="a number such as"):
        env.share(NAME, 0.2)
    given.setenv(NAME, "7")
    with pytest.raises(env.SettingError, match="between 1 and 5"):
        env.integer(NAME, 1, least=1, most=5)
    with pytest.raises(env.SettingError, match="between 0 and 1"):
        env.share(NAME, 0.2)
    given.setenv(NAME, "0.25")
    assert env.share(NAME, 0.2) == 0.25


def test_a_postgresql_session_is_durable_and_ends_what_hangs(given: pytest.MonkeyPatch) -> None:
    """ADR 21: what Lapel acknowledges is on the disk, whatever the server's own default is."""
    given.setenv(
        NAME, "postgresql:///lapel?host=/run/postgresql&sslmode=require&statement_seconds=5&pool=3"
    )
    found = env.database(NAME, "sqlite:///x")
    assert found["POOL"] == 3
    assert found["OPTIONS"] == {
        "host": "/run/postgresql",
        "sslmode": "require",
        "options": "-c synchronous_commit=on -c statement_timeout=5s"
        " -c idle_in_transaction_session_timeout=10min",
    }


@pytest.mark.parametrize("option", ["pool=-1", "pool=many", "statement_seconds=0", "passwd=x"])
def test_an_option_that_is_none_or_out_of_bounds_is_named(
    given: pytest.MonkeyPatch, option: str
) -> None:
    """A start stops at once and says what would be right; the value may be secret."""
    given.setenv(NAME, f"postgresql://lapel:{SECRET}@db.example.org/lapel?{option}")
    with pytest.raises(env.SettingError, match=option.partition("=")[0]) as wrong:
        env.database(NAME, "sqlite:///x")
    assert "must be" in str(wrong.value)
    assert SECRET not in str(wrong.value)


def test_a_missing_driver_is_said_with_what_brings_it(given: pytest.MonkeyPatch) -> None:
    """The plain demo installs no driver of PostgreSQL's; who names one hears what to do."""
    given.setattr(env, "find_spec", lambda _name: None)
    given.setenv(NAME, f"postgresql://lapel:{SECRET}@db.example.org/lapel")
    with pytest.raises(env.SettingError, match=r"requirements/postgres\.txt") as wrong:
        env.database(NAME, "sqlite:///x")
    assert SECRET not in str(wrong.value)

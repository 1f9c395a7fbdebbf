"""Counters of attempts in Redis: right over many processes, and nothing in them is run."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import pytest
import redis
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache

from lapel import env
from lapel.doors.web.counters import JsonSerializer
from ports.jobs.redis_server import redis_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NAME = "LAPEL_TEST_URL"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with redis_server() as server:
        yield server.url


@pytest.fixture
def cache_of_a_process(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], RedisCache]]:
    """Open the cache as each process does, and hang up in the end."""
    monkeypatch.setenv(NAME, address)
    opened: list[RedisCache] = []

    def open_one() -> RedisCache:
        chosen = dict(env.cache(NAME, "database:", table="t"))
        assert chosen.pop("BACKEND") == "django.core.cache.backends.redis.RedisCache"
        opened.append(RedisCache(chosen.pop("LOCATION"), chosen))
        return opened[-1]

    yield open_one
    for each in opened:
        for pool in each._cache._pools.values():
            pool.disconnect()


def test_what_one_process_counts_another_sees(
    cache_of_a_process: Callable[[], RedisCache],
) -> None:
    """Both ways in which attempts are counted: a history of moments, and a lock taken once."""
    one, other = (cache_of_a_process() for _process in range(2))
    one.set("history", [1.5, 2.5], 60)
    assert other.get("history") == [1.5, 2.5]
    assert one.add("lock", True, 60)
    assert not other.add("lock", True, 60)
    one.set("count", 1, 60)
    assert other.incr("count") == 2


def test_what_somebody_put_there_is_never_run(
    address: str, cache_of_a_process: Callable[[], RedisCache]
) -> None:
    """Django's own serializer would load a pickle, which can do anything."""
    cache = cache_of_a_process()
    with redis.Redis.from_url(address) as client:
        client.set(cache.make_key("trap"), pickle.dumps([1]))
    with pytest.raises(ValueError, match=r"decode|Expecting"):
        cache.get("trap")
    assert JsonSerializer().loads(b"2") == 2


def test_counters_are_in_the_database_where_nothing_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Every process and machine has that already."""
    monkeypatch.delenv(NAME, raising=False)
    chosen = env.cache(NAME, "database:", table="t")
    assert chosen == {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "t",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }


@pytest.mark.django_db
def test_many_strangers_do_not_wipe_a_counter_that_still_counts() -> None:
    """With Django's 300 entries a few hundred made-up addresses reset anybody's limit."""
    counters = caches["default"]
    counters.set("0-of-a-victim", 5, 600)
    for number in range(310):
        counters.set(f"made-up-{number}", 1, 600)
    assert counters.get("0-of-a-victim") == 5


@pytest.mark.parametrize(
    "address", ["redis://:hunter2@x", "redis:///1", "redis://:hunter2@x/one", "redis://x/1?db=2"]
)
def test_a_wrong_address_of_counters_is_named_without_its_password(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sentence says what it must be like."""
    monkeypatch.setenv(NAME, address)
    with pytest.raises(env.SettingError, match="must be like redis://host:6379/1") as wrong:
        env.cache(NAME, "database:", table="t")
    assert "hunter2" not in str(wrong.value)


def test_without_its_library_a_sentence_says_what_brings_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is an optional requirement."""
    monkeypatch.setenv(NAME, "redis://x/1")
    monkeypatch.setattr(env, "find_spec", lambda _name: None)
    with pytest.raises(env.SettingError, match=r"requirements/redis\.txt"):
        env.cache(NAME, "database:", table="t")

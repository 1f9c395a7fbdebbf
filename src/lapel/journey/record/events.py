"""How rooms announce facts and listen to them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django.conf import settings
from django.db import transaction
from pydantic import TypeAdapter

from lapel.ports.jobs import from_url

if TYPE_CHECKING:
    from collections.abc import Callable

    from lapel.ports.jobs import Engine


@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact that a room announces; subclasses are frozen dataclasses of ids, words and times.

    Names of persons and free text do not belong into an event: a receiver looks them up.
    """

    room: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Note the room that announces this kind of event, for its name in the outbox."""
        super().__init_subclass__(**kwargs)
        cls.room = cls.__module__.rsplit(".", 2)[-2]
        _kinds[cls.kind()] = cls

    @classmethod
    def kind(cls) -> str:
        """Name the kind in the outbox, such as `evidence.SubmissionQueued`."""
        return f"{cls.room}.{cls.__name__}"


_kinds: dict[str, type[Event]] = {}
E_ = TypeVar("E_", bound=Event)


@dataclass(frozen=True)
class Receiver:
    """A function that is run, as a job, for each event of one kind."""

    name: str
    kind: str
    run: Callable[[Any], None]
    heavy: bool


_receivers: dict[str, Receiver] = {}


def receives(
    event: type[E_], *, heavy: bool = False
) -> Callable[[Callable[[E_], None]], Callable[[E_], None]]:
    """Make a function a receiver of one kind of event.

    A light receiver runs inside a transaction that also acknowledges the delivery, so its writes
    happen once. A `heavy` one (media, signing, PDF) runs outside any transaction in a short-lived
    child process and must be idempotent.
    """

    def register(function: Callable[[E_], None]) -> Callable[[E_], None]:
        name = f"{_room_of(function.__module__)}.{function.__name__}"
        if name in _receivers and _receivers[name].run is not function:
            raise ValueError(f"two receivers are named {name}")
        _receivers[name] = Receiver(name=name, kind=event.kind(), run=function, heavy=heavy)
        return function

    return register


def _room_of(module: str) -> str:
    """Name the room of a module of receivers, be it `<room>.receivers` or one file in it."""
    parts = module.split(".")
    return parts[parts.index("receivers") - 1 if "receivers" in parts else -2]


def receivers_of(kind: str) -> list[Receiver]:
    """List who listens to a kind of event, in a stable order."""
    found = [receiver for receiver in _receivers.values() if receiver.kind == kind]
    return sorted(found, key=lambda receiver: receiver.name)


def receiver_named(name: str) -> Receiver:
    """Find a receiver; `KeyError` where no installed room has it any more."""
    return _receivers[name]


@cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    return TypeAdapter(_kinds[kind])


def to_payload(event: Event) -> dict[str, Any]:
    """Turn an event into plain JSON values."""
    payload: dict[str, Any] = _adapter(event.kind()).dump_python(event, mode="json")
    return payload


def from_payload(kind: str, payload: dict[str, Any]) -> Event:
    """Make the event again from what the outbox kept."""
    event: Event = _adapter(kind).validate_python(payload)
    return event


def engine() -> Engine:
    """Give what delivers the outbox, as the settings chose it."""
    return _engine_at(settings.JOBS_URL)


@cache
def _engine_at(url: str) -> Engine:
    return from_url(url)


def wake_after_commit() -> None:
    """Tell the engine once, however many facts a transaction announces; a word lost only delays."""
    told = transaction.get_connection().run_on_commit
    if not any(function is _wake for _savepoints, function, _robust in told):
        transaction.on_commit(_wake)


def _wake() -> None:
    engine().wake()


@dataclass(frozen=True, kw_only=True)
class HeadsMoved(Event):
    """Entries were written since the last anchor; the chain's heads are to be anchored."""


@dataclass(frozen=True, kw_only=True)
class PulseTaken(Event):
    """Somebody wants to know whether jobs are delivered; nothing follows from it."""

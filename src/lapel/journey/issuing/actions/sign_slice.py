"""Sign the documents of many awards of one batch: pure work, fit for a process of its own."""

from __future__ import annotations

import signal
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from lapel.domain.badges.documents import without_identifier
from lapel.domain.badges.model import EmailIdentity
from lapel.domain.badges.series import Series
from lapel.ports import keys
from lapel.ports.jobs.processes import end_with_parent

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from lapel.domain.badges.series import Written
    from lapel.domain.badges.wording import Wording


@dataclass(frozen=True)
class Plan:
    """What is signed with which key: the document with its stand-ins, those of hers last."""

    document: dict[str, Any]
    public: tuple[str, ...]
    hers: tuple[str, ...]
    verification_method: str
    key_id: str
    name: str


@dataclass(frozen=True)
class Slip:
    """What differs in one award: texts in the order of the public stand-ins; address and salt."""

    texts: tuple[str, ...]
    email: str
    salt: str

    def identity(self) -> str:
        """Give the salted hash of her address."""
        return EmailIdentity.of(self.email, salt=self.salt).digest


@dataclass(frozen=True)
class Signed:
    """Her document and the public one."""

    hers: Written
    public: Written


@dataclass(frozen=True)
class Slice:
    """What was signed at one moment: the two wordings, and what fills them for each award."""

    hers: Wording
    public: Wording
    signed: list[Signed]


@dataclass(frozen=True)
class _Signer:
    verification_method: str
    sign: Callable[[bytes], bytes]


_plans: dict[str, tuple[Series, Series]] = {}


def begin_worker(parent: int) -> None:
    """Make a process one that signs: it ends with its parent, and leaves Ctrl-C to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent(parent)


def sign_slice(
    *, plan: Plan, slips: Sequence[Slip], created: datetime, keyring: tuple[str, str]
) -> Slice:
    """Sign both documents of each award, all at one moment; `keyring` is its address and secret."""
    hers, public = _series(plan)
    ring = _opened(*keyring)
    signer = _Signer(plan.verification_method, lambda data: ring.sign(plan.key_id, data))
    sign_hers = hers.signing(signer=signer, created=created)
    sign_public = public.signing(signer=signer, created=created)
    signed = [
        Signed(
            sign_hers.sign([*slip.texts, slip.identity(), slip.salt]), sign_public.sign(slip.texts)
        )
        for slip in slips
    ]
    return Slice(sign_hers.wording, sign_public.wording, signed)


def _series(plan: Plan) -> tuple[Series, Series]:
    if plan.name not in _plans:
        _plans.clear()
        bare = without_identifier(plan.document)
        _plans[plan.name] = (Series(plan.document, plan.hers), Series(bare, plan.public))
    return _plans[plan.name]


@lru_cache(maxsize=1)
def _opened(url: str, secret: str) -> keys.Keys:
    return keys.from_url(url, secret=secret)

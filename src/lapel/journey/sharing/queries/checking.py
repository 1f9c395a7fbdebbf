"""Any badge file verified: in a child, with documents that are fetched for it here."""

from __future__ import annotations

from dataclasses import replace
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from django.conf import settings

from lapel.domain.badges.errors import Said
from lapel.domain.badges.hosted_checks import GoneError
from lapel.domain.badges.trust import UnavailableError
from lapel.journey.record.queries import now
from lapel.journey.sharing.queries.logs import own_log_lines
from lapel.journey.sharing.queries.own_site import from_own_site, is_own
from lapel.journey.sharing.queries.trusting import as_listed, whole_trust
from lapel.ports import chain, checking, fetch
from lapel.ports.chain.told import told
from lapel.ports.checking import CheckingError, Question
from lapel.ports.checking.bundle import ZIP
from lapel.ports.fetch.documents import document_at

if TYPE_CHECKING:
    from lapel.domain.badges.presentation import Occasion
    from lapel.domain.badges.trust import Resolved
    from lapel.ports.checking import Answer

ROUNDS = 4
MOST_FETCHED = 8
# A check may last minutes where issuers' sites are slow, and holds a thread that serves pages (32).
AT_ONCE = 10
PATIENCE = 2.0
_places = BoundedSemaphore(AT_ONCE)


def checked(data: bytes, *, occasion: Occasion | None = None) -> Answer:
    """Verify a file: our own issuers are pinned, others confirmed by LAPEL_TRUST or their domains.

    The child has no network: what it asks for is brought here, from our own store or through the
    guarded way out, and it is asked again. `occasion` is what a presentation has to be made for.
    Raises `CheckingError`, also where too many are under way.
    """
    if not _places.acquire(timeout=PATIENCE):
        raise CheckingError("Many badges are being verified just now; try again in a minute.")
    try:
        return _answered(data, occasion)
    finally:
        _places.release()


def _answered(data: bytes, occasion: Occasion | None) -> Answer:
    child = checking.from_url(settings.CHECKING_URL)
    question = Question(
        data=data,
        now=now(),
        trust=whole_trust(),
        occasion=occasion,
        log=own_log_lines() if data.startswith(ZIP) else (),
    )
    answer = child.verify(question)
    for _round in range(ROUNDS):
        if not answer.wanted or len(question.documents) + len(question.absent) >= MOST_FETCHED:
            break
        question = _with_documents(question, answer.wanted)
        answer = child.verify(question)
    return replace(answer, verification=as_listed(answer.verification, question.trust))


def _with_documents(question: Question, wanted: tuple[str, ...]) -> Question:
    documents, absent, gone = dict(question.documents), dict(question.absent), set(question.gone)
    for address in dict.fromkeys(wanted):
        if len(documents) + len(absent) >= MOST_FETCHED:
            absent[address] = Said("The badge names too many addresses to look up.")
            continue
        try:
            documents[address] = brought(address)
        except UnavailableError as error:
            absent[address] = error.said
            gone |= {address} if isinstance(error, GoneError) else set()
    return replace(question, documents=documents, absent=absent, gone=frozenset(gone))


def brought(address: str) -> Resolved:
    """Bring a document from our own site or from its address; `UnavailableError` otherwise."""
    if is_own(address):
        return from_own_site(address)
    if address.startswith("blink:"):  # a transaction, which our own node is asked for
        return told(chain.from_url(settings.CHAIN_URL), address)
    out = fetch.from_url(settings.FETCH_URL)
    return document_at(address, ask=out.fetch, max_bytes=checking.MAX_FILE)

"""Any badge file verified: in a child, with documents that are fetched for it here."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.conf import settings

from lapel.domain.badges.errors import Said
from lapel.domain.badges.trust import Origin, Resolved, UnavailableError
from lapel.journey.issuing.queries import own_document, own_trust
from lapel.journey.record.queries import now
from lapel.ports import chain, checking, fetch
from lapel.ports.chain.told import told
from lapel.ports.checking import Question
from lapel.ports.fetch import FetchRefused

if TYPE_CHECKING:
    from lapel.domain.badges.presentation import Occasion
    from lapel.ports.checking import Answer

ROUNDS = 4
MOST_FETCHED = 8
ACCEPT = "application/vc+ld+json, application/ld+json, application/json, image/png, image/svg+xml"


def checked(data: bytes, *, occasion: Occasion | None = None) -> Answer:
    """Verify a file: our own issuers are pinned, others confirmed by their own domains.

    The child has no network: what it asks for is brought here, from our own store or through the
    guarded way out, and it is asked again. `occasion` is what a presentation has to be made for.
    Raises `CheckingError`.
    """
    child = checking.from_url(settings.CHECKING_URL)
    question = Question(data=data, now=now(), trust=own_trust(), occasion=occasion)
    answer = child.verify(question)
    for _round in range(ROUNDS):
        if not answer.wanted or len(question.documents) + len(question.absent) >= MOST_FETCHED:
            break
        question = _with_documents(question, answer.wanted)
        answer = child.verify(question)
    return answer


def _with_documents(question: Question, wanted: tuple[str, ...]) -> Question:
    documents, absent = dict(question.documents), dict(question.absent)
    for address in dict.fromkeys(wanted):
        if len(documents) + len(absent) >= MOST_FETCHED:
            absent[address] = Said("The badge names too many addresses to look up.")
            continue
        try:
            documents[address] = brought(address)
        except UnavailableError as error:
            absent[address] = error.said
    return replace(question, documents=documents, absent=absent)


def brought(address: str) -> Resolved:
    """Bring a document from our own store or from its address; `UnavailableError` otherwise."""
    if address.startswith(f"{settings.BASE_URL}/"):
        return own_document(address)
    if address.startswith("blink:"):  # a transaction, which our own node is asked for
        return told(chain.from_url(settings.CHAIN_URL), address)
    try:
        answer = fetch.from_url(settings.FETCH_URL).fetch(
            address,
            max_bytes=checking.MAX_FILE,
            redirects=0 if address.endswith("/did.json") else 3,  # did:web allows none
            accept=ACCEPT,
        )
    except FetchRefused as error:
        raise UnavailableError(
            "{address} could not be fetched: {why}", address=address, why=error.said
        ) from error
    if answer.status != 200:
        raise UnavailableError(
            "{address} answered with status {status}.", address=address, status=answer.status
        )
    return Resolved(answer.body, Origin.SOURCE)

"""Badges as Lapel makes them, before other people's verifiers and canonisers."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.badges.badge_makers import (
    REVOCATION,
    Key,
    award,
    badge,
    key,
    signed_list,
    web,
)
from lapel.domain.badges import documents
from lapel.domain.badges.model import Alignment
from lapel.domain.badges.nquads import Quad, line
from lapel.domain.badges.proof import add_proof
from lapel.domain.badges.rdfc10 import canonicalise
from peers.verifiers import PEERS, accepts, installed

pytestmark = pytest.mark.peer

NOW = datetime.now(UTC)
AWKWARD = 'Tab\t, bell\x07, DEL\x7f, quote", back\\slash, \u202eعربي\u202c, 🦉, é, ｚ'  # noqa: RUF001 (awkward on purpose)


def signers() -> list[Key]:
    return [key(), key(4, of="")]


def badge_now(signer: Key, **more: Any) -> dict[str, Any]:
    started = NOW - timedelta(hours=1)
    return badge(signer, **{"valid_from": started, "valid_until": NOW + timedelta(days=9), **more})


def pages(signer: Key, revoked: tuple[int, ...] = ()) -> Any:
    started = NOW - timedelta(hours=1)
    listed = signed_list(REVOCATION, bits=revoked, signer=signer, valid_from=started)
    return web(signer, **{REVOCATION: listed})


@pytest.mark.parametrize("signer", signers(), ids=["did:web", "did:key"])
@pytest.mark.parametrize("peer", PEERS)
def test_a_peer_accepts_our_default_badge(peer: str, signer: Key) -> None:
    """Both kinds of issuer, with the status list looked up."""
    answer = accepts(peer, badge_now(signer), pages(signer))
    assert answer.verified, answer.errors


@pytest.mark.parametrize("peer", PEERS)
def test_a_peer_accepts_awkward_text_many_alignments_and_no_evidence(peer: str) -> None:
    """Controls, right-to-left text, emoji, twenty alignments."""
    signer = key()
    many = tuple(
        Alignment(target_name=f"{AWKWARD} {n}", target_url=f"https://case.example/{n}")
        for n in range(20)
    )
    achievement = replace(award().achievement, alignments=many, description=AWKWARD)
    document = badge_now(signer, achievement=achievement, evidence=(), narrative=AWKWARD)
    answer = accepts(peer, document, pages(signer))
    assert answer.verified, answer.errors


@pytest.mark.parametrize("peer", PEERS)
def test_a_peer_refuses_a_tampered_badge(peer: str) -> None:
    """One changed word."""
    signer = key()
    document = badge_now(signer)
    document["credentialSubject"]["achievement"]["name"] = "Something grander"
    assert not accepts(peer, document, pages(signer)).verified


@pytest.mark.parametrize("peer", PEERS)
def test_a_peer_refuses_an_expired_badge(peer: str) -> None:
    """validUntil has passed, by more than the five minutes that Digital Bazaar grants clocks."""
    signer = key()
    over = badge_now(signer, valid_until=NOW - timedelta(minutes=10))
    assert not accepts(peer, over, pages(signer)).verified


@pytest.mark.parametrize("peer", PEERS)
def test_a_peer_refuses_a_revoked_badge(peer: str) -> None:
    """Their own reading of our bit, which a suspension sets too (docs/adr/0008)."""
    signer = key()
    assert not accepts(peer, badge_now(signer), pages(signer, revoked=(94_567,))).verified


MESSAGES = [{"status": f"0x{n}", "message": word} for n, word in enumerate(("good", "ended"))]


def said_by_message(signer: Key, *, bits: int, is_set: tuple[int, ...]) -> tuple[Any, Any]:
    """A badge whose one status is of purpose `message`, and the list it names."""
    unsigned = documents.credential(
        award(issuer=signer.did, valid_from=NOW - timedelta(hours=1), valid_until=None)
    )
    entry = unsigned["credentialStatus"]
    entry.update(statusPurpose="message", statusListIndex="7", statusSize=bits)
    entry["statusMessage"] = MESSAGES
    listed = signed_list(
        REVOCATION, bits=is_set, signer=signer, valid_from=NOW - timedelta(hours=1)
    )
    del listed["proof"]
    listed["credentialSubject"]["statusPurpose"] = "message"
    return (
        add_proof(unsigned, signer=signer, created=NOW),
        add_proof(listed, signer=signer, created=NOW),
    )


@pytest.mark.parametrize("peer", PEERS)
def test_why_a_message_does_not_say_revoked_and_suspended(peer: str) -> None:
    """With two bits for four messages a peer looks at a wrong place, and accepts."""
    signer = key()
    document, listed = said_by_message(signer, bits=2, is_set=(14,))
    assert accepts(peer, document, {**pages(signer), REVOCATION: listed}).verified
    document, listed = said_by_message(signer, bits=1, is_set=(7,))
    assert not accepts(peer, document, {**pages(signer), REVOCATION: listed}).verified


@pytest.mark.parametrize("peer", PEERS)
def test_a_peer_refuses_a_key_that_the_issuer_does_not_list(peer: str) -> None:
    """The site lists another key than the one that signed."""
    assert not accepts(peer, badge_now(key(2)), pages(key())).verified


@pytest.mark.parametrize("peer", PEERS)
def test_a_peer_loads_nothing_that_it_was_not_given(peer: str) -> None:
    """Without the issuer's document nothing can be accepted: the loader serves no more."""
    assert not accepts(peer, badge_now(key()), {}).verified


def random_graphs(count: int) -> list[list[Quad]]:
    """Half of them with few names and one property, so that blank nodes tie."""
    dice = random.Random(1)
    return [random_graph(dice, plain=number % 2 == 0) for number in range(count)]


def random_graph(dice: random.Random, *, plain: bool) -> list[Quad]:
    blanks = [f"_:n{number}" for number in range(dice.randint(2, 6))]
    names = blanks if plain else [*blanks, "<urn:a>"]
    properties = ["<urn:p>"] if plain else ["<urn:p>", "<urn:q>"]
    objects = names if plain else [*names, '"x"', '"é\\n"@en']
    graph_names = [""] if plain else ["", "", "<urn:g>", blanks[0]]
    return [
        (
            dice.choice(names),
            dice.choice(properties),
            dice.choice(objects),
            dice.choice(graph_names),
        )
        for _ in range(dice.randint(1, 9))
    ]


def test_digital_bazaars_canoniser_agrees_on_random_graphs() -> None:
    """400 small graphs, many with ties and named graphs; rdf-canonize is the oracle."""
    graphs = random_graphs(400)
    folder = installed("digitalbazaar")
    texts = ["".join({line(quad) for quad in graph}) for graph in graphs]
    node = shutil.which("node")
    assert node, "Node is needed for the peers."
    done = subprocess.run(
        [node, "canonize.mjs"],
        cwd=folder,
        input=json.dumps(texts).encode(),
        capture_output=True,
        timeout=120,
        check=True,
    )
    canonical = [canonicalise(graph) for graph in graphs]
    assert sum(1 for one in canonical if one.ties) > 40  # the hard cases are among them
    assert [one.text for one in canonical] == json.loads(done.stdout)

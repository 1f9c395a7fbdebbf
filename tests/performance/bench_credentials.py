"""Print what issuing and verifying a badge costs: CPU milliseconds of this process, no network.

1,000 different badges over many shapes (1 to 20 alignments, with and without evidence, results,
an end date), each signed and verified with its shape known (warm), and with nothing known (cold,
which is the slow path plus learning the shape). Beside them the slow path alone, and the floor:
Ed25519 and the hashes. Nothing here is a test; machines are noisy, so figures are medians of
five rounds. Run: python tests/performance/bench_credentials.py
"""

from __future__ import annotations

import hashlib
import statistics
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parents[1]))  # the makers of test badges

from domain.badges.badge_makers import NOW, Key, award, key
from lapel.domain.badges import documents, linked
from lapel.domain.badges.contexts import vendored
from lapel.domain.badges.keys import public_key
from lapel.domain.badges.linked import Linker
from lapel.domain.badges.model import Alignment
from lapel.domain.badges.proof import add_proof, check_proof
from lapel.domain.badges.rdfc10 import Algorithm, Canonical, canonicalise
from lapel.domain.badges.verification import verify_credential

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

COUNT, SHAPES, ROUNDS = 1000, 60, 3


class SlowLinker(Linker):
    """Expands and canonicalises every document anew."""

    def canonical(
        self, document: Mapping[str, Any], *, algorithm: Algorithm = "sha256"
    ) -> Canonical:
        """Take the slow path alone."""
        return canonicalise(self.quads(document), algorithm=algorithm)


class FixedKey:
    """A signer that knows its own name, as one at a port does."""

    def __init__(self, signer: Key) -> None:
        self.did, self.verification_method = signer.did, signer.verification_method
        self.multikey, self.sign = signer.multikey, signer.sign


def badge_number(number: int, issuer: str) -> dict[str, Any]:
    """Make one of the different badges, of one of the shapes; without status, so no list."""
    shape = number % SHAPES
    achievement = replace(
        award().achievement,
        name=f"Micro-credential {number}",
        alignments=tuple(
            Alignment(target_name=f"T{n} of {number}", target_url=f"https://case.example/{n}")
            for n in range(1 + shape // 3)
        ),
    )
    given = award(
        issuer=issuer,
        achievement=achievement,
        id=f"urn:uuid:00000000-0000-4000-8000-{number:012}",
        subject_id=f"urn:uuid:00000000-0000-4000-9000-{number:012}",
        narrative=f"Recording {number}:\n“Why do you think so?” 🦉 \u202eعربي",
        status=(),
        evidence=() if shape % 3 == 1 else award().evidence,
        valid_until=None if shape % 3 == 2 else award().valid_until,
    )
    return documents.credential(given)


def cost(act: Callable[[dict[str, Any]], object], badges: list[dict[str, Any]]) -> float:
    """Return CPU milliseconds per badge, the median of the rounds."""
    rounds = []
    for _ in range(ROUNDS):
        before = time.process_time()
        for badge in badges:
            act(badge)
        rounds.append((time.process_time() - before) / len(badges) * 1000)
    return statistics.median(rounds)


def row(name: str, milliseconds: float) -> None:
    """Print a line of the table."""
    print(f"| {name} | {milliseconds:.3f} |", flush=True)


def main() -> None:
    """Measure everything and print a table."""
    signer = FixedKey(key(1, of=""))
    public = public_key(signer.multikey)
    unsigned = [badge_number(number, signer.did) for number in range(COUNT)]
    warm, slow = Linker(vendored()), SlowLinker(vendored())

    def issue(linker: Linker) -> Callable[[dict[str, Any]], dict[str, Any]]:
        return lambda badge: add_proof(badge, signer=signer, created=NOW, linker=linker)

    def issue_cold(badge: dict[str, Any]) -> dict[str, Any]:
        return issue(cold())(badge)

    def check(linker: Linker) -> Callable[[dict[str, Any]], None]:
        return lambda badge: check_proof(badge, badge["proof"][0], public_key=public, linker=linker)

    signed = [issue(warm)(badge) for badge in unsigned]
    linked.default_linker.cache_clear()
    for badge in signed:
        verify_credential(badge, now=NOW)
    few = unsigned[:SHAPES], signed[:SHAPES]
    print(f"{COUNT} badges of {SHAPES} shapes; the cache holds {len(warm.shapes)}\n")
    print("| one badge | CPU ms |\n| --- | ---: |")
    row("issue, shape known", cost(issue(warm), unsigned))
    row("issue, slow path", cost(issue(slow), few[0]))
    row("issue, cold (learns the shape)", cost(issue_cold, few[0]))
    row("check the proof, shape known", cost(check(warm), signed))
    row("check the proof, slow path", cost(check(slow), few[1]))
    row("verify, every step, shape known", cost(lambda b: verify_credential(b, now=NOW), signed))
    row("floor of issuing: hashes and Ed25519", cost(floor(warm, signer, public), unsigned))
    row("floor of verifying: hashes and Ed25519", cost(floor(warm, None, public), signed))


_COLD: dict[str, Linker] = {}


def cold() -> Linker:
    """Return a linker that has read the contexts, but knows no shape."""
    linker = _COLD.setdefault("one", Linker(vendored()))
    linker.shapes = type(linker.shapes)()
    return linker


def floor(linker: Linker, signer: FixedKey | None, public: Any) -> Callable[[Any], object]:
    """Return the work that no implementation can leave out."""
    text = linker.canonical(badge_number(0, "did:web:a.example")).text.encode()
    signature = key(1).sign(text)

    def work(_badge: object) -> None:
        data = hashlib.sha256(text).digest() + hashlib.sha256(text[:500]).digest()
        if signer is None:
            public.verifies(signature, data)
        else:
            signer.sign(data)

    return work


if __name__ == "__main__":
    main()

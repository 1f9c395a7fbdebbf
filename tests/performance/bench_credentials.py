"""Print what badges cost beside Digital Bazaar's JavaScript: CPU milliseconds, no network.

1,000 different badges over 60 shapes (1 to 20 alignments, with and without evidence, results, an
end date) are issued and verified by both, in one run, on the same documents under the same key.
Cold is the first badge of each shape in a fresh process or cache; warm is every badge when that is
behind. Beside them the floor: Ed25519 and the hashes, which nobody can leave out. Nothing here is
a test; machines are noisy, so figures are medians, of CPU and not of the clock. Run: make bench
"""

from __future__ import annotations

import hashlib
import io
import json
import statistics
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parents[1]))  # the makers of test badges

from domain.badges.badge_makers import NOW, REVOCATION, Key, award, badge, key, signed_list, web
from domain.transparency.logbook import log_of
from lapel.domain.badges import documents, linked
from lapel.domain.badges.contexts import vendored
from lapel.domain.badges.keys import public_key
from lapel.domain.badges.linked import Linker
from lapel.domain.badges.model import Alignment, EmailIdentity, Profile
from lapel.domain.badges.multiformats import multibase_encode
from lapel.domain.badges.png import bake_png
from lapel.domain.badges.proof import add_proof, check_proof
from lapel.domain.badges.rdfc10 import Algorithm, Canonical, canonicalise
from lapel.domain.badges.reading import write_badge
from lapel.domain.badges.svg import bake_svg
from lapel.domain.badges.transcript import Transcript, transcript
from lapel.domain.badges.trust import Origin, Resolved
from lapel.domain.badges.verification import verify_credential
from lapel.domain.transparency.appending import append
from peers.verifiers import installed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

COUNT, SHAPES, ROUNDS = 1000, 60, 3
PEER_ROUNDS = 1  # after the cold one; each takes the peer a quarter of a minute
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><rect/></svg>'


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
        self.secret = signer.private.private_bytes_raw()


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
        valid_from=NOW - timedelta(days=400),
        status=(),
        evidence=() if shape % 3 == 1 else award().evidence,
        valid_until=None if shape % 3 == 2 else award().valid_until,
    )
    return documents.credential(given)


def cost(act: Callable[[Any], object], things: Sequence[Any], rounds: int = ROUNDS) -> float:
    """Return CPU milliseconds of this process per thing, the median of the rounds."""
    spent = []
    for _ in range(rounds):
        before = time.process_time()
        for thing in things:
            act(thing)
        spent.append((time.process_time() - before) / len(things) * 1000)
    return statistics.median(spent)


def row(*cells: object) -> None:
    """Print a line of a table."""
    shown = [f"{cell:.3f}" if isinstance(cell, float) else str(cell) for cell in cells]
    print(f"| {' | '.join(shown)} |", flush=True)


def ratio(theirs: float, ours: float) -> str:
    """Say how many times less ours is."""
    return f"{theirs / ours:.1f} times"


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


def of_digital_bazaar(
    signer: FixedKey, unsigned: list[dict[str, Any]], signed: list[dict[str, Any]]
) -> dict[str, Any]:
    """Return Digital Bazaar's CPU milliseconds per credential, on the same documents."""
    pair = {
        "@context": "https://w3id.org/security/multikey/v1",
        "type": "Multikey",
        "id": signer.verification_method,
        "controller": signer.did,
        "publicKeyMultibase": signer.multikey,
        "secretKeyMultibase": multibase_encode(b"\x80\x26" + signer.secret),
    }
    question = {
        "documents": dict(vendored()),
        "key": pair,
        "unsigned": unsigned,
        "signed": signed,
        "shapes": SHAPES,
        "rounds": PEER_ROUNDS,
    }
    done = subprocess.run(
        ["node", "bench.mjs"],
        cwd=installed("digitalbazaar"),
        input=json.dumps(question).encode(),
        stdout=subprocess.PIPE,
        check=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    assert answer["accepted"] == SHAPES + PEER_ROUNDS * len(signed)
    return answer


def side_by_side() -> None:
    """Print issuing and verifying, ours and theirs."""
    signer = FixedKey(key(1, of=""))
    public = public_key(signer.multikey)
    unsigned = [badge_number(number, signer.did) for number in range(COUNT)]
    warm, slow = Linker(vendored()), SlowLinker(vendored())

    def issue(linker: Linker) -> Callable[[dict[str, Any]], dict[str, Any]]:
        return lambda badge: add_proof(badge, signer=signer, created=NOW, linker=linker)

    def issue_cold(badge: dict[str, Any]) -> dict[str, Any]:
        return issue(cold())(badge)

    def verify(badge: dict[str, Any]) -> None:
        answer = verify_credential(badge, now=NOW)
        assert answer.exit_code == 3, answer  # intact: nobody vouches for this key

    def verify_cold(badge: dict[str, Any]) -> None:
        linked.default_linker().shapes = type(warm.shapes)()
        verify(badge)

    def check(linker: Linker) -> Callable[[dict[str, Any]], None]:
        return lambda badge: check_proof(badge, badge["proof"][0], public_key=public, linker=linker)

    signed = [issue(warm)(badge) for badge in unsigned]
    few = unsigned[:SHAPES], signed[:SHAPES]
    ours = {
        "issue, cold": cost(issue_cold, few[0]),
        "verify, cold": cost(verify_cold, few[1]),
    }
    for each in signed:
        verify(each)
    ours["issue, warm"] = cost(issue(warm), unsigned)
    ours["verify, warm"] = cost(verify, signed)
    theirs = of_digital_bazaar(signer, unsigned, signed)
    # once more after the other program, so that a machine grown busier or calmer is seen
    ours["issue, warm"] = min(ours["issue, warm"], cost(issue(warm), unsigned))
    ours["verify, warm"] = min(ours["verify, warm"], cost(verify, signed))
    print(f"{COUNT} badges of {SHAPES} shapes; verify is every step, not the proof alone\n")
    row("one badge, CPU ms", "Lapel", "Digital Bazaar", "ratio")
    row("---", "---:", "---:", "---:")
    for name in ("issue, warm", "issue, cold", "verify, warm", "verify, cold"):
        act, state = name.split(", ")
        row(name, ours[name], float(theirs[act][state]), ratio(theirs[act][state], ours[name]))
    row("floor of issuing", cost(floor(warm, signer, public), unsigned), "", "")
    row("floor of verifying", cost(floor(warm, None, public), signed), "", "")
    row("issue, slow path alone", cost(issue(slow), few[0]), "", "")
    row("check of the proof alone, warm", cost(check(warm), signed), "", "")
    row("check of the proof, slow path alone", cost(check(slow), few[1]), "", "")


def beside() -> None:
    """Print what else a badge costs."""
    print()
    row("besides", "CPU ms")
    row("---", "---:")
    row("status looked up in a list of 131,072, with the list's own proof", of_status())
    text, picture = write_badge(badge()), drawing()
    row("bake into a PNG of 256 × 256", cost(lambda _: bake_png(picture, text), range(200)))  # noqa: RUF001
    row("bake into an SVG", cost(lambda _: bake_svg(SVG, text), range(200)))
    shelf, head = log_of(10_000)
    entries = [f"lapel/entry@1\n{number:044}\n".encode() for number in range(1000)]
    batch = cost(lambda _: append(shelf, head=head, entries=entries), range(5))
    row("append to a log of 10,000, an entry in a batch of 1,000", batch / len(entries))
    row("append to a log of 10,000, one entry", one_entry(shelf, head, entries))
    of_transcripts()


def one_entry(shelf: Any, head: Any, entries: list[bytes]) -> float:
    """Return the cost of a batch of one."""
    return cost(lambda _: append(shelf, head=head, entries=entries[:1]), range(50))


def of_status() -> float:
    """Return what the status step adds to a verification."""
    pages = web(**{REVOCATION: signed_list(REVOCATION, bits=tuple(range(0, 131_072, 97)))})
    bodies = {url: json.dumps(page).encode() for url, page in pages.items()}

    def site(address: str, /) -> Resolved:
        return Resolved(bodies[address], Origin.SOURCE)

    listed, plain = badge(), badge(status=())
    for one in (listed, plain):
        assert verify_credential(one, now=NOW, resolve=site).exit_code == 0
    both = [
        cost(lambda one: verify_credential(one, now=NOW, resolve=site), [one] * 200)
        for one in (listed, plain)
    ]
    return both[0] - both[1]


def drawing() -> bytes:
    """Make a picture of the size that badges have."""
    from PIL import Image

    out = io.BytesIO()
    Image.effect_noise((256, 256), 60).save(out, "PNG")
    return out.getvalue()


def of_transcripts() -> None:
    """Print what a CLR of fifty badges costs to issue and to verify whole."""
    signer = FixedKey(key())
    held = tuple(badge(signer, **one_of_many(number)) for number in range(50))
    record = Transcript(
        id="urn:uuid:6a1676b8-b51f-11ed-937b-d76685a20fc1",
        issuer=Profile(id=signer.did, name="Hill District", url="https://lapel.example"),
        subject_id=award().subject_id,
        name="Transcript",
        credentials=held,
        valid_from=NOW - timedelta(hours=1),
    )
    signed = add_proof(transcript(record), signer=signer, created=NOW)

    def issue(_number: int) -> None:
        add_proof(transcript(record), signer=signer, created=NOW)

    row("issue a CLR of 50 badges, their own proofs there", cost(issue, range(3)))
    answer = verify_credential(signed, now=NOW)
    assert answer.step("credentials").detail["sound"] == "50", answer
    row(
        "verify a CLR of 50 badges, each of them too",
        cost(lambda _: verify_credential(signed, now=NOW), range(3)),
    )


def one_of_many(number: int) -> dict[str, Any]:
    """Return what makes one badge of a person differ from the others."""
    own = replace(
        award().achievement,
        id=f"https://lapel.example/id/achievement/a{number}",
        name=f"Badge {number}",
        criteria=(),
    )
    return {
        "id": f"urn:uuid:6a1676b8-b51f-11ed-937b-{number:012}",
        "achievement": own,
        "outcomes": (),
        "evidence": (),
        "identity": EmailIdentity.of("a@b.example", salt=f"s{number}"),
        "status": (),
    }


def main() -> None:
    """Measure everything and print two tables."""
    side_by_side()
    beside()


if __name__ == "__main__":
    main()

"""One harness per reader of strangers' bytes.

Each takes bytes and says nothing: it lets the errors that a reader documents pass, and raises
whatever else happens, or AssertionError where an invariant does not hold.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import atheris
from atheris import FuzzedDataProvider

with atheris.instrument_imports(include=["lapel.domain", "pyld"], enable_loader_override=False):
    from lapel.domain import frameworks
    from lapel.domain.badges import (
        anchoring,
        cbor,
        did,
        disclosure,
        holding,
        hosted_checks,
        nquads_reader,
        png,
        presentation,
        rdfc10,
        sdjwt,
        status,
        strictjson,
        svg,
        tokens,
        trust,
        verification,
    )
    from lapel.domain.badges.contexts import vendored
    from lapel.domain.badges.errors import (
        BadgeError,
        CanonicalisationError,
        IdentifierError,
        LinkedDataError,
        ProofError,
        StatusError,
        UnreadableError,
    )
    from lapel.domain.badges.linked import Linker
    from lapel.domain.badges.multiformats import multibase_encode
    from lapel.domain.badges.nquads import Quad, line
    from lapel.domain.badges.verdicts import Outcome, Verdict
    from lapel.domain.microcredential import UnreadableError as UnreadableItems
    from lapel.domain.microcredential import check_items, parsed_items, qti
    from lapel.domain.redaction import applying, captions, finding, markup
    from lapel.domain.redaction.find import Pupil
    from lapel.domain.transparency import checkpoint, entries, logproof, note, policy, proofs, tiles
    from lapel.domain.transparency.errors import (
        EntryError,
        NoteError,
        PolicyError,
        TileError,
        TransparencyError,
    )
    from lapel.domain.transparency.errors import (
        ProofError as LogProofError,
    )
    from lapel.domain.transparency.merkle import Head, leaf_hash, root_of
    from lapel.domain.transparency.tree import Tree

from domain.badges.badge_makers import NOW, PINNED, Site, web
from domain.badges.holders import parts_of, value_of
from domain.transparency.logbook import POLICY, log_of
from fuzz import good
from fuzz.mutation import mutated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

FAST = Linker(vendored())
SLOW = Linker(vendored())
CLASS = (Pupil("Jamila Kimathi", ("Mila",), "J. K."), Pupil("Đặng Văn Ân"), Pupil("Rose May"))


def strict_json(data: bytes) -> None:
    """What is read is what Python reads, and is read again from what is written."""
    with suppress(UnreadableError):
        found = strictjson.read_object(data)
        assert found == json.loads(data.decode("utf-8-sig"))
        assert strictjson.read_object(json.dumps(found)) == found


def nquads(data: bytes) -> None:
    """A canonical form does not depend on the order of lines, and is its own canonical form."""
    text = data.decode("utf-8", "replace")
    with suppress(UnreadableError, CanonicalisationError):
        quads = nquads_reader.read_nquads(text)
        assert nquads_reader.read_nquads("".join(map(line, quads))) == quads
        canonical = rdfc10.canonicalise(quads).text
        assert rdfc10.canonicalise(nquads_reader.read_nquads(canonical)).text == canonical


def poison(data: bytes) -> None:
    """Graphs of nameless nodes end within the budget; other labels give the same form."""
    given = FuzzedDataProvider(data)
    nodes = given.ConsumeIntInRange(1, 24)
    graphs = ["", "", "<urn:g>", "_:n0"]
    quads: list[Quad] = [
        (
            f"_:n{given.ConsumeIntInRange(0, nodes)}",
            f"<urn:p{given.ConsumeIntInRange(0, 1)}>",
            f"_:n{given.ConsumeIntInRange(0, nodes)}",
            graphs[given.ConsumeIntInRange(0, 3)],
        )
        for _ in range(given.ConsumeIntInRange(1, 60))
    ]
    renamed: Any = [tuple(term.replace("_:n", "_:other") for term in quad) for quad in quads]
    with suppress(CanonicalisationError):
        assert rdfc10.canonicalise(renamed).text == rdfc10.canonicalise(quads).text


def _canonical(make: Callable[[], rdfc10.Canonical]) -> Any:
    try:
        return make().text
    except (LinkedDataError, UnreadableError, CanonicalisationError) as error:
        return type(error)


def fast_and_slow(data: bytes) -> None:
    """The fast path gives what the slow path gives, byte for byte, or refuses what it refuses."""
    given = FuzzedDataProvider(data)
    document = mutated(_one_of(good.credentials(), given), given)
    for algorithm in ("sha256", "sha384"):
        fast = _canonical(lambda: FAST.canonical(document, algorithm=algorithm))  # noqa: B023 (called before the next turn)
        slow = _canonical(
            lambda: rdfc10.canonicalise(SLOW.quads(document), algorithm=algorithm)  # noqa: B023 (called before the next turn)
        )
        assert fast == slow


def credential(data: bytes) -> None:
    """Whatever is changed, verification answers; and a proof holds of what was signed alone."""
    given = FuzzedDataProvider(data)
    document = _one_of(good.credentials(), given)
    changed = mutated(document, given)
    answer = verification.verify_credential(changed, now=NOW, resolve=good.site(), trust=PINNED)
    json.dumps(answer.as_json())
    assert answer.outcome in Outcome
    held = [step for step in answer.steps if step.id == "proof" and step.verdict is Verdict.PASS]
    if held and "jcs" not in str(document["proof"]) and "ecdsa-sd" not in str(document["proof"]):
        without = [{k: v for k, v in one.items() if k != "proof"} for one in (document, changed)]
        before, after = (_canonical(lambda one=one: SLOW_TEXT(one)) for one in without)
        assert before == after


def SLOW_TEXT(document: dict[str, Any]) -> rdfc10.Canonical:  # noqa: N802 - named as what it is
    return rdfc10.canonicalise(SLOW.quads(document))


def file(data: bytes) -> None:
    """Any bytes as a badge file: an answer, never an error."""
    answer = verification.verify_file(data, now=NOW, resolve=good.site(), trust=PINNED)
    json.dumps(answer.as_json())


def png_picture(data: bytes) -> None:
    """What can be read from a picture can be baked into it again."""
    with suppress(UnreadableError):
        text = png.unbake_png(data)
        assert png.unbake_png(png.bake_png(data, text)) == text
    with suppress(UnreadableError):
        assert png.unbake_png(png.bake_png(data, "{}")) == "{}"


def svg_picture(data: bytes) -> None:
    """A picture that takes a badge gives it back."""
    with suppress(UnreadableError):
        svg.unbake_svg(data)
    with suppress(UnreadableError):
        assert svg.unbake_svg(svg.bake_svg(data, '{"a": "<&]]>"}')) == '{"a": "<&]]>"}'


def token(data: bytes) -> None:
    """Tokens of any kind: opened or refused; what is shown in part is part of the whole."""
    text = data.decode("utf-8", "replace")
    with suppress(BadgeError):
        opened = tokens.open_token(text)
        assert isinstance(opened.document, dict)
        if "~" in text:
            part = sdjwt.present(text, [])
            assert len(part) <= len(text.strip()) + 1
    with suppress(ProofError):
        holding.check_key_proof(text, audience=["https://lapel.example"], now=NOW)
    verification.verify_token(text, now=NOW, resolve=good.site(), trust=PINNED)


def disclosures(data: bytes) -> None:
    """Claims hidden in any shape: what comes out holds no digest, or it is refused."""
    given = FuzzedDataProvider(data)
    token_ = sdjwt.split(good.tokens()[1])
    payload = mutated(tokens.jose.read_token(token_.token).payload, given)
    kept = [one for one in token_.disclosures if given.ConsumeBool()]
    kept += [given.ConsumeUnicode(20)] if given.ConsumeBool() else []
    with suppress(BadgeError):
        found = sdjwt.disclose(payload, kept)
        assert '"_sd":' not in json.dumps(found)


def proof_value(data: bytes) -> None:
    """CBOR, and the value of a proof of part of a badge."""
    with suppress(ProofError):
        cbor.read(data)
    with suppress(ProofError, IdentifierError):
        disclosure.read_value(data.decode("utf-8", "replace"))
    with suppress(ProofError, IdentifierError):
        disclosure.read_value(multibase_encode(b"\xd9\x5d\x01" + data, base="u"))


def receipt(data: bytes) -> None:
    """A chain's receipt is written as it was read."""
    with suppress(ProofError):
        found = anchoring.read(data.decode("utf-8", "replace"))
        assert anchoring.read(anchoring.written(found)) == found
    with suppress(ProofError):
        found = anchoring.read(multibase_encode(data))
        assert anchoring.read(anchoring.written(found)) == found


def case_package(data: bytes) -> None:
    """A package of another publisher: each text that is kept can be kept, each item has a top."""
    with suppress(frameworks.UnreadableError):
        found = frameworks.read(data)
        for words in (asdict(found.framework), *map(asdict, found.items)):
            assert "\x00" not in json.dumps(words, default=str, ensure_ascii=False)
            json.dumps(words, default=str, ensure_ascii=False).encode()
        tops = set(found.tops().values())
        assert tops == {item.identifier for item in found.roots}
        assert found.below(tops) == list(found.items)


def case_changed(data: bytes) -> None:
    """A sound package with changes in places that the input chooses."""
    given = FuzzedDataProvider(data)
    case_package(json.dumps(mutated(good.case_package(), given)).encode())


def derived(data: bytes) -> None:
    """A derived proof with parts exchanged: refused in words, whatever they are."""
    given = FuzzedDataProvider(data)
    document = json.loads(json.dumps(good.credentials()[6]))
    proof = document["proof"]
    parts = [_textual(one) for one in parts_of(proof["proofValue"])]
    changed = mutated({"parts": parts}, given).get("parts")
    # what the tests' own writer of CBOR cannot write is no input
    with suppress(TypeError, ValueError, OverflowError, AttributeError):
        proof["proofValue"] = value_of(_binary(changed))
    verification.verify_credential(document, now=NOW, resolve=good.site(), trust=PINNED)


def _textual(value: Any) -> Any:
    """Bytes as text, so that they can be changed as a document is."""
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, dict):
        return {str(name): _textual(inner) for name, inner in value.items()}
    return [_textual(one) for one in value] if isinstance(value, list) else value


def _binary(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("latin-1")
    if isinstance(value, dict):
        return {int(name): _binary(inner) for name, inner in value.items()}
    return [_binary(one) for one in value] if isinstance(value, list) else value


def status_list(data: bytes) -> None:
    """Lists of any kind, by themselves and looked up for a badge."""
    given = FuzzedDataProvider(data)
    text = given.ConsumeUnicode(64)
    with suppress(StatusError):
        status.read_bit(text, given.ConsumeIntInRange(-1, 1 << 40))
    with suppress(StatusError):
        status.read_places("u" + text)
    pages = web(**{good.REVOCATION: mutated(good.credentials()[7], given)})
    badge = good.credentials()[0]
    answer = verification.verify_credential(badge, now=NOW, resolve=Site(pages), trust=PINNED)
    assert answer.step("proof").verdict is Verdict.PASS


def hosted_badge(data: bytes) -> None:
    """Open Badges 2.0, where the site may serve anything."""
    given = FuzzedDataProvider(data)
    pages = {url: mutated(page, given) for url, page in good.hosted_documents().items()}
    document = (
        mutated(pages[good.AT.assertion], given)
        if given.ConsumeBool()
        else pages[good.AT.assertion]
    )
    answer = hosted_checks.verify_hosted(document, now=NOW, resolve=Site(pages))
    json.dumps(answer.as_json())


def shown(data: bytes) -> None:
    """A presentation with anything in it."""
    given = FuzzedDataProvider(data)
    holder = good.key(8, of="")
    occasion = presentation.Occasion(challenge="n-42", domain="https://school.example")
    badges = [good.credentials()[0], good.tokens()[0]]
    document = presentation.presentation(badges, holder=holder.did)
    signed = presentation.sign_presentation(document, signer=holder, created=NOW, occasion=occasion)
    presentation.verify_presentation(
        mutated(signed, given), occasion=occasion, now=NOW, resolve=good.site(), trust=PINNED
    )


def issuers(data: bytes) -> None:
    """Trust files, identifiers, and DID documents that a site may serve."""
    text = data.decode("utf-8", "replace")
    with suppress(UnreadableError):
        trust.read_trust(data)
    with suppress(IdentifierError):
        did.web_address(text)
    with suppress(IdentifierError):
        holding.holder_of(text)
    given = FuzzedDataProvider(data)
    pages = web()
    address = next(one for one in pages if one.endswith("did.json"))
    pages[address] = mutated(pages[address], given)
    verification.verify_credential(good.credentials()[0], now=NOW, resolve=Site(pages))


def notes(data: bytes) -> None:
    """Signed notes, checkpoints and log proofs are read back as they were written."""
    with suppress(NoteError):
        found = note.parse_note(data)
        assert str(found).encode() == data
        assert checkpoint.parse_checkpoint(found.text).text() == found.text
    with suppress(NoteError):
        proof = logproof.parse_log_proof(data)
        assert logproof.parse_log_proof(proof.body()) == proof
    with suppress(TransparencyError):
        logproof.verify_logged(data, event=good.EVENT, policy=POLICY)


def policies(data: bytes) -> None:
    """Policies of a log, and entries and what opens them."""
    with suppress(PolicyError):
        policy.parse_policy(data.decode("utf-8", "replace"))
    with suppress(EntryError):
        found = entries.parse_entry(data)
        assert not isinstance(found, entries.Epoch) or found.entry() == data
    with suppress(EntryError):
        entries.parse_entry(entries.opened(good.EVENT, data))


def tile_paths(data: bytes) -> None:
    """A tile has one path, and a bundle of entries is written as it was read."""
    with suppress(TileError):
        path = data.decode("utf-8", "replace")
        assert tiles.parse_path(path).path == path
    with suppress(TileError):
        assert tiles.pack(tiles.unpack(data)) == data


def log_proofs(data: bytes) -> None:
    """A proof of a real log holds; one with any change does not."""
    given = FuzzedDataProvider(data)
    size = given.ConsumeIntInRange(1, 40)
    shelf, _ = log_of(40)
    tree = Tree(shelf, 40)
    leaves = [leaf_hash(f"leaf {n}".encode()) for n in range(size)]
    head, index = Head(size, root_of(leaves)), given.ConsumeIntInRange(0, size - 1)
    proof = Tree(shelf, 40).inclusion(index) if size == 40 else ()
    for hashes in (proof, _hashes(given)):
        with suppress(LogProofError):
            proofs.verify_inclusion(leaf=leaves[index], index=index, head=head, proof=hashes)
            assert hashes == proof or not hashes
    old = tree.head_at(given.ConsumeIntInRange(0, 40))
    right = tree.consistency(old.size)
    proofs.verify_consistency(old=old, new=tree.head(), proof=right)
    wrong = _hashes(given)
    with suppress(LogProofError):
        proofs.verify_consistency(old=old, new=tree.head(), proof=wrong)
        assert tuple(wrong) == tuple(right)


def redaction(data: bytes) -> None:
    """Texts, markup and captions of strangers: each place is where it says, and what is covered
    is gone from what others read.
    """
    text = data.decode("utf-8", "replace")
    _covered(text)
    finding.finds_in_file_name(text[:200], class_list=CLASS)
    shown = markup.text_in_html(text)
    covered = markup.apply_to_html(text, _covered(shown))
    assert not _addresses(shown) & _addresses(markup.text_in_html(covered))
    spoken = captions.text_in_captions(text)
    decisions = _covered(spoken)
    captions.apply_to_captions(text, decisions)
    spans = captions.spans_in_captions(text, decisions)
    assert spans == sorted(spans, key=lambda span: span.start)
    assert all(span.start <= span.end for span in spans)


def _covered(text: str) -> list[applying.Decision]:
    """Look a text through, and cover all that is found in it."""
    found = finding.finds(text, class_list=CLASS)
    assert all(text[each.start : each.end] == each.text for each in found)
    assert all(before.end <= after.start for before, after in pairwise(found))
    decisions = [applying.Decision(each.start, each.end, "*") for each in found]
    applying.apply(text, decisions)
    return decisions


def _addresses(text: str) -> set[str]:
    found = finding.finds(text, class_list=())
    return {each.text for each in found if each.kind == "email"}


def items(data: bytes) -> None:
    """A package or an item of QTI: what is sound is read again as it was, but for white space."""
    with suppress(UnreadableItems):
        for found in qti.read_qti(data):
            named = {"competency": found.competency, "language": found.language}
            document = {"format": "lapel/items@1", **named, "items": [found.fields]}
            if not check_items(document):
                (again,) = qti.read_qti(qti.write_qti([parsed_items(document)]))
                assert again.fields == found.fields
                assert not again.problems


def _hashes(given: FuzzedDataProvider) -> tuple[bytes, ...]:
    sizes = [32, 32, 32, 31, 0]
    return tuple(
        given.ConsumeBytes(sizes[given.ConsumeIntInRange(0, 4)])
        for _ in range(given.ConsumeIntInRange(0, 8))
    )


def _one_of(documents: Iterable[dict[str, Any]], given: FuzzedDataProvider) -> dict[str, Any]:
    every = list(documents)
    return every[given.ConsumeIntInRange(0, len(every) - 1)]


def _cut(*bodies: bytes) -> list[bytes]:
    """Seeds, and each of their halves."""
    return [part for body in bodies for part in (body, body[: len(body) // 2])]


def _texts(*documents: Any) -> list[bytes]:
    return [json.dumps(one, ensure_ascii=False).encode() for one in documents]


def _spread() -> list[bytes]:
    """Bytes for harnesses that choose from them; some long, some short."""
    ramp = bytes(range(256))
    return [ramp[start:stop] for start, stop in pairwise(range(0, 257, 32))] + [ramp * 4]


TARGETS: dict[str, tuple[Callable[[bytes], None], Callable[[], list[bytes]]]] = {
    "strict_json": (strict_json, lambda: _texts(*good.credentials())),
    "nquads": (
        nquads,
        lambda: [SLOW_TEXT(good.credentials()[0]).text.encode(), b'_:a <urn:p> "x"@en <urn:g> .\n'],
    ),
    "poison": (poison, _spread),
    "fast_and_slow": (fast_and_slow, _spread),
    "credential": (credential, _spread),
    "file": (
        file,
        lambda: [
            *_texts(*good.credentials()),
            *good.pictures(),
            *(one.encode() for one in good.tokens()),
            b"%PDF-1.7\n",
        ],
    ),
    "png_picture": (png_picture, lambda: _cut(*good.pictures())),
    "svg_picture": (svg_picture, lambda: _cut(*good.pictures())),
    "token": (token, lambda: _cut(*(one.encode() for one in good.tokens()))),
    "disclosures": (disclosures, _spread),
    "proof_value": (
        proof_value,
        lambda: [
            str(good.credentials()[6]["proof"]["proofValue"]).encode(),
            b"\x85\x41\x00\x41\x00\x80\xa0\x80",
        ],
    ),
    "receipt": (receipt, lambda: _cut(*good.receipts())),
    "case_package": (case_package, lambda: _cut(*_texts(good.case_package()))),
    "case_changed": (case_changed, _spread),
    "derived": (derived, _spread),
    "status_list": (status_list, _spread),
    "hosted_badge": (hosted_badge, _spread),
    "shown": (shown, _spread),
    "issuers": (
        issuers,
        lambda: [
            b'{"issuers": [{"id": "did:web:a.example", "keys": []}], "documents": {}}',
            b"did:web:a.example%3A443:id:1",
            b"did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
            *_spread(),
        ],
    ),
    "notes": (notes, lambda: list(good.log_files())),
    "policies": (
        policies,
        lambda: [b"log a+00000000+AAAA\nquorum none\n", *good.entries(), b"group g any a b\n"],
    ),
    "tile_paths": (
        tile_paths,
        lambda: [b"tile/0/x001/067.p/8", b"tile/entries/000", b"\0\1a\0\2bc"],
    ),
    "log_proofs": (log_proofs, _spread),
    "items": (items, lambda: _cut(*good.questions())),
    "redaction": (redaction, lambda: _cut(*good.words())),
}

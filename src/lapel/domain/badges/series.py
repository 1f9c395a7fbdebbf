"""Many credentials that are one but for a few texts: what they share is canonicalised once.

`shapes` knows nothing of a document beforehand and walks each one. Here the issuer says which
texts will differ, by a document that holds a stand-in for each. What does not hold a stand-in is
compiled once: quads, first-degree hashes of the unnamed nodes, the JSON text as it is written and
as RFC 8785 orders it. Each credential then costs a few joins, three hashes and the signature.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import rfc8785

from lapel.domain.badges import nquads
from lapel.domain.badges.errors import BadgeError
from lapel.domain.badges.keys import Kind, kind_named
from lapel.domain.badges.linked import Linker, default_linker
from lapel.domain.badges.multiformats import multibase_encode
from lapel.domain.badges.nquads import Quad, is_blank
from lapel.domain.badges.proof import timestamp
from lapel.domain.badges.reading import write_badge
from lapel.domain.badges.suites import check_portable, default_suite
from lapel.domain.badges.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from lapel.domain.badges.proof import Signer
    from lapel.domain.badges.rdfc10 import Algorithm

# Characters that mean themselves in N-Quads, in JSON and in an identifier: nothing is escaped.
PLAIN = re.compile(r"[!#-;=?-\[\]_a-z~]+")
_MAX_ORDERS = 64
_SIGNATURE = "zSignature-of-the-stand-in"


@dataclass(frozen=True, slots=True)
class Written:
    """A signed credential: what fills its wording, its text's SHA-256, and its RFC 8785 form's."""

    values: tuple[str, ...]
    sha256: str
    canonical_sha256: bytes


@dataclass(frozen=True, slots=True)
class Signing:
    """Signs one document after another; each one's text is the wording filled with its values.

    The values are those given for the stand-ins, and the signature last.
    """

    wording: Wording
    sign: Callable[[Sequence[str]], Written]


@dataclass(frozen=True, slots=True)
class _Template:
    """A text with gaps: how it starts, then for each gap the stand-in's number and what follows."""

    start: bytes
    rest: tuple[tuple[int, bytes], ...]

    def after_start(self, values: Sequence[bytes]) -> bytes:
        return b"".join([part for number, after in self.rest for part in (values[number], after)])

    def filled(self, values: Sequence[bytes]) -> bytes:
        if len(self.rest) == 1:
            ((number, after),) = self.rest
            return self.start + values[number] + after
        return self.start + self.after_start(values)


@dataclass(frozen=True, slots=True)
class _Lines:
    """The statements under one order of labels: those that are always alike, sorted; the others."""

    algorithm: Algorithm
    constant: list[bytes]
    varying: list[_Template]
    states: dict[int, Any]

    def digest(self, values: Sequence[bytes]) -> bytes:
        """Hash all in order; what comes before the first that varies was hashed once for all."""
        lines = sorted([line.filled(values) for line in self.varying])
        start = bisect_left(self.constant, lines[0])
        state = self.states.get(start)
        if state is None:
            state = hashlib.new(self.algorithm, b"".join(self.constant[:start]))
            self.states[start] = state
        state = state.copy()
        state.update(b"".join(self._merged(lines, start)))
        found: bytes = state.digest()
        return found

    def text(self, values: Sequence[bytes]) -> bytes:
        return b"".join(self._merged(sorted([line.filled(values) for line in self.varying]), 0))

    def _merged(self, lines: Sequence[bytes], start: int) -> list[bytes]:
        constant, end, found, before = self.constant, len(self.constant), list[bytes](), b""
        for line in lines:
            if start < end and constant[start] <= line:
                stop = bisect_left(constant, line, start)
                found += constant[start:stop]
                start = stop
            if line == before or (start < end and constant[start] == line):
                raise BadgeError("Two statements of the document are one.")
            found.append(line)
            before = line
        return found + constant[start:]


class Series:
    """Documents alike but for the stand-ins, which are plain, unlike, and found nowhere else.

    Raises BadgeError for a document that would be refused by `add_proof`, for stand-ins that do
    not reach the signed text, and where the compiled form is not that of the ordinary path.
    """

    def __init__(
        self,
        document: Mapping[str, Any],
        stand_ins: Sequence[str],
        *,
        linker: Linker | None = None,
        algorithm: Algorithm = "sha256",
    ) -> None:
        self.document = dict(document)
        self._algorithm: Algorithm = algorithm
        self.stand_ins = list(stand_ins)
        self._linker = linker or default_linker()
        self._numbers = {text: number for number, text in enumerate(self.stand_ins)}
        self._any = re.compile("|".join(sorted(map(re.escape, stand_ins), key=len, reverse=True)))
        check_portable(self.document)
        quads = self._linker.quads(self.document)
        self._schemes = self._schemes_in(quads)
        self._compile(quads)
        if self.canonical(self.stand_ins) != self._canonical(self.document):
            raise BadgeError("The documents of this series are not canonicalised as one alone is.")

    def _compile(self, quads: Iterable[Quad]) -> None:
        around: dict[str, list[Quad]] = {}
        self._labelled: list[tuple[Quad, bool]] = []
        self._free: list[_Template] = []
        self._constant: list[bytes] = []
        for quad in quads:
            nodes = {term for term in quad if is_blank(term)}
            for node in nodes:
                around.setdefault(node, []).append(quad)
            line = nquads.line(quad)
            varies = self._any.search(line) is not None
            if nodes:
                self._labelled.append((quad, varies))
            elif varies:
                self._free.append(self._template(line))
            else:
                self._constant.append(line.encode())
        self._known: dict[str, str] = {}
        self._nodes: dict[str, list[_Template]] = {}
        for node, theirs in around.items():
            lines = [self._template(_first_degree(quad, node)) for quad in theirs]
            if any(line.rest for line in lines):
                self._nodes[node] = lines
            else:
                self._known[self._hash(lines, ())] = node
        self._orders: dict[tuple[str, ...], _Lines] = {}

    def _canonical(self, document: Mapping[str, Any]) -> str:
        return self._linker.canonical(document, algorithm=self._algorithm).text

    def _hash(self, lines: Iterable[_Template], values: Sequence[bytes]) -> str:
        data = b"".join(sorted([line.filled(values) for line in lines]))
        return hashlib.new(self._algorithm, data).hexdigest()

    def _digest(self, text: str) -> bytes:
        return hashlib.new(self._algorithm, text.encode()).digest()

    def _template(self, text: str) -> _Template:
        hits = list(self._any.finditer(text))
        ends = [*(hit.start() for hit in hits[1:]), len(text)]
        rest = [
            (self._numbers[hit.group()], text[hit.end() : end].encode())
            for hit, end in zip(hits, ends, strict=False)
        ]
        return _Template(text[: hits[0].start() if hits else None].encode(), tuple(rest))

    def _schemes_in(self, quads: Iterable[Quad]) -> list[str]:
        """Give what each stand-in's values must begin with; identifiers keep their scheme."""
        terms = {term for quad in quads for term in quad}
        schemes = []
        for text in self.stand_ins:
            if not PLAIN.fullmatch(text) or not {f"<{text}>", f'"{text}"'} & terms:
                raise BadgeError("A stand-in is not a text of its own in what is signed.")
            scheme, colon, rest = text.partition(":")
            slashes = "//" if rest.startswith("//") else ""
            schemes.append(f"{scheme}{colon}{slashes}" if f"<{text}>" in terms else "")
        return schemes

    def canonical(self, values: Sequence[str]) -> str:
        """Return the canonical N-Quads of the document with these values in the stand-ins' places.

        Raises BadgeError for a value that is not plain or an identifier of another scheme, and
        where unnamed nodes tie or two statements are one.
        """
        plain = self._plain(values)
        return self._lines(plain).text(plain).decode()

    def _plain(self, values: Sequence[str]) -> list[bytes]:
        for value, scheme in zip(values, self._schemes, strict=True):
            if not PLAIN.fullmatch(value) or not value.startswith(scheme):
                raise BadgeError("“{value}” cannot stand in this series.", value=value)
        return [value.encode() for value in values]

    def _lines(self, values: Sequence[bytes]) -> _Lines:
        hashes = dict(self._known)
        for node, lines in self._nodes.items():
            hashes[self._hash(lines, values)] = node
        if len(hashes) < len(self._known) + len(self._nodes):
            raise BadgeError("Unnamed parts of the document look the same from nearby.")
        order = tuple([hashes[each] for each in sorted(hashes)])
        return self._orders.get(order) or self._ordered(order)

    def _ordered(self, order: tuple[str, ...]) -> _Lines:
        labels = {node: f"_:c14n{place}" for place, node in enumerate(order)}
        constant, varying = self._constant.copy(), self._free.copy()
        for quad, varies in self._labelled:
            subject, predicate, object_, graph = (labels.get(term, term) for term in quad)
            line = nquads.line((subject, predicate, object_, graph))
            if varies:
                varying.append(self._template(line))
            else:
                constant.append(line.encode())
        constant.sort()
        if len(self._orders) >= _MAX_ORDERS:
            self._orders.clear()
        lines = self._orders[order] = _Lines(self._algorithm, constant, varying, {})
        return lines

    def signing(self, *, signer: Signer, created: datetime) -> Signing:
        """Return what signs one document after another with a key, all at one moment.

        Each one's text is what `write_badge(add_proof(…))` gives for it, byte for byte.
        """
        kind = kind_named(signer.verification_method)
        wanted: Algorithm = "sha384" if kind is Kind.P384 else "sha256"
        if wanted != self._algorithm:
            other = Series(self.document, self.stand_ins, linker=self._linker, algorithm=wanted)
            return other.signing(signer=signer, created=created)
        options = {
            "type": "DataIntegrityProof",
            "cryptosuite": default_suite(kind),
            "created": timestamp(created),
            "verificationMethod": signer.verification_method,
            "proofPurpose": "assertionMethod",
        }
        configuration = {**options, "@context": self.document.get("@context")}
        start = self._digest(self._canonical(configuration))
        whole = {**self.document, "proof": [{**options, "proofValue": _SIGNATURE}]}
        text = self._around_signature(write_badge(whole))
        hashed = _hashing(text)
        ordered = _hashing(self._around_signature(rfc8785.dumps(whole).decode()))

        def sign(values: Sequence[str]) -> Written:
            plain = self._plain(values)
            data = start + self._lines(plain).digest(plain)
            signature = multibase_encode(signer.sign(data))
            plain.append(signature.encode())
            return Written((*values, signature), hashed(plain).hexdigest(), ordered(plain).digest())

        return Signing(_wording(text), sign)

    def _around_signature(self, text: str) -> _Template:
        before, after = (self._template(part) for part in text.split(_SIGNATURE))
        return _Template(
            before.start, (*before.rest, (len(self.stand_ins), after.start), *after.rest)
        )


def _hashing(text: _Template) -> Callable[[Sequence[bytes]], Any]:
    """Return what hashes a text with its gaps filled."""
    start = hashlib.sha256(text.start)

    def hashed(values: Sequence[bytes]) -> Any:
        state = start.copy()
        state.update(text.after_start(values))
        return state

    return hashed


def _wording(text: _Template) -> Wording:
    rest = (piece for number, after in text.rest for piece in (number, after.decode()))
    return Wording((text.start.decode(), *rest))


def _first_degree(quad: Quad, node: str) -> str:
    """Give a quad as the first-degree hash of a node reads it (RDFC-1.0 §4.6)."""
    subject, predicate, object_, graph = (
        ("_:a" if term == node else "_:z") if is_blank(term) else term for term in quad
    )
    return nquads.line((subject, predicate, object_, graph))

"""Many credentials that are one but for a few texts: what they share is canonicalised once.

`shapes` knows nothing of a document beforehand and walks each one. Here the issuer says which
texts will differ, by a document that holds a stand-in for each. What does not hold a stand-in is
compiled once: quads, first-degree hashes of the unnamed nodes, the JSON text as it is written and
as RFC 8785 orders it. Each credential then costs a few joins, three hashes and the signature.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from operator import itemgetter
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
    """A signed credential: its text, the text's SHA-256, and that of its RFC 8785 form."""

    text: str
    sha256: str
    canonical_sha256: bytes


@dataclass(frozen=True, slots=True)
class _Template:
    """A text with gaps: `parts` with the number of a stand-in for each gap's place."""

    parts: list[str]
    gaps: list[tuple[int, int]]

    def filled(self, values: Sequence[str]) -> str:
        parts = self.parts.copy()
        for place, number in self.gaps:
            parts[place] = values[number]
        return "".join(parts)


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
        self._constant: list[str] = []
        for quad in quads:
            nodes = {term for term in quad if is_blank(term)}
            for node in nodes:
                around.setdefault(node, []).append(quad)
            line = nquads.line(quad).removesuffix("\n")
            varies = self._any.search(line) is not None
            if nodes:
                self._labelled.append((quad, varies))
            elif varies:
                self._free.append(self._template(line))
            else:
                self._constant.append(line)
        self._known: dict[str, str] = {}
        self._nodes: dict[str, list[_Template]] = {}
        for node, theirs in around.items():
            lines = [self._template(_first_degree(quad, node)) for quad in theirs]
            if any(line.gaps for line in lines):
                self._nodes[node] = lines
            else:
                self._known[self._hash(line.filled(()) for line in lines)] = node
        self._orders: dict[tuple[str, ...], tuple[list[str], list[_Template]]] = {}

    def _canonical(self, document: Mapping[str, Any]) -> str:
        return self._linker.canonical(document, algorithm=self._algorithm).text

    def _hash(self, lines: Iterable[str]) -> str:
        return hashlib.new(self._algorithm, "\n".join([*sorted(lines), ""]).encode()).hexdigest()

    def _digest(self, text: str) -> bytes:
        return hashlib.new(self._algorithm, text.encode()).digest()

    def _template(self, text: str) -> _Template:
        parts: list[str] = []
        gaps = []
        start = 0
        for hit in self._any.finditer(text):
            parts.append(text[start : hit.start()])
            gaps.append((len(parts), self._numbers[hit.group()]))
            parts.append("")
            start = hit.end()
        return _Template([*parts, text[start:]], gaps)

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
        for value, scheme in zip(values, self._schemes, strict=True):
            if not PLAIN.fullmatch(value) or not value.startswith(scheme):
                raise BadgeError("“{value}” cannot stand in this series.", value=value)
        hashes = dict(self._known)
        for node, lines in self._nodes.items():
            hashes[self._hash(line.filled(values) for line in lines)] = node
        if len(hashes) < len(self._known) + len(self._nodes):
            raise BadgeError("Unnamed parts of the document look the same from nearby.")
        order = tuple(node for _, node in sorted(hashes.items(), key=itemgetter(0)))
        constant, varying = self._orders.get(order) or self._ordered(order)
        statements = [*constant, *(line.filled(values) for line in varying)]
        statements.sort()
        if len(set(statements)) < len(statements):
            raise BadgeError("Two statements of the document are one.")
        return "\n".join([*statements, ""])

    def _ordered(self, order: tuple[str, ...]) -> tuple[list[str], list[_Template]]:
        """Give the lines that do not vary, sorted, and the others, under these labels."""
        labels = {node: f"_:c14n{place}" for place, node in enumerate(order)}
        constant, varying = self._constant.copy(), self._free.copy()
        for quad, varies in self._labelled:
            subject, predicate, object_, graph = (labels.get(term, term) for term in quad)
            line = nquads.line((subject, predicate, object_, graph)).removesuffix("\n")
            if varies:
                varying.append(self._template(line))
            else:
                constant.append(line)
        constant.sort()
        if len(self._orders) >= _MAX_ORDERS:
            self._orders.clear()
        self._orders[order] = constant, varying
        return constant, varying

    def signing(self, *, signer: Signer, created: datetime) -> Callable[[Sequence[str]], Written]:
        """Return what signs one document after another with a key, all at one moment.

        Each is what `write_badge(add_proof(…))` gives for that document, byte for byte.
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
        ordered = self._around_signature(rfc8785.dumps(whole).decode())

        def written(values: Sequence[str]) -> Written:
            data = start + self._digest(self.canonical(values))
            filled = [*values, multibase_encode(signer.sign(data))]
            found = text.filled(filled)
            return Written(
                found,
                hashlib.sha256(found.encode()).hexdigest(),
                hashlib.sha256(ordered.filled(filled).encode()).digest(),
            )

        return written

    def _around_signature(self, text: str) -> _Template:
        before, after = (self._template(part) for part in text.split(_SIGNATURE))
        place = len(before.parts)
        moved = [(place + 1 + at, number) for at, number in after.gaps]
        signature = (place, len(self.stand_ins))
        return _Template([*before.parts, "", *after.parts], [*before.gaps, signature, *moved])


def _first_degree(quad: Quad, node: str) -> str:
    """Give a quad as the first-degree hash of a node reads it (RDFC-1.0 §4.6)."""
    subject, predicate, object_, graph = (
        ("_:a" if term == node else "_:z") if is_blank(term) else term for term in quad
    )
    return nquads.line((subject, predicate, object_, graph)).removesuffix("\n")

"""JSON-LD to RDF in safe mode: nothing in the document may be left out of what is signed.

pyld expands; the rest is ours, because pyld drops undefined terms and relative types without a
word. Source: JSON-LD 1.1 API, §5.1 (expansion) and §8 (to RDF); safe mode as in jsonld.js.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NoReturn

from lapel.domain.badges import strictjson
from lapel.domain.badges.contexts import vendored
from lapel.domain.badges.errors import LinkedDataError
from lapel.domain.badges.expanded import ExpandedToRdf
from lapel.domain.badges.rdfc10 import Algorithm, Canonical, canonicalise

if TYPE_CHECKING:
    from lapel.domain.badges.nquads import Quad

MAX_CONTEXTS = 16
MAX_CONTEXTS_IN_ALL = 256  # each costs about two milliseconds, and may stand at every node
# Other keywords (@index, @included, @nest, @reverse …) can hide or move text unsigned.
_KEYWORDS = frozenset(
    {"@context", "@id", "@type", "@value", "@language", "@direction", "@list", "@set"}
)


class Linker:
    """Turns documents into quads with a fixed set of contexts, whose processing it caches."""

    def __init__(self, contexts: Mapping[str, Any]) -> None:
        self._contexts = contexts
        self._cache: dict[str, Any] = {}  # one entry per allow-listed context: bounded

    def quads(self, document: Mapping[str, Any]) -> frozenset[Quad]:
        """Return the document's quads.

        Raises LinkedDataError naming an unknown or inline context, an undefined term, a relative
        identifier or type, or a keyword that would hide text from the signature.
        """
        strictjson.check_limits(document)
        contexts = list(_contexts_of(document))
        for context in contexts:
            self._check_context(context)
        if sum(len(one) if isinstance(one, list) else 1 for one in contexts) > MAX_CONTEXTS_IN_ALL:
            raise LinkedDataError(f"The document lists more than {MAX_CONTEXTS_IN_ALL} contexts.")
        quads = ExpandedToRdf().convert(self._expand(document))
        if not quads:
            raise LinkedDataError("The document says nothing under its contexts.")
        return quads

    def canonical(
        self, document: Mapping[str, Any], *, algorithm: Algorithm = "sha256"
    ) -> Canonical:
        """Return the document's canonical form; raises as `quads` and `canonicalise` do."""
        return canonicalise(self.quads(document), algorithm=algorithm)

    def _check_context(self, context: Any) -> None:
        contexts = context if isinstance(context, list) else [context]
        if len(contexts) > MAX_CONTEXTS:
            raise LinkedDataError(f"The document lists more than {MAX_CONTEXTS} contexts.")
        for one in contexts:
            if not isinstance(one, str):
                raise LinkedDataError(
                    "The document carries a context of its own; only published ones are read."
                )
            if one not in self._contexts:
                raise LinkedDataError(f"The context “{one}” is unknown here and is never fetched.")

    def _expand(self, document: Mapping[str, Any]) -> list[Any]:
        from pyld import ContextResolver, jsonld

        options = {
            "base": None,  # with "", pyld makes relative identifiers absolute under example.org
            "documentLoader": self._load,
            "contextResolver": ContextResolver(self._cache, self._load),
        }
        try:
            expanded: list[Any] = jsonld.expand(
                dict(document), options, on_property_dropped=_refuse_dropped
            )
        except jsonld.JsonLdError as error:
            raise LinkedDataError(f"The document is not sound JSON-LD: {error.args[0]}") from error
        return expanded

    def _load(self, url: str, _options: Any = None) -> dict[str, Any]:
        return {
            "contextUrl": None,
            "documentUrl": url,
            "document": self._contexts[url],
            "contentType": "application/ld+json",
        }


@functools.cache
def default_linker() -> Linker:
    """Return the linker of the vendored contexts."""
    return Linker(vendored())


def quads_of(document: Mapping[str, Any]) -> frozenset[Quad]:
    """Return a document's quads under the vendored contexts; see Linker.quads."""
    return default_linker().quads(document)


def _contexts_of(value: Any) -> Iterator[Any]:
    """Yield every @context in the document, refusing names that hide text."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name == "@context":
                yield inner
                continue
            _check_name(name, inner)
            yield from _contexts_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _contexts_of(inner)


def _check_name(name: str, value: Any) -> None:
    hidden = name == "@value" and value is None
    unknown = name == "@type" and str(value).startswith("@") and value != "@json"
    if (name.startswith("@") and name not in _KEYWORDS) or hidden or unknown:
        raise LinkedDataError(f"The keyword “{name}” would hide text from the signature.")
    if ":" in name:
        # The same quads under another name: an end date or a status nobody would look for.
        raise LinkedDataError(f"“{name}” is written out instead of by the name its context gives.")


def _refuse_dropped(name: str | None) -> NoReturn:
    shown = f"The term “{name}”" if name else "A term"
    raise LinkedDataError(f"{shown} is not defined by the document's contexts.")

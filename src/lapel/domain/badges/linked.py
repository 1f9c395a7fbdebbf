"""JSON-LD to RDF in safe mode: nothing in the document may be left out of what is signed.

pyld expands; the rest is ours, because pyld drops undefined terms and relative types without a
word. Source: JSON-LD 1.1 API, §5.1 (expansion) and §8 (to RDF); safe mode as in jsonld.js.
"""

from __future__ import annotations

import functools
import sys
import threading
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NoReturn

from lapel.domain.badges import strictjson
from lapel.domain.badges.contexts import vendored
from lapel.domain.badges.errors import LinkedDataError
from lapel.domain.badges.expanded import ExpandedToRdf
from lapel.domain.badges.rdfc10 import Algorithm, Canonical, canonicalise
from lapel.domain.badges.shapes import Shapes, Templates, marked, outline

if TYPE_CHECKING:
    from lapel.domain.badges.nquads import Quad

MAX_CONTEXTS = 16
MAX_CONTEXTS_IN_ALL = 256  # each costs about two milliseconds, and may stand at every node
# Other keywords (@index, @included, @nest, @reverse …) can hide or move text unsigned.
_KEYWORDS = frozenset(
    {"@context", "@id", "@type", "@value", "@language", "@direction", "@list", "@set"}
)
# pyld would import these to fetch contexts, which are never fetched here.
_WAYS_OUT = ("requests", "aiohttp")
_importing = threading.Lock()


class Linker:
    """Turns documents into quads with a fixed set of contexts, whose processing it caches."""

    def __init__(self, contexts: Mapping[str, Any]) -> None:
        self._contexts = contexts
        self._cache: dict[str, Any] = {}  # one entry per allow-listed context: bounded
        self.shapes = Shapes()
        # A term that looks like an address would rename one; then nothing may vary.
        self._compiles = not any(":" in name for name in _names_of(list(contexts.values())))

    def quads(self, document: Mapping[str, Any]) -> frozenset[Quad]:
        """Return the document's quads.

        Raises LinkedDataError naming an unknown or inline context, an undefined term, a relative
        identifier or type, or a keyword that would hide text from the signature.
        """
        return self._convert(document, ExpandedToRdf())

    def _convert(self, document: Mapping[str, Any], converter: ExpandedToRdf) -> frozenset[Quad]:
        strictjson.check_limits(document)
        contexts = list(_contexts_of(document))
        for context in contexts:
            self._check_context(context)
        if sum(len(one) if isinstance(one, list) else 1 for one in contexts) > MAX_CONTEXTS_IN_ALL:
            raise LinkedDataError(
                "The document lists more than {most} contexts.", most=MAX_CONTEXTS_IN_ALL
            )
        quads = converter.convert(self._expand(document))
        if not quads:
            raise LinkedDataError("The document says nothing under its contexts.")
        return quads

    def canonical(
        self, document: Mapping[str, Any], *, algorithm: Algorithm = "sha256"
    ) -> Canonical:
        """Return the document's canonical form; raises as `quads` and `canonicalise` do.

        Documents of one shape are expanded once (see `shapes`).
        """
        sketch = outline(document) if self._compiles else None
        if sketch is None:
            return canonicalise(self.quads(document), algorithm=algorithm)
        shape = self.shapes.find(sketch)
        if shape is not None:
            found = shape.canonical(sketch.leaves, algorithm)
            return found or canonicalise(self.quads(document), algorithm=algorithm)
        templates = Templates()
        canonical = canonicalise(self._convert(marked(document), templates), algorithm=algorithm)
        if not canonical.ties:
            self.shapes.learn(sketch, templates.added)
        return canonical

    def check(self, document: Mapping[str, Any]) -> None:
        """Raise as `quads` does, unless every term of the document is defined."""
        sketch = outline(document) if self._compiles else None
        if sketch is None:
            self.quads(document)
        elif self.shapes.find(sketch) is None:
            templates = Templates()
            self._convert(marked(document), templates)
            self.shapes.learn(sketch, templates.added)

    def _check_context(self, context: Any) -> None:
        contexts = context if isinstance(context, list) else [context]
        if len(contexts) > MAX_CONTEXTS:
            raise LinkedDataError(
                "The document lists more than {most} contexts.", most=MAX_CONTEXTS
            )
        for one in contexts:
            if not isinstance(one, str):
                raise LinkedDataError(
                    "The document carries a context of its own; only published ones are read."
                )
            if one not in self._contexts:
                raise LinkedDataError(
                    "The context “{context}” is unknown here and is never fetched.", context=one
                )

    def _expand(self, document: Mapping[str, Any]) -> list[Any]:
        jsonld, resolver = _processor()
        options = {
            "base": None,  # with "", pyld makes relative identifiers absolute under example.org
            "documentLoader": self._load,
            "contextResolver": resolver(self._cache, self._load),
        }
        try:
            expanded: list[Any] = jsonld.expand(
                dict(document), options, on_property_dropped=_refuse_dropped
            )
        except jsonld.JsonLdError as error:
            raise LinkedDataError(
                "The document is not sound JSON-LD: {error}", error=error.args[0]
            ) from error
        return expanded

    def _load(self, url: str, _options: Any = None) -> dict[str, Any]:
        return {
            "contextUrl": None,
            "documentUrl": url,
            "document": self._contexts[url],
            "contentType": "application/ld+json",
        }


@functools.cache
def _processor() -> tuple[Any, Any]:
    """Import pyld without its ways out: it starts much faster, and could fetch nothing.

    What stands as None in `sys.modules` cannot be imported, so pyld takes a loader that refuses.
    """
    with _importing:
        kept = {name: sys.modules[name] for name in _WAYS_OUT if name in sys.modules}
        sys.modules.update(dict.fromkeys(_WAYS_OUT))  # type: ignore[arg-type]  # None is meant
        try:
            from pyld import ContextResolver, jsonld
        finally:
            for name in _WAYS_OUT:
                del sys.modules[name]
            sys.modules.update(kept)
    return jsonld, ContextResolver


@functools.cache
def default_linker() -> Linker:
    """Return the linker of the vendored contexts."""
    return Linker(vendored())


def quads_of(document: Mapping[str, Any]) -> frozenset[Quad]:
    """Return a document's quads under the vendored contexts; see Linker.quads."""
    return default_linker().quads(document)


def check_terms(document: Mapping[str, Any]) -> None:
    """Raise as `quads_of` does, unless every term is defined; quick where the shape is known."""
    default_linker().check(document)


def _names_of(value: Any) -> Iterator[str]:
    """Yield every name in contexts."""
    if isinstance(value, Mapping):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _names_of(inner)


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
        raise LinkedDataError("The keyword “{name}” would hide text from the signature.", name=name)
    if ":" in name:
        # The same quads under another name: an end date or a status nobody would look for.
        raise LinkedDataError(
            "“{name}” is written out instead of by the name its context gives.", name=name
        )


def _refuse_dropped(name: str | None) -> NoReturn:
    if not name:
        raise LinkedDataError("A term is not defined by the document's contexts.")
    raise LinkedDataError("The term “{name}” is not defined by the document's contexts.", name=name)

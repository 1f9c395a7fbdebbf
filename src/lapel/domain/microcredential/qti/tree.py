"""XML of strangers as a small tree in which every element knows its line and column."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler, feature_namespaces

from lapel.domain.microcredential.problems import Place, Problem, gettext_noop
from lapel.domain.microcredential.reading import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_XML = 8 * 1024 * 1024  # 500 questions and their metadata in one manifest
DEEPEST, MOST_ELEMENTS = 40, 100_000  # four and more a kilobyte: our whole bank has 45,000


@dataclass
class Node:
    """An element by its name without prefix, what it holds in order, and where it begins."""

    name: str
    attributes: dict[str, str]
    place: Place
    inside: list[Node | str] = field(default_factory=list)

    @property
    def children(self) -> Iterator[Node]:
        """Give the elements in it."""
        return (each for each in self.inside if isinstance(each, Node))

    def all(self, *names: str) -> list[Node]:
        """Give the elements at the end of a way of names below this one."""
        found = [self]
        for name in names:
            found = [child for each in found for child in each.children if child.name == name]
        return found

    def first(self, *names: str) -> Node | None:
        """Give the first element at the end of a way of names."""
        return next(iter(self.all(*names)), None)

    def walk(self) -> Iterator[Node]:
        """Give this element and all below it, in the order of the document."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += reversed(list(node.children))

    @property
    def text(self) -> str:
        """Give all text in it."""
        return "".join(each if isinstance(each, str) else each.text for each in self.inside)


def parsed_xml(data: bytes, name: str = "", most: int = MOST_ELEMENTS) -> Node:
    """Read XML without a document type and within limits; `UnreadableError` says where it is not.

    `name` is the file's, for what is said; `most` how many elements it may have.
    """
    from defusedxml import DefusedXmlException
    from defusedxml.sax import make_parser

    if len(data) > LONGEST_XML:
        raise unreadable(gettext_noop("The file is larger than {most} MB."), name, most=8)
    builder = _Builder(name, most)
    reader = make_parser()
    reader.forbid_dtd = True
    reader.setFeature(feature_namespaces, 1)
    reader.setContentHandler(builder)
    try:
        reader.parse(io.BytesIO(data))
    except SAXParseException as error:
        place = Place(error.getLineNumber() or 1, (error.getColumnNumber() or 0) + 1)
        sentence = gettext_noop("This is not XML: {reason}.")
        raise UnreadableError(
            [Problem(name, sentence, {"reason": error.getMessage()}, place)]
        ) from None
    except DefusedXmlException:
        raise unreadable(
            gettext_noop("The file has a document type, which is not read."), name
        ) from None
    except (ValueError, LookupError):  # an encoding that is none
        raise unreadable(gettext_noop("The file's encoding cannot be read."), name) from None
    return builder.root


def unreadable(sentence: str, name: str = "", **values: Any) -> UnreadableError:
    """Say of a file that it cannot be read, and why."""
    return UnreadableError([Problem(name, sentence, values)])


class _Builder(ContentHandler):
    """Takes what the reader meets into a tree."""

    root: Node

    def __init__(self, name: str, most: int) -> None:
        super().__init__()
        self.name, self.open, self.left = name, list[Node](), most

    def setDocumentLocator(self, locator: Any) -> None:  # noqa: N802 - as SAX names it
        """Keep what knows the place."""
        self.locator = locator

    def startElementNS(self, name: Any, _qname: Any, attrs: Any) -> None:  # noqa: N802 - SAX names it
        """Begin an element."""
        self.left -= 1
        if len(self.open) >= DEEPEST or self.left < 0:
            raise unreadable(gettext_noop("The file is nested too deeply or too long."), self.name)
        place = Place(self.locator.getLineNumber(), self.locator.getColumnNumber() + 1)
        node = Node(name[1], {each[1]: value for each, value in attrs.items()}, place)
        if self.open:
            self.open[-1].inside.append(node)
        else:
            self.root = node
        self.open.append(node)

    def endElementNS(self, _name: Any, _qname: Any) -> None:  # noqa: N802 - SAX names it
        """End it."""
        self.open.pop()

    def characters(self, content: str) -> None:
        """Take text."""
        self.open[-1].inside.append(content)

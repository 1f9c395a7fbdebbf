"""One question as an assessment item of QTI 3.0 (1EdTech, 2022), and back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lapel.domain.microcredential.document import CODE, KEBAB
from lapel.domain.microcredential.problems import MOST_SAID, Problem, gettext_noop
from lapel.domain.microcredential.qti.words import element, flow, inline, line, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lapel.domain.microcredential.items import Item
    from lapel.domain.microcredential.qti.tree import Node

NAMESPACE = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
SCHEMA = "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd"
LETTERS = "ABCDE"
# Elements whose words are taken; of all others only the words would stay, so they are told.
_WORDS = {"p", "div", "span", "em", "strong", "b", "i", "br", "qti-content-body", "qti-prompt"}
_LINES = {"p", "div", "li", "h1", "h2", "h3", "h4", "blockquote"}
_KNOWN = {
    *("qti-response-declaration", "qti-outcome-declaration", "qti-item-body"),
    *("qti-response-processing", "qti-modal-feedback"),
}
_TEMPLATES = ("match_correct", "map_response")


def write_item(item: Item, competency: str, language: str) -> str:
    """Write a question as the XML of an assessment item; its source and band stand elsewhere."""
    scored = list(zip(LETTERS, item.options, strict=False))
    best = next(letter for letter, option in scored if option is item.best)
    value = element("qti-value", best)
    entries = "".join(
        element("qti-map-entry", map_key=letter, mapped_value=str(option.credit))
        for letter, option in scored
    )
    zero = element("qti-default-value", element("qti-value", "0"))
    most = str(item.best.credit)
    parts = [
        element(
            "qti-response-declaration",
            element("qti-correct-response", value)
            + element("qti-mapping", entries, default_value="0"),
            identifier="RESPONSE",
            cardinality="single",
            base_type="identifier",
        ),
        element(
            "qti-outcome-declaration",
            zero,
            identifier="SCORE",
            cardinality="single",
            base_type="float",
            normal_maximum=most,
        ),
        element(
            "qti-outcome-declaration",
            identifier="FEEDBACK",
            cardinality="single",
            base_type="identifier",
        ),
        element("qti-item-body", "\n" + flow(item.vignette) + "\n" + _interaction(item) + "\n"),
        element("qti-response-processing", _scored() + _answered()),
        *(_feedback(letter, option.reason) for letter, option in scored),
    ]
    whole = element(
        "qti-assessment-item",
        "\n" + "\n".join(parts) + "\n",
        xmlns=NAMESPACE,
        xmlns__xsi="http://www.w3.org/2001/XMLSchema-instance",
        xsi__schemaLocation=f"{NAMESPACE} {SCHEMA}",
        identifier=f"{competency}.{item.key}",
        title=item.about,
        xml__lang=language,
        adaptive="false",
        time_dependent="false",
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{whole}\n'


def _interaction(item: Item) -> str:
    choices = "\n".join(
        element("qti-simple-choice", inline(option.text), identifier=letter)
        for letter, option in zip(LETTERS, item.options, strict=False)
    )
    prompt = element("qti-prompt", inline(item.question))
    return element(
        "qti-choice-interaction",
        f"\n{prompt}\n{choices}\n",
        response_identifier="RESPONSE",
        shuffle="true",
        max_choices="1",
        min_choices="1",
    )


def _scored() -> str:
    given = element("qti-map-response", identifier="RESPONSE")
    return element("qti-set-outcome-value", given, identifier="SCORE")


def _answered() -> str:
    given = element("qti-variable", identifier="RESPONSE")
    return element("qti-set-outcome-value", given, identifier="FEEDBACK")


def _feedback(letter: str, reason: str) -> str:
    body = element("qti-content-body", flow(reason))
    told = {"outcome_identifier": "FEEDBACK", "identifier": letter, "show_hide": "show"}
    return element("qti-modal-feedback", body, **told)


class Reader:
    """Reads one assessment item; `fields` are those of a question that were found.

    What the subset does not know is said in `problems`, each with its place, and never taken in
    silence.
    """

    def __init__(self, root: Node, file: str) -> None:
        self.root, self.file = root, file
        self.problems: list[Problem] = []
        self.language = line(root.attributes.get("lang", ""))
        self.competency, self.key = _named(root.attributes.get("identifier", ""))
        self.fields = self._fields()

    def say(self, node: Node, sentence: str, **values: Any) -> None:
        """Note what is wrong with an element, or not taken in."""
        if len(self.problems) < MOST_SAID:
            path = f"{self.file}: {node.name}" if self.file else node.name
            self.problems.append(Problem(path, sentence, values, node.place))

    def _fields(self) -> dict[str, Any]:
        for node in self.root.children:
            if node.name not in _KNOWN:
                self.say(node, gettext_noop("is not taken in; nothing of it is kept."))
        found: dict[str, Any] = {
            "key": self.key,
            "about": line(self.root.attributes.get("title", "")),
        }
        body = self.root.first("qti-item-body")
        if body is None:
            self.say(self.root, gettext_noop("holds no qti-item-body."))
            return found
        interaction = self._only_interaction(body)
        if interaction is None:
            return found | {"vignette": self.words(body, body)}
        found["vignette"] = self.words(body, interaction)
        prompt = interaction.first("qti-prompt")
        found["question"] = line(self.words(prompt, None)) if prompt else ""
        return found | self._answers(interaction)

    def _only_interaction(self, body: Node) -> Node | None:
        asked = [each for each in body.walk() if each.name.endswith("-interaction")]
        for each in asked:
            if each.name != "qti-choice-interaction":
                self.say(each, gettext_noop("is not read; only a choice among answers is."))
        choices = [each for each in asked if each.name == "qti-choice-interaction"]
        for each in choices[1:]:
            self.say(
                each, gettext_noop("is a second choice in one question; only the first is read.")
            )
        if not asked:
            self.say(body, gettext_noop("asks nothing: it holds no qti-choice-interaction."))
        return choices[0] if choices else None

    def _answers(self, interaction: Node) -> dict[str, Any]:
        if interaction.attributes.get("max-choices", "1").strip() != "1":
            self.say(interaction, gettext_noop("lets people choose several answers; one is read."))
        credits_ = self._credits(interaction)
        reasons = self._reasons()
        options: list[dict[str, Any]] = [
            {
                "text": self.words(choice, None),
                "credit": credits_.get(choice.attributes.get("identifier", ""), 0),
                "reason": reasons.get(choice.attributes.get("identifier", ""), ""),
            }
            for choice in interaction.all("qti-simple-choice")
        ]
        worth = sorted(each["credit"] for each in options)
        is_best = worth == [0] * (len(worth) - 1) + [1]
        return {"form": "best" if is_best else "ordered", "options": options}

    def _credits(self, interaction: Node) -> dict[str, int]:
        """Give what each choice is worth in steps: by the mapping, or 1 for the correct one."""
        self._look_at_processing()
        named = interaction.attributes.get("response-identifier", "")
        declared = [
            each
            for each in self.root.all("qti-response-declaration")
            if each.attributes.get("identifier", "") == named
        ]
        if not declared:
            self.say(
                interaction, gettext_noop("has no qti-response-declaration; credits are missing.")
            )
            return {}
        mapping = declared[0].first("qti-mapping")
        if mapping is not None and mapping.all("qti-map-entry"):
            return self._mapped(mapping, interaction)
        correct = [line(each.text) for each in declared[0].all("qti-correct-response", "qti-value")]
        if len(correct) != 1:
            self.say(declared[0], gettext_noop("names no single correct answer and no mapping."))
        return dict.fromkeys(correct[:1], 1)

    def _mapped(self, mapping: Node, interaction: Node) -> dict[str, int]:
        """Give the steps that a mapping's values are; 0, 0.5 and 1 are steps by their order."""
        default = self._number(mapping, "default-value") or 0.0
        values = {
            each.attributes.get("identifier", ""): default
            for each in interaction.all("qti-simple-choice")
        }
        for entry in mapping.all("qti-map-entry"):
            value, key = self._number(entry, "mapped-value"), entry.attributes.get("map-key")
            if value is None:
                self.say(entry, gettext_noop("has no number as its mapped-value."))
            elif key is not None and line(key) in values:
                values[line(key)] = value
        worth = sorted(values.values()) or [0.0]
        if worth == [0.0] * (len(worth) - 1) + worth[-1:] and worth[-1] > 0:
            return {name: int(value > 0) for name, value in values.items()}
        order = sorted(set(worth))
        if len(order) < len(worth):
            self.say(
                mapping,
                gettext_noop("gives two answers the same value; each must be worth a step more."),
            )
        elif order != list(range(len(order))):
            said = ", ".join(f"{value:g}" for value in order)
            self.say(
                mapping,
                gettext_noop("has the values {values}; they are taken as steps."),
                values=said,
            )
        return {name: order.index(value) for name, value in values.items()}

    def _number(self, node: Node, name: str) -> float | None:
        text = node.attributes.get(name, "").strip()
        return float(text) if re.fullmatch(r"[+-]?[0-9]{1,9}(\.[0-9]{1,9})?", text) else None

    def _look_at_processing(self) -> None:
        """Say where the scoring is another than that a mapping or a correct response counts."""
        for processing in self.root.all("qti-response-processing"):
            template = processing.attributes.get("template", "")
            if template.rpartition("/")[2].removesuffix(".xml") in _TEMPLATES:
                continue
            rules = list(processing.children)
            if not rules or any(each.name != "qti-set-outcome-value" for each in rules):
                self.say(
                    processing,
                    gettext_noop(
                        "is not read; what an answer is worth is taken from its declaration."
                    ),
                )

    def _reasons(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for each in self.root.all("qti-modal-feedback"):
            name = each.attributes.get("identifier", "")
            if each.attributes.get("show-hide", "show") != "show" or name in found:
                self.say(
                    each,
                    gettext_noop("is not taken in: it is hidden, or a second one for an answer."),
                )
            else:
                found[name] = self.words(each, None)
        return found

    def words(self, node: Node, end: Node | None) -> str:
        """Give the words in an element up to `end`; what is more than words is told."""
        pieces = list(self._pieces(node, end))
        return plain("".join(pieces))

    def _pieces(self, node: Node, end: Node | None) -> Iterator[str]:
        for each in node.inside:
            if isinstance(each, str):
                yield each.replace("\n", " ").replace("\r", " ")
            elif each is end or each.name.endswith("-interaction"):
                yield "\n\n"
            elif each.name in {"br", "hr"}:
                yield "\n"
            else:
                if each.name not in _WORDS:
                    self.say(each, gettext_noop("is more than words; only its words are kept."))
                parted = each.name in _LINES
                yield "\n\n" * parted
                yield from self._pieces(each, end)
                yield "\n\n" * parted


def _named(identifier: str) -> tuple[str, str]:
    """Give competency and key that an identifier names, as in `T07.wait-time`; else a key alone."""
    code, dot, key = identifier.partition(".")
    if dot and CODE.fullmatch(code) and KEBAB.fullmatch(key):
        return code, key
    return "", key_of(identifier)


def key_of(text: str) -> str:
    """Give a key that a text suggests; empty when it suggests none."""
    return "-".join(re.findall(r"[a-z0-9]+", text.casefold()))[:60].strip("-")


def said(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Give only the fields that hold something, so that what is missing is told as missing."""
    return {name: value for name, value in fields.items() if value not in ("", [])}

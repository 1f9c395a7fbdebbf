"""The anchored form in a bundle: the same badge, and worth what a node of one's own says."""

from __future__ import annotations

from typing import Any

import pytest

from domain.badges.badge_makers import badge, key
from domain.badges.chain_makers import Node, batch
from lapel.domain.badges.anchoring import read
from lapel.domain.badges.documents import without_identifier
from ports.checking.bundle_makers import ask, files_of, written

ALSO = (key().multikey,)


def form(**changes: Any) -> dict[str, Any]:
    """The public form of the bundle's badge, anchored with another."""
    return batch(without_identifier(badge()) | changes, badge())[0]


def root_of(anchored: dict[str, Any]) -> bytes:
    return read(anchored["proof"][0]["proofValue"]).root


def with_form(content: Any) -> dict[str, bytes]:
    data = content if isinstance(content, bytes) else written(content)
    return files_of(**{"anchored.json": data})


def test_offline_the_form_fits_and_whether_it_stands_on_the_chain_is_left_open() -> None:
    """The badge stays valid: its own signature, list and log do without a chain."""
    answer = ask(with_form(form()))
    assert (answer.exit_code, answer.step("anchor").code) == (0, "anchor.unasked")
    assert "whether that stands on the chain is not known" in answer.step("anchor").sentence
    assert ask().step("anchor").code == "anchor.none"


def test_a_node_of_ones_own_confirms_it() -> None:
    """By the transaction's input and sender, and the key that the issuer lists."""
    anchored = form()
    answer = ask(with_form(anchored), resolve=Node(root_of(anchored), also=ALSO))
    assert (answer.exit_code, answer.step("anchor").code) == (0, "anchor.found")
    assert answer.step("anchor").detail["block"] == "7"


def test_what_the_chain_says_otherwise_refuses_the_bundle() -> None:
    """Another hash in the transaction, another sender, a key that the issuer does not list."""
    anchored = form()
    root = root_of(anchored)
    wrongs: list[dict[str, Any]] = [{"root": bytes(32)}, {"seed": 2}, {"listed": 2}]
    for wrong in wrongs:
        node = Node(**{"root": root, "also": ALSO, **wrong})
        answer = ask(with_form(anchored), resolve=node)
        assert answer.step("key").verdict.value == "pass"
        assert (answer.exit_code, answer.step("anchor").code) == (1, "anchor.wrong")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"[", "anchor.malformed"),
        (written(form(name="Something grander")), "anchor.other"),
        (written({**form(), "credentialSubject": "nobody"}), "anchor.other"),
        (written(badge()), "anchor.other"),
        (written({**without_identifier(badge()), "proof": [1]}), "anchor.other"),
        (
            written(without_identifier(badge()) | {"proof": form(name="Other")["proof"]}),
            "anchor.wrong",
        ),
    ],
)
def test_a_form_that_is_not_of_this_badge_refuses_the_bundle(content: bytes, code: str) -> None:
    """No JSON, another wording, no anchor, and the anchor of another badge."""
    answer = ask(with_form(content))
    assert (answer.exit_code, answer.step("anchor").code) == (1, code)

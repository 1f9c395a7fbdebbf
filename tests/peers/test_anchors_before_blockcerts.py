"""Badges anchored on a real chain (anvil) before @blockcerts/cert-verifier-js, and before ours."""

from __future__ import annotations

import json
import re
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from domain.badges.badge_makers import ISSUER, award
from lapel.domain.badges import did, documents
from lapel.domain.badges.anchoring import Receipt, anchored, leaf_of, read, tree
from lapel.domain.badges.contexts import vendored
from lapel.domain.badges.did import Key, did_document, verification_method
from lapel.domain.badges.proof import timestamp
from lapel.domain.badges.trust import Origin, Resolved, UnavailableError
from lapel.domain.badges.verdicts import Outcome
from lapel.domain.badges.verification import verify_credential
from lapel.doors.cli import verify
from lapel.journey.sharing.queries.checking import checked
from lapel.ports.chain import from_url
from lapel.ports.chain.told import told
from peers.asking import ask
from peers.nodes import SEPOLIA, STRANGER, WRITER, anvil

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lapel.ports.chain import Chain, Transaction, Writer

pytestmark = pytest.mark.peer

NOW = datetime.now(UTC)
PROFILE = "https://lapel.example/id/issuer/1"
PUBLIC = re.compile(r"https://api\.(etherscan\.io|blockcypher\.com)/")
AWKWARD = 'Tab\t, quote", back\\slash, \u202eعربي\u202c, 🦉'


@pytest.fixture(scope="module")
def node() -> Iterator[str]:
    with anvil() as address:
        yield address


def opened(node: str, secret: str = WRITER) -> Chain:
    return from_url(f"evm+{node}", secret=secret)


def badge(number: int, **changes: Any) -> dict[str, Any]:
    """A badge as that verifier reads it: it takes its schema for one of the subject, and reads no
    Bitstring list."""
    dates = {"valid_from": NOW - timedelta(hours=1), "valid_until": NOW + timedelta(days=9)}
    made = award(id=f"urn:uuid:{number}", narrative=AWKWARD, status=(), **{**dates, **changes})
    return {
        name: part
        for name, part in documents.credential(made).items()
        if name != "credentialSchema"
    }


def batch(chain: Chain, badges: list[dict[str, Any]], *, signer: Writer) -> list[dict[str, Any]]:
    """Anchor badges with one real transaction of the chain; the proofs name `signer`'s key."""
    leaves = [leaf_of(each) for each in badges]
    root, paths = tree(leaves)
    signed = chain.signed(root)
    chain.send(signed.raw)
    assert mined(chain, signed.id).data == root
    return [
        anchored(
            each,
            Receipt(target=leaf, root=root, path=path, chain=signer.chain, transaction=signed.id),
            method=verification_method(ISSUER, signer.multikey),
            created=timestamp(NOW),
        )
        for each, leaf, path in zip(badges, leaves, paths, strict=True)
    ]


def mined(chain: Chain, transaction: bytes) -> Transaction:
    """A block is made a moment after it was asked for."""
    for _ in range(100):
        found = chain.transaction(transaction)
        if found is not None:
            return found
        time.sleep(0.05)
    raise AssertionError("no block was made")


def issuers(writer: Writer) -> tuple[dict[str, Any], dict[str, Any]]:
    """The issuer's DID document, which names its profile, and that profile with its address."""
    document = did_document(ISSUER, [Key(writer.multikey)])
    document["service"] = [{"id": "#profile", "type": "IssuerProfile", "serviceEndpoint": PROFILE}]
    profile = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": PROFILE,
        "type": "Profile",
        "name": "Hill District",
        "publicKey": [{"id": f"ecdsa-koblitz-pubkey:{writer.address}"}],
    }
    return document, profile


def theirs(
    anchored_badge: dict[str, Any], node: str, writer: Writer, **more: Any
) -> dict[str, Any]:
    """What the third party says."""
    document, profile = issuers(writer)
    served = {
        **vendored(),
        f"https://resolver.test/{ISSUER}": {"didDocument": document},
        PROFILE: profile,
        **more,
    }
    answer = ask("chain", {"credential": anchored_badge, "documents": served, "node": node})
    # where the node it was given has no answer it turns to public ones, which are not served
    assert all(PUBLIC.match(url) for url in answer["unserved"])
    return answer


def ours(anchored_badge: dict[str, Any], chain: Chain, writer: Writer) -> Any:
    def resolve(address: str, /) -> Resolved:
        if address == did.web_address(ISSUER):
            return Resolved(json.dumps(issuers(writer)[0]).encode(), Origin.SOURCE)
        if address.startswith("blink:"):
            return told(chain, address)
        raise UnavailableError("Not served: {address}", address=address)

    return verify_credential(anchored_badge, now=NOW, resolve=resolve)


def test_every_badge_of_a_batch_is_accepted_by_both(node: str) -> None:
    """Three leaves, so that one moves up; a real block, and the address that wrote it."""
    chain = opened(node)
    writer = chain.writer()
    for each in batch(chain, [badge(1), badge(2), badge(3)], signer=writer):
        answer = theirs(each, node, writer)
        assert answer["verified"], answer
        assert answer["unserved"] == []
        assert answer["steps"]["compareIssuingAddress"] == "success"
        found = ours(each, chain, writer)
        assert found.outcome is Outcome.VALID, found.headline
        assert found.step("anchor").code == "anchor.found"


def test_a_badge_as_we_issue_it_fails_there_only_for_what_it_misreads(node: str) -> None:
    """Its proof is sound to them; they take the schema of the badge for one of its subject."""
    chain = opened(node)
    writer = chain.writer()
    made = award(valid_from=NOW - timedelta(hours=1), valid_until=NOW + timedelta(days=9))
    (whole,) = batch(chain, [documents.credential(made)], signer=writer)
    document = issuers(writer)[0]
    schema = json.dumps({"type": "object", "required": ["credentialSubject"]})
    answer = theirs(whole, node, writer, **{whole["credentialSchema"][0]["id"]: json.loads(schema)})
    assert answer["steps"]["checkReceipt"] == answer["steps"]["compareHashes"] == "success"
    assert said(answer) == {"checkCredentialSchemaConformity"}
    assert document["assertionMethod"] == [whole["proof"][0]["verificationMethod"]]


def test_a_wrong_leaf_is_refused_by_both(node: str) -> None:
    """An altered badge, and a badge under its neighbour's proof."""
    chain = opened(node)
    writer = chain.writer()
    first, second = batch(chain, [badge(1), badge(2)], signer=writer)
    for forged in (first | {"name": "Another"}, first | {"proof": second["proof"]}):
        assert "compareHashes" in said(theirs(forged, node, writer))
        assert ours(forged, chain, writer).outcome is Outcome.NOT_VALID


def test_a_wrong_key_is_refused_by_both(node: str) -> None:
    """A stranger writes the root; the proof names the issuer's key, whose address did not."""
    writer, strangers = opened(node).writer(), opened(node, STRANGER)
    (forged,) = batch(strangers, [badge(1)], signer=writer)
    assert said(theirs(forged, node, writer)) & {"checkAuthenticity", "compareIssuingAddress"}
    found = ours(forged, strangers, writer)
    assert "another key" in found.step("anchor").sentence
    assert found.outcome is Outcome.NOT_VALID


def test_a_wrong_chain_is_refused_by_both(node: str) -> None:
    """The transaction was made on a chain of this machine, and another is asked for it."""
    writer = opened(node).writer()
    with anvil(chain=31337) as elsewhere:
        (stray,) = batch(opened(elsewhere), [badge(1)], signer=writer)
        other = ours(stray, opened(elsewhere), writer)
    assert read(stray["proof"][0]["proofValue"]).chain == SEPOLIA
    assert "another chain" in other.step("anchor").sentence
    assert other.outcome is Outcome.NOT_VALID
    assert "fetchRemoteHash" in said(theirs(stray, node, writer))
    assert ours(stray, opened(node), writer).outcome is Outcome.UNREADABLE


def test_a_badge_that_is_over_is_refused_by_both(node: str) -> None:
    """An anchor never goes away; a badge's own end does its work all the same."""
    chain = opened(node)
    writer = chain.writer()
    over = badge(1, valid_until=NOW - timedelta(minutes=1))
    (anchored_badge,) = batch(chain, [over], signer=writer)
    assert "checkExpiresDate" in said(theirs(anchored_badge, node, writer))
    assert ours(anchored_badge, chain, writer).outcome is Outcome.ENDED


def said(answer: dict[str, Any]) -> set[str]:
    """The steps at which a refused badge failed."""
    assert answer["verified"] is False
    return {name for name, what in answer["steps"].items() if what not in ("success", "starting")}


def test_the_command_line_asks_the_node_that_it_is_given(
    node: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With a node and the issuer's document: valid. Without: could not be checked to the end."""
    chain = opened(node)
    writer = chain.writer()
    (anchored_badge,) = batch(chain, [badge(1)], signer=writer)
    held = {did.web_address(ISSUER): issuers(writer)[0]}
    trust = tmp_path / "trust.json"
    trust.write_text(json.dumps({"issuers": [{"id": ISSUER, "name": "Hill"}], "documents": held}))
    file = tmp_path / "badge.json"
    file.write_text(json.dumps(anchored_badge))
    asked = [str(file), "--trust", str(trust)]
    assert verify.run([*asked, "--chain", f"evm+{node}"]) == 0
    assert "ok    anchor" in capsys.readouterr().out
    assert verify.run(asked) == 2
    assert "No node of the chain was named (--chain)." in capsys.readouterr().out
    assert verify.run([*asked, "--offline", "--chain", f"evm+{node}"]) == 2
    with pytest.raises(SystemExit) as refused:
        verify.run([*asked, "--chain", "https://node"])
    assert refused.value.code == 64


def test_the_page_that_verifies_asks_the_node_of_this_lapel(
    node: str, db: None, settings: Any
) -> None:
    """The child that verifies has no network; what it asks for is brought to it."""
    chain = opened(node)
    writer = chain.writer()
    (anchored_badge,) = batch(chain, [badge(1)], signer=writer)
    settings.FETCH_URL = "offline:"
    text = json.dumps(anchored_badge).encode()
    assert checked(text).verification.step("anchor").code == "anchor.unasked"
    settings.CHAIN_URL = f"evm+{node}"
    answer = checked(text).verification
    assert answer.step("anchor").code == "anchor.found"
    assert answer.outcome is Outcome.NOT_CONFIRMED

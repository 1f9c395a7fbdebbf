"""Awards anchored on a chain: once, after a crash too, and listed where verifiers look."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from issuing.earning import earned
from lapel.domain.badges.anchoring import address_of, chain_multikey, read
from lapel.domain.badges.contexts import vendored
from lapel.domain.badges.trust import UnavailableError
from lapel.domain.badges.verdicts import Outcome
from lapel.domain.badges.verification import verify_credential
from lapel.doors.cli import anchor as verb
from lapel.journey.issuing.actions import (
    Refusal,
    anchor_awards,
    chain,
    give_up_anchor,
    reinstate,
    revoke,
    suspend,
)
from lapel.journey.issuing.models import Anchor, Award, Issuer
from lapel.journey.issuing.queries import (
    anchored_document,
    anchored_documents,
    own_document,
    profile_document,
    web_did_document,
)
from lapel.journey.record.actions import deliver_all
from lapel.journey.record.queries import history, now
from lapel.ports.chain import ChainError, Signed, Transaction, Writer
from lapel.ports.chain.told import told
from peers.asking import ask
from peers.nodes import WRITER, anvil

if TYPE_CHECKING:
    from pathlib import Path

    from review.stage import Stage

BASE = "https://lapel.example.org"


class PaperChain:
    """A chain on paper: keeps what it was sent, and makes a block when it is told to."""

    is_on = True

    def __init__(self) -> None:
        public = ec.derive_private_key(1, ec.SECP256K1()).public_key()
        multikey = chain_multikey(public.public_bytes(Encoding.X962, PublicFormat.CompressedPoint))
        self.who = Writer(11155111, address_of(multikey), multikey)
        self.sent: list[bytes] = []
        self.count = 0
        self.mines = True
        self.alters = False

    def writer(self) -> Writer:
        return self.who

    def signed(self, data: bytes) -> Signed:
        self.count += 1
        return Signed(self.count.to_bytes(32), self.count.to_bytes(32) + data)

    def send(self, raw: bytes) -> None:
        self.sent.append(raw)

    def transaction(self, transaction_id: bytes) -> Transaction | None:
        for raw in self.sent if self.mines else []:
            if raw.startswith(transaction_id):
                data = bytes(32) if self.alters else raw[32:]
                return Transaction(self.who.chain, self.who.address, data, 7, 1_700_000_000)
        return None


@pytest.fixture
def paper(monkeypatch: pytest.MonkeyPatch, settings: Any) -> PaperChain:
    """Serve this instance on https, with a chain."""
    settings.BASE_URL, settings.IS_TLS = BASE, True
    made = PaperChain()
    # the module, which has a verb of its own name in front of it
    module = sys.modules["lapel.journey.issuing.actions.anchor_awards"]
    monkeypatch.setattr(module, "_opened", lambda _url, _secret: made)
    return made


def verdict(document: dict[str, Any], paper: PaperChain) -> Any:
    """What a verifier says that asks this instance for documents, and the chain's node."""

    def resolve(address: str, /) -> Any:
        return told(paper, address) if address.startswith("blink:") else own_document(address)

    return verify_credential(document, now=now(), resolve=resolve)


def anchored_forms() -> list[dict[str, Any]]:
    return [anchored_document(each) for each in anchored_documents()]


def test_awards_are_anchored_together_and_each_is_valid_by_its_anchor(
    stage: Stage, paper: PaperChain
) -> None:
    """One transaction; the anchored form is the public document with one proof."""
    first, second = earned(stage), earned(stage, stage.cast.chipo)
    issuer = Issuer.objects.get()
    anchor = anchor_awards(issuer_id=issuer.pk)
    assert anchor is not None
    assert (anchor.block, len(paper.sent)) == (7, 1)
    forms = anchored_forms()
    assert {form["id"] for form in forms} == {
        json.loads(each.public_document)["id"] for each in (first, second)
    }
    for form in forms:
        assert len(form["proof"]) == 1
        assert "identifier" not in form["credentialSubject"]
        assert read(form["proof"][0]["proofValue"]).root.hex() == anchor.root
        found = verdict(form, paper)
        assert found.outcome is Outcome.VALID, found.headline
        assert found.step("anchor").code == "anchor.found"
    assert anchor_awards(issuer_id=issuer.pk) is None
    actions = [entry.action for entry in history("issuer", issuer.pk)]
    assert actions[-2:] == ["anchor signed", "anchor written"]


def test_what_the_log_does_not_hold_is_not_anchored(stage: Stage, paper: PaperChain) -> None:
    """R18: the log comes first; what was lost on the way to it stands on no chain either."""
    award = earned(stage)
    issuer = Issuer.objects.get()
    Award.objects.update(included_at=None)
    assert anchor_awards(issuer_id=issuer.pk) is None
    assert paper.sent == []
    Award.objects.update(included_at=award.included_at)
    assert anchor_awards(issuer_id=issuer.pk) is not None


def test_the_chain_key_is_listed_to_assert_and_for_nothing_else(
    stage: Stage, paper: PaperChain
) -> None:
    """In the DID document once it has written, and in the profile as Blockcerts reads it."""
    earned(stage)
    issuer = Issuer.objects.get()
    before = web_did_document(issuer)
    assert before is not None
    assert "service" not in before
    assert "publicKey" not in profile_document(issuer)
    anchor_awards(issuer_id=issuer.pk)
    after = web_did_document(issuer)
    assert after is not None
    method = f"{after['id']}#{paper.who.multikey}"
    assert after["assertionMethod"] == [*before["assertionMethod"], method]
    assert after["authentication"] == before["authentication"]
    assert after["service"][0]["serviceEndpoint"] == f"{BASE}/id/issuer/{issuer.pk}"
    assert profile_document(issuer)["publicKey"] == [
        {"id": f"ecdsa-koblitz-pubkey:{paper.who.address}"}
    ]


def test_after_a_crash_the_same_transaction_is_sent_again(stage: Stage, paper: PaperChain) -> None:
    """It is kept before it is sent; no second one is ever signed for the same awards."""
    earned(stage)
    issuer = Issuer.objects.get()
    paper.mines = False
    for _ in range(2):
        anchor = anchor_awards(issuer_id=issuer.pk)
        assert anchor is not None
        assert anchor.written_at is None
    assert anchored_forms() == []
    assert (paper.count, paper.sent[0]) == (1, paper.sent[1])
    paper.mines = True
    anchor = anchor_awards(issuer_id=issuer.pk)
    assert anchor is not None
    assert anchor.written_at is not None
    assert len(anchored_forms()) == 1


def test_what_stands_there_instead_of_what_was_sent_is_refused(
    stage: Stage, paper: PaperChain
) -> None:
    """A node that lies does not make an anchor."""
    earned(stage)
    paper.alters = True
    with pytest.raises(Refusal, match="not what was sent"):
        anchor_awards(issuer_id=Issuer.objects.get().pk)
    assert Anchor.objects.get().written_at is None


def test_an_award_signed_anew_is_anchored_anew_and_a_revoked_one_stays_revoked(
    stage: Stage, paper: PaperChain
) -> None:
    """The old form is not given out any more; an anchor says nothing of the status."""
    award = earned(stage)
    issuer, hana = Issuer.objects.get(), stage.cast.hana
    anchor_awards(issuer_id=issuer.pk)
    (old,) = anchored_forms()
    suspend(person=hana, award_id=award.pk, reason="policy", words="Looked at again.")
    deliver_all()
    reinstate(person=hana, award_id=award.pk, words="All is well.")
    deliver_all()
    assert anchored_forms() == []
    anchor_awards(issuer_id=issuer.pk)
    (new,) = anchored_forms()
    assert verdict(new, paper).outcome is Outcome.VALID
    assert verdict(old, paper).outcome is Outcome.ENDED
    revoke(person=hana, award_id=award.pk, reason="policy", words="A rule changed.")
    deliver_all()
    assert verdict(new, paper).outcome is Outcome.ENDED


def test_what_never_came_to_stand_is_given_up_and_its_awards_are_free(
    stage: Stage, paper: PaperChain
) -> None:
    """But not what stands there; and the key of what was given up is not listed for it."""
    earned(stage)
    issuer = Issuer.objects.get()
    paper.mines = False
    anchor = anchor_awards(issuer_id=issuer.pk)
    assert anchor is not None
    give_up_anchor(anchor_id=anchor.pk)
    document = web_did_document(issuer)
    assert document is not None
    assert len(document["assertionMethod"]) == 1
    paper.mines = True
    anchor = anchor_awards(issuer_id=issuer.pk)
    assert anchor is not None
    assert paper.count == 2
    with pytest.raises(Refusal, match="stands on the chain"):
        give_up_anchor(anchor_id=anchor.pk)


def test_under_did_key_nothing_is_anchored(stage: Stage, paper: PaperChain, settings: Any) -> None:
    """Its name is one key; it cannot list another."""
    settings.BASE_URL, settings.IS_TLS = "http://localhost:8000", False
    earned(stage)
    with pytest.raises(Refusal, match="did:web"):
        anchor_awards(issuer_id=Issuer.objects.get().pk)


def test_by_default_there_is_no_chain(stage: Stage, settings: Any) -> None:
    """Nothing is sent anywhere."""
    settings.BASE_URL, settings.IS_TLS = BASE, True
    earned(stage)
    assert not chain().is_on
    with pytest.raises(ChainError, match="LAPEL_CHAIN_URL"):
        anchor_awards(issuer_id=Issuer.objects.get().pk)
    with pytest.raises(UnavailableError):
        told(chain(), f"blink:eth:sepolia:{'0' * 64}")


def asked(**options: Any) -> argparse.Namespace:
    return argparse.Namespace(**{"wait": 0, "out": None, "give_up": False, **options})


def test_the_verb_anchors_and_writes_the_forms(
    stage: Stage, paper: PaperChain, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A second run finds nothing to do."""
    award = earned(stage)
    assert verb.run(asked(out=tmp_path / "forms")) == 0
    assert "1 award(s), transaction 0x" in capsys.readouterr().out
    (form,) = (tmp_path / "forms").iterdir()
    assert form.name == f"{award.pk}.json"
    assert verdict(json.loads(form.read_text("utf-8")), paper).outcome is Outcome.VALID
    assert verb.run(asked()) == 0
    assert "nothing to anchor" in capsys.readouterr().out


def test_the_verb_says_what_is_not_written_yet_and_gives_up_when_told_to(
    stage: Stage, paper: PaperChain, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 1: run it again; after giving up there is nothing that waits."""
    earned(stage)
    paper.mines = False
    assert verb.run(asked()) == 1
    assert "in no block yet" in capsys.readouterr().err
    assert verb.run(asked(give_up=True)) == 0
    assert "given up" in capsys.readouterr().out
    assert Anchor.objects.get().given_up_at is not None


def test_the_verb_says_what_hinders_it(
    stage: Stage, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """No chain, and a node that does not answer."""
    assert verb.run(asked()) == 2
    assert "LAPEL_CHAIN_URL" in capsys.readouterr().err
    settings.BASE_URL, settings.IS_TLS = BASE, True
    settings.CHAIN_URL, settings.CHAIN_KEY = "evm+http://127.0.0.1:9/", "11" * 32
    earned(stage)
    assert verb.run(asked()) == 1
    assert "does not answer" in capsys.readouterr().err


@pytest.mark.peer
def test_a_real_chain_takes_it_and_blockcerts_finds_key_and_profile_where_they_are_served(
    stage: Stage, settings: Any
) -> None:
    """anvil and @blockcerts/cert-verifier-js, with this instance's own documents.

    The badge's schema it takes for one of the subject, which is where it stops (see tests/peers).
    """
    settings.BASE_URL, settings.IS_TLS = BASE, True
    earned(stage)
    issuer = Issuer.objects.get()
    with anvil() as node:
        settings.CHAIN_URL, settings.CHAIN_KEY = f"evm+{node}", WRITER
        assert verb.run(asked(wait=30)) == 0
        (form,) = anchored_forms()
        assert verdict(form, chain()).outcome is Outcome.VALID
        document, profile = web_did_document(issuer), profile_document(issuer)
        assert document is not None
        served = {
            **vendored(),
            f"https://resolver.test/{document['id']}": {"didDocument": document},
            document["service"][0]["serviceEndpoint"]: profile,
            form["credentialSchema"][0]["id"]: {"required": ["credentialSubject"]},
        }
        answer = ask("chain", {"credential": form, "documents": served, "node": node})
    steps = answer["steps"]
    assert (
        steps["compareHashes"] == steps["checkReceipt"] == steps["checkAuthenticity"] == "success"
    )
    assert [name for name, what in steps.items() if what not in ("success", "starting")] == [
        "checkCredentialSchemaConformity"
    ]
    assert answer["unserved"] == []

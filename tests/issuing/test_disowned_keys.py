"""A stolen key: disowned, refused everywhere, and what it really signed is signed anew."""

from __future__ import annotations

import json
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.test import Client

from issuing.earning import decided, earned
from issuing.test_stacks import stack_awards, two_and_a_stack
from lapel.domain.badges.did import web_address
from lapel.domain.badges.proof import add_proof
from lapel.domain.badges.verdicts import Outcome
from lapel.domain.badges.verification import verify_credential
from lapel.journey.issuing.actions import (
    Refusal,
    disown_key,
    forget_holder,
    issue_award,
    order_key,
    revoke,
    suspend,
)
from lapel.journey.issuing.actions.keyring import KeySigner
from lapel.journey.issuing.models import Award, Issuer, IssuerKey, StatusList
from lapel.journey.issuing.queries import (
    active_key,
    did_document_of,
    own_document,
    own_trust,
    signing_anew,
    verdict_on,
    web_did_document,
)
from lapel.journey.people.actions import leave
from lapel.journey.people.models import Person
from lapel.journey.record.actions import deliver_all
from lapel.journey.record.models import OutboxEvent
from lapel.journey.record.queries import chain_faults, history, now, parked_deliveries
from mailing import sign_in_as
from peers.verifiers import PEERS, accepts

if TYPE_CHECKING:
    from cast import Cast
    from lapel.domain.badges.verdicts import Verification
    from review.stage import Stage

WORDS = "A laptop with a copy of the keyring was stolen."


@pytest.fixture
def on_https(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sign under did:web."""
    monkeypatch.setattr(settings, "BASE_URL", "https://lapel.example.org")
    monkeypatch.setattr(settings, "IS_TLS", True)


def disowned(stage: Stage, *, jobs: bool = True) -> IssuerKey:
    """Disown the key in force; what is given is the thief's copy, which still signs."""
    key = active_key(Issuer.objects.get())
    assert key is not None
    stolen = IssuerKey.objects.select_related("issuer").get(pk=key.pk)
    disown_key(person=stage.cast.hana, key_id=key.pk, words=WORDS)
    if jobs:
        deliver_all()
        assert list(parked_deliveries()) == []
    return stolen


def forged(text: str, stolen: IssuerKey) -> dict[str, Any]:
    """What a thief makes of a genuine badge: a grander name, rightly signed with the key."""
    document = json.loads(text)
    del document["proof"]
    document["name"] = document["credentialSubject"]["achievement"]["name"] = "Something grander"
    return add_proof(document, signer=KeySigner(stolen), created=now())


def verdict(document: dict[str, Any]) -> Verification:
    return verify_credential(document, now=now(), resolve=own_document, trust=own_trust())


@pytest.mark.parametrize("tls", [False, True], ids=["did:key", "did:web"])
def test_what_a_thief_signs_is_refused_and_what_was_ours_is_signed_anew(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, tls: bool
) -> None:
    """The step `key` says why; the award has the same id, a fresh key, and is valid."""
    if tls:
        monkeypatch.setattr(settings, "BASE_URL", "https://lapel.example.org")
        monkeypatch.setattr(settings, "IS_TLS", True)
    award = earned(stage)
    before = json.loads(award.document)
    stolen = disowned(stage)
    award.refresh_from_db()
    for document in (before, forged(award.document, stolen), forged(json.dumps(before), stolen)):
        answer = verdict(document)
        assert answer.outcome is Outcome.NOT_VALID
        if document["issuer"]["id"] == stolen.did:
            assert answer.step("key").code == "key.disowned"
    assert verdict_on(award).outcome is Outcome.VALID
    after = json.loads(award.document)
    assert after["id"] == before["id"]
    assert after["awardedDate"] == before["awardedDate"]
    assert award.key == active_key(stolen.issuer) != stolen
    assert verdict(json.loads(award.public_document)).outcome is Outcome.VALID


def test_all_is_audited(stage: Stage) -> None:
    """Who disowned which key and why; each award's new hash after the old one."""
    award = earned(stage)
    old = award.document_hash
    stolen = disowned(stage)
    award.refresh_from_db()
    entry = history("issuer", stolen.issuer_id).get(action="key disowned")
    assert entry.actor == stage.cast.hana.pk
    assert entry.facts["key"] == str(stolen.pk)
    assert entry.text.words == WORDS
    signed = history("award", award.pk).get(action="signed anew")
    assert signed.facts["instead_of"] == old
    assert signed.facts["document_hash"] == award.document_hash
    assert chain_faults() == []
    assert OutboxEvent.objects.filter(kind="issuing.AwardSignedAnew").count() == 1


@pytest.mark.usefixtures("on_https")
def test_a_disowned_key_leaves_the_did_document_at_once(stage: Stage) -> None:
    """Before any job has run: verifiers elsewhere ask the document, not us."""
    earned(stage)
    stolen = disowned(stage, jobs=False)
    document = web_did_document(Issuer.objects.get())
    assert document is not None
    assert stolen.multikey not in json.dumps(document)
    assert stolen.did not in [each.id for each in own_trust().issuers]
    deliver_all()
    document = web_did_document(Issuer.objects.get())
    assert document is not None
    assert len(document["assertionMethod"]) == 1


@pytest.mark.usefixtures("on_https")
def test_a_retired_key_may_turn_out_stolen_while_rotation_alone_keeps_old_proofs(
    stage: Stage,
) -> None:
    """Rotated: the first award stays valid as it is. Disowned later: it alone is signed anew."""
    first = earned(stage)
    issuer = Issuer.objects.get()
    old = active_key(issuer)
    assert old is not None
    order_key(person=stage.cast.hana, issuer_id=issuer.pk)
    deliver_all()
    second = earned(stage, stage.cast.chipo)
    assert verdict_on(first).outcome is Outcome.VALID
    present = active_key(issuer)
    disown_key(person=stage.cast.hana, key_id=old.pk, words=WORDS)
    deliver_all()
    assert active_key(issuer) == present
    documents = [first.document, second.document]
    for award in (first, second):
        award.refresh_from_db()
        assert verdict_on(award).outcome is Outcome.VALID
    assert [first.document == documents[0], second.document == documents[1]] == [False, True]


def test_revoked_and_suspended_awards_stay_so_under_the_fresh_key(stage: Stage) -> None:
    """Under did:key their places are new, with the bit set from the start."""
    gone, aside = earned(stage), earned(stage, stage.cast.chipo)
    hana = stage.cast.hana
    revoke(person=hana, award_id=gone.pk, reason="integrity", words="Another lesson.")
    suspend(person=hana, award_id=aside.pk, reason="policy", words="A question is open.")
    deliver_all()
    disowned(stage)
    for award, state in ((gone, Award.State.REVOKED), (aside, Award.State.SUSPENDED)):
        award.refresh_from_db()
        assert award.state == state
        assert verdict_on(award).step("status").code == "status.revoked"


def test_a_stack_names_its_parts_as_they_are_signed_anew(cast: Cast, stage: Stage) -> None:
    """Its evidence has the digests of what /id/award now serves."""
    other, _stack = two_and_a_stack(cast, stage)
    earned(stage)
    earned(other)
    disowned(stage)
    (stack,) = stack_awards()
    named = {
        piece["id"].rpartition("/")[2]: piece["digestSRI"]
        for piece in json.loads(stack.document)["evidence"]
    }
    import base64
    import hashlib

    for part in stack.rests_on.all():
        digest = hashlib.sha256(part.public_document.encode()).digest()
        assert named[str(part.pk)] == f"sha256-{base64.b64encode(digest).decode()}"
    assert verdict_on(stack).outcome is Outcome.VALID


def test_a_document_that_was_not_logged_as_ours_is_not_signed_anew(stage: Stage) -> None:
    """Whoever got into the database, too, gets no fresh signature on his own text."""
    award = earned(stage)
    planted = award.document.replace("Waiting for an answer", "Something grander")
    Award.objects.filter(pk=award.pk).update(document=planted)
    good = earned(stage, stage.cast.chipo)
    stolen = disowned(stage)
    award.refresh_from_db()
    good.refresh_from_db()
    assert (award.key, award.document) == (stolen, planted)
    assert verdict_on(good).outcome is Outcome.VALID
    (work,) = signing_anew(Issuer.objects.all())
    assert (work.total, work.done, work.left) == (2, 1, 1)


def test_an_award_between_row_and_signature_takes_the_fresh_key(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key was stolen while a job was dead: nothing is signed with it afterwards."""
    module = import_module("lapel.journey.issuing.actions.issue_award")
    decision = decided(stage)

    def dying(*_args: object, **_more: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patched:
        patched.setattr(module, "sign_documents", dying)
        with pytest.raises(RuntimeError):
            issue_award(decision_id=decision.pk)
    stolen = disowned(stage)
    award = Award.objects.get()
    assert award.key != stolen
    assert verdict_on(award).outcome is Outcome.VALID


def test_a_signature_made_while_its_key_was_disowned_is_thrown_away(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would be refused for good, and the job that signs anew may have passed already."""
    module = import_module("lapel.journey.issuing.actions.issue_award")
    decision = decided(stage)
    real = module.sign_documents

    def meanwhile(*given: Any, **more: Any) -> Any:
        signed = real(*given, **more)
        disowned(stage, jobs=False)
        return signed

    with monkeypatch.context() as patched:
        patched.setattr(module, "sign_documents", meanwhile)
        with pytest.raises(Refusal, match="signs nothing"):
            issue_award(decision_id=decision.pk)
    assert Award.objects.get().state == Award.State.PREPARING
    deliver_all()
    assert verdict_on(issue_award(decision_id=decision.pk)).outcome is Outcome.VALID


def test_a_key_disowned_while_it_signs_anew_leaves_nothing_behind(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job on the second key may have counted its awards already, and found none."""
    module = import_module("lapel.journey.issuing.actions.sign_anew")
    award = earned(stage)
    disowned(stage, jobs=False)
    real = module.sign_documents

    def meanwhile(*given: Any, **more: Any) -> Any:
        signed = real(*given, **more)
        disowned(stage, jobs=False)
        return signed

    with monkeypatch.context() as patched:
        patched.setattr(module, "sign_documents", meanwhile)
        with pytest.raises(Refusal, match="signs nothing"):
            module.sign_anew(award_id=award.pk)
    deliver_all()
    award.refresh_from_db()
    assert award.key is not None
    assert award.key.disowned_at is None
    assert verdict_on(award).outcome is Outcome.VALID


def test_who_leaves_while_her_award_is_being_signed_leaves_no_fingerprint(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job that forgets her passes over what is not signed yet; hers is then over no address."""
    module = import_module("lapel.journey.issuing.actions.issue_award")
    decision = decided(stage)
    real, hashes = module.sign_documents, []

    def meanwhile(*given: Any, **more: Any) -> Any:
        signed = real(*given, **more)
        (identity,) = json.loads(signed.hers)["credentialSubject"]["identifier"]
        hashes.append(identity["identityHash"])
        leave(person=Person.objects.get(pk=stage.cast.amina.pk))
        forget_holder(person_id=stage.cast.amina.pk)
        return signed

    with monkeypatch.context() as patched:
        patched.setattr(module, "sign_documents", meanwhile)
        with pytest.raises(Refusal, match="address changed"):
            issue_award(decision_id=decision.pk)
    deliver_all()
    award = Award.objects.get()
    assert award.state == Award.State.ISSUED
    assert len(hashes) == 1
    assert hashes[0] not in award.document


def test_a_revocation_while_it_is_being_signed_anew_is_kept(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under did:key the award takes a fresh place, which has its bit set from the start."""
    module = import_module("lapel.journey.issuing.actions.sign_anew")
    award = earned(stage)
    stolen = disowned(stage, jobs=False)
    real = module.prepare_issuer

    def meanwhile(**more: Any) -> Any:
        found = real(**more)
        revoke(person=stage.cast.hana, award_id=award.pk, reason="integrity", words="Copied.")
        return found

    with monkeypatch.context() as patched:
        patched.setattr(module, "prepare_issuer", meanwhile)
        module.sign_anew(award_id=award.pk)
    deliver_all()
    award.refresh_from_db()
    assert award.key != stolen
    assert award.places.get(given_up_at__isnull=True).is_set
    assert verdict_on(award).step("status").code == "status.revoked"


def test_many_awards_are_signed_in_rounds_and_a_crash_is_resumed(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A round of one, and a death in the middle: all are signed once in the end."""
    module = import_module("lapel.journey.issuing.actions.disown_key")
    monkeypatch.setattr(module, "A_ROUND", 1)
    awards = [earned(stage), earned(stage, stage.cast.chipo), earned(stage, stage.cast.dara)]
    stolen = disowned(stage, jobs=False)
    real = module.sign_anew

    def dying(**more: Any) -> None:
        real(**more)
        raise RuntimeError("power cut")

    with monkeypatch.context() as patched:
        patched.setattr(module, "sign_anew", dying)
        with pytest.raises(RuntimeError):
            module.sign_awards_anew(key_id=stolen.pk)
    deliver_all()
    assert list(parked_deliveries()) == []
    assert OutboxEvent.objects.filter(kind="issuing.AwardSignedAnew").count() == 3
    for award in awards:
        award.refresh_from_db()
        assert verdict_on(award).outcome is Outcome.VALID


def test_only_the_issuers_officer_disowns_once_and_with_words(stage: Stage) -> None:
    """Nobody else, no key twice, none without a word on what happened."""
    earned(stage)
    key = active_key(Issuer.objects.get())
    assert key is not None
    for person in (stage.cast.ibrahim, stage.cast.amina, stage.cast.gita):
        with pytest.raises(PermissionDenied):
            disown_key(person=person, key_id=key.pk, words=WORDS)
    with pytest.raises(Refusal):
        disown_key(person=stage.cast.hana, key_id=key.pk, words="  ")
    disown_key(person=stage.cast.hana, key_id=key.pk, words=WORDS)
    with pytest.raises(Refusal):
        disown_key(person=stage.cast.hana, key_id=key.pk, words=WORDS)
    key.refresh_from_db()
    with pytest.raises(Refusal):
        KeySigner(key).sign(b"anything")


def test_the_officer_disowns_a_key_from_her_page_and_sees_it_move(stage: Stage) -> None:
    """Words and a second look are asked for; the keys page shows state and progress."""
    award = earned(stage)
    assert award.key is not None
    address = f"/issuing/keys/{award.key.pk}/disown/"
    stranger = Client()
    stranger.force_login(stage.cast.hana)  # without her second factor
    assert stranger.get(address).status_code == 302
    client = sign_in_as(Client(), stage.cast.hana)
    asked = client.get(address).content.decode()
    assert "1 award that was really yours" in asked
    assert client.post(address, {"words": WORDS}).status_code == 422
    shown = client.post(address, {"words": WORDS, "sure": "on"}, follow=True).content.decode()
    assert "Disowned" in shown
    assert "0 of 1" in shown
    deliver_all()
    assert "0 of 1" not in client.get("/issuing/keys/").content.decode()
    assert client.get(address).status_code == 404


@pytest.mark.peer
@pytest.mark.usefixtures("on_https")
def test_the_peers_refuse_what_a_thief_signs_and_accept_what_is_signed_anew(stage: Stage) -> None:
    """@digitalbazaar/vc and @digitalcredentials/verifier-core, with what the issuer serves."""
    award = earned(stage)
    stolen = disowned(stage)
    award.refresh_from_db()
    served: dict[str, Any] = {
        each.url: json.loads(each.document) for each in StatusList.objects.all()
    }
    served[web_address(stolen.did)] = did_document_of(stolen.issuer, stolen.did)
    for peer in PEERS:
        for text in (award.document, award.public_document):
            answer = accepts(peer, json.loads(text), served)
            assert answer.verified, (peer, answer)
        assert not accepts(peer, forged(award.document, stolen), served).verified, peer

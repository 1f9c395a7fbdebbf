"""Several proofs on one badge: sets, and chains by `previousProof` (Data Integrity 1.0, §2.1)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from domain.badges.badge_makers import ISSUER, NOW, badge, key, verify, web
from domain.badges.proof_makers import FIRST, SECOND, THIRD, chain, proof_of, signed
from domain.badges.w3c_vectors import EXAMPLES_LINKER, FOLDER, vector
from lapel.domain.badges import chains, did
from lapel.domain.badges.errors import ProofError
from lapel.domain.badges.keys import Kind, private_key, public_key
from lapel.domain.badges.proof import check_proof, make_proof
from lapel.domain.badges.trust import Trust, TrustedIssuer
from lapel.domain.badges.verdicts import Verdict, Verification
from lapel.domain.badges.verification import verify_credential


def with_keys(document: dict[str, Any], *seeds: int) -> Verification:
    """The answer where the issuer lists the keys of these seeds."""
    listed = did.did_document(ISSUER, [did.Key(key(seed).multikey) for seed in seeds])
    return verify(document, web(**{did.web_address(ISSUER): listed}))


def test_both_proofs_of_a_set_are_checked() -> None:
    """Two keys of the issuer's, and the order says nothing."""
    document = signed({}, {"seed": 2})
    assert with_keys(document, 1, 2).exit_code == 0
    document["proof"].reverse()
    assert with_keys(document, 1, 2).exit_code == 0


@pytest.mark.parametrize("place", [0, 1])
def test_one_proof_of_a_set_that_fails_spoils_the_whole(place: int) -> None:
    """Wherever it stands: an extra proof that nobody made is refused."""
    document = signed({}, {"seed": 2})
    document["proof"][place]["created"] = "2026-11-20T12:00:01Z"
    answer = with_keys(document, 1, 2)
    assert (answer.exit_code, answer.step("proof").verdict) == (1, Verdict.FAIL)


@pytest.mark.parametrize("order", [1, -1])
def test_an_extra_proof_of_an_unknown_kind_is_said(order: int) -> None:
    """What it would prove is not known, so the badge is not green."""
    document = badge()
    unknown = {**document["proof"][0], "cryptosuite": "bbs-2023"}
    document["proof"] = [document["proof"][0], unknown][::order]
    answer = verify(document)
    assert (answer.exit_code, answer.step("proof").code) == (2, "proof.unsupported")


@pytest.mark.parametrize("order", [1, -1])
def test_an_extra_proof_under_a_key_the_issuer_does_not_list_is_refused(order: int) -> None:
    """Sound or not: somebody signed in the issuer's name."""
    document = signed({}, {"seed": 2})
    document["proof"] = document["proof"][::order]
    answer = with_keys(document, 1)
    assert (answer.exit_code, answer.step("key").code) == (1, "key.not-listed")


@pytest.mark.parametrize("order", [1, -1])
def test_of_sound_proofs_the_least_confirmed_decides(order: int) -> None:
    """A pinned key does not vouch for the other key that signed as well."""
    document = signed({}, {"seed": 2})
    document["proof"] = document["proof"][::order]
    hill = TrustedIssuer(id=ISSUER, name="Hill", keys=(key().multikey,))
    answer = verify_credential(document, now=NOW, trust=Trust(issuers=(hill,)))
    assert (answer.exit_code, answer.headline) == (3, "Intact; issuer not confirmed")


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_a_chain_verifies(suite: str) -> None:
    """The second proof covers the first; texts and lists of names mean the same."""
    assert with_keys(chain(suite=suite), 1, 2).exit_code == 0
    assert with_keys(chain(suite=suite, previousProof=[FIRST]), 1, 2).exit_code == 0


def test_a_chain_of_three_verifies() -> None:
    """The last rests on both."""
    last = {"id": THIRD, "previousProof": [FIRST, SECOND], "seed": 3}
    document = signed({"id": FIRST}, {"id": SECOND, "seed": 2}, last)
    assert with_keys(document, 1, 2, 3).exit_code == 0


def test_a_chain_whose_first_proof_was_made_anew_is_refused() -> None:
    """Even by the same key: the second proof covers the first as it was."""
    document = chain()
    later = {"id": FIRST, "created": "2026-11-20T13:00:00Z"}
    document["proof"][0] = proof_of({**document, "proof": []}, key(1), **later)
    answer = with_keys(document, 1, 2)
    assert (answer.exit_code, answer.step("proof").verdict) == (1, Verdict.FAIL)


def test_a_chain_whose_first_proof_fails_is_refused() -> None:
    """A proof is only as good as those it names (§4.5)."""
    document = signed({"id": FIRST})
    document["proof"][0]["proofValue"] = badge(key(3))["proof"][0]["proofValue"]
    document["proof"].append(proof_of(document, key(2), id=SECOND, previousProof=FIRST))
    assert with_keys(document, 1, 2).exit_code == 1


def test_a_chain_without_its_first_proof_is_refused() -> None:
    """§4.5, step 3.2: the proof named has to be there; and not twice."""
    document = chain()
    first, second = document["proof"]
    for proofs in ([second], [first, first, second]):
        answer = with_keys({**document, "proof": proofs}, 1, 2)
        assert answer.exit_code == 1
        assert "rests on an earlier proof" in answer.headline


def test_a_chain_taken_for_a_set_is_refused() -> None:
    """Whoever takes `previousProof` away changes what was signed."""
    document = chain()
    del document["proof"][1]["previousProof"]
    assert with_keys(document, 1, 2).exit_code == 1


def test_a_proof_that_names_itself_is_refused() -> None:
    """It would have to cover its own value."""
    document = signed({"id": FIRST})
    document["proof"][0]["previousProof"] = FIRST
    assert with_keys(document, 1).exit_code == 1


@pytest.mark.parametrize("value", [3, [3], {"id": FIRST}, None])
def test_a_previous_proof_that_is_no_name_is_refused(value: Any) -> None:
    """A text, or a list of texts."""
    with pytest.raises(ProofError, match="not the name of a proof"):
        chains.covered({}, {"previousProof": value})


def test_what_a_proof_covers_is_the_document_and_the_proofs_it_names() -> None:
    """In the order of the document, whether it holds one proof or several."""
    first, second = {"id": FIRST}, {"id": SECOND}
    several = {"a": 1, "proof": [first, second, "text"]}
    assert chains.covered(several, {}) == {"a": 1}
    assert chains.covered(several, {"previousProof": []}) == {"a": 1}
    named = {"previousProof": [SECOND, FIRST]}
    assert chains.covered(several, named) == {"a": 1, "proof": [first, second]}
    alone = {"a": 1, "proof": first}
    assert chains.covered(alone, {"previousProof": FIRST}) == {"a": 1, "proof": [first]}


def test_a_proof_whose_id_is_no_text_is_not_the_one_that_is_named() -> None:
    """What a stranger writes in place of an id ends in a refusal, not in a crash."""
    document: dict[str, Any] = {"proof": [{"id": []}, {"previousProof": FIRST}]}
    with pytest.raises(ProofError, match="earlier proof"):
        chains.covered(document, document["proof"][1])


def w3c_chain() -> dict[str, Any]:
    """A set of two proofs, a third upon both, and a fourth upon the third."""
    return vector("proof-chain")


def own_key(proof: dict[str, Any]) -> str:
    return str(proof["verificationMethod"].partition("#")[2])


@pytest.mark.parametrize("place", range(4))
def test_the_w3c_chain_verifies_and_comes_out_byte_for_byte_from_its_keys(place: int) -> None:
    """vc-di-eddsa, TestVectors/proof-set-chain: signedProofChain2 and multiKeyPairs."""
    document = w3c_chain()
    proof = document["proof"][place]
    check_proof(document, proof, public_key=public_key(own_key(proof)), linker=EXAMPLES_LINKER)
    pairs = json.loads((FOLDER / "proof-chain-keys.json").read_text()).values()
    secrets = {one["publicKeyMultibase"]: one["privateKeyMultibase"] for one in pairs}
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    covered = chains.covered(document, proof)
    sign = private_key(secrets[own_key(proof)]).sign
    assert proof == make_proof(
        covered, options, kind=Kind.ED25519, sign=sign, linker=EXAMPLES_LINKER
    )


@pytest.mark.parametrize(("place", "earlier"), [(2, 0), (2, 1), (3, 2)])
def test_the_w3c_chain_with_an_earlier_proof_changed_is_refused(place: int, earlier: int) -> None:
    """The third proof covers the first two, and the fourth covers the third."""
    document = w3c_chain()
    proof = document["proof"][place]
    document["proof"][earlier]["created"] = "2023-02-24T23:36:39Z"
    with pytest.raises(ProofError, match="altered"):
        check_proof(document, proof, public_key=public_key(own_key(proof)), linker=EXAMPLES_LINKER)

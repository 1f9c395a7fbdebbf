"""Three wallets' libraries from npm claim badges from a real server on https."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from issuing.test_over_tls import EARN, ROOT, Site, certified, free_port, served
from lapel.domain.badges.keys import Kind, jwk_of, private_key_of
from lapel.domain.badges.multiformats import base64url_encode
from lapel.domain.badges.tokens import open_token
from peers.verifiers import PEERS, accepts, installed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.peer

SECRET = b"\x05" * 32
KEY = private_key_of(Kind.P256, SECRET)
DID = f"did:key:{KEY.public.multikey}"
JWK = {**jwk_of(KEY.public), "d": base64url_encode(SECRET)}
OFFER = """
import json
import django
django.setup()
from lapel.journey.exchange.actions import make_offer
from lapel.journey.exchange.queries.offers import offer_address, transaction_code_of
from lapel.journey.issuing.models import Award
award = Award.objects.get()
offer = make_offer(person=award.person, award_id=award.pk, asks_code={asks_code})
print(json.dumps({{"address": offer_address(offer), "digits": transaction_code_of(offer)}}))
"""


@dataclass(frozen=True)
class Issuer:
    """A Lapel that serves on https, with one award of Amina's."""

    site: Site
    folder: Path

    def offers(self, *, asks_code: bool = False) -> dict[str, str]:
        """Make an offer as Amina does, and give its link and digits."""
        made = self.site.does(OFFER.format(asks_code=asks_code))
        link = f"openid-credential-offer://?credential_offer_uri={quote(made['address'], safe='')}"
        return {"offer": link, "txCode": made["digits"] if asks_code else ""}

    def claimed(self, wallet: str, form: str, **more: Any) -> dict[str, Any]:
        """Have a wallet claim what is offered, and give what it says."""
        question = {"wallet": wallet, "format": form, "did": DID, "jwk": JWK} | more
        done = subprocess.run(
            ["node", "verify.mjs"],
            cwd=installed("wallets"),
            input=json.dumps(question).encode(),
            env={**os.environ, "NODE_EXTRA_CA_CERTS": str(self.site.authority)},
            capture_output=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    def outcome(self, credential: Any) -> tuple[str, str]:
        """Ask `lapel verify`, which may look at this machine."""
        file = self.folder / "claimed"
        is_token = isinstance(credential, str)
        file.write_text(credential if is_token else json.dumps(credential), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "lapel.doors.cli.verify", str(file), "--json", "--allow-local"],
            env=self.site.environment,
            capture_output=True,
            check=False,
        )
        answer = json.loads(done.stdout)
        return answer["outcome"], answer["headline"]


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Issuer]:
    """Serve a fresh instance for the whole file."""
    folder = tmp_path_factory.mktemp("issuer")
    authority, certificate, key = certified(folder)
    port = free_port()
    environment = {
        **os.environ,
        "LAPEL_HOME": str(folder / "home"),
        "LAPEL_BASE_URL": f"https://localhost:{port}",
        "LAPEL_INSTANCE": "demo",
        "DJANGO_SETTINGS_MODULE": "lapel.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")]),
        "SSL_CERT_FILE": str(authority),
    }
    site = Site(environment["LAPEL_BASE_URL"], authority, environment)
    site.does(EARN)
    with served(site, port, certificate, key):
        yield Issuer(site, folder)


@pytest.mark.parametrize(
    ("wallet", "form"),
    [
        *(("openid4vc", form) for form in ("ldp_vc", "jwt_vc_json", "vc+sd-jwt", "dc+sd-jwt")),
        *(("sphereon", form) for form in ("ldp_vc", "jwt_vc_json", "vc+sd-jwt")),
        ("digitalbazaar", "ldp_vc"),
    ],
)
def test_a_wallet_claims_a_badge_bound_to_its_key(issuer: Issuer, wallet: str, form: str) -> None:
    """Offer by address, discovery, token, proof, credential: each request the library's own."""
    answer = issuer.claimed(wallet, form, **issuer.offers())
    assert "credential" in answer, answer
    credential = answer["credential"]
    assert issuer.outcome(credential)[0] == "valid", issuer.outcome(credential)
    document = open_token(credential).document if isinstance(credential, str) else credential
    assert document["credentialSubject"]["id"] == DID
    assert answer["told"]


@pytest.mark.parametrize("wallet", ["openid4vc", "sphereon", "digitalbazaar"])
def test_other_verifiers_accept_what_a_wallet_was_given(issuer: Issuer, wallet: str) -> None:
    """@digitalbazaar/vc and the DCC's verifier-core fetch the issuer's keys and list themselves."""
    document = issuer.claimed(wallet, "ldp_vc", **issuer.offers())["credential"]
    for peer in PEERS:
        said = accepts(
            peer, document, {}, online=issuer.site.origin, authority=issuer.site.authority
        )
        assert said.verified, (peer, said)


@pytest.mark.parametrize("wallet", ["openid4vc", "sphereon"])
def test_a_wallet_sends_the_digits_and_a_wrong_one_gets_nothing(
    issuer: Issuer, wallet: str
) -> None:
    """The third library does not know transaction codes."""
    offer = issuer.offers(asks_code=True)
    wrong = issuer.claimed(wallet, "ldp_vc", **offer | {"txCode": "000000"})
    right = issuer.claimed(wallet, "ldp_vc", **offer)
    assert ("credential" in wrong, "credential" in right) == (False, True), (wrong, right)


@pytest.mark.parametrize("wallet", ["openid4vc", "sphereon", "digitalbazaar"])
def test_an_offer_that_was_taken_is_taken_by_nobody_else(issuer: Issuer, wallet: str) -> None:
    """The address answers 404 and the code is spent."""
    answer = issuer.claimed(wallet, "ldp_vc", **issuer.offers(), replay=True)
    assert answer["replayed"] is False


def test_a_wallet_of_draft_13_may_ask_by_identifier(issuer: Issuer) -> None:
    """Sphereon's library sends `credential_identifier` where its maker names a configuration."""
    answer = issuer.claimed("sphereon", "ldp_vc", **issuer.offers(), byIdentifier=True)
    assert issuer.outcome(answer["credential"])[0] == "valid"

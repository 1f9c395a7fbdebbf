"""The verify page: any badge, hostile ones too; green only for what is confirmed."""

from __future__ import annotations

import copy
import json
import re
import struct
import zlib
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.html import escape

from domain.badges.badge_makers import Key, badge, ed25519_multikey, key
from issuing.earning import earned
from lapel.domain.badges.did import Key as ListedKey
from lapel.domain.badges.did import did_document, did_key
from lapel.domain.badges.png import SIGNATURE
from lapel.domain.badges.proof import add_proof
from lapel.domain.badges.svg import bake_svg
from lapel.domain.badges.trust import Origin, Resolved
from lapel.journey.exchange.models import HostedAward
from lapel.journey.issuing.actions import disown_key, reinstate, revoke, suspend
from lapel.journey.issuing.actions.keyring import KeySigner
from lapel.journey.issuing.queries import address
from lapel.journey.record.actions import deliver_all
from lapel.journey.record.queries import now
from lapel.journey.sharing.actions import change_share
from lapel.journey.sharing.queries import (
    baked_svg,
    brought,
    checking,
    document_address,
    page_address,
)
from lapel.journey.sharing.queries.own_site import is_own

if TYPE_CHECKING:
    from cast import Cast
    from lapel.journey.issuing.models import Award
    from review.stage import Stage

GREEN = 'data-kind="good"><span class="verdict-mark"'


@pytest.fixture
def award(stage: Stage) -> Award:
    """Give an award of Amina's."""
    return earned(stage)


def sent(content: bytes | str, client: Client | None = None) -> tuple[int, str]:
    data = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile("badge", data)
    answer = (client or Client()).post("/sharing/verify/", {"file": file})
    return answer.status_code, answer.content.decode()


def resigned(award: Award, signer: Key) -> dict:
    """Copy a badge, name and picture and all, under another key."""
    document = json.loads(award.document)
    del document["proof"]
    document["issuer"]["id"] = signer.did
    return add_proof(document, signer=signer, created=now())


def test_our_own_badge_is_green_as_file_picture_and_text(award: Award) -> None:
    """Our issuers are pinned: valid and confirmed, with the steps and our own drawing."""
    for content in (award.document, baked_svg(award)):
        status, shown = sent(content)
        assert status == 200
        assert GREEN in shown
        assert "Valid: issued by" in shown
        assert "<title>Valid: issued by" in shown
    pasted = Client().post("/sharing/verify/", {"text": award.document}).content.decode()
    assert GREEN in pasted


def test_a_forged_copy_of_our_badge_under_another_key_is_never_green(award: Award) -> None:
    """Same name, same words, same picture: intact, but nothing confirms who signed it."""
    private = Ed25519PrivateKey.generate()
    signer = Key(private, did_key(ed25519_multikey(private.public_key().public_bytes_raw())))
    status, shown = sent(json.dumps(resigned(award, signer)))
    assert status == 200
    assert GREEN not in shown
    assert "issuer not confirmed" in shown


def test_a_forger_who_claims_our_name_is_not_valid(award: Award) -> None:
    """Our DID with a stranger's signature fails at the proof or at the key, and says so."""
    document = json.loads(award.document)
    stranger = key(7, of="")
    claimed = copy.deepcopy(document)
    del claimed["proof"]
    assert award.key is not None
    forged = add_proof(claimed, signer=Key(stranger.private, award.key.did), created=now())
    _status, shown = sent(json.dumps(forged))
    assert GREEN not in shown
    assert "Not valid." in shown


def test_a_name_that_the_badge_gives_itself_is_marked_where_its_domain_is_confirmed(
    award: Award, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A domain vouches for its keys, not for the name and fame that its badges claim."""
    private = Ed25519PrivateKey.generate()
    mallory = "did:web:shared.example:mallory"
    multikey = ed25519_multikey(private.public_key().public_bytes_raw())
    page = json.dumps(did_document(mallory, [ListedKey(multikey)])).encode()
    monkeypatch.setattr(checking, "brought", lambda _address: Resolved(page, Origin.SOURCE))
    document = json.loads(award.document)
    del document["proof"], document["credentialStatus"]
    document["issuer"]["id"] = mallory
    signed = add_proof(document, signer=Key(private, mallory), created=now())
    _status, shown = sent(json.dumps(signed))
    assert "Valid: issued by shared.example/mallory" in shown
    claimed = shown.partition("It says it is from</dt>")[2].partition("</dd>")[0]
    assert escape(document["issuer"]["name"]) in claimed
    assert "not confirmed" in claimed
    ours = sent(award.document)[1].partition("It says it is from</dt>")[2].partition("</dd>")[0]
    assert "not confirmed" not in ours


def test_a_changed_letter_is_not_valid(award: Award) -> None:
    """What was altered after signing does not verify."""
    _status, shown = sent(award.document.replace("Waiting for an answer", "Waiting for a prize"))
    assert "Not valid." in shown
    assert GREEN not in shown


def test_a_revoked_badge_of_ours_says_why(award: Award, stage: Stage) -> None:
    """Genuine, ended, and the reason and words of R19."""
    revoke(person=stage.cast.hana, award_id=award.pk, reason="policy", words="The rule changed.")
    deliver_all()
    _status, shown = sent(award.document)
    assert "no longer in force" in shown
    assert "The rule changed." in shown
    assert GREEN not in shown


def test_a_suspended_badge_of_ours_reads_as_suspended(award: Award, stage: Stage) -> None:
    """The list says revoked to everybody; we know more, and say it in headline and step."""
    hana = stage.cast.hana
    suspend(person=hana, award_id=award.pk, reason="policy", words="A question is open.")
    deliver_all()
    _status, shown = sent(award.document)
    assert "no longer in force. The issuer has suspended this badge for now." in shown
    assert "A question is open." in shown
    assert "has revoked" not in shown
    reinstate(person=hana, award_id=award.pk, words="It is answered.")
    deliver_all()
    _status, shown = sent(award.document)
    assert "signed this badge anew since" in shown
    assert GREEN not in shown
    award.refresh_from_db()
    assert GREEN in sent(award.document)[1]


@pytest.mark.parametrize("tls", [False, True], ids=["did:key", "did:web"])
def test_what_was_signed_with_a_stolen_key_is_refused_with_the_reason(
    award: Award, stage: Stage, monkeypatch: pytest.MonkeyPatch, tls: bool
) -> None:
    """A thief's forgery and our own old files alike; what is signed anew is green."""
    if tls:
        monkeypatch.setattr(settings, "BASE_URL", "https://lapel.example.org")
        monkeypatch.setattr(settings, "IS_TLS", True)
        award = earned(stage, stage.cast.chipo)
    assert award.key is not None
    stolen = KeySigner(award.key)
    forged = json.loads(award.document)
    del forged["proof"]
    forged["name"] = "Something grander"
    disown_key(person=stage.cast.hana, key_id=award.key.pk, words="A laptop was stolen.")
    deliver_all()
    for text in (award.document, json.dumps(add_proof(forged, signer=stolen, created=now()))):
        _status, shown = sent(text)
        assert GREEN not in shown
        assert "Not valid. The issuer has disowned the key" in shown
    award.refresh_from_db()
    assert GREEN in sent(award.document)[1]


def test_a_strangers_badge_is_intact_but_not_confirmed(db: None) -> None:
    """A did:web issuer whose domain cannot be reached confirms nothing."""
    status, shown = sent(json.dumps(badge()))
    assert status == 200
    assert GREEN not in shown
    assert "issuer not confirmed" in shown


def bomb() -> bytes:
    """A PNG whose badge unpacks to 100 MB."""
    packed = zlib.compress(b"x" * 100_000_000)
    body = b"openbadgecredential\0\1\0\0\0" + packed
    chunk = struct.pack(">I", len(body)) + b"iTXt" + body + struct.pack(">I", 0)
    return SIGNATURE + chunk + struct.pack(">I", 0) + b"IEND" + struct.pack(">I", 0)


HOSTILE = {
    "a PNG bomb": bomb,
    "deep JSON": lambda: b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "entities": lambda: (
        b'<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><svg>&b;</svg>'
    ),
    "duplicate keys": lambda: b'{"type":"a","type":"b","issuer":"x"}',
    "words": lambda: b"not a badge at all",
    "nothing but a PDF": lambda: b"%PDF-1.7",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_badge_is_told_in_plain_words(db: None, name: str) -> None:
    """No bomb or nonsense ends in an error page, and none is green."""
    status, shown = sent(HOSTILE[name]())
    assert status in (200, 422)
    assert GREEN not in shown
    assert "Traceback" not in shown


def test_a_hostile_drawing_and_name_never_reach_the_page(award: Award) -> None:
    """Scripts in an SVG badge are not inlined, and what a badge says of itself is escaped."""
    private = Ed25519PrivateKey.generate()
    signer = Key(private, did_key(ed25519_multikey(private.public_key().public_bytes_raw())))
    document = json.loads(award.document)
    del document["proof"]
    document["issuer"]["id"] = signer.did
    document["issuer"]["name"] = "<img src=x onerror=alert(1)>"
    document["credentialSubject"]["achievement"]["name"] = "<script>alert(2)</script>"
    signed = json.dumps(add_proof(document, signer=signer, created=now()))
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(3)</script></svg>'
    _status, shown = sent(bake_svg(drawing, signed))
    assert "alert(3)" not in shown
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown
    assert "&lt;script&gt;alert(2)" in shown


def test_a_file_over_five_megabytes_is_refused_before_it_is_read(db: None) -> None:
    """Bounded by its declared size, with a sentence."""
    status, shown = sent(b" " * (5 * 1024 * 1024 + 100_000))
    assert status == 413
    assert "larger than 5 MB" in shown


@pytest.mark.parametrize("end", ["", "?from=a-letter", "#elsewhere"])
def test_the_address_of_a_badge_shared_here_is_verified(award: Award, end: str) -> None:
    """The link she sends, and the credential's own address, both bring her badge."""
    change_share(person=award.person, award_id=award.pk, is_public=True, shows_name=False)
    for place in (page_address(award) + end, document_address(award)):
        answer = Client().post("/sharing/verify/", {"url": place})
        assert answer.status_code == 200
        assert GREEN in answer.content.decode()


def test_the_address_of_a_badge_that_is_not_shared_brings_nothing(award: Award) -> None:
    """As if there were none: neither its page nor the credential is told of."""
    for place in (page_address(award), document_address(award)):
        answer = Client().post("/sharing/verify/", {"url": place})
        assert answer.status_code == 422
        assert "or the badge&#x27;s holder does not share it" in answer.content.decode()
        assert award.achievement.title not in answer.content.decode()


def test_the_id_of_a_shared_badge_at_another_place_brings_nothing(award: Award) -> None:
    """Only the two addresses under which it is known; no other page that ends in its id."""
    change_share(person=award.person, award_id=award.pk, is_public=True, shows_name=False)
    place = f"{settings.BASE_URL}/sharing/awards/{award.pk}/"
    assert Client().post("/sharing/verify/", {"url": place}).status_code == 422


def test_the_address_of_a_badge_that_the_log_does_not_hold_brings_nothing(award: Award) -> None:
    """Shared at once, and shown to strangers when it is public: a moment later."""
    change_share(person=award.person, award_id=award.pk, is_public=True, shows_name=False)
    type(award).objects.update(included_at=None)
    for place in (page_address(award), document_address(award)):
        answer = Client().post("/sharing/verify/", {"url": place})
        assert answer.status_code == 422
        assert award.achievement.title not in answer.content.decode()


def test_an_address_of_the_inner_network_is_not_fetched(db: None) -> None:
    """Strangers' addresses go through the guarded way out, which refuses ours."""
    answer = Client().post("/sharing/verify/", {"url": "https://127.0.0.1/secret.json"})
    assert answer.status_code == 422
    assert "could not be fetched" in answer.content.decode()


@pytest.fixture
def hosted(award: Award) -> str:
    """Give the address of an award's assertion of Open Badges 2.0."""
    found = HostedAward.objects.create(award=award, made_at=now())
    return address("assertion", found.name)


def pasted(place: str) -> tuple[int, str]:
    answer = Client().post("/sharing/verify/", {"url": place})
    return answer.status_code, answer.content.decode()


def test_the_address_of_an_old_form_of_ours_is_verified_without_a_network(
    hosted: str, settings: Any
) -> None:
    """Assertion, class and issuer come from our own site; nothing goes out."""
    settings.FETCH_URL = "offline:"
    status, shown = pasted(hosted)
    assert (status, GREEN in shown) == (200, True)
    assert "The badge stands on its issuer" in shown


def test_an_old_form_of_a_revoked_badge_reads_as_ended(
    hosted: str, award: Award, stage: Stage
) -> None:
    """Its address answers 410, by which Open Badges 2.0 says that it was revoked."""
    revoke(person=stage.cast.hana, award_id=award.pk, reason="integrity", words="Copied.")
    status, shown = pasted(hosted)
    assert (status, 'data-kind="warn"' in shown) == (200, True)
    assert "says that this badge is gone" in shown


@pytest.mark.parametrize("host", ["LOCALHOST:80", "localhost"])
def test_our_own_site_is_known_however_its_host_is_written(
    award: Award, settings: Any, host: str
) -> None:
    """Upper case and the port that goes without saying lead nowhere else."""
    settings.BASE_URL = "http://localhost"
    listed = json.loads(award.document)["credentialStatus"]["statusListCredential"]
    path = urlsplit(listed).path
    found = brought(f"http://{host}{path}")
    assert json.loads(found.body)["type"][-1] == "BitstringStatusListCredential"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/id/award/{pk}",
        "/id/assertion/{pk}",
        "/id/nothing",
        "/sharing/awards/{pk}/json/",
        "/people/sign-in/",
        "/log/1/checkpoint",
        "/id/../sharing/awards/{pk}/json/",
    ],
)
def test_our_own_site_tells_a_verifier_no_more_than_a_stranger(award: Award, path: str) -> None:
    """Only what is public under /id/, asked as somebody who is not signed in."""
    client = Client()
    client.force_login(award.person)
    place = settings.BASE_URL + path.format(pk=award.pk)
    answer = client.post("/sharing/verify/", {"url": place})
    assert answer.status_code == 422
    assert "There is no badge for you at this address" in answer.content.decode()
    assert award.achievement.title not in answer.content.decode()


@pytest.mark.parametrize(
    "place",
    [
        "http://localhost:9/id/award/1",
        "https://localhost/id/award/1",
        "http://localhost@127.0.0.1/id/award/1",
        "http://localhost.example.org/id/award/1",
        "http://localhost:port/id/award/1",
        "http://[localhost/id/award/1",
    ],
)
def test_an_address_that_only_looks_like_ours_is_a_strangers(place: str, settings: Any) -> None:
    """Another port, scheme or host goes out through the guard, or nowhere."""
    settings.BASE_URL = "http://localhost"
    assert not is_own(place)


PAGES = {
    "a doctype": b"\xef\xbb\xbf\n<!DOCTYPE html>\n<p>A badge</p>",
    "no doctype": b'<html lang="en"><body><svg></svg>',
    "a comment": b"<!-- saved from a page --><!doctype HTML><p>",
    "XHTML": b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>',
}


@pytest.mark.parametrize("name", PAGES)
def test_a_web_page_is_called_one_and_what_to_do_is_said(db: None, name: str) -> None:
    """People save the page that shows a badge; it holds none that could be checked."""
    status, shown = sent(PAGES[name])
    assert status == 422
    assert "This is a web page, not a badge. Download the badge from the page" in shown


def test_a_drawing_that_mentions_a_page_is_none(award: Award) -> None:
    """Only what begins as a page is one."""
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg"><!-- <html> --></svg>'
    _status, shown = sent(bake_svg(drawing, award.document))
    assert GREEN in shown


def test_the_form_names_all_it_takes(db: None) -> None:
    """Files of each kind, tokens, and addresses of pages that give the badge itself."""
    shown = Client().get("/sharing/verify/").content.decode()
    for kind in ("JSON", "PNG", "SVG", "VC-JWT", "SD-JWT", "badge pages"):
        assert kind in shown


def test_the_time_of_the_status_is_said_in_the_readers_way(award: Award) -> None:
    """On the verify page and on the badge's own: day and clock of UTC; machines read theirs."""
    change_share(person=award.person, award_id=award.pk, is_public=True, shows_name=False)
    _status, verified = sent(award.public_document)
    own = Client().get(page_address(award), headers={"Accept": "text/html"}).content.decode()
    for shown in (verified, own):
        written = re.search(r'<time datetime="([0-9T:-]+Z)">([^<]+)</time>', shown)
        assert written is not None
        moment = parse_datetime(written[1])
        assert moment is not None
        assert written[2] == f"{date_format(moment, 'DATETIME_FORMAT')} UTC"
        assert f"status as of {written[2]})" in shown
        assert shown.count(written[1]) == 1


def test_one_badge_at_a_time_and_never_none(db: None) -> None:
    """An empty form and two badges at once are refused with a sentence."""
    assert Client().post("/sharing/verify/", {}).status_code == 422
    both = Client().post("/sharing/verify/", {"text": "{}", "url": "https://example.org/"})
    assert both.status_code == 422


def test_a_stranger_who_asks_too_often_is_slowed_down(db: None) -> None:
    """Each check costs a process: beyond the rate the answer is 429."""
    client = Client()
    statuses = [sent("words", client)[0] for _ in range(14)]
    assert statuses[-1] == 429


def test_somebody_signed_in_may_ask_more_often_but_not_without_end(cast: Cast) -> None:
    """Thirty a minute for a person, wherever she sits."""
    client = Client()
    client.force_login(cast.amina)
    statuses = [client.post("/sharing/verify/", {}).status_code for _ in range(31)]
    assert statuses == [422] * 30 + [429]


def test_a_form_from_another_site_is_refused(db: None) -> None:
    """CSRF is checked, after the size."""
    client = Client(enforce_csrf_checks=True)
    assert client.post("/sharing/verify/", {"text": "{}"}).status_code == 403

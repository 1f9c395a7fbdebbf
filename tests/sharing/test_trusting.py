"""Whom this Lapel trusts besides itself: the file of LAPEL_TRUST, on the page and beside it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from domain.badges.badge_makers import Key, key
from domain.badges.badge_makers import award as made_award
from domain.badges.test_hosted import AT, DISTRICT
from exchange.programs import from_elsewhere
from issuing.earning import earned
from lapel.domain.badges import hosted
from lapel.domain.badges.did import Key as ListedKey
from lapel.domain.badges.did import did_document, did_web, web_address
from lapel.domain.badges.trust import Origin, Resolved, UnavailableError
from lapel.journey.exchange.actions import bring_badge
from lapel.journey.exchange.models import Brought
from lapel.journey.sharing.queries import checking, told
from lapel.journey.sharing.queries.trusting import listed, whole_trust
from pseudo import LONGER, spoken

if TYPE_CHECKING:
    from pathlib import Path

    from cast import Cast
    from review.stage import Stage

GREEN = 'data-kind="good"><span class="verdict-mark"'
HILL = key(21, of="")
THIEF = key(22, of="")
WEB = key(23, of=did_web("hill.example"))
KNOWN = {"issuers": [{"id": HILL.did, "name": "Hill District"}]}


@pytest.fixture
def trusted(settings: Any, tmp_path: Path) -> Any:
    """Give what writes a trust file and names it in LAPEL_TRUST."""

    def write(content: Any) -> Path:
        place = tmp_path / "trust.json"
        place.write_text(content if isinstance(content, str) else json.dumps(content))
        settings.TRUST = str(place)
        return place

    return write


def signed(signer: Key, **changes: Any) -> bytes:
    return from_elsewhere("", signer=signer, **changes)


def sent(content: bytes) -> str:
    file = SimpleUploadedFile("badge", content)
    return Client().post("/sharing/verify/", {"file": file}).content.decode()


def its_own_site(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let hill.example serve its keys, and nothing else."""
    page = json.dumps(did_document(WEB.did, [ListedKey(WEB.multikey)])).encode()

    def brought(address: str) -> Resolved:
        if address != web_address(WEB.did):
            raise UnavailableError("{address} was not fetched.", address=address)
        return Resolved(page, Origin.SOURCE)

    monkeypatch.setattr(checking, "brought", brought)


def test_an_issuer_in_the_allow_list_is_green_and_the_page_says_by_which_list(
    db: None, trusted: Any
) -> None:
    """The administrator's words name it; without the file the same badge is not confirmed."""
    assert GREEN not in sent(signed(HILL))
    trusted(KNOWN)
    shown = sent(signed(HILL))
    assert GREEN in shown
    assert "Valid: issued by Hill District" in shown
    assert (
        "The issuer is Hill District, confirmed by the list of issuers that this Lapel trusts."
        in shown
    )
    assert "your trust file" not in shown


def test_a_copied_name_under_another_key_is_not_green(db: None, trusted: Any) -> None:
    """The list trusts an identifier, not a name that anybody can write."""
    trusted(KNOWN)
    shown = sent(signed(THIEF))
    assert GREEN not in shown
    assert "Intact; issuer not confirmed" in shown


def test_an_issuer_in_a_registry_is_confirmed_by_its_name_there(db: None, trusted: Any) -> None:
    """`registries` holds what the Digital Credentials Consortium publishes, whole."""
    published = {"meta": {"created": "2026"}, "registry": {HILL.did: {"name": "Hill College"}}}
    trusted({"registries": {"Members": published}})
    shown = sent(signed(HILL))
    assert GREEN in shown
    assert "The issuer is Hill College, confirmed by the registry “Members”." in shown


def test_a_pinned_key_confirms_where_the_issuers_site_cannot_be_asked(
    db: None, trusted: Any, settings: Any
) -> None:
    """The key counts without a network; another key under the same identifier does not."""
    settings.FETCH_URL = "offline:"
    trusted({"issuers": [{"id": WEB.did, "name": "Hill", "keys": [WEB.multikey]}]})
    assert GREEN in sent(signed(WEB))
    assert GREEN not in sent(signed(Key(THIEF.private, WEB.did)))


def test_an_issuers_domain_confirms_and_its_place_in_the_registry_is_said(
    db: None, trusted: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a did:web the domain brings the keys; the list says by which name it is known."""
    its_own_site(monkeypatch)
    claims = '<dt>It says it is from</dt><dd>Hill District <span class="tag"'
    assert claims in sent(signed(WEB))
    trusted({"registries": {"Members": {"registry": {WEB.did: {"name": "Hill District"}}}}})
    shown = sent(signed(WEB))
    assert GREEN in shown
    assert "its keys came from there just now. It stands as Hill District in the reg" in shown
    assert claims not in shown
    other = Key(THIEF.private, WEB.did)
    assert "Not valid." in sent(signed(other))


def test_a_registered_name_whose_site_is_silent_confirms_nothing(
    db: None, trusted: Any, settings: Any
) -> None:
    """A list of names pins no key: of a did:web its own document is needed besides."""
    settings.FETCH_URL = "offline:"
    trusted({"registries": {"Members": {"registry": {WEB.did: {"name": "Hill"}}}}})
    assert GREEN not in sent(signed(WEB))


def test_a_copy_in_the_trust_file_stands_in_for_a_silent_site(
    db: None, trusted: Any, settings: Any
) -> None:
    """`documents` travel to the child, and count for an issuer that the file names."""
    settings.FETCH_URL = "offline:"
    document = did_document(WEB.did, [ListedKey(WEB.multikey)])
    name = {"issuers": [{"id": WEB.did, "name": "Hill"}]}
    trusted({**name, "documents": {web_address(WEB.did): document}})
    assert "confirmed by the list of issuers that this Lapel trusts" in sent(signed(WEB))


def test_a_key_that_the_file_disowns_signs_nothing(db: None, trusted: Any) -> None:
    """Stolen keys of others are refused here too."""
    trusted({**KNOWN, "disowned": [HILL.multikey]})
    assert "Not valid. The issuer has disowned the key" in sent(signed(HILL))


def test_a_badge_brought_from_a_listed_issuer_is_confirmed_in_the_portfolio(
    cast: Cast, trusted: Any
) -> None:
    """What a holder brings is weighed with the same list."""
    trusted(KNOWN)
    content = from_elsewhere("amina@example.org", signer=HILL)
    bring_badge(person=cast.amina, content=content)
    kept = Brought.objects.get()
    assert (kept.confirmed_name, kept.outcome) == ("Hill District", "valid")


def test_our_own_issuers_come_before_what_the_file_says_of_them(stage: Stage, trusted: Any) -> None:
    """No file gives an issuer of ours another name or key."""
    earned(stage)
    own = whole_trust().issuers[0]
    trusted({"issuers": [{"id": own.id, "name": "Another", "keys": [THIEF.multikey]}]})
    found = whole_trust().find(own.id)
    assert found is not None
    assert (found.name, found.keys) == (own.name, own.keys)


WRONG = {
    "no JSON": ("{", "is not JSON"),
    "an unknown part": ('{"issuer": []}', "unknown part “issuer”"),
    "a malformed key": (
        json.dumps({"issuers": [{"id": WEB.did, "keys": ["z6Mk"]}]}),
        "A key of did:web:hill.example in the trust file is malformed",
    ),
    "a registry that is none": ('{"registries": {"M": []}}', "The registry “M” lists no issuers"),
    "a log that is none": ('{"log": ["nonsense"]}', "“log” is a policy"),
    "too much": (" " * (5 * 1024 * 1024 + 1), "larger than 5 MB"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_trust_file_is_named_in_one_sentence(trusted: Any, name: str) -> None:
    """The setting, the file and the fault; nobody is trusted by halves."""
    content, fault = WRONG[name]
    place = trusted(content)
    with pytest.raises(ImproperlyConfigured, match=fault) as wrong:
        listed()
    assert str(wrong.value).startswith(f"LAPEL_TRUST is '{place}', which cannot be used: ")


def test_a_trust_file_that_is_not_there_is_named(settings: Any, tmp_path: Path) -> None:
    """A slip in the path does not pass for a list of nobody."""
    settings.TRUST = str(tmp_path / "none.json")
    with pytest.raises(ImproperlyConfigured, match=r"none\.json', which cannot be read: No such"):
        listed()


def test_a_wrong_trust_file_stops_the_start(tmp_path: Path) -> None:
    """`lapel doctor` and every other command say so before they do anything."""
    place = tmp_path / "trust.json"
    place.write_text('{"issuer": []}')
    given = {**os.environ, "LAPEL_HOME": str(tmp_path), "LAPEL_TRUST": str(place)}
    given["DJANGO_SETTINGS_MODULE"] = "lapel.settings"
    done = subprocess.run(
        [sys.executable, "-m", "lapel.doors.cli.main", "doctor"],
        env=given,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    assert f"LAPEL_TRUST is '{place}', which cannot be used: " in done.stdout


def test_a_hosted_badge_known_by_a_copy_says_whose_the_copy_is(
    db: None, trusted: Any, settings: Any
) -> None:
    """A stranger has no trust file here; the copy is this Lapel's."""
    settings.FETCH_URL = "offline:"
    assertion = hosted.assertion(made_award(valid_until=None), AT)
    pages = {
        AT.assertion: assertion,
        AT.badge_class: hosted.badge_class(made_award().achievement, AT),
        AT.issuer: hosted.issuer(DISTRICT, AT),
    }
    trusted({"documents": pages})
    shown = sent(json.dumps(assertion).encode())
    assert GREEN in shown
    assert "whoever holds lapel.example, as a copy that this Lapel trusts says." in shown


def test_the_source_is_said_in_the_readers_language(
    db: None, trusted: Any, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """The list's words travel to the child and back as what can be translated."""
    spoken(monkeypatch, settings, LONGER)
    trusted(KNOWN)
    found = checking.checked(signed(HILL)).verification
    with translation.override(LONGER):
        said = next(each.sentence for each in told(found) if each.id == "issuer")
    assert "Hill District" in said
    assert " the " not in said

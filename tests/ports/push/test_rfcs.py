"""Sealed and signed as RFC 8291 and RFC 8292 write it, to the byte of their examples."""

from __future__ import annotations

import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from lapel.domain.badges.keys import Kind, PublicKey, private_key_of
from lapel.domain.badges.multiformats import base64url_decode, base64url_encode
from lapel.ports.push import Device
from lapel.ports.push.sealing import LONGEST, check, seal_for
from lapel.ports.push.vapid import TOKEN_SECONDS, authorization, new_key, origin_of, public_of
from ports.push.devices import ENDPOINT, Browser

# RFC 8291, section 5 and appendix A.
AS_PRIVATE = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
UA_PRIVATE = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
UA_PUBLIC = (
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
)
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
WORDS = b"When I grow up, I want to be a watermelon"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmY"
    "WAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexS"
    "gSxsj_Qulcy4a-fN"
)
# RFC 8292, section 2.4.
TOKEN = (
    "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAi"
    "OjE0NTM1MjM3NjgsInN1YiI6Im1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0.i3CYb7t4xfxCDquptFOepC9GAu_HL"
    "GkMlMuCGSK2rpiUfnK9ojFwDXb1JrErtmysazNjjvW2L9OkSSHzvoD1oA"
)
TOKEN_KEY = (
    "BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs"
)
EXPIRES = 1453523768


def private(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(base64url_decode(text)), ec.SECP256R1())


def parts_of(header: str) -> tuple[str, bytes]:
    """Give token and public key of an Authorization header."""
    scheme, _space, rest = header.partition(" ")
    token, _comma, key = rest.partition(", ")
    assert scheme == "vapid"
    return token.removeprefix("t="), base64url_decode(key.removeprefix("k="))


def compressed(point: bytes) -> bytes:
    return bytes([2 + point[-1] % 2]) + point[1:33]


def test_the_example_of_rfc_8291_comes_out_to_the_byte() -> None:
    """Appendix A, with its salt and its sender's key."""
    device = Device(
        endpoint=ENDPOINT, public=base64url_decode(UA_PUBLIC), secret=base64url_decode(AUTH)
    )
    salt = base64url_decode(SALT)
    assert base64url_encode(seal_for(device, WORDS, salt=salt, sender=private(AS_PRIVATE))) == BODY


def test_what_reads_in_our_tests_reads_the_example_of_rfc_8291() -> None:
    """So that other tests may trust it."""
    browser = Browser(private=private(UA_PRIVATE), secret=base64url_decode(AUTH))
    assert browser.opened(base64url_decode(BODY)) == WORDS


def test_each_sealing_has_a_salt_and_a_key_of_its_own() -> None:
    """Equal words do not look equal to the service in between."""
    browser = Browser()
    one, other = (seal_for(browser.device, WORDS) for _time in range(2))
    assert one[:16] != other[:16]
    assert one[21:86] != other[21:86]
    assert browser.opened(one) == browser.opened(other) == WORDS


def test_the_longest_words_fill_one_record_and_longer_ones_are_refused() -> None:
    """RFC 8291, section 4: a service need not take more than 4,096 bytes; 3,993 are left."""
    browser = Browser()
    body = seal_for(browser.device, b"a" * LONGEST)
    assert (LONGEST, len(body)) == (3993, 4096)
    assert browser.opened(body) == b"a" * LONGEST
    with pytest.raises(ValueError, match="At most 3993 bytes"):
        seal_for(browser.device, b"a" * (LONGEST + 1))


@pytest.mark.parametrize(
    ("public", "secret", "why"),
    [
        (b"\x04" + b"\x01" * 64, b"s" * 16, "does not lie on P-256"),
        (b"\x02" + b"\x01" * 32, b"s" * 16, "uncompressed point"),
        (b"", b"s" * 16, "uncompressed point"),
        (Browser().device.public, b"s" * 15, "16 bytes"),
    ],
    ids=["off the curve", "compressed", "empty", "a short secret"],
)
def test_words_are_not_sealed_for_a_key_that_is_none(
    public: bytes, secret: bytes, why: str
) -> None:
    """A point off the curve would tell a stranger of the sender's key."""
    with pytest.raises(ValueError, match=why):
        check(Device(endpoint=ENDPOINT, public=public, secret=secret))


def test_the_token_of_rfc_8292_is_written_as_ours_and_its_signature_holds() -> None:
    """Its claims and header to the letter; its private key is not published, so it is checked."""
    signed, _dot, signature = TOKEN.rpartition(".")
    ours, _key = parts_of(
        authorization(
            "https://push.example.net/p/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV",
            key=new_key(),
            contact="mailto:push@example.com",
            at=EXPIRES - TOKEN_SECONDS,
        )
    )
    assert ours.rpartition(".")[0] == signed
    key = PublicKey(Kind.P256, compressed(base64url_decode(TOKEN_KEY)))
    assert key.verifies(base64url_decode(signature), signed.encode())


def test_a_token_is_signed_with_the_key_it_names_for_half_a_day() -> None:
    """RFC 8292, sections 2 and 3.2: at most 24 hours; the key as an uncompressed point."""
    secret = new_key()
    token, named = parts_of(
        authorization(ENDPOINT, key=secret, contact="https://lapel.example.org", at=1000)
    )
    signed, _dot, signature = token.rpartition(".")
    assert (len(named), named[0]) == (65, 4)
    assert named == public_of(secret)
    public = private_key_of(Kind.P256, secret).public
    assert public.raw == compressed(named)
    assert public.verifies(base64url_decode(signature), signed.encode())
    assert json.loads(base64url_decode(signed.partition(".")[2])) == {
        "aud": "https://push.example.net",
        "exp": 1000 + 43200,
        "sub": "https://lapel.example.org",
    }


@pytest.mark.parametrize(
    ("endpoint", "origin"),
    [
        ("https://Push.Example.net:443/a?b", "https://push.example.net"),
        ("https://push.example.net:8443/a", "https://push.example.net:8443"),
        ("https://[2001:db8::1]/a", "https://[2001:db8::1]"),
        ("http://127.0.0.1:80/a", "http://127.0.0.1"),
    ],
)
def test_the_audience_is_the_origin_of_the_service(endpoint: str, origin: str) -> None:
    """RFC 8292, section 2; RFC 6454, section 6.2: with its port where that is not the usual one."""
    assert origin_of(endpoint) == origin

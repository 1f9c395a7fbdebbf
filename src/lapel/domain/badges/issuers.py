"""Which key an issuer signs with, and who says so: nothing vouches for its own keys."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from lapel.domain.badges import did, strictjson
from lapel.domain.badges.errors import BadgeError, IdentifierError, Said
from lapel.domain.badges.keys import PublicKey, public_key
from lapel.domain.badges.trust import Origin, Resolve, Trust, UnavailableError


class Anchor(StrEnum):
    """What confirms that a key is the issuer's, from outside the badge."""

    PINNED = "pinned"  # the trust given holds the DID, and the key or the whole did:key
    DOMAIN = "domain"  # the did:web document came from its own domain just now
    NONE = "none"  # only the badge or a copy that travelled with it says so


class Control(StrEnum):
    """Whether the issuer lists the key to sign credentials."""

    LISTED = "listed"
    NOT_LISTED = "not-listed"
    DISOWNED = "disowned"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class KeyFinding:
    """The keys a signature may be checked with, and what is known of them.

    `keys` holds public keys, more than one only where the trust pins several without
    saying which is meant; it is empty when none could be had, and `problem` says why.
    """

    keys: tuple[PublicKey, ...] = ()
    control: Control = Control.UNKNOWN
    anchor: Anchor = Anchor.NONE
    problem: str = ""


_DISOWNED = KeyFinding(
    control=Control.DISOWNED,
    problem=(
        "The issuer has disowned the key it was signed with, because the key was stolen. "
        "A genuine badge was signed anew: its holder can fetch it from the issuer."
    ),
)


def find_key(issuer: str, method: str, *, trust: Trust, resolve: Resolve) -> KeyFinding:
    """Return what is known of the key `method` (a DID URL) of `issuer` (a DID)."""
    owner, _, fragment = method.partition("#")
    if owner != issuer or not fragment:
        return KeyFinding(
            control=Control.NOT_LISTED,
            problem="The badge was signed with a key of somebody other than the issuer it names.",
        )
    if fragment in trust.disowned:
        return _DISOWNED
    return _without_disowned(_found(issuer, method, trust, resolve), trust)


def _without_disowned(found: KeyFinding, trust: Trust) -> KeyFinding:
    """Leave out what is disowned under whatever name; where nothing is left, that is why."""
    if not trust.disowned:  # to write a key in base 58 takes longer than one would think
        return found
    kept = tuple(each for each in found.keys if each.multikey not in trust.disowned)
    return _DISOWNED if found.keys and not kept else replace(found, keys=kept)


def _found(issuer: str, method: str, trust: Trust, resolve: Resolve) -> KeyFinding:
    if issuer.startswith("did:key:"):
        return _did_key(issuer, method.partition("#")[2], trust)
    if issuer.startswith("did:web:"):
        return _did_web(issuer, method, trust, resolve)
    return KeyFinding(
        problem=Said("The issuer “{issuer}” is not a did:web or did:key identifier.", issuer=issuer)
    )


def _did_key(issuer: str, fragment: str, trust: Trust) -> KeyFinding:
    if fragment != issuer.removeprefix("did:key:"):
        return KeyFinding(
            control=Control.NOT_LISTED, problem="The key named is not the one its DID stands for."
        )
    try:
        key = public_key(fragment)
    except IdentifierError as error:
        return KeyFinding(problem=error.said)
    anchor = Anchor.PINNED if trust.find(issuer) else Anchor.NONE
    return KeyFinding(keys=(key,), control=Control.LISTED, anchor=anchor)


def _did_web(issuer: str, method: str, trust: Trust, resolve: Resolve) -> KeyFinding:
    try:
        resolved = resolve(did.web_address(issuer))
        document = strictjson.read_object(resolved.body)
    except (UnavailableError, BadgeError) as error:
        return _without_document(issuer, method, trust, problem=error.said)
    if document.get("id") != issuer:
        return KeyFinding(
            control=Control.NOT_LISTED, problem="The document at the issuer's address is another's."
        )
    return _listed(issuer, method, trust, did.assertion_key(document, method), resolved.origin)


def _listed(
    issuer: str, method: str, trust: Trust, multikey: str | None, origin: Origin
) -> KeyFinding:
    if multikey is None:
        if origin is not Origin.SOURCE:  # a copy may be older than the key
            return _without_document(
                issuer, method, trust, problem="The copy of the issuer's keys lacks this key."
            )
        return KeyFinding(
            control=Control.NOT_LISTED, problem="The issuer does not list this key to sign badges."
        )
    try:
        key = public_key(multikey)
    except IdentifierError as error:
        return KeyFinding(problem=error.said)
    anchor = _anchor(issuer, key, trust, origin)
    return KeyFinding(keys=(key,), control=Control.LISTED, anchor=anchor)


def _anchor(issuer: str, key: PublicKey, trust: Trust, origin: Origin) -> Anchor:
    vouched = origin is Origin.TRUST and trust.find(issuer) is not None
    if vouched or key in _pinned_keys(issuer, trust):
        return Anchor.PINNED
    return Anchor.DOMAIN if origin is Origin.SOURCE else Anchor.NONE


def _without_document(issuer: str, method: str, trust: Trust, *, problem: str) -> KeyFinding:
    """Fall back on pinned keys, else on the key that the method's own fragment spells."""
    fragment = method.partition("#")[2]
    pinned = _pinned_keys(issuer, trust)
    try:
        named = public_key(fragment)
    except IdentifierError:
        if pinned:
            return KeyFinding(keys=pinned, control=Control.LISTED, anchor=Anchor.PINNED)
        return KeyFinding(problem=problem)
    if named in pinned:
        return KeyFinding(keys=(named,), control=Control.LISTED, anchor=Anchor.PINNED)
    return KeyFinding(keys=(named,), problem=problem)


def _pinned_keys(issuer: str, trust: Trust) -> tuple[PublicKey, ...]:
    entry = trust.find(issuer)
    return tuple(public_key(key) for key in entry.keys) if entry else ()

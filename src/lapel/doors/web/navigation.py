"""The way around: which doors the header shows to whom.

A link appears as soon as its room has a page of that name, so that rooms can be added
without touching the shell.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from lapel.journey.people.models import Role
from lapel.journey.people.queries import keeps_instance, roles_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest
    from django.utils.functional import _StrPromise

EVERYONE = frozenset({"everyone"})
SIGNED_IN = frozenset({"signed-in"})


@dataclass(frozen=True)
class Place:
    """A page the header may point to: its label, its URL name, and the roles that see it.

    `beside` are paths under its own that are no part of it: they mark it as current for nobody.
    `also` are whole paths elsewhere that are a part of it, as a letter is of the evidence.
    """

    label: _StrPromise
    name: str
    roles: frozenset[str]
    beside: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Link:
    """A place as one visitor sees it."""

    label: _StrPromise
    url: str
    is_current: bool


LEADS = frozenset({Role.PROGRAMME_LEAD, Role.ADMINISTRATOR})
TEACHER = frozenset({Role.TEACHER})
# Who asks others to endorse her organisation's work, and who may be asked.
ENDORSERS = frozenset({Role.DESIGNER, Role.ISSUER_OFFICER, Role.MENTOR, Role.RECOGNISER}) | LEADS
# Who administers a root of the tree looks after the instance itself.
KEEPER = frozenset({"keeper"})
# An officer sees who teachers are by law, unless she assesses too.
SEES_WHO = frozenset({"sees-who"})
# Administrators who assess nowhere: families turn to them.
HELPS = frozenset({"helps-families"})
ASSESSES = frozenset({Role.ASSESSOR, Role.LEAD_ASSESSOR})
MAIN = [
    Place(_("Catalogue"), "catalogue:index", EVERYONE, also=("/review/reliability/",)),
    Place(_("Plan"), "plan:index", TEACHER),
    Place(_("Where I stand"), "diagnosis:index", TEACHER),
    Place(_("Learning"), "learning:index", TEACHER),
    Place(
        _("Evidence"),
        "evidence:index",
        TEACHER,
        also=("/review/tracker/", "/redaction/", "/integrity/question/", "/viva/talk/"),
    ),
    Place(_("Consent"), "consent:index", TEACHER),
    # Anybody's badge is shown there, and whoever reads it may be a teacher with her own portfolio.
    Place(_("Portfolio"), "sharing:index", TEACHER, beside=("badge/",)),
    Place(_("Mentoring"), "evidence:meetings", frozenset({Role.MENTOR})),
    Place(_("Growth shown to you"), "diagnosis:growth-shown", frozenset({Role.MENTOR})),
    Place(_("Assessing"), "review:index", frozenset({Role.ASSESSOR, Role.LEAD_ASSESSOR})),
    Place(_("Talks"), "viva:index", frozenset({Role.ASSESSOR, Role.LEAD_ASSESSOR})),
    Place(
        _("Lead desk"),
        "review:lead",
        frozenset({Role.LEAD_ASSESSOR}),
        also=("/review/fairness/", "/qualification/control/", "/qualification/pause/"),
    ),
    Place(_("Likeness"), "integrity:index", frozenset({Role.LEAD_ASSESSOR})),
    Place(
        _("Qualification"),
        "qualification:index",
        frozenset({Role.ASSESSOR, Role.LEAD_ASSESSOR}),
    ),
    Place(_("Authoring"), "authoring:index", frozenset({Role.DESIGNER})),
    Place(_("Questions"), "diagnosis:bank", frozenset({Role.DESIGNER})),
    Place(_("Training sets"), "qualification:sets", frozenset({Role.DESIGNER, Role.LEAD_ASSESSOR})),
    Place(_("Awards"), "issuing:index", frozenset({Role.ISSUER_OFFICER})),
    Place(_("Licences"), "licensure:index", SEES_WHO),
    Place(_("Programme"), "insight:index", frozenset({Role.PROGRAMME_LEAD})),
    Place(_("Recognition"), "currency:index", frozenset({Role.RECOGNISER})),
    Place(_("People"), "people:index", LEADS),
    Place(_("Endorsements"), "issuing:endorsements", ENDORSERS),
    Place(_("Webhooks"), "messaging:webhooks", LEADS),
    Place(_("Jobs"), "jobs", KEEPER),
    Place(_("Verify"), "sharing:verify", EVERYONE),
]
ACCOUNT = [
    Place(_("Your account"), "people:account", SIGNED_IN),
    # Not only teachers earn them: an assessor's qualification is a badge too.
    Place(_("Your badges"), "sharing:index", SIGNED_IN),
    Place(_("How long it is kept"), "retention:index", SIGNED_IN),
    Place(_("Sign-in and security"), "mfa_index", SIGNED_IN),
    Place(_("Help for families"), "consent:families", HELPS),
    Place(_("Tokens for programs"), "exchange:api-tokens", frozenset({Role.ADMINISTRATOR})),
]


def address(name: str) -> str:
    """Resolve a URL name, or give "" while no room has such a page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def room_of(request: HttpRequest) -> str:
    """Name the room a visitor is in: the first part of the path, "" on the front page."""
    return request.path.strip("/").split("/")[0]


def _hats(request: HttpRequest) -> frozenset[str]:
    """Gather what a visitor counts as: everyone, signed in, and her roles of today (one query).

    Who holds no role is here to learn, and sees what a teacher sees.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return EVERYONE
    roles = roles_of(user)
    held = frozenset(membership.role for membership in roles)
    if keeps_instance(roles):
        held |= KEEPER
    if Role.ADMINISTRATOR in held and not held & ASSESSES:
        held |= HELPS
    if Role.ISSUER_OFFICER in held and not held & ASSESSES:
        held |= SEES_WHO
    return EVERYONE | SIGNED_IN | (held or TEACHER)


def visible(places: Iterable[Place], hats: frozenset[str], path: str) -> list[Link]:
    """Keep the places that exist and that these hats may see, in order."""
    shown = [(place, address(place.name)) for place in places if place.roles & hats]
    held = [_held(place, url, path) if url else 0 for place, url in shown]
    most = max(held, default=0)
    return [
        Link(place.label, url, bool(most) and much == most)
        for (place, url), much in zip(shown, held, strict=True)
        if url
    ]


def _held(place: Place, url: str, path: str) -> int:
    """Tell how much of a path is a place's own, 0 where it is no part of it."""
    if path.startswith(tuple(url + each for each in place.beside)):
        return 0
    return max((len(each) for each in (url, *place.also) if path.startswith(each)), default=0)


def links(request: HttpRequest) -> dict[str, Any]:
    """Give the frame its links; the query for roles waits until a template asks."""
    path = request.path
    return {
        "navigation": SimpleLazyObject(lambda: visible(MAIN, _hats(request), path)),
        "account_links": visible(ACCOUNT, SIGNED_IN, path),
        "sign_in_url": address("account_login"),
        "sign_out_url": address("account_logout"),
        "demo_url": address("people:demo"),
    }

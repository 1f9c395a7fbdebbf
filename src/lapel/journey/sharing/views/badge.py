"""The public page of a badge: what the world sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lapel.domain.badges.verdicts import Outcome, Verdict
from lapel.journey.issuing.models import Award
from lapel.journey.issuing.queries import (
    address,
    endorsements_of_award,
    is_included,
    latest_standing,
    own_trust,
    verdict_on,
    with_endorsements,
)
from lapel.journey.issuing.queries import award as award_of
from lapel.journey.sharing import actions, queries
from lapel.journey.sharing.models import Share
from lapel.journey.sharing.policies import may_manage, may_see

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from lapel.domain.badges.verdicts import Verification

CARD_WIDTHS = ("300", "600", "1200")
CREDENTIAL_TYPES = ("application/vc+ld+json", "application/ld+json", "application/json")


def _seen(request: HttpRequest, award_id: UUID) -> Award:
    try:
        found = award_of(award_id)
    except Award.DoesNotExist:
        raise Http404 from None
    if not may_see(request.user, found):
        raise Http404
    return found


@require_safe
def badge(request: HttpRequest, award_id: UUID) -> HttpResponse:
    """Show a shared badge: the verdict, then what was proved, then how to check it elsewhere.

    A verifier that is given the page's address, and asks for a credential, is led to it.
    """
    found = _seen(request, award_id)
    preferred = request.get_preferred_type(["text/html", *CREDENTIAL_TYPES])
    if preferred in CREDENTIAL_TYPES and not is_link_preview(request):
        return _vary(redirect(queries.document_address(found)))
    share = queries.share_of(found)
    given = endorsements_of_award(found)
    trust = own_trust()
    verdict = with_endorsements(verdict_on(found, trust=trust), found, given, trust=trust)
    facts = {
        "award": found,
        "subject": found.achievement.subject,
        "face": queries.face_of(found),
        "endorsements": given,
        "verdict": verdict,
        "steps": queries.told(verdict, award=found),
        "status_as_of": queries.in_words(verdict.status_as_of),
        "headline": _headline(found, verdict),
        "kind": KINDS[verdict.outcome],
        "standing": latest_standing(found) if found.state != Award.State.ISSUED else None,
        "life": queries.life_of(found, request.user),
        "holder": _holder(found, share),
        "is_included": is_included(found),
        "is_own": may_manage(request.user, found),
        "share": share,
        "page_address": queries.page_address(found),
        "picture_address": f"{address('achievement', found.achievement_id)}/image.png",
        "card_address": f"{queries.page_address(found)}card.png",
        "document_address": queries.document_address(found),
        "oembed": queries.oembed_addresses(found),
        "base_url": settings.BASE_URL,
    }
    response = render(request, "sharing/badge.html", facts)
    response["Cache-Control"] = "private, no-cache"
    if not share.is_public:
        response["X-Robots-Tag"] = "noindex"
    return _vary(response)


# Programs that draw the card of a link; some of them ask for anything at all.
PREVIEWERS = (
    *("facebookexternalhit", "facebot", "linkedinbot", "twitterbot", "slackbot", "discordbot"),
    *("whatsapp", "telegrambot", "skypeuripreview", "mastodon", "bluesky", "redditbot"),
    *("iframely", "embedly", "applebot", "pinterestbot", "google-pagerenderer"),
)


def is_link_preview(request: HttpRequest) -> bool:
    """Tell whether a program asks that draws cards of links: it gets the page, never JSON."""
    agent = request.headers.get("user-agent", "").casefold()
    return any(name in agent for name in PREVIEWERS)


def _vary(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ["Accept"])
    return response


def _holder(award: Award, share: Share) -> str:
    """Give the holder's name where she shows it and is still here; "" otherwise."""
    is_shown = share.is_public and share.shows_name and award.person.is_active
    # the name and nothing else: without one a person is called by her address elsewhere
    return award.person.name if is_shown else ""


KINDS = {
    Outcome.VALID: "good",
    Outcome.ENDED: "warn",
    Outcome.NOT_CONFIRMED: "warn",
    Outcome.NOT_VALID: "bad",
    Outcome.UNREADABLE: "bad",
}


def _headline(award: Award, verdict: Verification) -> str:
    """Say in one sentence what the steps come to."""
    issuer = award.achievement.issuer.name
    if verdict.outcome is Outcome.VALID:
        return _("Verified: issued by %s, and valid today.") % issuer
    if verdict.outcome is Outcome.ENDED:
        ended = {
            Award.State.REVOKED: _("Revoked: %s has taken this badge back."),
            Award.State.SUSPENDED: _("Suspended: %s has set this badge aside for now."),
        }
        if award.state == Award.State.ISSUED and verdict.step("status").verdict is Verdict.ENDED:
            return _("Reinstated: %s is signing this badge anew; look again in a minute.") % issuer
        if award.superseded_by_id is not None:
            return _("Replaced: %s put another badge in this one's place.") % issuer
        sentence = ended.get(
            Award.State(award.state), _("Expired: %s issued this badge until a day that is over.")
        )
        return sentence % issuer
    if verdict.outcome is Outcome.NOT_CONFIRMED:
        return _("Intact, but its status could not be confirmed just now.")
    return _("Not valid: this badge does not verify.")


@require_safe
def card(request: HttpRequest, award_id: UUID) -> HttpResponse:
    """Give the picture that a link to a shared badge shows."""
    found = _seen(request, award_id)
    if not (is_included(found) and Share.objects.filter(award=found, is_public=True).exists()):
        raise Http404
    asked = request.GET.get("width", "")
    width = int(asked) if asked in CARD_WIDTHS else actions.CARD_WIDTH
    drawn = actions.draw_card(award=found, width=width)
    response = HttpResponse(drawn, content_type="image/png")
    response["Cache-Control"] = "public, max-age=3600"
    return response

"""A holder takes an award into her wallet (docs/adr/0013)."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from urllib.parse import urlencode

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lapel.journey.exchange import actions
from lapel.journey.exchange.forms import WalletForm
from lapel.journey.exchange.policies import may_be_offered
from lapel.journey.exchange.queries import offers
from lapel.journey.exchange.queries.offers import State
from lapel.journey.issuing.models import Award
from lapel.journey.issuing.queries import award as award_of
from lapel.journey.sharing.queries import qr_svg

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from lapel.journey.exchange.models import Offer
    from lapel.journey.people.models import Person

RATE = {"offer": "20/m/user"}
# OpenID4VCI 1.0 §4.1, and the High Assurance Interoperability Profile 1.0.
SCHEME, ASSURED = "openid-credential-offer", "haip-vci"


def _own(request: HttpRequest, award_id: UUID) -> Award:
    """Find the visitor's own award; anybody else's does not exist for her."""
    try:
        found = award_of(award_id)
    except Award.DoesNotExist:
        raise Http404 from None
    if found.person_id != request.user.pk:
        raise Http404
    return found


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def wallet(request: HttpRequest, award_id: UUID) -> HttpResponse:
    """Show where the latest offer of an award stands; make one, or end it."""
    award = _own(request, award_id)
    if request.method == "POST":
        return _decided(request, award)
    offer = offers.latest_offer(award)
    state = offers.state_of(offer) if offer else None
    if request.headers.get("HX-Request") and request.GET.get("state") == state:
        return HttpResponse(status=204)  # the page asks by itself, and nothing has changed
    return render(request, "exchange/wallet.html", _facts(award, offer, state))


def _facts(award: Award, offer: Offer | None, state: State | None) -> dict[str, object]:
    facts: dict[str, object] = {
        "award": award,
        "is_in_force": may_be_offered(award),
        "offer": offer,
        "state": state,
        "form": WalletForm(),
    }
    if offer and state is State.WAITING:
        facts |= {"link": _link(offer), "assured": _link(offer, ASSURED)}
        facts |= {"address": offers.offer_address(offer)}
        facts |= {"digits": offers.transaction_code_of(offer) if offer.asks_code else ""}
    return facts


def _link(offer: Offer, scheme: str = SCHEME) -> str:
    return f"{scheme}://?{urlencode({'credential_offer_uri': offers.offer_address(offer)})}"


def _decided(request: HttpRequest, award: Award) -> HttpResponse:
    slow: HttpResponse | None = ratelimit.consume_or_429(
        request, app="lapel.journey.exchange", action="offer", config=RATE
    )
    if slow is not None:
        return slow
    person, form = cast("Person", request.user), WalletForm(request.POST)
    if request.POST.get("wish") == "end":
        actions.end_offer(person=person, award_id=award.pk)
        messages.success(request, _("The offer is over: no wallet can take it any more."))
    elif form.is_valid():
        _make(request, award, form)
    return redirect("exchange:wallet", award.pk)


def _make(request: HttpRequest, award: Award, form: WalletForm) -> None:
    given = form.cleaned_data
    forms = [given["form"]] if given["form"] else []
    try:
        actions.make_offer(
            person=cast("Person", request.user),
            award_id=award.pk,
            asks_code=given["asks_code"],
            forms=forms,
        )
    except actions.Refused as refusal:
        messages.error(request, str(refusal))


@login_required
@never_cache
@require_safe
def code(request: HttpRequest, award_id: UUID) -> HttpResponse:
    """Draw the offer that waits as a QR code."""
    offer = offers.latest_offer(_own(request, award_id))
    if offer is None or offers.state_of(offer) is not State.WAITING:
        raise Http404
    return HttpResponse(qr_svg(_link(offer)), content_type="image/svg+xml")

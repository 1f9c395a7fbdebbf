"""The page that verifies any badge file, whoever issued it."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from allauth.core.internal import ratelimit
from django.contrib.auth.models import AnonymousUser
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from lapel.domain.badges.checks import moment
from lapel.domain.badges.hosted_checks import GoneError, hosted_at
from lapel.domain.badges.trust import UnavailableError
from lapel.domain.badges.verdicts import Outcome
from lapel.journey.issuing.models import Award
from lapel.journey.issuing.queries import award as award_of
from lapel.journey.issuing.queries import (
    award_id_in,
    endorsements_of_award,
    latest_standing,
    with_endorsements,
)
from lapel.journey.sharing import queries
from lapel.journey.sharing.forms import VerifyForm
from lapel.journey.sharing.queries.own_site import is_own
from lapel.ports.checking import MAX_FILE, CheckingError

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from lapel.domain.badges.verdicts import Verification
    from lapel.journey.issuing.models import Standing
    from lapel.journey.sharing.queries import Life, Told
    from lapel.ports.checking import Answer

# The form's own words around a file of the largest size.
MAX_BODY = MAX_FILE + 64 * 1024
# Drawn badges begin with "<" too; a page is told by its first element or its document type.
WEB_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:!doctype\s+)?html\b",
    re.IGNORECASE | re.DOTALL,
)
LONGEST_HEAD = 4096
RATES = {"stranger": {"verify": "12/m/ip"}, "person": {"verify": "30/m/user"}}
KINDS = {
    Outcome.VALID: "good",
    Outcome.NOT_VALID: "bad",
    Outcome.UNREADABLE: "bad",
    Outcome.NOT_CONFIRMED: "warn",
    Outcome.ENDED: "warn",
}


@dataclass(frozen=True)
class Shown:
    """An answer as the page shows it; of our own badges also the drawing and the reason."""

    answer: Answer
    kind: str
    headline: str
    picture: str
    award: Award | None
    standing: Standing | None
    steps: list[Told]
    status_as_of: str
    life: Life | None
    is_older: bool
    is_name_confirmed: bool


# The size is looked at before the CSRF check, which reads the whole body; see MAX_BODY.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponseBase:
    """Ask for a badge, and say what it is worth."""
    if request.method != "POST":
        return _page(request, VerifyForm())
    if _size(request) > MAX_BODY:
        form = VerifyForm()
        return _page(request, form, error=_("The file is larger than 5 MB."), status=413)
    return _verified(request)


def _size(request: HttpRequest) -> int:
    """Give the size the client declares; a body without one is taken for too large."""
    declared = request.META.get("CONTENT_LENGTH") or ""
    return int(declared) if declared.isdigit() else MAX_BODY + 1


@csrf_protect
def _verified(request: HttpRequest) -> HttpResponseBase:
    rate = RATES["person" if request.user.is_authenticated else "stranger"]
    slow: HttpResponse | None = ratelimit.consume_or_429(
        request, app="lapel.journey.sharing", action="verify", config=rate
    )
    if slow is not None:
        return slow
    form = VerifyForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        answer = queries.checked(_no_page(_data(form)))
    except (CheckingError, UnavailableError) as error:
        return _page(request, form, error=queries.say(_words(error)), status=422)
    return _page(request, VerifyForm(), shown=_shown(answer))


def _words(error: Exception) -> str:
    return error.said if isinstance(error, UnavailableError) else str(error)


def _data(form: VerifyForm) -> bytes:
    given = form.cleaned_data
    if given["url"]:
        return _at(given["url"])
    if given["text"]:
        text: str = given["text"]
        return text.encode()
    if given["file"].size > MAX_FILE:
        raise UnavailableError(_("The file is larger than 5 MB."))
    content: bytes = given["file"].read()
    return content


def _no_page(content: bytes) -> bytes:
    """Refuse a web page, which would only be called a picture that is not sound."""
    if WEB_PAGE.match(content, 0, LONGEST_HEAD):
        raise UnavailableError(
            _(
                "This is a web page, not a badge. Download the badge from the page and choose "
                "that file here, or give the address at which the page offers it."
            )
        )
    return content


def _at(address: str) -> bytes:
    """Bring what stands at an address: of a badge shared here the file that everybody gets."""
    shared = queries.shared_award_at(address)
    if shared:
        return shared.public_document.encode()
    try:
        return queries.brought(address).body
    except GoneError:  # as a revoked assertion of Open Badges 2.0 is
        return json.dumps(hosted_at(address)).encode()
    except UnavailableError:
        if is_own(address):
            raise UnavailableError(
                _(
                    "There is no badge for you at this address: either it is mistyped, or the "
                    "badge's holder does not share it. Ask its holder for the file."
                )
            ) from None
        raise


def _shown(answer: Answer) -> Shown:
    award = _own_award(answer)
    return Shown(
        answer=answer,
        kind=KINDS[answer.verification.outcome],
        headline=queries.headline_of(answer.verification, award=award),
        picture=base64.b64encode(answer.picture).decode(),
        award=award,
        standing=latest_standing(award) if award and award.state != Award.State.ISSUED else None,
        steps=queries.told(_with_endorsements(answer, award), award=award),
        status_as_of=queries.in_words(answer.verification.status_as_of),
        life=queries.life_of(award, AnonymousUser()) if award else None,
        is_older=award is not None
        and award.state == Award.State.ISSUED
        and _is_older(answer, award),
        is_name_confirmed=_is_name_confirmed(answer),
    )


def _is_name_confirmed(answer: Answer) -> bool:
    """Tell whether the name that a badge gives its issuer is the one that somebody vouches for."""
    found = answer.verification
    names = {found.confirmed_name}
    names |= {step.detail.get("name", "") for step in found.steps if step.id == "issuer"}
    says = answer.says.get("issuerName", "")
    return bool(found.confirmed_name) and (not says or says in names)


def _with_endorsements(answer: Answer, award: Award | None) -> Verification:
    """Add what is said beside one of ours: of the award itself where its holder shows it."""
    if award is None:
        return answer.verification
    is_shown = queries.share_of(award).is_public
    given = [each for each in endorsements_of_award(award) if is_shown or not each.award_id]
    return with_endorsements(answer.verification, award, given)


def _is_older(answer: Answer, award: Award) -> bool:
    """Tell whether the issuer has signed a newer copy since (OB 3.0 §B.1: the later validFrom)."""
    present = moment(json.loads(award.document).get("validFrom"))
    written = moment(answer.says.get("validFrom"))
    return present is not None and written is not None and written < present


def _own_award(answer: Answer) -> Award | None:
    """Find the award behind a badge that verified as ours; a forged copy has none."""
    if answer.verification.outcome not in (Outcome.VALID, Outcome.ENDED):
        return None
    if not answer.verification.confirmed_name:
        return None
    name = award_id_in(answer.says.get("id", ""))
    if name is None:
        return None
    try:
        found = award_of(name)
    except Award.DoesNotExist:
        return None
    is_same = found.key is not None and found.key.did == answer.verification.issuer
    return found if is_same else None


def _page(
    request: HttpRequest,
    form: VerifyForm,
    *,
    shown: Shown | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    facts = {"form": form, "shown": shown, "error": error}
    response = render(request, "sharing/verify.html", facts, status=status)
    response["Cache-Control"] = "no-store"
    return response

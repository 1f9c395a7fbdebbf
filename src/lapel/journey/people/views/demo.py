"""The demo's one-click sign-in and its mailbox; in a real instance none of it exists."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.policy import default
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from lapel.journey.people.actions import accept_invitations
from lapel.journey.people.queries import demo_cast

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import EmailMessage

    from django.http import HttpRequest
    from django.utils.functional import _StrPromise

    from lapel.journey.people.models import Person

LETTER = re.compile(r"\d{20}-[0-9a-f]{8}")
LETTERS_A_PAGE = 25
# Whom the tour meets, and what each is there to show; the demo's other people stand below.
LEADING: dict[str, _StrPromise] = {
    "amina": _("A teacher: two badges earned, a third under way"),
    "ben": _("An assessor: work waits to be scored"),
    "bola": _("A second assessor, who never sees what Ben scored"),
    "gita": _("A lead assessor: appoints, settles disagreements"),
    "devi": _("An assessor whose new work is paused, and who says something against it"),
    "emeka": _("An assessor: hears two teachers talk about their work"),
    "hyun-woo": _("A teacher: a short talk comes before his badge"),
    "chipo": _("A mentor: she reads a draft that Amina shows her"),
    "dara": _("A designer: imports and publishes micro-credentials"),
    "elif": _("A district lead: invites teachers, sees how many are where"),
    "hana": _("An issuer officer: awards, suspensions, keys"),
    "ibrahim": _("An administrator"),
    "femi": _("A stranger with an account and no role"),
}
# Where to see what: a matter, whom to be for it, and the page on which it begins.
TOUR: list[tuple[_StrPromise, str, str]] = [
    (_("Faces and names in evidence are covered before anybody sees it"), "amina", "/evidence/"),
    (_("Faces in a film, one decision for each"), "mei", "/evidence/"),
    (_("What families allow, and how they take it back"), "amina", "/consent/"),
    (_("A badge refreshed to a new version, by what changed alone"), "amina", "/sharing/"),
    (_("How long evidence is kept, and what is deleted next"), "amina", "/retention/"),
    (_("One piece of evidence of a team of two"), "pavel", "/evidence/"),
    (_("An assessor in the midst of her training"), "devi", "/qualification/"),
    (_("An assessor who tried the anchors and did not reach them"), "emeka", "/qualification/"),
    (_("An assessor who qualified, and is warned in private"), "ben", "/qualification/mirror/"),
    (_("A pause for drifting scores, contested"), "devi", "/qualification/mirror/"),
    (_("The same pause, to be confirmed or lifted"), "gita", "/qualification/control/"),
    (_("Disputes between two assessors, to adjudicate"), "gita", "/review/lead/"),
    (_("An appeal that changed something"), "joaquin", "/evidence/"),
    (_("An appeal that is being heard"), "patrick", "/evidence/"),
    (_("A short talk before the badge, for its teacher"), "hyun-woo", "/evidence/"),
    (_("Short talks, for who hears them"), "emeka", "/viva/"),
    (_("Evidence that is alike, side by side"), "gita", "/integrity/"),
    (_("A question about likeness, and the right to reply"), "ngozi", "/evidence/"),
    (_("An award that asks its officer for a decision"), "hana", "/issuing/"),
]
LETTER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"


def demo_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Make a page that a real instance does not have."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.IS_DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@demo_only
@require_http_methods(["GET", "HEAD", "POST"])
def cast(request: HttpRequest) -> HttpResponse:
    """Show the demo's people, and sign in as one of them with one click."""
    way = request.POST.get("next") or request.GET.get("next", "")
    if request.method != "POST":
        return render(request, "people/demo.html", {**_scene(), "next": way})
    chosen = [each for each in demo_cast() if str(each.pk) == request.POST.get("person")]
    if not chosen:
        raise Http404
    person = chosen[0]
    logout(request)
    get_adapter().login(request, person)
    record_authentication(request, person, method="demo")
    accept_invitations(person=person)
    messages.success(request, gettext("You are %s now.") % person)
    ours = url_has_allowed_host_and_scheme(way, {request.get_host()}, request.is_secure())
    return redirect(way if ours else "home")


@demo_only
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """List the letters the demo would have sent, newest first."""
    names = sorted((path.stem for path in _folder().glob("*.eml")), reverse=True)
    page = Paginator(names, LETTERS_A_PAGE).get_page(request.GET.get("page"))
    letters = [_shown(name) for name in page.object_list]
    return render(request, "people/demo_mail.html", {"page": page, "letters": letters})


@demo_only
@require_safe
def letter(request: HttpRequest, name: str) -> HttpResponse:
    """Show one letter's text."""
    return render(request, "people/demo_letter.html", {"letter": _shown(name)})


@demo_only
@require_safe
def letter_html(_request: HttpRequest, name: str) -> HttpResponse:
    """Show one letter as a mail program would, in a sandbox without scripts or pictures."""
    part = _read(name).get_body(("html",))
    if part is None:
        raise Http404
    response = HttpResponse(part.get_content())
    response["Content-Security-Policy"] = LETTER_POLICY
    return response


def _scene() -> dict[str, Any]:
    """Part the cast into those whom the tour meets, in its order, and the others by name."""
    people = list(demo_cast())
    by_name = _by_name(people)
    leading = [(by_name[key], words) for key, words in LEADING.items() if key in by_name]
    met = {person.pk for person, _words in leading}
    return {
        "leading": leading,
        "tour": [(matter, by_name[key], way) for matter, key, way in TOUR if key in by_name],
        "others": [each for each in people if each.pk not in met],
    }


def _by_name(people: list[Person]) -> dict[str, Person]:
    """Find people by what stands before the @ of their addresses, the present ones before all."""
    found = {person.email.partition("@")[0]: person for person in people}
    by_key = {person.pk: person for person in people}
    for address in EmailAddress.objects.filter(user__in=people, verified=True):
        found.setdefault(address.email.partition("@")[0], by_key[address.user_id])
    return found


def _folder() -> Path:
    parts = urlsplit(settings.MAIL_URL)
    if parts.scheme != "files":
        raise Http404
    return Path(unquote(parts.path))


def _read(name: str) -> EmailMessage:
    path = _folder() / f"{name}.eml"
    if not LETTER.fullmatch(name) or not path.is_file():
        raise Http404
    return message_from_bytes(path.read_bytes(), policy=default)


def _shown(name: str) -> dict[str, Any]:
    message = _read(name)
    text = message.get_body(("plain",))
    return {
        "name": name,
        "to": message["To"],
        "subject": message["Subject"],
        "text": text.get_content() if text else "",
        "has_html": message.get_body(("html",)) is not None,
    }

"""The page that a family opens, without an account and in its own language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.core.internal import ratelimit
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods

from lapel.journey.consent import actions, queries
from lapel.journey.consent.models import Scope
from lapel.journey.consent.views.common import sentence_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lapel.journey.consent.models import FamilyLink

# Codes have 80 bits; this slows down who tries them, not a school whose families share an address.
WRONG_CODES = {"code": "20/m/ip"}


@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest) -> HttpResponse:
    """Ask for the code that stands on the paper form."""
    code = request.POST.get("code", "")
    words = queries.words_in(request.GET.get("language", ""))
    facts: dict[str, Any] = {"words": words, "languages": queries.LANGUAGES}
    if request.method == "POST":
        if link := queries.linked(code):
            return redirect("consent:family", queries.code_of(link.id))
        return _unknown(request)
    return _private(render(request, "consent/door.html", facts))


def _unknown(request: HttpRequest) -> HttpResponse:
    """Say that nothing opens by this code, and count it."""
    slowed: HttpResponse | None = ratelimit.consume_or_429(
        request, app="lapel.consent", action="code", config=WRONG_CODES, limit_get=True
    )
    return slowed or _private(render(request, "consent/unknown.html", status=404))


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def family(request: HttpRequest, code: str) -> HttpResponse:
    """Show the form to the family, and take its answer."""
    link = queries.linked(code)
    if link is None:
        return _unknown(request)
    if not queries.may_answer(link):
        return _take_back(request, link)
    said = ""
    if request.method == "POST":
        try:
            said = _answered(request, link)
        except ValidationError as error:
            return _form(request, link, fault=sentence_of(error), status=422)
        if queries.linked(code) is None:  # what is over can be told, and no more be opened
            return _private(render(request, "consent/over.html", {"said": said}))
    return _form(request, link, said=said)


def _take_back(request: HttpRequest, link: FamilyLink) -> HttpResponse:
    """Let a family take back what is kept still, where nothing else can be answered any more."""
    words = queries.words_in(_language(request))
    if request.method == "POST" and request.POST.get("wish") == "take-back":
        try:
            actions.withdraw_by_family(link=link)
        except ValidationError as error:
            return _private(render(request, "consent/over.html", {"said": sentence_of(error)}))
        is_told = link.student.school_class.teacher.is_active
        said = words.said["taken_back" if is_told else "taken_back_only"]
        return _private(render(request, "consent/over.html", {"said": said}))
    standing = queries.standing_of(link.student)
    facts = {
        "words": words,
        "language": _language(request),
        "languages": queries.LANGUAGES,
        "student": link.student,
        "class": link.student.school_class,
        "allowed": [words.said[each] for each in (standing.scopes if standing else [])],
    }
    status = 422 if request.method == "POST" else 200
    return _private(render(request, "consent/take_back.html", facts, status=status))


def _language(request: HttpRequest) -> str:
    return request.POST.get("language") or request.GET.get("language", "")


def _answered(request: HttpRequest, link: FamilyLink) -> str:
    """Keep the answer, and give the sentence that says so."""
    words = queries.words_in(_language(request))
    wish = request.POST.get("wish", "")
    if wish == "take-back":
        actions.withdraw_by_family(link=link)
        return words.said["taken_back"]
    scopes = request.POST.getlist("scope") if wish == "agree" else []
    if wish != "decline" and not scopes:
        raise ValidationError(words.said["nothing_chosen"])
    guardian = request.POST.get("guardian", "")
    actions.answer_by_family(link=link, scopes=scopes, guardian=guardian, words=words)
    return words.said["thanks"]


def _form(
    request: HttpRequest, link: FamilyLink, *, said: str = "", fault: str = "", status: int = 200
) -> HttpResponse:
    entry = queries.entry_of(link.student)
    language = _language(request)
    words = queries.words_in(language)
    until = actions.last_day(queries.today_of(link.student.school_class))
    with translation.override(words.language):
        day = date_format(until, "DATE_FORMAT")
    chosen = request.POST.getlist("scope") if fault else entry.scopes
    facts = {
        "words": words,
        "language": language,
        "languages": queries.LANGUAGES,
        "entry": entry,
        "class": link.student.school_class,
        "turn_to": queries.contact_of(link.student.school_class.organisation),
        "scopes": [(each.value, words.said[each.value], each.value in chosen) for each in Scope],
        "until": day,
        "has_answered": queries.may_take_back(link),
        "said": said,
        "fault": fault,
        "guardian": request.POST.get("guardian", "") if fault else "",
    }
    return _private(render(request, "consent/family.html", facts, status=status))

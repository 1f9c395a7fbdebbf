"""Her evidence at a glance, and the page she works on."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseNotFound, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lapel.journey.consent.queries import STATEMENTS, attestation_on
from lapel.journey.evidence import actions, queries
from lapel.journey.evidence.models import AiUse, Answer, Draft, SetAside, Submission
from lapel.journey.evidence.policies import is_open
from lapel.journey.evidence.views.common import (
    her_draft,
    hers,
    person_of,
    refused,
    wants_json,
    whole_number,
)
from lapel.journey.learning.models import Enrolment
from lapel.journey.people.queries import calendar_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest
    from django.utils.functional import _StrPromise

_TO_REVISE = (
    Submission.Outcome.ALMOST,
    Submission.Outcome.NOT_YET,
    Submission.Outcome.SENT_BACK,
    Submission.Outcome.CLOSED,
)
# Nobody is reminded of inquiries who never had one.
PER_PAGE = 12
_UNTOLD_IF_EMPTY = {str(Submission.Outcome.CLOSED)}
# What a draft is listed under, in the order in which it gets there.
SHELVES = {
    "writing": gettext_lazy("Drafts"),
    "waiting": gettext_lazy("With assessors"),
    **{str(each): each.label for each in (*_TO_REVISE, Submission.Outcome.EARNED)},
}


def _shelves(standings: list[queries.Standing]) -> list[tuple[str, _StrPromise, int]]:
    """Give each shelf's key, name and number of drafts, for the filter."""
    count = Counter(each.shelf for each in standings)
    return [
        (state, name, count[state])
        for state, name in SHELVES.items()
        if count[state] or state not in _UNTOLD_IF_EMPTY
    ]


@hers
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List her drafts and attempts, or those of one shelf, with what comes next for each."""
    person = person_of(request)
    every = queries.standings(person)
    wanted = request.GET.get("show", "")
    only = wanted if wanted in SHELVES else ""
    chosen = [each for each in every if only in ("", each.shelf)]
    page = Paginator(chosen, PER_PAGE).get_page(request.GET.get("page"))
    facts = {
        "every": every,
        "only": only,
        "shelves": _shelves(every),
        "standings": page.object_list,
        "page": page,
        "ready": [] if only else queries.enrolments_without_draft(person),
        "meetings": queries.meetings_asked_of(person).count(),
        "invitations": [
            (each, each.artefact.title if queries.is_settled(each.artefact) else "")
            for each in queries.invitations_of(person)
        ],
        "share_words": queries.SHARE_WORDS,
    }
    return render(request, "evidence/index.html", facts)


@hers
@require_POST
def begin(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """Open the draft of an enrolment and go there."""
    person = person_of(request)
    enrolment = Enrolment.objects.get(id=enrolment_id, person=person)
    draft = actions.begin_draft(person=person, enrolment=enrolment)
    return redirect("evidence:draft", draft.id)


@hers
@require_safe
def draft(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Show the page she works on."""
    found = her_draft(request, draft_id)
    facts = {
        "draft": found,
        "version": found.enrolment.version,
        "zone": calendar_of(found.enrolment.organisation).zone,
        "parts": queries.draft_sheet(found),
        "ai_uses": AiUse.choices,
        "changeable": is_open(found),
        "attempts": list(found.submissions.order_by("-number")),
        "decided": queries.last_decided(found),
        "carried_by_award": queries.carried_by_award(found),
        **precheck_facts(found),
        **_mentor_facts(found),
        "reading_words": queries.READING_WORDS,
    }
    return render(request, "evidence/draft.html", facts)


@hers
@require_safe
def grown(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Show what is noted of her typing, and why; hers alone."""
    found = her_draft(request, draft_id)
    facts = {
        "draft": found,
        "version": found.enrolment.version,
        "words": queries.GROWTH_WORDS,
        "grown": queries.grown_answers(found),
    }
    with timezone.override(calendar_of(found.enrolment.organisation).zone):
        return render(request, "evidence/grown.html", facts)


def precheck_facts(draft: Draft) -> dict[str, Any]:
    """Gather what the pre-check and the statements show."""
    missing = queries.findings(draft)
    attested = attestation_on(draft.id)
    return {
        "missing": missing,
        "waits": any(each.passes for each in missing),
        "attested": attested,
        "statements": STATEMENTS,
        "only_attest": [each.place for each in missing] == ["attest"],
    }


def _mentor_facts(draft: Draft) -> dict[str, Any]:
    """Gather whom she may ask to a meeting, and whom she lets read or may let read."""
    mentors = list(queries.mentors_for(draft))
    readers = list(queries.readers_of(draft))
    let_in = {each.mentor_id for each in readers if not each.ended_at}
    return {
        "mentors": mentors,
        "readers": readers,
        "to_let_in": [each for each in mentors if each.pk not in let_in],
        "asked": draft.meetings.filter(logged_at=None).select_related("mentor"),
        "needs_meeting": queries.needs_meeting(draft),
    }


@hers
@require_safe
def precheck(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Give the pre-check and the statements as they stand, for the page that shows them."""
    found = her_draft(request, draft_id)
    facts = {"draft": found, "changeable": is_open(found), **precheck_facts(found)}
    return render(request, "evidence/parts/precheck.html", facts)


@hers
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, draft_id: UUID, question: str) -> HttpResponse:
    """Save a text; where another page was faster, show both."""
    found = her_draft(request, draft_id)
    if request.method != "POST":
        return _choice(request, Answer.objects.get(draft=found, question=question))
    try:
        saved = actions.save_answer(
            person=person_of(request),
            draft_id=draft_id,
            question=question,
            text=_typed(request),
            base_revision=whole_number(request, "base_revision"),
            writer=_writer(request),
        )
    except ValidationError as error:
        return refused(request, draft_id, error)
    except actions.StaleError as stale:
        return _choice(request, stale.answer, status=409)
    return _saved(request, saved)


def _typed(request: HttpRequest) -> str:
    """Give the text with the line breaks of the page; forms send CR LF (HTML, 4.10.21.4)."""
    return request.POST.get("text", "").replace("\r\n", "\n").replace("\0", "")


def _writer(request: HttpRequest) -> actions.Writer:
    name = request.POST.get("writer", "")[:40]
    return actions.Writer(name, whole_number(request, "turn")) if name else actions.Writer()


def _saved(request: HttpRequest, saved: Answer) -> HttpResponse:
    if wants_json(request):
        return JsonResponse(_state(saved))
    messages.success(request, _("Saved."))
    return redirect(f"{reverse('evidence:draft', args=[saved.draft_id])}#{quote(saved.question)}")


def _state(answer: Answer) -> dict[str, Any]:
    return {
        "text": answer.text,
        "revision": answer.revision,
        "saved_at": answer.saved_at.isoformat(),
    }


def _choice(request: HttpRequest, answer: Answer, *, status: int = 200) -> HttpResponse:
    """Show the texts of one place, of which she chooses."""
    conflicts = queries.conflicts_of(answer)
    facts = {
        "draft": answer.draft,
        "question": answer.question,
        "conflicts": conflicts,
        "zone": calendar_of(answer.draft.enrolment.organisation).zone,
    }
    if wants_json(request):
        html = render_to_string("evidence/parts/conflicts.html", facts, request)
        return JsonResponse({**_state(answer), "html": html}, status=status)
    if not conflicts:
        return redirect("evidence:draft", answer.draft_id)
    return render(request, "evidence/conflict.html", facts, status=status)


@hers
@require_POST
def settle(request: HttpRequest, set_aside_id: UUID) -> HttpResponse:
    """Keep the text she chose: the one set aside, the one that stands, or both made one."""
    person = person_of(request)
    aside = SetAside.objects.select_related("answer").get(
        id=set_aside_id, answer__draft__enrolment__person=person
    )
    texts = {"aside": aside.text, "saved": aside.answer.text, "both": _typed(request)}
    choice = request.POST.get("choice", "")
    if choice not in texts:
        return HttpResponseNotFound()
    try:
        saved = actions.settle(
            person=person,
            set_aside_id=set_aside_id,
            text=texts[choice],
            base_revision=whole_number(request, "base_revision"),
        )
    except ValidationError as error:
        return refused(request, aside.answer.draft_id, error)
    except actions.StaleError as stale:
        return _choice(request, stale.answer, status=409)
    return _saved(request, saved)

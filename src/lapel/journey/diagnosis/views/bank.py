"""The bank: its list, one question with its wordings, and what a reviewer finds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from lapel.journey.catalogue.models import Competency
from lapel.journey.diagnosis.actions.bank_ask import ask_for_review, withdraw_request
from lapel.journey.diagnosis.actions.bank_review import review_wording
from lapel.journey.diagnosis.actions.refusal import Refusal
from lapel.journey.diagnosis.forms.bank import AskForm, ReviewForm
from lapel.journey.diagnosis.models import ItemReview, ItemVersion
from lapel.journey.diagnosis.policies import may_keep_bank, may_review_wording
from lapel.journey.diagnosis.queries import bank as queries
from lapel.journey.diagnosis.queries.bank_faults import advice_on, faults_in, reading_of
from lapel.journey.diagnosis.queries.bank_files import remarks_kept
from lapel.journey.people.models import Person

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from lapel.journey.diagnosis.models import BankItem

A_PAGE = 30
STATES = [
    ("", gettext_lazy("Any")),
    *ItemVersion.State.choices,
    ("mend", gettext_lazy("To be mended")),
    ("asked", gettext_lazy("I am asked to review")),
]


def keeper(request: HttpRequest) -> Person:
    """Give the signed-in designer; nobody else keeps the bank."""
    if not isinstance(request.user, Person) or not may_keep_bank(request.user):
        raise PermissionDenied
    return request.user


def kept_item(request: HttpRequest, item_id: UUID) -> BankItem:
    """Find a question she keeps; another organisation's is not there."""
    found = queries.bank_item(keeper(request), item_id)
    if found is None:
        raise Http404
    return found


def kept_wording(request: HttpRequest, version_id: UUID) -> ItemVersion:
    """Find a wording of a question she keeps."""
    found = queries.wording_of(keeper(request), version_id)
    if found is None:
        raise Http404
    return found


def asked_for(request: HttpRequest) -> dict[str, str]:
    """Give what a list is narrowed to."""
    given = request.GET
    return {
        "search": given.get("search", "")[:200].strip(),
        "competency": given.get("competency", "")[:8],
        "state": given.get("state", "")[:10],
    }


@login_required
@require_safe
def bank(request: HttpRequest) -> HttpResponse:
    """List the questions."""
    person, narrowed = keeper(request), asked_for(request)
    found = queries.bank_items(person, **narrowed)
    context = {
        **narrowed,
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "counts": queries.bank_counts(person),
        "competencies": Competency.objects.order_by("pk"),
        "states": STATES,
        "is_narrowed": any(narrowed.values()),
    }
    return render(request, "diagnosis/bank/index.html", context)


@login_required
@require_safe
def bank_item(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Show a question in one of its wordings."""
    return item_page(request, kept_item(request, item_id), request.GET.get("wording", ""))


def item_page(  # noqa: PLR0913, PLR0917 (either form of the page may come back)
    request: HttpRequest,
    item: BankItem,
    number: str = "",
    review: ReviewForm | None = None,
    status: int = 200,
    ask: AskForm | None = None,
) -> HttpResponse:
    """Show the wording with this number, or the newest; and how it differs from another."""
    wordings = queries.wordings_of(item)
    shown = next((each for each in wordings if str(each.number) == number), wordings[0])
    faults = faults_in(shown)
    against = _against(wordings, shown, request.GET.get("against", ""))
    may_review = may_review_wording(request.user, shown) and shown.state == shown.State.DRAFT
    context: dict[str, Any] = {
        "item": item,
        "wordings": wordings,
        "shown": shown,
        "newest": wordings[0],
        "faults": faults,
        "advice": [] if faults else advice_on(shown),
        "reading": reading_of(shown),
        "against": against,
        "changes": queries.differences(against, shown) if against else [],
        "review": (review or ReviewForm(initial={"seen": shown.content_hash}))
        if may_review
        else None,
        "own": shown.written_by_id == request.user.pk,
        "kept": remarks_kept(wordings, shown),
    }
    if shown.state == shown.State.DRAFT:
        context["requests"] = queries.open_requests(shown)
        context["asks"] = not faults
        context["ask"] = ask or _ask_form(request, shown)
    return render(request, "diagnosis/bank/item.html", context, status=status)


def _ask_form(request: HttpRequest, version: ItemVersion) -> AskForm | None:
    """Give the form, with those who may be asked and were not; None where there is nobody."""
    assert isinstance(request.user, Person)  # whoever sees the page keeps the bank
    colleagues = queries.reviewers_for(version).exclude(pk=request.user.pk)
    colleagues = colleagues.exclude(pk__in=queries.open_requests(version).values("asked_of"))
    if not colleagues.exists():
        return None
    return AskForm(request.POST if "colleague" in request.POST else None, colleagues=colleagues)


def _against(wordings: list[ItemVersion], shown: ItemVersion, number: str) -> ItemVersion | None:
    """Give the wording to hold one against: the one asked for, or the one before."""
    others = [each for each in wordings if each.pk != shown.pk]
    before = [each for each in others if each.number < shown.number]
    chosen = [each for each in others if str(each.number) == number]
    return next(iter([*chosen, *before]), None)


@login_required
@require_POST
def bank_review(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Take what a reviewer finds."""
    version = kept_wording(request, version_id)
    if not may_review_wording(request.user, version):
        raise PermissionDenied
    form, number = ReviewForm(request.POST), str(version.number)
    if not form.is_valid():
        return item_page(request, version.item, number, form, 422)
    told = form.cleaned_data
    try:
        review_wording(
            person=keeper(request),
            version_id=version.pk,
            seen=told["seen"],
            verdict=ItemReview.Verdict(told["verdict"]),
            words=told["words"],
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your review is kept, and its writer sees it."))
    return redirect("diagnosis:bank_item", item_id=version.item_id)


@login_required
@require_POST
def bank_ask(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Ask a colleague for a review."""
    version = kept_wording(request, version_id)
    form = _ask_form(request, version)
    if form is None:
        messages.error(request, _("There is nobody else to ask."))
    elif not form.is_valid():
        return item_page(request, version.item, str(version.number), status=422, ask=form)
    else:
        told = form.cleaned_data
        try:
            ask_for_review(
                person=keeper(request),
                version_id=version.pk,
                colleague_id=told["colleague"].pk,
                words=told["asking"],
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            said = _("%s gets a letter, and sees the wording among those she is asked to review.")
            messages.success(request, said % told["colleague"].shown_name)
    return redirect("diagnosis:bank_item", item_id=version.item_id)


@login_required
@require_POST
def bank_unask(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Take a review back that she asked for."""
    asked = queries.review_request(keeper(request), request_id)
    if asked is None:
        raise Http404
    try:
        withdraw_request(person=keeper(request), request_id=asked.pk)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        said = _("%s is asked no longer, and gets a letter that says so.")
        messages.success(request, said % asked.asked_of.shown_name)
    return redirect("diagnosis:bank_item", item_id=asked.version.item_id)

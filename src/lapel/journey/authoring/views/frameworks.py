"""Frameworks of other publishers: bring a package, look, choose, align a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_POST, require_safe

from lapel.journey.authoring import actions, queries
from lapel.journey.authoring.forms import BringForm
from lapel.journey.authoring.policies import may_author, may_bring
from lapel.journey.people.models import Person

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from lapel.journey.authoring.models import FrameworkBrought
    from lapel.journey.catalogue.models import Framework as Row

MOST_DIGITS = 18  # of a 64 bit number


def _bringer(request: HttpRequest) -> Person:
    if not isinstance(request.user, Person) or not may_bring(request.user):
        raise PermissionDenied
    return request.user


def _brought(request: HttpRequest, brought_id: UUID) -> FrameworkBrought:
    found = None
    if isinstance(request.user, Person):
        found = queries.brought_of(request.user, brought_id)
    if found is None:
        raise Http404
    return found


@login_required
@require_safe
def frameworks(request: HttpRequest) -> HttpResponse:
    """List the frameworks that were taken in, and the packages that wait."""
    person = _bringer(request)
    facts = {
        "frameworks": queries.frameworks_for(person),
        "waiting": queries.brought_by(person),
        "designs": may_author(person),
    }
    return render(request, "authoring/frameworks.html", facts)


@method_decorator(login_required, name="dispatch")
class Bring(View):
    """Bring a package."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask for it."""
        return self._page(request, BringForm(person=_bringer(request)))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep it and show what it holds."""
        person = _bringer(request)
        form = BringForm(request.POST, request.FILES, person=person)
        if form.is_valid():
            told = form.cleaned_data
            try:
                brought = actions.bring_framework(
                    person=person,
                    organisation=told["organisation"],
                    text=told.get("text", ""),
                    address=told["address"],
                )
            except actions.Refusal as refusal:
                form.add_error("file" if told.get("text") else "address", str(refusal))
            else:
                return redirect("authoring:brought", brought_id=brought.pk)
        return self._page(request, form, status=422)

    def _page(self, request: HttpRequest, form: BringForm, status: int = 200) -> HttpResponse:
        return render(request, "authoring/bring.html", {"form": form}, status=status)


@method_decorator(login_required, name="dispatch")
class Brought(View):
    """A package that was brought: what it holds, what it would change, and the choice."""

    def get(self, request: HttpRequest, brought_id: UUID) -> HttpResponse:
        """Show it."""
        brought = _brought(request, brought_id)
        facts = {"brought": brought, "look": queries.look_at(brought)}
        return render(request, "authoring/brought.html", facts)

    def post(self, request: HttpRequest, brought_id: UUID) -> HttpResponse:
        """Take the chosen branches in."""
        brought = _brought(request, brought_id)
        try:
            taken = actions.take_brought(
                person=_bringer(request),
                brought_id=brought.pk,
                roots=request.POST.getlist("branch"),
            )
        except actions.Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("authoring:brought", brought_id=brought.pk)
        said = _("Taken in: %(new)d new, %(changed)d changed, %(gone)d no longer named.")
        numbers = {"new": taken.new, "changed": taken.changed, "gone": taken.gone}
        messages.success(request, said % numbers)
        return redirect("authoring:framework", framework_id=taken.framework.pk)


@login_required
@require_POST
def discard_framework(request: HttpRequest, brought_id: UUID) -> HttpResponse:
    """Put a package away."""
    brought = _brought(request, brought_id)
    actions.put_away(person=_bringer(request), brought_id=brought.pk)
    messages.success(request, _("The package is put away. What was taken in before stays."))
    return redirect("authoring:frameworks")


@method_decorator(login_required, name="dispatch")
class Framework(View):
    """A framework that was taken in: its competencies, and aligning a draft with them."""

    def get(self, request: HttpRequest, framework_id: UUID) -> HttpResponse:
        """Show it, searched through."""
        return self._page(request, self._found(request, framework_id))

    def post(self, request: HttpRequest, framework_id: UUID) -> HttpResponse:
        """Write the chosen competencies into a draft."""
        framework = self._found(request, framework_id)
        person = _bringer(request)
        draft = next(
            (
                each
                for each in queries.open_drafts(person)
                if str(each.pk) == request.POST.get("draft")
            ),
            None,
        )
        if draft is None:
            messages.error(request, _("Choose one of your drafts."))
            return self._page(request, framework, status=422)
        try:
            saved = actions.align_draft(
                person=person, draft_id=draft.pk, framework=framework, items=_numbers(request)
            )
        except actions.Refusal as refusal:
            messages.error(request, str(refusal))
            return self._page(request, framework, status=422)
        messages.success(request, _("The draft names them now under “alignments”."))
        return redirect("authoring:draft", draft_id=saved.pk)

    def _found(self, request: HttpRequest, framework_id: UUID) -> Row:
        person = _bringer(request)
        found = queries.frameworks_for(person).filter(pk=framework_id).first()
        if found is None:
            raise Http404
        return found

    def _page(self, request: HttpRequest, framework: Row, status: int = 200) -> HttpResponse:
        search = request.GET.get("search", "")[:200].strip()
        shown, total = queries.shown_items(framework, search)
        facts = {
            "framework": framework,
            "shown": shown,
            "total": total,
            "search": search,
            "drafts": queries.open_drafts(_bringer(request)),
        }
        return render(request, "authoring/framework.html", facts, status=status)


def _numbers(request: HttpRequest) -> list[int]:
    given = request.POST.getlist("item")[:500]
    return [
        int(each)
        for each in given
        if each.isascii() and each.isdigit() and len(each) <= MOST_DIGITS
    ]

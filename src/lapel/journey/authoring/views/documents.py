"""Designers' pages: bring a document, mend it, see it as the catalogue will show it, publish it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_POST, require_safe

from lapel.journey.authoring import actions, queries
from lapel.journey.authoring.forms import ImportForm, PickForm, StackForm, TextForm
from lapel.journey.authoring.policies import may_author
from lapel.journey.authoring.queries.sessions import daily_sessions
from lapel.journey.catalogue.actions import Refusal as NotPublished
from lapel.journey.catalogue.actions import publish_stack
from lapel.journey.catalogue.models import MicroCredential, Version
from lapel.journey.catalogue.queries import (
    as_version,
    prerequisites_of,
    rubric_lines,
    stacks_with,
    team_criteria,
    versions_of,
)
from lapel.journey.people.models import Person
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.forms import Form
    from django.http import HttpRequest

    from lapel.domain.microcredential import Problem
    from lapel.journey.authoring.models import DocumentDraft


def _designer(request: HttpRequest) -> Person:
    """Give the designer who asks; others who are signed in learn that it is not for them."""
    if not isinstance(request.user, Person) or not may_author(request.user):
        raise PermissionDenied
    return request.user


def _draft(request: HttpRequest, draft_id: UUID) -> DocumentDraft:
    """Find a draft of her organisations; to others it is not there."""
    found = None
    if isinstance(request.user, Person):
        found = queries.draft_of(request.user, draft_id)
    if found is None:
        raise Http404
    return found


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List drafts and what is published."""
    person = _designer(request)
    context = {"drafts": queries.open_drafts(person), "published": queries.published_by(person)}
    return render(request, "authoring/index.html", context)


@method_decorator(login_required, name="dispatch")
class Import(View):
    """Bring a document."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask for it."""
        person = _designer(request)
        return self._page(request, person, ImportForm(person=person))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep it as a draft and show what there is to say about it."""
        person = _designer(request)
        form = ImportForm(request.POST, request.FILES, person=person)
        if form.is_valid():
            try:
                draft = actions.import_document(
                    person=person, organisation=form.chosen, text=form.cleaned_data["text"]
                )
            except actions.Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                return redirect("authoring:draft", draft_id=draft.id)
        return self._page(request, person, form, status=422)

    def _page(
        self, request: HttpRequest, person: Person, form: ImportForm, *, status: int = 200
    ) -> HttpResponse:
        # nobody is sent to download an example where there is none yet
        facts = {"form": form, "has_published": queries.published_by(person).exists()}
        return render(request, "authoring/import.html", facts, status=status)


@method_decorator(login_required, name="dispatch")
class Draft(View):
    """A draft with all there is to say about it, and its text to mend."""

    def get(self, request: HttpRequest, draft_id: UUID) -> HttpResponse:
        """Show it."""
        draft = _draft(request, draft_id)
        return self._show(request, draft)

    def post(self, request: HttpRequest, draft_id: UUID) -> HttpResponse:
        """Keep the changed text, or the file that was picked instead."""
        draft = _draft(request, draft_id)
        picked = "file" in request.FILES
        form = PickForm(request.POST, request.FILES) if picked else TextForm(request.POST)
        if not form.is_valid():
            return self._show(request, draft, form, status=422)
        told = form.cleaned_data
        try:
            saved = actions.save_draft(
                person=_designer(request),
                draft_id=draft.id,
                text=told["file"] if picked else told["text"].replace("\r\n", "\n"),
                base_revision=told["revision"],
            )
        except actions.Refusal as refusal:
            form.add_error(None, str(refusal))
            return self._show(request, draft, form, status=422)
        if saved.id != draft.id:
            messages.warning(
                request,
                _("The draft was saved or published meanwhile. Your text is kept here, beside it."),
            )
        return redirect("authoring:draft", draft_id=saved.id)

    def _show(
        self,
        request: HttpRequest,
        draft: DocumentDraft,
        form: Form | None = None,
        status: int = 200,
    ) -> HttpResponse:
        known = {"text": draft.text, "revision": draft.revision}
        report = queries.report_on(draft)
        context = {
            "draft": draft,
            "report": report,
            "listing": queries.listing(draft.text, report.faults),
            "form": form if isinstance(form, TextForm) else TextForm(initial=known),
            "pick": form if isinstance(form, PickForm) else PickForm(initial=known),
        }
        return render(request, "authoring/draft.html", context, status=status)


@login_required
@require_safe
def preview(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Show a draft exactly as the catalogue would."""
    draft = _draft(request, draft_id)
    report = queries.report_on(draft)
    if report.content is None or report.faults:
        messages.error(request, _("It can be shown once its faults are mended."))
        return redirect("authoring:draft", draft_id=draft.id)
    version = as_version(report.content)
    version.number, version.published_at = report.next_number, now()
    known = MicroCredential.objects.filter(slug=report.content["slug"]).first()
    microcredential = known or MicroCredential(
        slug=report.content["slug"], organisation=draft.organisation
    )
    context = {
        "draft": draft,
        "report": report,
        "microcredential": microcredential,
        "version": version,
        "rubric": rubric_lines(version),
        "scored_once": team_criteria(version),
        "prerequisites": prerequisites_of(version),
        "stacks": stacks_with(microcredential),
        "versions": versions_of(microcredential),
        "changes": report.changes,
        "lessons": daily_sessions(report),
    }
    return render(request, "authoring/preview.html", context)


@method_decorator(login_required, name="dispatch")
class Publish(View):
    """Publish a draft, after a look at what that means."""

    def get(self, request: HttpRequest, draft_id: UUID) -> HttpResponse:
        """Ask whether this is it."""
        draft = _draft(request, draft_id)
        report = queries.report_on(draft)
        if draft.published_id is not None or not report.can_be_published:
            return redirect("authoring:draft", draft_id=draft.id)
        context = {"draft": draft, "report": report}
        return render(request, "authoring/publish.html", context)

    def post(self, request: HttpRequest, draft_id: UUID) -> HttpResponse:
        """Publish it."""
        draft = _draft(request, draft_id)
        seen = request.POST.get("revision", "")
        try:
            version = actions.publish_draft(
                person=_designer(request),
                draft_id=draft.id,
                revision=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0,
            )
        except actions.Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("authoring:draft", draft_id=draft.id)
        messages.success(request, _("Published: %s.") % version)
        return redirect("catalogue:microcredential", slug=version.microcredential.slug)


@method_decorator(login_required, name="dispatch")
class PublishStack(View):
    """Publish a stack of micro-credentials that are on the shelves already."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask for its document."""
        return self._show(request, StackForm(person=_designer(request)))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Publish it, or say all that keeps it from being published."""
        person = _designer(request)
        form = StackForm(request.POST, request.FILES, person=person)
        if not form.is_valid():
            return self._show(request, form, form.problems, status=422)
        try:
            stack = publish_stack(
                person=person, organisation=form.chosen, content=form.cleaned_data["content"]
            )
        except NotPublished as refusal:
            form.add_error(None, str(refusal))
            return self._show(request, form, refusal.problems, status=422)
        messages.success(request, _("Published: %s.") % stack.title)
        return redirect("catalogue:stack", slug=stack.slug)

    def _show(
        self,
        request: HttpRequest,
        form: StackForm,
        problems: Sequence[Problem] = (),
        status: int = 200,
    ) -> HttpResponse:
        text = form.cleaned_data.get("text", "") if form.is_bound else ""
        remarks = queries.remarks_on(text, problems)
        listing = queries.listing(text, remarks)
        context = {"form": form, "remarks": remarks, "listing": listing}
        return render(request, "authoring/stack.html", context, status=status)


@login_required
@require_POST
def discard(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Put a draft away."""
    draft = _draft(request, draft_id)
    actions.discard_draft(person=_designer(request), draft_id=draft.id)
    messages.success(request, _("The draft is put away."))
    return redirect("authoring:index")


@login_required
@require_POST
def revise(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a draft from the current version."""
    person = _designer(request)
    found = get_object_or_404(queries.published_by(person), slug=slug)
    if found.current is None:
        raise Http404
    draft = actions.import_document(
        person=person, organisation=found.organisation, text=queries.as_text(found.current)
    )
    return redirect("authoring:draft", draft_id=draft.id)


@login_required
@require_safe
def draft_document(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Give a draft back to the letter."""
    draft = _draft(request, draft_id)
    return _download(draft.text, f"{draft.slug or 'draft'}.json")


@login_required
@require_safe
def version_document(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Give a published version as a document that can be imported again."""
    mine = queries.published_by(_designer(request))
    found = get_object_or_404(Version, microcredential__in=mine.filter(slug=slug), number=number)
    return _download(queries.as_text(found), f"{slug}-{number}.json")


def _download(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = disposition or "attachment"
    return response

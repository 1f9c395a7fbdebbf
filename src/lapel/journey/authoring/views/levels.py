"""What the levels of competencies ask for: the list, one competency, writing, reviewing."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_POST, require_safe

from lapel.domain.microcredential import changes
from lapel.domain.pathways import LEVELS, lacking_up_to, rank_by, rank_of
from lapel.journey.authoring import actions, queries
from lapel.journey.authoring.forms import (
    DocumentForm,
    LevelsForm,
    LevelsReviewForm,
    PreviewForm,
    as_text,
    fits_the_form,
)
from lapel.journey.authoring.models import LevelsReview
from lapel.journey.authoring.policies import may_author, may_review_levels
from lapel.journey.catalogue.models import Level
from lapel.journey.people.models import Person

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from lapel.domain.pathways import Ladder
    from lapel.journey.authoring.models import CompetencyLevels, LevelsVersion
    from lapel.journey.authoring.queries import Names
    from lapel.journey.catalogue.models import Competency

A_PAGE = 30


def _designer(request: HttpRequest) -> Person:
    if not isinstance(request.user, Person) or not may_author(request.user):
        raise PermissionDenied
    return request.user


def _kept(request: HttpRequest, code: str) -> CompetencyLevels:
    found = queries.levels_of(_designer(request), code)
    if found is None:
        raise Http404
    return found


def _kept_version(request: HttpRequest, version_id: UUID) -> LevelsVersion:
    found = queries.levels_version(_designer(request), version_id)
    if found is None:
        raise Http404
    return found


@login_required
@require_safe
def levels(request: HttpRequest) -> HttpResponse:
    """List the competencies with how far their levels have come."""
    found = queries.levels_listed(_designer(request))
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "authoring/levels/index.html", {"page": page})


@login_required
@require_safe
def levels_of(request: HttpRequest, code: str) -> HttpResponse:
    """Show the levels of a competency in one of their versions."""
    return _levels_page(request, _kept(request, code), request.GET.get("version", ""))


def _levels_page(
    request: HttpRequest,
    kept: CompetencyLevels,
    number: str = "",
    review: LevelsReviewForm | None = None,
    status: int = 200,
) -> HttpResponse:
    versions = queries.levels_versions(kept)
    shown = next((each for each in versions if str(each.number) == number), versions[0])
    before = [each for each in versions if each.number < shown.number]
    waits = shown.state == shown.State.DRAFT and may_review_levels(request.user, shown)
    ladder = queries.ladder_of(shown)
    names = queries.names_in(ladder.rungs if ladder else ())
    context: dict[str, Any] = {
        "kept": kept,
        "versions": versions,
        "shown": shown,
        "newest": versions[0],
        "rungs": told(ladder, names),
        "faults": queries.levels_faults(shown) if shown.state != shown.State.RETIRED else [],
        "advice": queries.levels_advice(shown),
        "changes": queries.levels_changed(before[0], shown) if before else [],
        "against": before[0] if before else None,
        "review": (review or LevelsReviewForm(initial={"seen": shown.content_hash}))
        if waits
        else None,
        "own": shown.written_by_id == request.user.pk,
        **_preview(request, ladder, names),
    }
    return render(request, "authoring/levels/levels.html", context, status=status)


def told(ladder: Ladder | None, names: Names) -> list[dict[str, Any]]:
    """Give a ladder as pages show it: level, words, sentences, and what it opens."""
    return [
        {
            "level": Level(rung.level).label,
            "words": rung.words,
            "asks": [queries.asked(ask, names) for ask in rung.asks],
            "opens": [names.thing(slug) for slug in rung.opens],
        }
        for rung in (ladder.rungs if ladder else ())
    ]


def _preview(request: HttpRequest, ladder: Ladder | None, names: Names) -> dict[str, Any]:
    """Say where an example teacher would stand."""
    if ladder is None:
        return {}
    asked = "example" in request.GET
    form = PreviewForm(request.GET if asked else None, ladder=ladder, names=names)
    if not asked or not form.is_valid():
        return {"example": form}
    others = {code: rank_of(level) for code, level in form.others.items()}
    rank = rank_by(ladder, form.evidence, others)
    following = next((each for each in ladder.rungs if each.rank > rank), None)
    lacks = lacking_up_to(ladder, following.rank, form.evidence, others) if following else ()
    return {
        "example": form,
        "stands": {
            "level": Level(LEVELS[rank - 1]).label if rank else "",
            "next": Level(following.level).label if following else "",
            "lacks": [queries.still(each, names) for each in lacks],
        },
    }


@method_decorator(login_required, name="dispatch")
class WriteLevels(View):
    """Write the levels of a competency in a form."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        """Show them as they are, or an empty form; what the form cannot show is a document."""
        competency, newest = self._found(request, code)
        ladder = queries.ladder_of(newest) if newest else None
        if newest and (ladder is None or not fits_the_form(ladder)):
            messages.info(request, _("These levels say more than the form can show."))
            return redirect("authoring:bring_levels_of", code=code)
        known = newest.content_hash if newest else ""
        note = str(newest.content.get("version_note", "")) if newest else ""
        form = LevelsForm(
            competency,
            ladder,
            person=_designer(request),
            is_new=newest is None,
            base=known,
            version_note=note,
        )
        return self._page(request, competency, newest, form)

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        """Keep them; where somebody else was faster, show both."""
        competency, newest = self._found(request, code)
        ladder = queries.ladder_of(newest) if newest else None
        person = _designer(request)
        form = LevelsForm(competency, ladder, request.POST, person=person, is_new=newest is None)
        if not form.is_valid():
            return self._page(request, competency, newest, form, status=422)
        content = {**form.content, "competency": competency.pk}
        try:
            version = actions.write_levels(
                person=person,
                organisation=form.organisation,
                competency=competency,
                content=content,
                base=form.base,
            )
        except actions.StaleLevelsError as stale:
            crossed = changes(stale.newest.content, content)
            data = request.POST.copy()
            data["base"] = stale.newest.content_hash
            again = LevelsForm(competency, ladder, data, person=person)
            again.is_valid()
            return self._page(
                request, competency, stale.newest, again, HTTPStatus.CONFLICT, crossed
            )
        messages.success(request, _("Kept as version %d.") % version.number)
        return redirect("authoring:levels_of", code=competency.pk)

    def _found(self, request: HttpRequest, code: str) -> tuple[Competency, LevelsVersion | None]:
        kept = queries.levels_of(_designer(request), code)
        if kept is not None:
            return kept.competency, queries.levels_versions(kept)[0]
        competency = queries.may_begin(code)
        if competency is None:
            raise Http404
        return competency, None

    def _page(  # noqa: PLR0913, PLR0917 (what a page of this form needs)
        self,
        request: HttpRequest,
        competency: Competency,
        newest: LevelsVersion | None,
        form: LevelsForm,
        status: int = 200,
        crossed: Any = (),
    ) -> HttpResponse:
        context = {
            "competency": competency,
            "newest": newest,
            "form": form,
            "crossed": crossed,
            "is_stale": status == HTTPStatus.CONFLICT,
        }
        return render(request, "authoring/levels/write.html", context, status=status)


@method_decorator(login_required, name="dispatch")
class BringLevels(View):
    """Bring levels as a document, or change them as one."""

    def get(self, request: HttpRequest, code: str = "") -> HttpResponse:
        """Ask for it; with a competency, what stands is there to be changed."""
        person = _designer(request)
        if not code:
            return self._page(request, DocumentForm(person=person))
        newest = queries.levels_versions(_kept(request, code))[0]
        told = {"text": as_text(newest.content), "base": newest.content_hash}
        return self._page(request, DocumentForm(person=person, initial=told))

    def post(self, request: HttpRequest, code: str = "") -> HttpResponse:
        """Keep it as a draft; where somebody else was faster, say so."""
        person = _designer(request)
        if code:
            _kept(request, code)
        form = DocumentForm(request.POST, request.FILES, person=person)
        if not form.is_valid():
            return self._page(request, form, 422)
        competency = form.cleaned_data["competency"]
        kept = queries.levels_of(person, competency.pk)
        if kept is None and queries.may_begin(competency.pk) is None:
            form.add_error(None, _("Another organisation's designers keep these levels."))
            return self._page(request, form, 422)
        try:
            version = actions.write_levels(
                person=person,
                organisation=kept.organisation if kept else form.chosen,
                competency=competency,
                content=form.cleaned_data["content"],
                base=form.cleaned_data["base"],
            )
        except actions.StaleLevelsError as stale:
            form.data = {**form.data, "base": stale.newest.content_hash}
            said = _("Version %d stands by now. Look at it; to put yours on top, bring it again.")
            form.add_error(None, said % stale.newest.number)
            return self._page(request, form, 409)
        messages.success(request, _("Kept as version %d.") % version.number)
        return redirect("authoring:levels_of", code=competency.pk)

    def _page(self, request: HttpRequest, form: DocumentForm, status: int = 200) -> HttpResponse:
        return render(request, "authoring/levels/bring.html", {"form": form}, status=status)


@login_required
@require_safe
def levels_document(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Give a version as the document that can be brought elsewhere."""
    kept = _kept(request, code)
    version = kept.versions.filter(number=number).first()
    if version is None:
        raise Http404
    name = f"levels-{kept.competency_id}-{number}.json"
    return HttpResponse(
        as_text(version.content),
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@login_required
@require_POST
def review_levels(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Take what another designer finds."""
    version = _kept_version(request, version_id)
    if not may_review_levels(request.user, version):
        raise PermissionDenied
    form = LevelsReviewForm(request.POST)
    if not form.is_valid():
        return _levels_page(request, version.levels, str(version.number), form, 422)
    given = form.cleaned_data
    try:
        actions.review_levels(
            person=_designer(request),
            version_id=version.pk,
            seen=given["seen"],
            verdict=LevelsReview.Verdict(given["verdict"]),
            words=given["words"],
        )
    except actions.Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your review is kept, and its writer sees it."))
    return redirect("authoring:levels_of", code=version.levels.competency_id)


@method_decorator(login_required, name="dispatch")
class PublishLevels(View):
    """Publish reviewed levels, after a look at what that means."""

    def get(self, request: HttpRequest, version_id: UUID) -> HttpResponse:
        """Say what changes, and what stays with people."""
        version = _kept_version(request, version_id)
        in_force = queries.published_levels(version.levels.competency_id).first()
        context = {
            "version": version,
            "in_force": in_force,
            "changes": queries.levels_changed(in_force, version) if in_force else [],
        }
        return render(request, "authoring/levels/publish.html", context)

    def post(self, request: HttpRequest, version_id: UUID) -> HttpResponse:
        """Publish."""
        version = _kept_version(request, version_id)
        try:
            actions.publish_levels(person=_designer(request), version_id=version.pk)
        except actions.Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("In force from now on. Teachers see them on their levels."))
        return redirect("authoring:levels_of", code=version.levels.competency_id)


@login_required
@require_POST
def put_levels_away(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Put a draft away."""
    version = _kept_version(request, version_id)
    try:
        actions.put_levels_away(person=_designer(request), version_id=version.pk)
    except actions.Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Put away. Its words stay here."))
    return redirect("authoring:levels_of", code=version.levels.competency_id)

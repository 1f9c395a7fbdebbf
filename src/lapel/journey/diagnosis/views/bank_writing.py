"""Writing a question, publishing what was reviewed, taking out of use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from lapel.domain.microcredential import changes
from lapel.journey.diagnosis.actions.bank_publish import publish_wordings, retire_wording
from lapel.journey.diagnosis.actions.bank_write import (
    StaleWordingError,
    save_wording,
    write_question,
)
from lapel.journey.diagnosis.actions.refusal import Refusal
from lapel.journey.diagnosis.forms.bank import PlaceForm, RetireForm, WordsForm, initial_words
from lapel.journey.diagnosis.queries import bank as queries
from lapel.journey.diagnosis.queries.bank_faults import faults_in
from lapel.journey.diagnosis.views.bank import keeper, kept_item, kept_wording

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from lapel.journey.diagnosis.models import BankItem, ItemVersion


@method_decorator(login_required, name="dispatch")
class New(View):
    """Begin a question."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask for it."""
        given = {"competency": request.GET.get("competency", "")[:8]}
        return self._page(request, PlaceForm(person=keeper(request), initial=given), WordsForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep it as a draft, whatever it still lacks."""
        person = keeper(request)
        place, words = PlaceForm(request.POST, person=person), WordsForm(request.POST)
        if not (place.is_valid() & words.is_valid()):
            return self._page(request, place, words, 422)
        told = place.cleaned_data
        try:
            version = write_question(
                person=person,
                organisation=place.chosen,
                competency=told["competency"],
                language=told["language"],
                content={"key": told["key"], **words.content},
            )
        except Refusal as refusal:
            place.add_error("key", str(refusal))
            return self._page(request, place, words, 422)
        messages.success(request, _("Kept as a draft."))
        return redirect("diagnosis:bank_item", item_id=version.item_id)

    def _page(
        self, request: HttpRequest, place: PlaceForm, words: WordsForm, status: int = 200
    ) -> HttpResponse:
        context = {"place": place, "form": words}
        return render(request, "diagnosis/bank/write.html", context, status=status)


@method_decorator(login_required, name="dispatch")
class Write(View):
    """Change the words of a question."""

    def get(self, request: HttpRequest, item_id: UUID) -> HttpResponse:
        """Show them as they are."""
        item = kept_item(request, item_id)
        newest = queries.wordings_of(item)[0]
        return self._page(request, item, newest, self._form_of(newest))

    def post(self, request: HttpRequest, item_id: UUID) -> HttpResponse:
        """Keep them; where somebody else was faster, show both."""
        item, form = kept_item(request, item_id), WordsForm(request.POST)
        newest = queries.wordings_of(item)[0]
        if not form.is_valid():
            return self._page(request, item, newest, form, 422)
        content = {"key": item.key, **form.content}
        try:
            version = save_wording(
                person=keeper(request),
                item_id=item.pk,
                content=content,
                base=form.cleaned_data["base"],
            )
        except StaleWordingError as stale:
            form.data = {**request.POST.dict(), "base": stale.newest.content_hash}
            return self._page(request, item, stale.newest, form, 409, content)
        messages.success(request, _("Kept as version %d.") % version.number)
        return redirect("diagnosis:bank_item", item_id=item.pk)

    def _form_of(self, version: ItemVersion) -> WordsForm:
        known = initial_words(version.content)
        return WordsForm(initial={**known, "base": version.content_hash})

    def _page(  # noqa: PLR0913, PLR0917 (what a page of this form needs)
        self,
        request: HttpRequest,
        item: BankItem,
        newest: ItemVersion,
        form: WordsForm,
        status: int = 200,
        hers: dict[str, object] | None = None,
    ) -> HttpResponse:
        context = {
            "item": item,
            "newest": newest,
            "form": form,
            "faults": faults_in(newest),
            "in_place": newest.is_open_to(keeper(request)),
            "crossed": changes(newest.content, hers) if hers else [],
        }
        return render(request, "diagnosis/bank/write.html", context, status=status)


@method_decorator(login_required, name="dispatch")
class Publish(View):
    """Publish what was reviewed, some or all at once."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show what waits; one may be picked out."""
        return self._page(request, request.GET.getlist("wording"))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Publish the chosen."""
        person, chosen = keeper(request), request.POST.getlist("wording")
        ready = {str(each.pk): each.pk for each in queries.ready_wordings(person)}
        ids = [ready[each] for each in chosen if each in ready]
        if not ids or len(ids) < len(chosen):
            messages.error(request, _("Choose wordings that are reviewed and wait here."))
            return self._page(request, chosen, 422)
        try:
            done = publish_wordings(person=person, version_ids=ids)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return self._page(request, chosen, 422)
        said = ngettext("%d question is published.", "%d questions are published.", len(done))
        messages.success(request, said % len(done))
        return redirect("diagnosis:bank")

    def _page(self, request: HttpRequest, chosen: list[str], status: int = 200) -> HttpResponse:
        ready = queries.ready_wordings(keeper(request))
        context = {"ready": ready, "chosen": chosen or [str(each.pk) for each in ready]}
        return render(request, "diagnosis/bank/publish.html", context, status=status)


@method_decorator(login_required, name="dispatch")
class Retire(View):
    """Take a wording out of use, after a look at what that means."""

    def get(self, request: HttpRequest, version_id: UUID) -> HttpResponse:
        """Ask why."""
        return self._page(request, kept_wording(request, version_id), RetireForm())

    def post(self, request: HttpRequest, version_id: UUID) -> HttpResponse:
        """Take it out."""
        version, form = kept_wording(request, version_id), RetireForm(request.POST)
        if not form.is_valid():
            return self._page(request, version, form, 422)
        try:
            retire_wording(
                person=keeper(request),
                version_id=version.pk,
                because=form.cleaned_data["because"],
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Out of use. Its words stay here."))
        return redirect("diagnosis:bank_item", item_id=version.item_id)

    def _page(
        self, request: HttpRequest, version: ItemVersion, form: RetireForm, status: int = 200
    ) -> HttpResponse:
        context = {"item": version.item, "version": version, "form": form}
        return render(request, "diagnosis/bank/retire.html", context, status=status)

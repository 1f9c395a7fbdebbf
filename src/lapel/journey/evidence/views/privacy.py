"""What in a draft may tell who a student is: her texts, and the way to her files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lapel.journey.evidence import actions, queries
from lapel.journey.evidence.policies import is_open
from lapel.journey.evidence.views.common import her_draft, hers, person_of, sentence_of
from lapel.journey.redaction.queries import matters_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


@hers
@require_http_methods(["GET", "HEAD", "POST"])
def privacy(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Show what was found, and settle one of it."""
    draft = her_draft(request, draft_id)
    if request.method == "POST":
        return _settle(request, draft_id)
    asked = queries.questions_asked(draft.enrolment.version)
    slots = queries.slots_asked(draft.enrolment.version)
    files = list(queries.live_artefacts(draft))
    matters = matters_of(
        [key for each in files for key in (each.file_id, each.captions_id) if key is not None]
    )
    facts = {
        "draft": draft,
        "version": draft.enrolment.version,
        "changeable": is_open(draft),
        "found": [
            (each, asked[each.place].prompt if each.place in asked else _("Beside a file"))
            for each in queries.finds_in_texts(draft)
        ],
        "files": [
            (
                each,
                slots[each.slot].title,
                matters.get(each.file_id),
                matters.get(each.captions_id) if each.captions_id else None,
            )
            for each in files
        ],
    }
    return render(request, "evidence/privacy.html", facts)


def _settle(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    person, digest = person_of(request), request.POST.get("digest", "")
    try:
        if request.POST.get("wish") == "replace":
            actions.replace_words(person=person, draft_id=draft_id, digest=digest)
        else:
            reason = request.POST.get("reason", "")
            actions.let_words_stay(person=person, draft_id=draft_id, digest=digest, reason=reason)
    except ValidationError as error:
        messages.error(request, sentence_of(error))
    return redirect("evidence:privacy", draft_id)

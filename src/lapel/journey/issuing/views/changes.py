"""The officer's pages to change many awards together, and to see how far that has come."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from lapel.journey.issuing import actions
from lapel.journey.issuing.forms import MANY_FORMS, ManyForm, ManyWordsForm
from lapel.journey.issuing.models import Change, Reason
from lapel.journey.issuing.policies import may_see_change
from lapel.journey.issuing.queries.changes import (
    SIGNING,
    Look,
    achievements_of,
    all_of,
    changes_by,
    look_at,
    progress_of,
)
from lapel.journey.issuing.queries.changes import change as change_of
from lapel.journey.issuing.views.shared import officer
from lapel.journey.issuing.views.verb_words import VERB_WORDS, done_for, question_for

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from lapel.journey.issuing.models import Achievement
    from lapel.journey.people.models import Person

SHOWN = 50
LATEST = 10


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_many(request: HttpRequest) -> HttpResponse:
    """Take awards by table, by number or by kind, show them, and change them on her word.

    The look comes back with the numbers in it, so that what is changed is what was looked at.
    """
    person = officer(request)
    if request.method == "POST" and "chosen" in request.POST:
        return _change(request, person)
    form = ManyForm(request.POST or None, request.FILES or None, choices=_kinds(person))
    if request.method == "POST" and form.is_valid():
        try:
            look = _looked(person, form)
        except actions.Refusal as refusal:
            form.add_error(
                "achievement" if form.cleaned_data["achievement"] else "file", str(refusal)
            )
        else:
            return _look(request, form.cleaned_data["verb"], look)
    changes = [(each, done_for(each.verb, each.count)) for each in changes_by(person)[:LATEST]]
    facts = {"form": form, "changes": changes}
    status = 422 if form.errors else 200
    return render(request, "issuing/change_many.html", facts, status=status)


def _kinds(person: Person) -> list[tuple[str, str]]:
    return [(str(each.pk), _kind(each, count)) for each, count in achievements_of(person)]


def _kind(achievement: Achievement, count: int) -> str:
    told = {"title": achievement.title, "count": count}
    if achievement.version is None:
        return _("%(title)s (%(count)s in force)") % told
    said = _("%(title)s, version %(number)s (%(count)s in force)")
    return said % {**told, "number": achievement.version.number}


def _looked(person: Person, form: ManyForm) -> Look:
    asked = form.cleaned_data
    if not asked["achievement"]:
        return look_at(person=person, verb=asked["verb"], lines=form.lines())
    lines = all_of(
        person=person,
        verb=asked["verb"],
        achievement_id=asked["achievement"],
        before=asked["before"],
        most=actions.MOST,
    )
    if len(lines) > actions.MOST:
        said = _("These are more than %s awards, the most that are changed together: name a day.")
        raise actions.Refusal(said % actions.MOST)
    # nobody wrote these lines: there is nothing in them to mend
    return replace(look_at(person=person, verb=asked["verb"], lines=lines), bad=[])


def _look(
    request: HttpRequest, verb: str, look: Look, form: ManyWordsForm | None = None
) -> HttpResponse:
    chosen = "\n".join(_written(each.pk, look) for each in look.good)
    kind = MANY_FORMS.get(verb, ManyWordsForm)
    facts = {
        "form": form or kind(initial={"verb": verb, "chosen": chosen}),
        "words": VERB_WORDS[verb],
        "question": question_for(verb, len(look.good)),
        "good": [(each, look.by.get(each.pk)) for each in look.good[:SHOWN]],
        "replaces": bool(look.by),
        "count": len(look.good),
        "bad": look.bad[:SHOWN],
        "bad_count": len(look.bad),
        "shown": SHOWN,
    }
    status = 422 if form else 200
    return render(request, "issuing/change_many_look.html", facts, status=status)


def _written(award_id: UUID, look: Look) -> str:
    new = look.by.get(award_id)
    return f"{award_id}>{new.pk}" if new else str(award_id)


def _change(request: HttpRequest, person: Person) -> HttpResponse:
    verb = str(request.POST.get("verb", ""))
    form = MANY_FORMS.get(verb, ManyWordsForm)(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        try:
            made = actions.change_many(
                person=person,
                verb=told["verb"],
                award_ids=list(told["chosen"]),
                terms=actions.Terms(
                    words=told["words"],
                    reason=told.get("reason", ""),
                    valid_until=told.get("valid_until"),
                    by_award_ids={old: new for old, new in told["chosen"].items() if new},
                ),
            )
        except actions.Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _said_of(made))
            return redirect("issuing:change", made.pk)
    if "verb" not in form.cleaned_data or "chosen" not in form.cleaned_data:
        return redirect("issuing:change-many")
    chosen = form.cleaned_data["chosen"].items()
    lines = [(number, f"{old} {new or ''}") for number, (old, new) in enumerate(chosen, 1)]
    return _look(request, verb, look_at(person=person, verb=verb, lines=lines), form)


def _said_of(made: Change) -> str:
    if made.verb in SIGNING:
        said = ngettext(
            "%s award is being signed anew.", "%s awards are being signed anew.", made.count
        )
    else:
        said = ngettext("%s award was changed.", "%s awards were changed.", made.count)
    return said % made.count


@login_required
@require_safe
def change(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """Show a change and how far its signing has come; the page renews itself meanwhile."""
    try:
        found = change_of(change_id)
    except Change.DoesNotExist:
        raise Http404 from None
    person = officer(request)
    if not may_see_change(person, found):
        raise Http404
    facts = {
        "change": found,
        "done": done_for(found.verb, found.count),
        "progress": progress_of(found),
        "reason": Reason(found.reason).label if found.reason else "",
        "is_signing": found.verb in SIGNING,
        "acts": found.standings.select_related(
            "award__achievement", "award__person", "award__superseded_by__achievement"
        ).order_by("-not_signed", "pk")[:SHOWN],
        "shown": SHOWN,
    }
    return render(request, "issuing/change_made.html", facts)

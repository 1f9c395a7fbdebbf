"""Order a signed form of a badge or a transcript; a job has it signed by the issuer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.journey.issuing import actions as issuing
from lapel.journey.issuing.models import Award
from lapel.journey.issuing.queries import is_included, issuers_for_transcripts
from lapel.journey.record.actions import announce
from lapel.journey.record.queries import now
from lapel.journey.sharing.actions.own import own_award
from lapel.journey.sharing.actions.refusal import Refusal
from lapel.journey.sharing.events import PaperOrdered
from lapel.journey.sharing.models import Paper
from lapel.journey.sharing.queries import forms_of, what_form_rests_on, what_transcript_rests_on

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person


def order_form(*, person: Person, award_id: UUID, kind: str) -> Paper:
    """Order another form of a person's own award, unless one of its present document is there."""
    award = own_award(person=person, award_id=award_id)
    if kind not in forms_of(award):
        raise Refusal(_("There is no such form."))
    if award.state != Award.State.ISSUED or not is_included(award):
        raise Refusal(_("Only an award that is in force is signed in another form."))
    made_from = what_form_rests_on(award)
    return _ordered({"kind": kind, "award": award}, {"person": person}, made_from)


def order_transcript(*, person: Person, issuer_id: UUID) -> Paper:
    """Order a person's transcript of one issuer's badges, unless the present one is there."""
    issuer = issuers_for_transcripts(person).filter(pk=issuer_id).first()
    if issuer is None:
        raise PermissionDenied
    made_from = what_transcript_rests_on(person, issuer)
    return _ordered({"person": person, "issuer": issuer}, {"kind": "transcript"}, made_from)


def _ordered(whose: dict[str, Any], more: dict[str, Any], made_from: str) -> Paper:
    with transaction.atomic():
        values = {**more, "made_from": made_from, "ordered_at": now()}
        paper, is_new = Paper.objects.select_for_update().get_or_create(**whose, defaults=values)
        if not is_new and paper.made_from == made_from and not paper.error:
            return paper
        paper.made_from, paper.ordered_at = made_from, now()
        paper.text, paper.error, paper.made_at = "", "", None
        paper.save()
        announce(PaperOrdered(paper_id=paper.pk))
    return paper


def sign_paper(*, paper_id: UUID) -> None:
    """Have an ordered paper signed; for jobs, which may run twice. A refusal is kept and shown."""
    paper = Paper.objects.select_related("award", "issuer", "person").filter(pk=paper_id).first()
    if paper is None or paper.made_at:
        return
    try:
        text, error = _signed(paper), ""
    except issuing.Refusal as refusal:
        text, error = "", str(refusal)
    ordered = Paper.objects.filter(pk=paper_id, made_from=paper.made_from, made_at__isnull=True)
    ordered.update(text=text, error=error, made_at=now() if text else None)


def _signed(paper: Paper) -> str:
    if paper.award_id:
        return issuing.sign_form(award_id=paper.award_id, form=paper.kind)
    if paper.issuer_id is None:
        raise ValueError("a paper is of an award or of an issuer")
    return issuing.sign_transcript(
        person=paper.person, issuer_id=paper.issuer_id, transcript_id=paper.pk
    )


def forget_papers(*, person_id: UUID) -> int:
    """Delete what was signed for somebody who left; returns how many."""
    return Paper.objects.filter(person=person_id).delete()[0]

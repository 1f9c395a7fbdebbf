"""Share a piece of evidence with a colleague, and end that (R24)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lapel.journey.catalogue.queries import team_slots
from lapel.journey.evidence.actions.artefacts import check_room
from lapel.journey.evidence.actions.drafts import begin_draft, changeable_draft, touch
from lapel.journey.evidence.events import ShareAccepted, ShareAsked
from lapel.journey.evidence.models import Artefact, AskedAddress, Draft, Share
from lapel.journey.evidence.policies import is_open
from lapel.journey.evidence.queries import SHARE_WORDS, colleague_for, open_places
from lapel.journey.files.models import StoredFile
from lapel.journey.learning.models import Enrolment
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.people.models import Person

MOST_COLLEAGUES = 9
# Each question is a letter.
MOST_QUESTIONS = 3


def ask_colleague(*, person: Person, artefact_id: UUID, email: str) -> Share | None:
    """Ask a colleague to hand in a piece of hers as well; asked twice, it is the same question.

    She is found by her address: of the same place, enrolled in the same version. Where there is
    none nothing is asked (None), and nothing else tells it: what is kept, counted and shown is the
    address. `ValidationError` where it is no address, where no team may share such a piece, or
    where this is handed in already.
    """
    email = _checked(email)
    with transaction.atomic():
        known = Artefact.objects.get(id=artefact_id, draft__enrolment__person=person)
        draft = changeable_draft(person=person, draft_id=known.draft_id, place=known.slot)
        artefact = draft.artefacts.select_related("file").get(id=artefact_id)
        _check_piece(artefact, team_slots(draft.enrolment.version))
        standing = artefact.asked.filter(ended_at=None)
        known_question = standing.filter(email=email).first()
        if known_question is not None:
            return artefact.shares.filter(pk=known_question.pk).first()
        if standing.count() >= MOST_COLLEAGUES:
            raise ValidationError(_("A piece can be shared by ten at most."))
        if artefact.asked.filter(email=email).count() >= MOST_QUESTIONS:
            raise ValidationError(_("You have asked her three times; please talk to her first."))
        asked = AskedAddress.objects.create(artefact=artefact, email=email, asked_at=now())
        _note(asked, person, "share-asked")
        return _found(asked, colleague_for(draft, email))


def _checked(email: str) -> str:
    email = email.strip().lower()
    validate_email(email)
    return email


def _found(asked: AskedAddress, colleague: Person | None) -> Share | None:
    """Put the question to whom it reaches; one whose address changed since is asked once."""
    if colleague is None:
        return None
    open_ = asked.artefact.shares.filter(person=colleague, ended_at=None)
    if open_.exists():
        return None
    share = Share.objects.create(
        id=asked.id, artefact=asked.artefact, person=colleague, asked_at=asked.asked_at
    )
    announce(ShareAsked(share_id=share.id))
    return share


def _check_piece(artefact: Artefact, allowed: set[str]) -> None:
    if artefact.slot not in allowed:
        raise ValidationError(_("Each teacher brings this piece of evidence herself."))
    refused = artefact.file.state == StoredFile.State.REFUSED
    if refused or artefact.removed_at or artefact.file.removed_at:
        raise ValidationError(_("This file cannot be shared."))


def accept_share(*, person: Person, share_id: UUID) -> Share:
    """Become one of a team: the piece is in her draft from now on, and she says so with a date.

    `ValidationError` where its owner has submitted meanwhile, where her own place for it is full,
    or where she has left.
    """
    with transaction.atomic():
        share = _open_question(person, share_id)
        owner, slot = share.artefact.draft, share.artefact.slot
        _hold(owner, person)
        if not is_open(owner) or slot not in open_places(owner):
            raise ValidationError(_("Your colleague has handed it in already; it came too late."))
        enrolment = Enrolment.objects.filter(
            person=person, version=owner.enrolment.version_id, left_at=None
        ).first()
        if enrolment is None:
            raise ValidationError(_("You have left this version. Enrol in it again, then accept."))
        begun = begin_draft(person=person, enrolment=enrolment)
        draft = changeable_draft(person=person, draft_id=begun.id, place=slot)
        check_room(draft=draft, slot=slot)
        share.draft, share.accepted_at, share.words = draft, now(), str(SHARE_WORDS)
        share.save(update_fields=["draft", "accepted_at", "words"])
        _note(share, person, "share-accepted")
        announce(ShareAccepted(share_id=share.pk))
        touch(person=person, draft=draft)
        touch(person=owner.enrolment.person, draft=owner)
    return share


def _hold(owner: Draft, person: Person) -> None:
    """Hold both drafts, in one order, so that neither is handed in at the same time without it."""
    mine = Q(enrolment__person=person, enrolment__version=owner.enrolment.version_id)
    held = Draft.objects.select_for_update(of=("self",)).filter(mine | Q(pk=owner.pk))
    list(held.order_by("pk"))


def _open_question(person: Person, share_id: UUID) -> Share:
    """Find a question to her, and hold it."""
    Share.objects.select_for_update(of=("self",)).filter(id=share_id).first()
    found = Share.objects.select_related("artefact__draft__enrolment__person", "artefact__file")
    share = found.get(id=share_id, person=person, accepted_at=None, ended_at=None)
    if share.artefact.removed_at or share.artefact.file.removed_at:
        raise ValidationError(_("Your colleague has taken this piece out of her draft."))
    return share


def decline_share(*, person: Person, share_id: UUID) -> Share:
    """Answer no; nothing is said of why."""
    with transaction.atomic():
        held = Share.objects.select_for_update(of=("self",))
        share = held.get(id=share_id, person=person, accepted_at=None, ended_at=None)
        return _end(share, person, Share.Ending.DECLINED)


def end_share(*, person: Person, share_id: UUID) -> Share | None:
    """Leave the team of a piece, or take it back from a colleague, before she has submitted it.

    What was frozen with it stays so. Either of the two may; nobody else finds it. A question that
    reached nobody is taken back alike (None).
    """
    with transaction.atomic():
        if not Share.objects.filter(id=share_id).exists():
            hers = AskedAddress.objects.filter(artefact__draft__enrolment__person=person)
            asked = hers.get(id=share_id, ended_at=None)
            _end_asked(asked.pk)
            _note(asked, person, f"share-{Share.Ending.TAKEN_BACK}")
            return None
        either = Q(person=person) | Q(artefact__draft__enrolment__person=person)
        held = Share.objects.select_for_update(of=("self",)).filter(either, ended_at=None)
        share = held.get(id=share_id)
        left = share.person_id == person.pk
        if share.draft is not None:
            _hold(share.artefact.draft, share.person)
            _check_not_submitted(share)
            touch(person=share.person, draft=share.draft)
        owner = share.artefact.draft
        if share.accepted_at and is_open(owner):
            touch(person=owner.enrolment.person, draft=owner)
        return _end(share, person, Share.Ending.LEFT if left else Share.Ending.TAKEN_BACK)


def _check_not_submitted(share: Share) -> None:
    assert share.draft is not None
    if not is_open(share.draft) or share.artefact.slot not in open_places(share.draft):
        raise ValidationError(_("It has been handed in with this piece; what is frozen stays."))


def _end(share: Share, actor: Person, ending: Share.Ending) -> Share:
    share.ended_at, share.ending = now(), ending
    share.save(update_fields=["ended_at", "ending"])
    _end_asked(share.pk)
    _note(share, actor, f"share-{ending}")
    return share


def _end_asked(share_id: UUID) -> None:
    AskedAddress.objects.filter(pk=share_id, ended_at=None).update(ended_at=now())


def _note(share: Share | AskedAddress, actor: Person, action: str) -> None:
    note(
        aggregate="artefact",
        aggregate_id=share.artefact_id,
        action=action,
        actor=actor.pk,
        facts={"share": str(share.pk)},
    )

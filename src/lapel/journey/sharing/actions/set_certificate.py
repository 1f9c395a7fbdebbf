"""Set an award's certificate as a PDF."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import formats, translation
from django.utils.translation import gettext as _

from lapel.domain.artwork import FONT_FILES
from lapel.journey.issuing.models import Award
from lapel.journey.issuing.queries import picture_svg
from lapel.journey.sharing.actions.kept import kept
from lapel.journey.sharing.actions.own import own_award
from lapel.journey.sharing.actions.refusal import Refusal
from lapel.journey.sharing.queries import face_of, page_address, qr_svg
from lapel.ports import press
from lapel.ports.checking.bundle import CREDENTIAL
from lapel.ports.press import Attachment, Paper

if TYPE_CHECKING:
    from uuid import UUID

    from lapel.journey.issuing.models import Achievement
    from lapel.journey.people.models import Person

TEMPLATE = Path(__file__).parents[1] / "templates" / "sharing" / "certificate.typ"


def set_certificate(*, person: Person, award_id: UUID) -> bytes:
    """Give a person's own award's certificate: tagged PDF, in its micro-credential's language.

    Her signed document is attached, byte for byte. Set once per wording and document, and kept
    until she leaves. Refused while the award is revoked or suspended.
    """
    award = own_award(person=person, award_id=award_id)
    if award.state != Award.State.ISSUED:
        raise Refusal(_("A certificate is made only of an award that is in force."))
    version = award.achievement.version
    language = version.language if version else settings.LANGUAGE_CODE
    with translation.override(language):
        values = _values(award, person, language)
    template = TEMPLATE.read_text(encoding="utf-8")
    pictures = {
        "badge.svg": picture_svg(award.achievement).encode(),
        "qr.svg": qr_svg(page_address(award)),
    }
    attached = [_badge(award, description=values["attachment"])]
    paper = Paper(template=template, values=values, pictures=pictures, attached=attached)
    printer = press.from_url(settings.PRESS_URL)
    return kept(
        kind=f"certificate/{award.pk}",
        ending="pdf",
        made_from=[template, values, award.document_hash],
        make=lambda: printer.pdf(paper, fonts=FONT_FILES),
    )


def _badge(award: Award, *, description: str) -> Attachment:
    return Attachment(
        name=CREDENTIAL,
        content=award.document.encode(),
        media_type="application/vc+ld+json",
        description=description,
    )


def _values(award: Award, person: Person, language: str) -> dict[str, Any]:
    face = face_of(award)
    return {
        "language": language.split("-", maxsplit=1)[0],
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
        "document_title": _("Certificate: %s") % face.name,
        "kind": _kind(award.achievement),
        "heading": _("Certificate"),
        "says": _("This certifies that"),
        "name": str(person),
        "earned": _("has earned"),
        "title": face.name,
        "description": face.description,
        "proved": _("What was proved"),
        "lines": [[line.title, line.level] for line in face.lines],
        "rests_on": [piece.name for piece in face.pieces if piece.address],
        "how": _how(award),
        "issuer_label": _("Issued by"),
        "issuer": face.issuer,
        "date_label": _("Awarded on"),
        "date": formats.date_format(award.awarded_on, "DATE_FORMAT"),
        "competency_label": _("Competency"),
        "competency": _competency(face.alignments),
        "version_label": _("Version"),
        "version": face.version,
        "number_label": _("Number"),
        "number": str(award.pk),
        "verify": _(
            "Printed, this proves nothing by itself: scan the code to see whether the award stands "
            "today. The PDF file holds the signed badge as an attachment, for any verifier of "
            "Open Badges 3.0."
        ),
        "attachment": _("The signed badge: %s") % face.name,
        "address": page_address(award),
        "badge_alt": _("Badge: %s") % face.name,
        "qr_alt": _("QR code that leads to %s") % page_address(award),
    }


def _kind(achievement: Achievement) -> str:
    if achievement.assessing_id:
        return _("Qualification to assess")
    return _("Stack of micro-credentials") if achievement.stack_id else _("Micro-credential")


def _how(award: Award) -> str:
    if award.decision_id:
        return _(
            "Evidence from the teacher's own class was scored by trained assessors who knew "
            "neither the teacher nor each other. Every required criterion was met."
        )
    if award.qualification_id:
        return _("Work whose levels several people had agreed on was scored without their key.")
    if award.achievement.stack_id:
        return _("Each part was earned by itself, with evidence from the teacher's own class.")
    return _("An officer of the issuer confirmed it; no evidence was assessed here.")


def _competency(alignments: list[dict[str, Any]]) -> str:
    if not alignments:
        return ""
    first = alignments[0]
    return f"{first.get('targetCode', '')} {first['targetName']}".strip()

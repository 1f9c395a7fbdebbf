"""Print forms for families."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext as _

from lapel.domain.artwork import FONT_FILES
from lapel.journey.consent.actions.classes import held_class
from lapel.journey.consent.actions.consents import last_day, make_link
from lapel.journey.consent.models import Scope
from lapel.journey.consent.queries import (
    class_of,
    code_of,
    contact_of,
    open_link,
    today_of,
    words_in,
)
from lapel.ports import press
from lapel.ports.press import Paper

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from lapel.journey.consent.models import SchoolClass, Student
    from lapel.journey.consent.queries import Words
    from lapel.journey.people.models import Person

TEMPLATE = Path(__file__).parents[1] / "templates" / "consent" / "form.typ"


def print_forms(
    *, person: Person, class_id: UUID, student_ids: Collection[UUID], language: str
) -> bytes:
    """Give forms as one tagged PDF (PDF/UA-1), a page for each student, with its family's address.

    Without students it is one form to be copied, without an address.
    """
    school_class = class_of(person, class_id)
    found = school_class.students.filter(id__in=student_ids, removed_at=None).order_by("label")
    words = words_in(language)
    with transaction.atomic():
        held_class(person=person, class_id=class_id)
        codes = {student: _code(person, student) for student in found}
    pages = [_page(student, code) for student, code in codes.items()] or [_page(None, "")]
    values = _values(school_class, words, [page for page, _qr in pages])
    pictures = {page["qr"]: qr for page, qr in pages if page["qr"]}
    template = TEMPLATE.read_text(encoding="utf-8")
    paper = Paper(template=template, values=values, pictures=pictures)
    return press.from_url(settings.PRESS_URL).pdf(paper, fonts=FONT_FILES)


def _code(person: Person, student: Student) -> str:
    link = open_link(student) or make_link(person=person, student_id=student.id)
    return code_of(link.id)


def _page(student: Student | None, code: str) -> tuple[dict[str, str], bytes]:
    if student is None:
        return {"student": "", "code": "", "address": "", "qr": ""}, b""
    address = settings.BASE_URL + reverse("consent:family", args=[code])
    page = {
        "student": student.label,
        "code": code,
        "address": address,
        "qr": f"qr-{student.id.hex}.svg",
    }
    return page, qr_svg(text=address)


def qr_svg(*, text: str) -> bytes:
    """Draw a QR code as SVG, black on white with its quiet zone."""
    import qrcode
    from qrcode.image.svg import SvgPathFillImage

    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=4, box_size=10)
    code.add_data(text)
    drawn = io.BytesIO()
    code.make_image(image_factory=SvgPathFillImage).save(drawn)
    return drawn.getvalue()


def _values(school_class: SchoolClass, words: Words, pages: list[dict[str, str]]) -> dict[str, Any]:
    until = last_day(today_of(school_class))
    with translation.override(words.language):
        day = formats.date_format(until, "DATE_FORMAT")
    return {
        "language": words.language.split("-", maxsplit=1)[0],
        "direction": words.direction,
        "said": words.said,
        "scopes": [words.said[scope.value] for scope in Scope],
        "class": school_class.name,
        "school": str(school_class.organisation or ""),
        "teacher": str(school_class.teacher.shown_name),
        "until": day,
        "turn_to": _turn_to(school_class),
        "pages": pages,
        "qr_alt": _("QR code that leads to %s"),
    }


def _turn_to(school_class: SchoolClass) -> str:
    """Say where a family without a code turns to, as who answered on paper has none else."""
    contact = contact_of(school_class.organisation)
    return contact.words if contact else settings.BASE_URL + reverse("consent:help")

"""Bring a CASE package, as a file or from its address, and take it in or put it away."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.domain.badges.errors import filled
from lapel.domain.frameworks import UnreadableError, read
from lapel.journey.authoring.actions.refusal import Refusal
from lapel.journey.authoring.models import FrameworkBrought
from lapel.journey.authoring.policies import may_bring
from lapel.journey.catalogue import actions as catalogue
from lapel.journey.record.actions import note
from lapel.journey.record.queries import now
from lapel.ports import fetch
from lapel.ports.fetch import FetchRefused

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from lapel.domain.frameworks import Package
    from lapel.journey.people.models import Organisation, Person

LONGEST = 5 * 1024 * 1024
PATIENCE = 20.0
REDIRECTS = 3


def bring_framework(
    *, person: Person, organisation: Organisation, text: str = "", address: str = ""
) -> FrameworkBrought:
    """Keep a package to be looked at; `address` is of a package, or of the document it is of.

    Refused with a sentence where it cannot be fetched or is no CASE package at all.
    """
    if not may_bring(person, organisation):
        raise PermissionDenied
    text = text or _fetched(address)
    package = _read(text)
    with transaction.atomic():
        brought = FrameworkBrought.objects.create(
            organisation=organisation,
            by=person,
            address=address,
            title=package.framework.title[:200],
            text=text,
            brought_at=now(),
        )
        note(
            aggregate="framework brought",
            aggregate_id=brought.pk,
            action="brought",
            actor=person.pk,
            facts={"identifier": package.framework.identifier},
        )
    return brought


def _read(text: str) -> Package:
    if len(text.encode()) > LONGEST or "\x00" in text:
        raise Refusal(_("A package is JSON text of at most 5 MB."))
    try:
        return read(text)
    except UnreadableError as error:
        raise Refusal(_(error.fault.text).format(**error.fault.values)) from None


def _fetched(address: str) -> str:
    """Fetch a package; where a CFDocument stands at the address, follow its CFPackageURI once."""
    text, place = _get(address)
    package = _package_of(text)
    return _get(_joined(place, package))[0] if package else text


def _joined(place: str, link: str) -> str:
    try:
        return urljoin(place, link)
    except ValueError:  # a host in brackets that do not close
        raise Refusal(_("The address that the document gives of its package is none.")) from None


def _package_of(text: str) -> str:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    link = document.get("CFPackageURI") if isinstance(document, dict) else None
    uri = link.get("uri") if isinstance(link, dict) else None
    return uri if isinstance(uri, str) else ""


def _get(address: str) -> tuple[str, str]:
    try:
        answer = fetch.from_url(settings.FETCH_URL).fetch(
            address,
            max_bytes=LONGEST,
            timeout=PATIENCE,
            redirects=REDIRECTS,
            accept="application/json",
        )
    except FetchRefused as refusal:
        said = refusal.said
        raise Refusal(filled(_(said.template), said.facts)) from None
    if answer.status != 200:
        raise Refusal(_("The address answered with status %s.") % answer.status)
    try:
        return answer.body.decode("utf-8-sig"), answer.url
    except UnicodeDecodeError:
        raise Refusal(_("What stands at the address is no UTF-8 text.")) from None


def take_brought(*, person: Person, brought_id: UUID, roots: Collection[str]) -> catalogue.Taken:
    """Take the chosen branches of a brought package in; the package itself is then put away."""
    with transaction.atomic():
        brought = _held(person, brought_id)
        try:
            taken = catalogue.take_framework(
                person=person,
                organisation=brought.organisation,
                package=_read(brought.text),
                roots=roots,
            )
        except catalogue.Refusal as refusal:
            raise Refusal(str(refusal)) from None
        brought.delete()
    return taken


def put_away(*, person: Person, brought_id: UUID) -> None:
    """Put a brought package away; what was taken in before stays as it is."""
    with transaction.atomic():
        brought = _held(person, brought_id)
        note(
            aggregate="framework brought",
            aggregate_id=brought.pk,
            action="put away",
            actor=person.pk,
        )
        brought.delete()


def _held(person: Person, brought_id: UUID) -> FrameworkBrought:
    brought = FrameworkBrought.objects.select_for_update().filter(pk=brought_id).first()
    if brought is None or not may_bring(person, brought.organisation):
        raise PermissionDenied
    return brought

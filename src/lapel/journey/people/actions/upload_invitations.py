"""Keep a table of people to invite, each line checked; nothing is sent yet."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext

from lapel.journey.people.actions.close_organisation import refuse_closed
from lapel.journey.people.actions.forget_sheet import forgotten_at
from lapel.journey.people.actions.parse_csv import parse_csv, role_named
from lapel.journey.people.events import SheetKept
from lapel.journey.people.models import InvitationSheet, Organisation, Role
from lapel.journey.people.policies import may_invite
from lapel.journey.people.queries import open_invitations, open_memberships, organisations_under
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from lapel.journey.people.actions.parse_csv import Line
    from lapel.journey.people.models import Person

NAME_LENGTH = 120


def upload_invitations(
    *, person: Person, organisation: Organisation, data: bytes
) -> InvitationSheet:
    """Check every line for an organisation and its parts, and keep what is good and what is bad.

    A `Refusal` where the file is no table at all. It is forgotten after thirty days.
    """
    if not may_invite(person, organisation):
        raise PermissionDenied
    refuse_closed(organisation)
    lines = parse_csv(data)
    check = _Check(person, organisation)
    good, bad = [], []
    for line in lines:
        target, reason = check.of(line)
        if target is None:
            bad.append(asdict(line) | {"reason": reason})
        else:
            good.append(asdict(line) | target)
    with transaction.atomic():
        sheet = InvitationSheet.objects.create(
            organisation=organisation, uploaded_by=person, uploaded_at=now(), good=good, bad=bad
        )
        note(
            aggregate="invitation sheet",
            aggregate_id=sheet.id,
            action="uploaded",
            actor=person.id,
            facts={"organisation": str(organisation.id), "good": len(good), "bad": len(bad)},
        )
        announce(SheetKept(sheet_id=sheet.id), due_at=forgotten_at(sheet))
    return sheet


class _Check:
    """Knows what a line is held against: the tree below, who belongs or is invited, the file."""

    def __init__(self, person: Person, organisation: Organisation) -> None:
        below = list(organisations_under(organisation).filter(closed_at__isnull=True))
        self.organisation = organisation
        self.inside = _by_word(below)
        self.everywhere = _by_word(Organisation.objects.all())
        self.may_give = {role.value for role in Role if may_invite(person, organisation, role)}
        members = open_memberships().filter(organisation__in=below)
        self.members = _keys(members.values_list("person__email", "organisation", "role"))
        waiting = open_invitations().filter(organisation__in=below)
        self.invited = _keys(waiting.values_list("email", "organisation", "role"))
        self.seen: dict[tuple[str, str, str], int] = {}

    def of(self, line: Line) -> tuple[dict[str, Any] | None, str]:
        """Give the target of a good line, or None and the reason why it is bad."""
        role = role_named(line.role)
        reason = self._who(line) or self._role(role) or self._where(line)
        if reason:
            return None, reason
        school = self._school(line)
        key = (line.email.lower(), str(school.id), role)
        reason = self._again(key)
        if reason:
            return None, reason
        self.seen[key] = line.line
        target = {"email": key[0], "organisation": key[1], "school": school.name, "role": role}
        return target, ""

    def _who(self, line: Line) -> str:
        if not line.email:
            return gettext("There is no e-mail address.")
        try:
            validate_email(line.email)
        except ValidationError:
            return gettext("This is not an e-mail address.")
        if len(line.name) > NAME_LENGTH:
            return gettext("The name is longer than %s characters.") % NAME_LENGTH
        return ""

    def _role(self, role: str) -> str:
        if role not in Role.values:
            return gettext("There is no such role. Leave it empty for a teacher.")
        return "" if role in self.may_give else gettext("This role is an administrator's to give.")

    def _where(self, line: Line) -> str:
        if not line.school:
            is_school = self.organisation.kind == Organisation.Kind.SCHOOL
            return "" if is_school else gettext("There is no school.")
        word = line.school.casefold()
        if len(self.inside.get(word, [])) > 1:
            return gettext("Several schools have this name; write the short name instead.")
        if word in self.inside:
            return ""
        if word in self.everywhere:
            return gettext("This school is not part of %s.") % self.organisation
        return gettext("There is no school of this name.")

    def _school(self, line: Line) -> Organisation:
        return self.inside[line.school.casefold()][0] if line.school else self.organisation

    def _again(self, key: tuple[str, str, str]) -> str:
        if key in self.seen:
            return gettext("The same person is on line %s.") % self.seen[key]
        if key in self.members:
            return gettext("She belongs to this school already.")
        return gettext("She is invited already.") if key in self.invited else ""


def _by_word(organisations: Any) -> dict[str, list[Organisation]]:
    found: dict[str, list[Organisation]] = defaultdict(list)
    for each in organisations:
        for word in {each.slug.casefold(), each.name.casefold()}:
            found[word].append(each)
    return dict(found)


def _keys(rows: Any) -> set[tuple[str, str, str]]:
    return {(email.lower(), str(organisation), role) for email, organisation, role in rows}

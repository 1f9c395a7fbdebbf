"""Publish a stack."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from lapel.domain.microcredential import Problem, check_stack
from lapel.domain.pathways import faults, members
from lapel.journey.catalogue.actions.refusal import Refusal
from lapel.journey.catalogue.events import StackPublished
from lapel.journey.catalogue.models import MicroCredential, Stack
from lapel.journey.catalogue.policies import may_publish
from lapel.journey.record.actions import announce, note
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from lapel.journey.people.models import Organisation, Person

FIELDS = ("title", "summary", "statement", "category", "level", "requires")


def publish_stack(*, person: Person, organisation: Organisation, content: dict[str, Any]) -> Stack:
    """Publish a stack document; every micro-credential it names must be published before.

    A published stack never changes, since awards stand on it: the same document gives the stack
    that is there, another one under its slug is refused.
    """
    if not may_publish(person, organisation):
        raise PermissionDenied
    _refuse_what_is_wrong(content)
    known = Stack.objects.filter(slug=content["slug"]).first()
    if known is not None:
        if all(getattr(known, name) == content[name] for name in FIELDS):
            return known
        raise Refusal(_("This stack is published and cannot change; choose another slug."))
    with transaction.atomic():
        stack = Stack.objects.create(
            slug=content["slug"],
            organisation=organisation,
            published_at=now(),
            **{name: content[name] for name in FIELDS},
        )
        stack.members.set(MicroCredential.objects.filter(slug__in=members(content["requires"])))
        note(
            aggregate="stack",
            aggregate_id=stack.id,
            action="published",
            actor=person.id,
            facts={"requires": content["requires"]},
        )
        announce(StackPublished(stack_id=stack.id))
    return stack


def _refuse_what_is_wrong(content: dict[str, Any]) -> None:
    problems = check_stack(content)
    if not problems:
        problems = [Problem(each.path, each.sentence) for each in faults(content["requires"])]
    if not problems:
        problems = _unpublished(members(content["requires"]))
    if problems:
        raise Refusal(_("This stack cannot be published yet."), problems)


def _unpublished(slugs: frozenset[str]) -> list[Problem]:
    there = MicroCredential.objects.filter(slug__in=slugs, current__isnull=False)
    missing = sorted(slugs - set(there.values_list("slug", flat=True)))
    text = _("names {slug}, which is not published.")
    return [Problem("requires", text, {"slug": slug}) for slug in missing]

"""Awards: a person's own, an officer's list, one by its id."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q

from lapel.journey.issuing.models import Award, Issuer, Standing
from lapel.journey.issuing.queries.keys import disowned_keys
from lapel.journey.people.models import Person, Role
from lapel.journey.people.queries import organisations_where
from lapel.journey.record.queries import now

if TYPE_CHECKING:
    from uuid import UUID

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from lapel.journey.issuing.models import IssuerKey


def issued_awards() -> QuerySet[Award]:
    """Awards that were signed, whatever became of them, with what pages show, newest first."""
    found = Award.objects.exclude(state=Award.State.PREPARING).select_related(
        "person",
        "organisation",
        "achievement__issuer__organisation",
        "achievement__version__competency",
        "achievement__stack",
        "achievement__assessing__competency",
    )
    return found.order_by("-awarded_at", "-pk")


def awards_of(person: Person) -> QuerySet[Award]:
    """Give a person's awards, newest first, each with its standings."""
    latest = Prefetch("standings", Standing.objects.order_by("-at"))
    return (
        issued_awards()
        .filter(person=person)
        .defer("document", "public_document")
        .prefetch_related(latest)
    )


def award(award_id: UUID) -> Award:
    """Give an award that was signed; `Award.DoesNotExist` otherwise."""
    return issued_awards().get(pk=award_id)


def latest_standing(found: Award) -> Standing | None:
    """Give the last act on an award; None while it stands as it was issued."""
    acts = [act for act in found.standings.all() if not act.not_signed]
    return max(acts, key=lambda act: (act.at, act.pk), default=None)


def in_force() -> Q:
    """Say which awards count now: the valid ones, until their end where they have one."""
    unended = Q(valid_until__isnull=True) | Q(valid_until__gt=now())
    return unended & Q(state=Award.State.ISSUED)


def counting_awards(person: Person) -> dict[str, Award]:
    """Give a person's awards that count now by micro-credential's slug, the latest of each."""
    live = Award.objects.filter(
        in_force(), person=person, achievement__version__isnull=False
    ).select_related("achievement__version__microcredential", "organisation")
    return {
        found.achievement.version.microcredential.slug: found
        for found in live.order_by("awarded_at")
        if found.achievement.version
    }


def awards_to_sign_anew(key: IssuerKey) -> QuerySet[Award]:
    """Give the awards that a key signed last; micro-credentials before stacks of them."""
    found = Award.objects.filter(key=key).exclude(state=Award.State.PREPARING)
    return found.order_by(F("achievement__stack").asc(nulls_first=True), "pk")


@dataclass(frozen=True)
class SigningAnew:
    """How far the awards of a disowned key are signed anew; what is left when nothing moves."""

    key: IssuerKey
    total: int
    left: int

    @property
    def done(self) -> int:
        """Count those signed anew."""
        return self.total - self.left


def signing_anew(issuers: QuerySet[Issuer]) -> list[SigningAnew]:
    """Give the disowned keys of issuers with their work, the last disowned first."""
    signed = Count("awards", filter=~Q(awards__state=Award.State.PREPARING))
    keys = disowned_keys().filter(issuer__in=issuers.values("pk")).annotate(left=signed)
    return [
        SigningAnew(key=key, total=max(key.to_sign_anew, key.left), left=key.left) for key in keys
    ]


@dataclass(frozen=True)
class Filters:
    """What an officer asks her list for; empty fields ask for nothing."""

    search: str = ""
    state: str = ""
    kind: str = ""


def awards_issued_by(person: Person | AnonymousUser, filters: Filters) -> QuerySet[Award]:
    """Give the awards of the organisations a person is an issuer officer of.

    Each says whether it is a stack that rests on an award which was revoked since.
    """
    revoked = Award.objects.filter(carries=OuterRef("pk"), state=Award.State.REVOKED)
    found = (
        issued_awards()
        .defer("document", "public_document")
        .filter(
            achievement__issuer__organisation__in=organisations_where(person, Role.ISSUER_OFFICER)
        )
    )
    if filters.state:
        found = found.filter(_reads_as(filters.state))
    if filters.kind in ("version", "stack", "assessing"):
        found = found.filter(**{f"achievement__{filters.kind}__isnull": False})
    for word in filters.search.split():
        found = found.filter(
            Q(person__name__icontains=word)
            | Q(person__email__iexact=word)
            | Q(achievement__title__icontains=word)
        )
    return found.annotate(lost_ground=Exists(revoked))


def _reads_as(state: str) -> Q:
    """Say which awards an officer's list shows in a state; one whose end is over is not valid."""
    ended = Q(state=Award.State.ISSUED, valid_until__lte=now())
    if state == "ended":
        return ended
    return Q(state=state) & ~ended if state == Award.State.ISSUED else Q(state=state)


def stacks_that_lost_ground(person: Person | AnonymousUser) -> QuerySet[Award]:
    """Give an officer's stack awards in force that rest on an award which was revoked since."""
    organisations = organisations_where(person, Role.ISSUER_OFFICER)
    revoked = Award.objects.filter(carries=OuterRef("pk"), state=Award.State.REVOKED)
    found = (
        issued_awards()
        .defer("document", "public_document")
        .filter(Exists(revoked), achievement__issuer__organisation__in=organisations)
    )
    return found.filter(state=Award.State.ISSUED)


def issuers_of(person: Person | AnonymousUser) -> QuerySet[Issuer]:
    """Give the issuers a person is an officer of, with the number of their awards."""
    found = Issuer.objects.filter(organisation__in=organisations_where(person, Role.ISSUER_OFFICER))
    return found.annotate(award_count=Count("achievements__awards")).order_by("name")

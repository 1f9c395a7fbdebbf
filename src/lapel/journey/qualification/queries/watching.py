"""How an assessor's scores lie beside others', read anew from signs and keys each time (R17)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from lapel.domain.rubrics.drift import Promise, Source, Standing, Watch, room, sign_of
from lapel.domain.rubrics.levels import Level
from lapel.domain.rubrics.norms import ANCHORS, PROMISED, STANDARD, leniency_of
from lapel.journey.people.models import Organisation
from lapel.journey.qualification.models import Direction, DriftWarning, Key, Pause, Scoring, Sign
from lapel.journey.qualification.policies import may_keep
from lapel.journey.qualification.queries.anchors import agreed_keys, anchors_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from lapel.domain.rubrics import drift
    from lapel.journey.catalogue.models import Version
    from lapel.journey.people.models import Person
    from lapel.journey.qualification.models import Portfolio

    Keys = Mapping[UUID, Mapping[str, Level]]


@dataclass(frozen=True)
class Told:
    """A sign, and as it reads today beside its reference."""

    sign: Sign
    read: drift.Sign
    after: Watch
    standing: Standing

    @property
    def apart(self) -> float:
        """Give by how many levels she stood above the reference, in the mean."""
        return self.read.apart


@dataclass(frozen=True)
class Course:
    """All that an assessor's signs tell, the oldest first, since she was last cleared by a lead."""

    told: list[Told]

    @property
    def standing(self) -> Standing:
        """Give where she stands now."""
        return self.told[-1].standing if self.told else Standing.STEADY

    @property
    def direction(self) -> Direction:
        """Give which way she leans more."""
        last = self.told[-1].after if self.told else Watch()
        return Direction.LENIENT if last.lenient > last.severe else Direction.SEVERE

    @property
    def ever_paused(self) -> bool:
        """Tell whether any of these signs asked for a pause."""
        return any(each.standing is Standing.PAUSED for each in self.told)


def course_of(
    person: UUID, organisation: UUID, *, until: datetime | None = None, whole: bool = False
) -> Course:
    """Fold a person's signs for one organisation's rubrics, up to an instant.

    It begins anew after a pause that a lead has lifted, unless the `whole` is asked for; one that
    was lifted because its ground was gone changes nothing.
    """
    found = Sign.objects.filter(person=person, organisation=organisation)
    found = found.filter(at__lte=until) if until else found
    cleared = None if whole else _cleared(person, organisation, until)
    if cleared:
        found = found.filter(at__gt=cleared)
    return Course(_told(found.select_related("version", "portfolio").order_by("at", "pk")))


def _cleared(person: UUID, organisation: UUID, until: datetime | None) -> datetime | None:
    lifted = Pause.objects.filter(person=person, organisation=organisation, lifted_by__isnull=False)
    lifted = lifted.filter(lifted_at__lt=until) if until else lifted
    return lifted.order_by("-lifted_at").values_list("lifted_at", flat=True).first()


def _told(signs: Iterable[Sign]) -> list[Told]:
    found = list(signs)
    keys = agreed_keys([each.portfolio for each in found if each.portfolio])
    read = [(each, sign) for each in found if (sign := read_sign(each, keys)) is not None]
    watches = accumulate(
        (sign for _each, sign in read),
        lambda watch, sign: watch.after(sign, STANDARD),
        initial=Watch(),
    )
    return [
        Told(each, sign, after, after.standing(STANDARD))
        for (each, sign), after in zip(read, list(watches)[1:], strict=True)
    ]


def read_sign(sign: Sign, keys: Keys) -> drift.Sign | None:
    """Hold a scoring against its reference; None where they have no criterion in common."""
    references = (
        [keys[sign.portfolio_id]]
        if sign.portfolio_id
        else [_levels(each) for each in sign.references]
    )
    return sign_of(
        _levels(sign.given),
        references,
        source=Source(sign.source),
        known=sign.leniency * STANDARD.shift,
    )


def _levels(written: Mapping[str, str]) -> dict[str, Level]:
    return {key: Level(level) for key, level in written.items()}


def known_leniency(people: Collection[UUID], organisation: UUID) -> float:
    """Give by how many levels these are known to stand above others, in the mean; 0 if unknown."""
    known = [leniency_of(_beside_others(each, organisation)) for each in people]
    leaning = [each[0] for each in known if each]
    return sum(leaning) / len(people) if leaning else 0.0


def _beside_others(person: UUID, organisation: UUID) -> list[drift.Sign]:
    signs = Sign.objects.filter(person=person, organisation=organisation, source=Source.OTHERS)
    read = [read_sign(each, {}) for each in signs]
    return [each for each in read if each]


def fresh_anchors(person: Person, version: Version, language: str) -> list[Portfolio]:
    """Give the anchors to hide among a person's cases: of those she never met, the nearer half.

    Nearer the line from both sides, where leniency and severity can both show. Whoever keeps the
    training sets of an organisation knows all of them.
    """
    if may_keep(person, version.microcredential.organisation):
        return []
    met = {
        *Scoring.objects.filter(training__person=person).values_list("portfolio", flat=True),
        *Key.objects.filter(keyed_by=person).values_list("portfolio", flat=True),
        *Sign.objects.filter(person=person).values_list("portfolio", flat=True),
    }
    fresh = [each for each in anchors_of(version, language) if each.pk not in met]
    keys = agreed_keys(fresh)
    fresh.sort(key=lambda each: room(keys[each.pk]), reverse=True)
    return fresh[: (len(fresh) + 1) // 2]


def open_pauses() -> QuerySet[Pause]:
    """Pauses that hold now."""
    return Pause.objects.filter(lifted_at__isnull=True).select_related("person", "organisation")


def paused_at(person: Person) -> set[UUID]:
    """Give the organisations for whose rubrics a person gets no new work."""
    return set(open_pauses().filter(person=person).values_list("organisation", flat=True))


def paused_people(organisations: Collection[UUID]) -> set[tuple[UUID, UUID]]:
    """Give who is paused where, among these organisations, as pairs of person and organisation."""
    found = open_pauses().filter(organisation__in=organisations)
    return set(found.values_list("person", "organisation"))


def open_warnings(person: Person, organisation: UUID) -> QuerySet[DriftWarning]:
    """Give the warning that holds for a person: her course was not steady since, nor cleared."""
    found = DriftWarning.objects.filter(person=person, organisation=organisation, ended_at=None)
    cleared = _cleared(person.pk, organisation, None)
    return found.filter(at__gt=cleared) if cleared else found


def last_warning(person: Person, organisation: UUID) -> DriftWarning | None:
    """Give the latest warning of a person."""
    found = DriftWarning.objects.filter(person=person, organisation=organisation)
    return found.order_by("-at").first()


def watched_organisations(person: Person) -> list[Organisation]:
    """Give the organisations for which there is anything to tell of a person."""
    signs = Sign.objects.filter(person=person).values("organisation")
    return list(Organisation.objects.filter(pk__in=signs).order_by("name"))


@dataclass(frozen=True)
class Promised:
    """What the watch promises where so many hundredths of all work are scored twice."""

    twice: int
    scorings: float
    promise: Promise

    @property
    def false_pauses(self) -> float:
        """Give the chance of a false pause in a year, in hundredths."""
        return self.promise.false_pauses * 100

    @property
    def false_warnings(self) -> float:
        """Give the chance of a false warning in a year, in hundredths."""
        return self.promise.false_warnings * 100


def promises() -> list[Promised]:
    """Give what the test in use does where everything is scored twice, and where a share is."""
    return [_promised(twice, promise) for twice, promise in PROMISED.items()]


def _promised(twice: float, promise: Promise) -> Promised:
    share = ANCHORS + (1 - ANCHORS) * twice
    return Promised(round(twice * 100), promise.paused_after / share, promise)

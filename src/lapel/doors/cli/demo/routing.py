"""How the demo's first cases were discussed, and where a licence hangs on the work (R10)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from lapel.journey.catalogue.models import MicroCredential
from lapel.journey.licensure.actions import begin_licensing, record_identity
from lapel.journey.record.actions import clock_at
from lapel.journey.review.actions import read_norming, write_norming
from lapel.journey.review.queries.norming import pilots

if TYPE_CHECKING:
    from lapel.doors.cli.demo.stage import People

LICENSED = "mentoring-a-new-colleague"
# Who was seen so far; Zainab has yet to come.
SEEN = {
    "wanjiru": ("Wanjiru Grace Kamau", "RB-20418", "identity_card"),
    "patrick": ("Patrick John O'Shea", "RB-19377", "teaching_licence"),
}
DISCUSSED = ("joaquin", "trauma-informed-practices")
AGREED = (
    "Captain or bench is a choice between taking part and a penalty, so not yet: ask of each "
    "option whether it leads into the work. The descriptor of “almost” should give an example."
)


def happen(people: People) -> None:
    """Let a licence hang on one micro-credential, see who is who, and discuss a first case."""
    today = datetime.now(UTC).replace(hour=10, minute=0, second=0, microsecond=0)
    with clock_at(today - timedelta(days=10)):
        _license(people)
    with clock_at(today - timedelta(days=4)):
        _discuss(people)


def _license(people: People) -> None:
    hana = people.persons["hana"]
    found = MicroCredential.objects.select_related("organisation").filter(slug=LICENSED).first()
    if found is None:
        return
    place = found.organisation
    begin_licensing(person=hana, organisation=place, microcredential=found)
    for key, (name, number, paper) in SEEN.items():
        record_identity(
            person=hana,
            organisation=place,
            teacher=people.persons[key],
            legal_name=name,
            licence_number=number,
            paper=paper,
            seen_on=(datetime.now(UTC) - timedelta(days=11)).date(),
        )


def _discuss(people: People) -> None:
    gita, (teacher, slug) = people.persons["gita"], DISCUSSED
    cases = pilots(gita).filter(
        submission__person=people.persons[teacher], microcredential__slug=slug
    )
    case = cases.first()
    if case is None:
        return
    read_norming(person=gita, case_id=case.pk)
    write_norming(person=gita, case_id=case.pk, agreed=AGREED, is_candidate=True)

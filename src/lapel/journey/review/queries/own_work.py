"""What an assessor may know of her own work: how much it was, and whether her letters helped."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.formats import date_format

from lapel.domain.rubrics.shares import share_interval
from lapel.journey.people.queries import today
from lapel.journey.review.models import Assessment, Usefulness

if TYPE_CHECKING:
    from lapel.journey.people.models import Person

WEEKS = 8
# Of fewer letters a teacher could be picked out, and little be learnt.
FEWEST_LETTERS = 5


def weekly_load(person: Person) -> list[tuple[str, float]]:
    """Count what a person locked in each of the last weeks, by the week's Monday, oldest first.

    Hidden anchors, disputes and appeals count as any other work.
    """
    monday = today() - timedelta(days=today().weekday())
    weeks = [monday - timedelta(weeks=back) for back in reversed(range(WEEKS))]
    since = Assessment.objects.filter(assessor=person, locked_at__date__gte=weeks[0])
    days = [each.date() for each in since.values_list("locked_at", flat=True) if each]
    counts = Counter(each - timedelta(days=each.weekday()) for each in days)
    return [(date_format(each, "MONTH_DAY_FORMAT"), float(counts[each])) for each in weeks]


def letters_helped(person: Person) -> tuple[int, int, float, float] | None:
    """Give how many of so many rated letters helped, and the interval of that share.

    Of letters that a person had a part in; None below `FEWEST_LETTERS`.
    """
    hers = Assessment.objects.filter(assessor=person, locked_at__isnull=False, ended_at=None)
    rated = Usefulness.objects.filter(letter__decision__case__in=hers.values("case"))
    number, helped = rated.count(), rated.filter(helped=True).count()
    if number < FEWEST_LETTERS:
        return None
    return helped, number, *share_interval(helped, number)

"""Numbers of teachers' diagnoses that were published, and who is in one of them already (ADR 42).

A wave is written once and never changed. It holds numbers of ten people or more, and does not name
them; `Counted` says only that somebody is in some wave, so that nobody is in two.
"""

from __future__ import annotations

import uuid

from django.db import models

from lapel.journey.catalogue.models import Competency
from lapel.journey.people.models import Organisation, Person


class WaveDay(models.Model):
    """A day on which those who wait are counted: the first of a month."""

    day = models.DateField(primary_key=True)
    published_at = models.DateTimeField(null=True)


class Wave(models.Model):
    """People of a place who were counted together; `rest` where they are of several under it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    day = models.ForeignKey(WaveDay, models.PROTECT, related_name="waves")
    place = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    rest = models.BooleanField()
    people = models.PositiveIntegerField()
    is_provisional = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "place"], name="one_wave_of_a_place_a_day"),
            models.CheckConstraint(
                condition=models.Q(people__gte=10), name="no_wave_of_fewer_than_ten"
            ),
        ]


class WaveClass(models.Model):
    """How many of a wave stood at the levels from `first` to `last` of a competency."""

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="classes")
    competency = models.ForeignKey(Competency, models.PROTECT, related_name="+")
    first = models.PositiveSmallIntegerField()
    last = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField()

    class Meta:
        ordering = ("competency", "first")
        constraints = [
            models.UniqueConstraint(
                fields=["wave", "competency", "first"], name="one_class_begins_at_a_level"
            ),
            models.CheckConstraint(
                condition=models.Q(count__gte=10), name="no_class_of_fewer_than_ten"
            ),
        ]


class Counted(models.Model):
    """When somebody was last counted; not in which wave."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="+")
    day = models.DateField()

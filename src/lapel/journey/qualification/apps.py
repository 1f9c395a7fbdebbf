"""The room's place in Django."""

from django.apps import AppConfig


class QualificationConfig(AppConfig):
    """The room `qualification`."""

    name = "lapel.journey.qualification"
    label = "qualification"

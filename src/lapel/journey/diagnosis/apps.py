"""The room's place in Django."""

from django.apps import AppConfig


class DiagnosisConfig(AppConfig):
    """The room `diagnosis`."""

    name = "lapel.journey.diagnosis"
    label = "diagnosis"

"""The room's place in Django."""

from django.apps import AppConfig


class IssuingConfig(AppConfig):
    """The room `issuing`."""

    name = "lapel.journey.issuing"
    label = "issuing"

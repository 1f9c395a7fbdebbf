"""The room's place in Django."""

from django.apps import AppConfig


class RedactionConfig(AppConfig):
    """The room `redaction`."""

    name = "lapel.journey.redaction"
    label = "redaction"

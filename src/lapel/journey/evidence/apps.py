"""The room's place in Django."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """The room `evidence`."""

    name = "lapel.journey.evidence"
    label = "evidence"

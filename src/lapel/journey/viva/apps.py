"""The room's place in Django."""

from django.apps import AppConfig


class VivaConfig(AppConfig):
    """The room `viva`."""

    name = "lapel.journey.viva"
    label = "viva"

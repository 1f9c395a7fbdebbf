"""The room's place in Django."""

from django.apps import AppConfig


class SharingConfig(AppConfig):
    """The room `sharing`."""

    name = "lapel.journey.sharing"
    label = "sharing"

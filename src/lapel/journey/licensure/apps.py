"""The room's place in Django."""

from django.apps import AppConfig


class LicensureConfig(AppConfig):
    """The room `licensure`."""

    name = "lapel.journey.licensure"
    label = "licensure"

"""The room's place in Django."""

from django.apps import AppConfig


class IntegrityConfig(AppConfig):
    """The room `integrity`."""

    name = "lapel.journey.integrity"
    label = "integrity"

"""The room's place in Django."""

from django.apps import AppConfig


class ConsentConfig(AppConfig):
    """The room `consent`."""

    name = "lapel.journey.consent"
    label = "consent"

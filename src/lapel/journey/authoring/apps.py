"""The room's place in Django."""

from django.apps import AppConfig


class AuthoringConfig(AppConfig):
    """The room `authoring`."""

    name = "lapel.journey.authoring"
    label = "authoring"

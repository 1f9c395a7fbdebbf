"""The room's place in Django."""

from django.apps import AppConfig


class LearningConfig(AppConfig):
    """The room `learning`."""

    name = "lapel.journey.learning"
    label = "learning"

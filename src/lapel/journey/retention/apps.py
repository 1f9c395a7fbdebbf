"""The room's place in Django."""

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    """The room `retention`."""

    name = "lapel.journey.retention"
    label = "retention"

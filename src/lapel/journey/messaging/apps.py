"""The room's place in Django."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """Letters by mail."""

    name = "lapel.journey.messaging"
    label = "messaging"

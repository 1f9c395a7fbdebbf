"""The room's place in Django."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """The room `files`."""

    name = "lapel.journey.files"
    label = "files"

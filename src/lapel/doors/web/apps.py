"""The door's place in Django."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The shell's templates, styles and tags."""

    name = "lapel.doors.web"
    label = "web"

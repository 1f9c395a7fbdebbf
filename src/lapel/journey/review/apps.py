"""The room's place in Django."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """The room `review`."""

    name = "lapel.journey.review"
    label = "review"

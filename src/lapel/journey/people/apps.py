"""The room's place in Django."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People and organisations."""

    name = "lapel.journey.people"
    label = "people"

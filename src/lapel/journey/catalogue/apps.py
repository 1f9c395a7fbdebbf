"""The room's place in Django."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """The catalogue."""

    name = "lapel.journey.catalogue"
    label = "catalogue"

"""The room's place in Django."""

from django.apps import AppConfig


class PlanConfig(AppConfig):
    """The room `plan`."""

    name = "lapel.journey.plan"
    label = "plan"

"""The room's place in Django."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """Dashboards of aggregates."""

    name = "lapel.journey.insight"
    label = "insight"

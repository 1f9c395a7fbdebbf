"""The room's place in Django."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class RecordConfig(AppConfig):
    """Registers every room's receivers once all rooms are loaded."""

    name = "lapel.journey.record"
    label = "record"

    def ready(self) -> None:
        """Import each room's `receivers`, so that an announcement knows who listens."""
        autodiscover_modules("receivers")

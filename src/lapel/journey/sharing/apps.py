"""The room's place in Django."""

from django.apps import AppConfig


class SharingConfig(AppConfig):
    """The room `sharing`."""

    name = "lapel.journey.sharing"
    label = "sharing"

    def ready(self) -> None:
        """Read the trust file, so that a wrong one stops the start."""
        from lapel.journey.sharing.queries.trusting import listed

        listed()

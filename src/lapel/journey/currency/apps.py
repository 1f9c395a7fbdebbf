"""The room's place in Django."""

from django.apps import AppConfig


class CurrencyConfig(AppConfig):
    """The room `currency`."""

    name = "lapel.journey.currency"
    label = "currency"

"""The room's place in Django."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """The room `exchange`."""

    name = "lapel.journey.exchange"
    label = "exchange"

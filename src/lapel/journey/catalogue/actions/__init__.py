"""Writes of the catalogue: one verb per file."""

from lapel.journey.catalogue.actions.load_framework import load_framework
from lapel.journey.catalogue.actions.publish_stack import publish_stack
from lapel.journey.catalogue.actions.publish_version import publish_version
from lapel.journey.catalogue.actions.refusal import Refusal
from lapel.journey.catalogue.actions.take_framework import Taken, take_framework

__all__ = [
    "Refusal",
    "Taken",
    "load_framework",
    "publish_stack",
    "publish_version",
    "take_framework",
]

"""What the room keeps: programs and what they were let, and badges brought from elsewhere."""

from lapel.journey.exchange.models.brought import Brought
from lapel.journey.exchange.models.programs import Code, Grant, Program, Token

__all__ = ["Brought", "Code", "Grant", "Program", "Token"]

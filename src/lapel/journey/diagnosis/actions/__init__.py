"""Writes: the bank, a diagnosis turn by turn, and what came to be known later."""

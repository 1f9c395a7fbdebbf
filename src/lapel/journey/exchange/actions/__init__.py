"""Writes of exchange: one verb per file."""

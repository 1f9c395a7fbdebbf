"""Basement stairs: one small Protocol and its adapters per room."""

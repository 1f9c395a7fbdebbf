"""Roof: the only ways in; they compose rooms and decide nothing."""

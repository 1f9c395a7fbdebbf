"""Addresses of the room; those of the bank begin with `bank/`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.urls import URLPattern

BANK: list[URLPattern] = []

urlpatterns: list[URLPattern] = [*BANK]

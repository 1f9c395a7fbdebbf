"""Addresses of insight's pages."""

from __future__ import annotations

from django.urls import path

from lapel.journey.insight import views

urlpatterns = [
    path("", views.index, name="index"),
    path("standings/", views.standings, name="standings"),
    path("export/<slug:table>.csv", views.export, name="export"),
]

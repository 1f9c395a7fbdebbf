"""Addresses of licensure's pages."""

from __future__ import annotations

from django.urls import path

from lapel.journey.licensure import views

urlpatterns = [
    path("", views.index, name="index"),
    path("mine/", views.mine, name="mine"),
    path("on/<slug:slug>/", views.switch, name="switch"),
    path("all/<slug:slug>/", views.switch_all, name="switch_all"),
    path("<slug:slug>/<uuid:person_id>/", views.identity, name="identity"),
]

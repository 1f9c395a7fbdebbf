"""Addresses of retention's pages."""

from __future__ import annotations

from django.urls import path

from lapel.journey.retention import views

urlpatterns = [
    path("", views.index, name="index"),
    path("drafts/<uuid:draft_id>/put-off/", views.put_off, name="put-off"),
    path("set/", views.organisations, name="organisations"),
    path("set/<slug:slug>/", views.times, name="times"),
    path("set/<slug:slug>/hold/", views.hold, name="hold"),
    path("holds/<uuid:hold_id>/lift/", views.lift, name="lift"),
]

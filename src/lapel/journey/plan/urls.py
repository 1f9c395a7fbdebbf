"""Addresses of plan's pages; they name no plan, since everybody has her own."""

from __future__ import annotations

from django.urls import path

from lapel.journey.plan import views

urlpatterns = [
    path("", views.index, name="index"),
    path("goals/", views.goals, name="goals"),
    path("levels/", views.levels, name="levels"),
    path("steps/<slug:slug>/", views.step, name="step"),
    path("change/", views.change, name="change"),
    path("move/", views.move, name="move"),
    path("undo/", views.undo, name="undo"),
    path("again/", views.again, name="again"),
    path("proposal/<uuid:proposal_id>/", views.settle, name="settle"),
    path("calendar.ics", views.calendar, name="calendar"),
    path("drop/", views.drop, name="drop"),
]

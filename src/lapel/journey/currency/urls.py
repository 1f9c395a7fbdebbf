"""Addresses of the room."""

from django.urls import path

from lapel.journey.currency import views

urlpatterns = [
    path("", views.Index.as_view(), name="index"),
    path("<uuid:recognition_id>/withdraw/", views.withdraw, name="withdraw"),
]

"""Addresses of the room."""

from django.urls import path

from lapel.journey.redaction import views

urlpatterns = [
    path("<uuid:file_id>/", views.file, name="file"),
    path("<uuid:file_id>/all/", views.everything, name="all"),
    path("<uuid:file_id>/add/", views.add, name="add"),
    path("<uuid:file_id>/again/", views.again, name="again"),
    path("<uuid:file_id>/shows/", views.shows, name="shows"),
    path("<uuid:file_id>/myself/", views.myself, name="myself"),
    path("suggestions/<uuid:suggestion_id>/", views.settle, name="settle"),
    path("suggestions/<uuid:suggestion_id>/picture.jpg", views.picture, name="picture"),
]

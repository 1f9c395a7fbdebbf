"""Addresses of the room."""

from django.urls import path

from lapel.journey.files import views

urlpatterns = [
    path("uploads/<uuid:file_id>/", views.Upload.as_view(), name="upload"),
    path("state/<uuid:file_id>/", views.state, name="state"),
    path("original/<uuid:file_id>/", views.original, name="original"),
    path("shown/<str:token>/<str:name>", views.shown, name="shown"),
]

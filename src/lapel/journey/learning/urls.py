"""Addresses of the room."""

from django.urls import path

from lapel.journey.learning.views import modules

urlpatterns = [
    path("", modules.index, name="index"),
    path("enrol/<slug:slug>/", modules.Enrol.as_view(), name="enrol"),
    path("media/<str:name>", modules.media, name="media"),
    path("<uuid:enrolment_id>/", modules.enrolment, name="enrolment"),
    path("<uuid:enrolment_id>/leave/", modules.Leave.as_view(), name="leave"),
    path("<uuid:enrolment_id>/modules/<slug:module>/", modules.module, name="module"),
    path("<uuid:enrolment_id>/modules/<slug:module>/done/", modules.done, name="done"),
    path("<uuid:enrolment_id>/modules/<slug:module>/position/", modules.position, name="position"),
    path(
        "<uuid:enrolment_id>/modules/<slug:module>/checks/<slug:check>/",
        modules.check,
        name="check",
    ),
]

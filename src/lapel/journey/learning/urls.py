"""Addresses of the room."""

from django.urls import path

from lapel.journey.learning.views import daily, modules

urlpatterns = [
    path("", modules.index, name="index"),
    path("enrol/<slug:slug>/", modules.Enrol.as_view(), name="enrol"),
    path("media/<str:name>", modules.media, name="media"),
    path("today/", daily.Today.as_view(), name="today"),
    path("today/keep/", daily.keep, name="keep"),
    path("today/worker.js", daily.worker, name="worker"),
    path("today/rhythm/", daily.Rhythm.as_view(), name="rhythm"),
    path("today/pause/", daily.pause, name="pause"),
    path("today/back/", daily.back, name="back"),
    path("today/notes/", daily.notes, name="notes"),
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

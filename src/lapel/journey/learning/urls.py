"""Addresses of the room."""

from django.urls import path

from lapel.journey.learning import views

urlpatterns = [
    path("", views.index, name="index"),
    path("enrol/<slug:slug>/", views.Enrol.as_view(), name="enrol"),
    path("media/<str:name>", views.media, name="media"),
    path("<uuid:enrolment_id>/", views.enrolment, name="enrolment"),
    path("<uuid:enrolment_id>/leave/", views.Leave.as_view(), name="leave"),
    path("<uuid:enrolment_id>/modules/<slug:module>/", views.module, name="module"),
    path("<uuid:enrolment_id>/modules/<slug:module>/done/", views.done, name="done"),
    path("<uuid:enrolment_id>/modules/<slug:module>/position/", views.position, name="position"),
    path(
        "<uuid:enrolment_id>/modules/<slug:module>/checks/<slug:check>/",
        views.check,
        name="check",
    ),
]

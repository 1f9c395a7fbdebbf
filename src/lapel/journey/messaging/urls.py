"""Addresses of the room."""

from django.urls import path

from lapel.journey.messaging import views

urlpatterns = [
    path("webhooks/", views.Webhooks.as_view(), name="webhooks"),
    path("webhooks/<uuid:endpoint_id>/", views.webhook, name="webhook"),
    path("webhooks/<uuid:endpoint_id>/ping/", views.ping, name="ping"),
    path("webhooks/<uuid:endpoint_id>/rotate/", views.rotate, name="rotate"),
    path("webhooks/<uuid:endpoint_id>/end/", views.end, name="end"),
    path(
        "webhooks/<uuid:endpoint_id>/messages/<uuid:message_id>/again/",
        views.again,
        name="again",
    ),
    path(
        "webhooks/<uuid:endpoint_id>/messages/<uuid:message_id>/discard/",
        views.discard,
        name="discard",
    ),
]

"""Addresses of the room."""

from django.urls import path

from lapel.journey.messaging.views import devices, webhooks

urlpatterns = [
    path("devices/", devices.let_in, name="let-in"),
    path("devices/key/", devices.key, name="push-key"),
    path("devices/<uuid:device_id>/off/", devices.off, name="device-off"),
    path("devices/<uuid:device_id>/try/", devices.try_one, name="device-try"),
    path("webhooks/", webhooks.Webhooks.as_view(), name="webhooks"),
    path("webhooks/<uuid:endpoint_id>/", webhooks.webhook, name="webhook"),
    path("webhooks/<uuid:endpoint_id>/ping/", webhooks.ping, name="ping"),
    path("webhooks/<uuid:endpoint_id>/rotate/", webhooks.rotate, name="rotate"),
    path("webhooks/<uuid:endpoint_id>/end/", webhooks.end, name="end"),
    path(
        "webhooks/<uuid:endpoint_id>/messages/<uuid:message_id>/again/",
        webhooks.again,
        name="again",
    ),
    path(
        "webhooks/<uuid:endpoint_id>/messages/<uuid:message_id>/discard/",
        webhooks.discard,
        name="discard",
    ),
]

"""Addresses of issuing; signed documents have theirs under /id/."""

from django.urls import path

from lapel.journey.issuing import views

urlpatterns = [
    path("", views.index, name="index"),
    path("keys/", views.keys, name="keys"),
    path("keys/<uuid:key_id>/disown/", views.disown, name="disown"),
    path("keys/<uuid:issuer_id>/rotate/", views.rotate, name="rotate"),
    path("awards/<uuid:award_id>/", views.award, name="award"),
    path("awards/<uuid:award_id>/revoke/", views.revoke, name="revoke"),
    path("awards/<uuid:award_id>/suspend/", views.suspend, name="suspend"),
    path("awards/<uuid:award_id>/reinstate/", views.reinstate, name="reinstate"),
]

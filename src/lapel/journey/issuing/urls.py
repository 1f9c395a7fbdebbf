"""Addresses of issuing; signed documents have theirs under /id/."""

from django.urls import path

from lapel.journey.issuing import views

urlpatterns = [
    path("", views.index, name="index"),
    path("log/", views.log, name="log"),
    path("log/tend/", views.tend_log, name="tend-log"),
    path("log/tend/reconcile/", views.reconcile, name="reconcile"),
    path("log/tend/epoch/", views.open_epoch, name="open-epoch"),
    path("keys/", views.keys, name="keys"),
    path("keys/<uuid:key_id>/disown/", views.disown, name="disown"),
    path("keys/<uuid:issuer_id>/rotate/", views.rotate, name="rotate"),
    path("awards/<uuid:award_id>/", views.award, name="award"),
    path("awards/<uuid:award_id>/revoke/", views.revoke, name="revoke"),
    path("awards/<uuid:award_id>/suspend/", views.suspend, name="suspend"),
    path("awards/<uuid:award_id>/reinstate/", views.reinstate, name="reinstate"),
]

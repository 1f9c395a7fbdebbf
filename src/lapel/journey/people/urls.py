"""Addresses of people's pages; signing in has its own in doors/web/accounts."""

from __future__ import annotations

from django.urls import path

from lapel.journey.people.views import calendar, demo, invitations, me, members, organisations

urlpatterns = [
    path("", members.index, name="index"),
    path("organisations/<slug:slug>/", members.organisation, name="organisation"),
    path("found/", organisations.found, name="found"),
    path("organisations/<slug:slug>/settings/", organisations.settings, name="settings"),
    path("organisations/<slug:slug>/close/", organisations.close, name="close"),
    path("organisations/<slug:slug>/reopen/", organisations.reopen, name="reopen"),
    path("organisations/<slug:slug>/holidays/", calendar.holidays, name="holidays"),
    path("organisations/<slug:slug>/holidays/add/", calendar.add, name="add_holiday"),
    path("organisations/<slug:slug>/holidays/remove/", calendar.remove, name="remove_holiday"),
    path("organisations/<slug:slug>/grant/", members.grant, name="grant"),
    path("memberships/<int:pk>/end/", members.end, name="end_membership"),
    path("invite/", invitations.upload, name="invite"),
    path("invite/example.csv", invitations.example, name="invite_example"),
    path("invite/<uuid:pk>/", invitations.sheet, name="sheet"),
    path("invite/<uuid:pk>/bad.csv", invitations.bad_lines, name="sheet_bad"),
    path("invitations/<uuid:pk>/withdraw/", invitations.withdraw, name="withdraw"),
    path("me/", me.account, name="account"),
    path("me/data/", me.data, name="data"),
    path("me/leave/", me.leave, name="leave"),
    path("demo/", demo.cast, name="demo"),
    path("demo/mail/", demo.mailbox, name="demo_mail"),
    path("demo/mail/<str:name>/", demo.letter, name="demo_letter"),
    path("demo/mail/<str:name>/html/", demo.letter_html, name="demo_letter_html"),
]

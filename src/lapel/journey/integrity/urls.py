"""Addresses of integrity's pages; nothing in them tells more than that there is a page."""

from __future__ import annotations

from django.urls import path

from lapel.journey.integrity.views import lead, question

urlpatterns = [
    path("", lead.index, name="index"),
    path("match/<uuid:match_id>/", lead.match, name="match"),
    path("match/<uuid:match_id>/dismiss/", lead.dismiss, name="dismiss"),
    path("match/<uuid:match_id>/ask/", lead.ask, name="ask"),
    path("inquiry/<uuid:inquiry_id>/", lead.inquiry, name="inquiry"),
    path("inquiry/<uuid:inquiry_id>/find/", lead.find, name="find"),
    path("question/<uuid:inquiry_id>/", question.question, name="question"),
    path("question/<uuid:inquiry_id>/reply/", question.reply, name="reply"),
]

"""Addresses of viva's pages; nothing in them tells more than that there is a page."""

from __future__ import annotations

from django.urls import path

from lapel.journey.viva.views import examiner, lead, teacher

urlpatterns = [
    path("", examiner.index, name="index"),
    path("talk/<uuid:viva_id>/", teacher.talk, name="talk"),
    path("talk/<uuid:viva_id>/way/", teacher.choose, name="choose"),
    path("talk/<uuid:viva_id>/next/", teacher.open_next, name="open"),
    path("talk/<uuid:viva_id>/<int:number>/recording/", teacher.record, name="record"),
    path("talk/<uuid:viva_id>/<int:number>/begin/", teacher.begin, name="begin"),
    path("talk/<uuid:viva_id>/<int:number>/keep/", teacher.keep, name="keep"),
    path("talk/<uuid:viva_id>/<int:number>/words/", teacher.write, name="write"),
    path("talk/<uuid:viva_id>/writing/", teacher.ask_to_write, name="ask_to_write"),
    path("talk/<uuid:viva_id>/hand-in/", teacher.hand_in, name="hand_in"),
    path("talk/<uuid:viva_id>/times/", teacher.propose, name="propose"),
    path("talk/<uuid:viva_id>/note/", teacher.note, name="note"),
    path("hear/<uuid:viva_id>/take/", examiner.take, name="take"),
    path("hear/<uuid:viva_id>/", examiner.hear, name="hear"),
    path("hear/<uuid:viva_id>/hand-back/", examiner.hand_back, name="hand_back"),
    path("hear/<uuid:viva_id>/<int:number>/swap/", examiner.swap, name="swap"),
    path("hear/<uuid:viva_id>/writing/", examiner.grant, name="grant"),
    path("hear/<uuid:viva_id>/time/", examiner.agree, name="agree"),
    path("hear/<uuid:viva_id>/note/", examiner.note, name="note_hearing"),
    path("hear/<uuid:viva_id>/find/", examiner.find, name="find"),
    path("lead/<uuid:viva_id>/", lead.overseen, name="overseen"),
    path("lead/<uuid:viva_id>/settle/", lead.settle, name="settle"),
    path("match/<uuid:match_id>/", lead.ask, name="ask"),
]

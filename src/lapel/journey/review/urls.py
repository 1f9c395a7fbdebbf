"""Addresses of review's pages; nothing in them tells more than that there is a page."""

from __future__ import annotations

from django.urls import path

from lapel.journey.review.views import assess, desk, lead, tracker

urlpatterns = [
    path("", desk.index, name="index"),
    path("take/", desk.take, name="take"),
    path("take/<uuid:assessment_id>/", desk.take_kept, name="take_kept"),
    path("assess/<uuid:assessment_id>/", assess.workbench, name="assess"),
    path("assess/<uuid:assessment_id>/score/<slug:criterion>/", assess.keep_score, name="save"),
    path("assess/<uuid:assessment_id>/lock/", assess.lock, name="lock"),
    path("assess/<uuid:assessment_id>/conclude/", assess.conclude, name="conclude"),
    path("assess/<uuid:assessment_id>/hand-back/", assess.hand_back, name="hand_back"),
    path("assess/<uuid:assessment_id>/recuse/", assess.recuse, name="recuse"),
    path("assess/<uuid:assessment_id>/choose/<uuid:set_aside_id>/", assess.choose, name="choose"),
    path("lead/", lead.index, name="lead"),
    path("lead/adjudicate/", lead.adjudicate, name="adjudicate"),
    path("lead/case/<uuid:case_id>/", lead.case, name="case"),
    path("lead/case/<uuid:case_id>/settle/", lead.settle, name="settle"),
    path("lead/case/<uuid:case_id>/history.json", lead.history, name="history"),
    path("lead/assessors/<slug:slug>/", lead.assessors, name="assessors"),
    path("lead/appointments/<uuid:appointment_id>/end/", lead.end, name="end_appointment"),
    path("tracker/<uuid:submission_id>/", tracker.tracker, name="tracker"),
]

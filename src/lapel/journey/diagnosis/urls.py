"""Addresses of the room; those of the bank begin with `bank/`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from lapel.journey.diagnosis.views import asking, calibrations, results

if TYPE_CHECKING:
    from django.urls import URLPattern

BANK: list[URLPattern] = []

CALIBRATIONS: list[URLPattern] = [
    path("calibrations/", calibrations.calibrations, name="calibrations"),
    path("calibrations/order/", calibrations.order_calibration, name="order-calibration"),
    path("calibrations/<uuid:calibration_id>/", calibrations.calibration, name="calibration"),
]

OWN: list[URLPattern] = [
    path("", asking.index, name="index"),
    path("begin/", asking.begin, name="begin"),
    path("<uuid:diagnosis_id>/", results.result, name="result"),
    path("<uuid:diagnosis_id>/question/", asking.Question.as_view(), name="question"),
    path("<uuid:diagnosis_id>/own-view/", asking.OwnView.as_view(), name="own_view"),
    path("<uuid:diagnosis_id>/end/", asking.end, name="end"),
    path("<uuid:diagnosis_id>/print/", results.on_paper, name="print"),
    path("<uuid:diagnosis_id>/picture.svg", results.picture, name="picture"),
    path("<uuid:diagnosis_id>/steps/", results.steps, name="steps"),
    path("<uuid:diagnosis_id>/record.json", results.record, name="record"),
]

urlpatterns: list[URLPattern] = [*OWN, *BANK, *CALIBRATIONS]

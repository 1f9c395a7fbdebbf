"""Addresses of the room; those of the bank begin with `bank/`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from lapel.journey.diagnosis.views import (
    aims,
    asking,
    bank,
    bank_files,
    bank_writing,
    calibrations,
    growth,
    results,
)

if TYPE_CHECKING:
    from django.urls import URLPattern

BANK: list[URLPattern] = [
    path("bank/", bank.bank, name="bank"),
    path("bank/new/", bank_writing.New.as_view(), name="bank_new"),
    path("bank/publish/", bank_writing.Publish.as_view(), name="bank_publish"),
    path("bank/bring/", bank_files.Bring.as_view(), name="bank_bring"),
    path("bank/export/", bank_files.bank_export, name="bank_export"),
    path("bank/<uuid:item_id>/", bank.bank_item, name="bank_item"),
    path("bank/<uuid:item_id>/write/", bank_writing.Write.as_view(), name="bank_write"),
    path("bank/wordings/<uuid:version_id>/ask/", bank.bank_ask, name="bank_ask"),
    path("bank/asked/<uuid:request_id>/withdraw/", bank.bank_unask, name="bank_unask"),
    path("bank/wordings/<uuid:version_id>/review/", bank.bank_review, name="bank_review"),
    path(
        "bank/wordings/<uuid:version_id>/retire/",
        bank_writing.Retire.as_view(),
        name="bank_retire",
    ),
]

CALIBRATIONS: list[URLPattern] = [
    path("calibrations/", calibrations.calibrations, name="calibrations"),
    path("calibrations/order/", calibrations.order_calibration, name="order-calibration"),
    path("calibrations/<uuid:calibration_id>/", calibrations.calibration, name="calibration"),
]

AIMS: list[URLPattern] = [
    path("aims/", aims.aims, name="aims"),
    path("aims/<uuid:aim_id>/end/", aims.end_aim, name="end-aim"),
]

GROWTH: list[URLPattern] = [
    path("growth/", growth.mine, name="growth"),
    path("growth/print/", growth.on_paper, name="growth-print"),
    path("growth/picture.svg", growth.picture, name="growth-picture"),
    path("growth/let-see/", growth.let_see, name="growth-let-see"),
    path("growth/readers/<uuid:reader_id>/end/", growth.end_reading, name="growth-end"),
    path("growth/shown/", growth.shown, name="growth-shown"),
    path("growth/shown/<uuid:reader_id>/", growth.of, name="growth-of"),
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

urlpatterns: list[URLPattern] = [*OWN, *BANK, *CALIBRATIONS, *AIMS, *GROWTH]

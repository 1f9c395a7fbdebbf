"""Addresses of the room."""

from django.urls import path

from lapel.journey.evidence.views import (
    artefacts,
    drafts,
    meetings,
    privacy,
    readers,
    submitting,
    team,
)

urlpatterns = [
    path("", drafts.index, name="index"),
    path("begin/<uuid:enrolment_id>/", drafts.begin, name="begin"),
    path("<uuid:draft_id>/", drafts.draft, name="draft"),
    path("<uuid:draft_id>/precheck/", drafts.precheck, name="precheck"),
    path("<uuid:draft_id>/answers/<str:question>/", drafts.answer, name="answer"),
    path("set-aside/<uuid:set_aside_id>/", drafts.settle, name="settle"),
    path("<uuid:draft_id>/artefacts/<str:slot>/", artefacts.add, name="add"),
    path("artefacts/<uuid:artefact_id>/", artefacts.card, name="card"),
    path("artefacts/<uuid:artefact_id>/ai-use/", artefacts.ai_use, name="ai_use"),
    path("artefacts/<uuid:artefact_id>/captions/", artefacts.captions, name="captions"),
    path("artefacts/<uuid:artefact_id>/again/", artefacts.again, name="again"),
    path("artefacts/<uuid:artefact_id>/remove/", artefacts.remove, name="remove"),
    path("artefacts/<uuid:artefact_id>/restore/", artefacts.restore, name="restore"),
    path("artefacts/<uuid:artefact_id>/team/", team.ask, name="ask_colleague"),
    path("shares/<uuid:share_id>/answer/", team.answer, name="answer_share"),
    path("shares/<uuid:share_id>/end/", team.end, name="end_share"),
    path("<uuid:draft_id>/grown/", drafts.grown, name="grown"),
    path("<uuid:draft_id>/privacy/", privacy.privacy, name="privacy"),
    path("<uuid:draft_id>/attest/", submitting.attest, name="attest"),
    path("<uuid:draft_id>/submit/", submitting.submit, name="submit"),
    path("attempts/<uuid:submission_id>/", submitting.attempt, name="attempt"),
    path("attempts/<uuid:submission_id>/manifest.json", submitting.manifest, name="manifest"),
    path("attempts/<uuid:submission_id>/withdraw/", submitting.withdraw, name="withdraw"),
    path("<uuid:draft_id>/meeting/", meetings.ask, name="ask"),
    path("<uuid:draft_id>/readers/", readers.let_in, name="let_in"),
    path("readers/<uuid:reader_id>/end/", readers.end, name="end_reading"),
    path("reading/<uuid:draft_id>/", readers.reading, name="reading"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/<uuid:meeting_id>/", meetings.log, name="log"),
]

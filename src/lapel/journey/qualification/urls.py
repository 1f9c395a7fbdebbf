"""Addresses of qualification's pages."""

from __future__ import annotations

from django.urls import path

from lapel.journey.qualification.views import keys, scoring, sets, training, watching

urlpatterns = [
    path("", training.index, name="index"),
    path("begin/<slug:slug>/", training.begin, name="begin"),
    path("training/<uuid:training_id>/", training.training, name="training"),
    path("training/<uuid:training_id>/bias/", training.bias, name="bias"),
    path("training/<uuid:training_id>/rubric/", training.rubric, name="rubric"),
    path(
        "training/<uuid:training_id>/practice/<uuid:portfolio_id>/",
        scoring.practise,
        name="practise",
    ),
    path("training/<uuid:training_id>/try/", scoring.begin_try, name="try"),
    path("training/<uuid:training_id>/further-try/", sets.further, name="further"),
    path("try/<uuid:trial_id>/", scoring.trial, name="trial"),
    path("try/<uuid:trial_id>/<uuid:portfolio_id>/", scoring.anchor, name="anchor"),
    path("scoring/<uuid:scoring_id>/", scoring.scoring, name="scoring"),
    path("scoring/<uuid:scoring_id>/mark/<slug:criterion>/", scoring.mark, name="mark"),
    path("scoring/<uuid:scoring_id>/lock/", scoring.lock, name="lock"),
    path("held/<uuid:qualification_id>/withdraw/", sets.withdraw, name="withdraw"),
    path("sets/", sets.index, name="sets"),
    path("sets/<slug:slug>/", sets.one, name="set"),
    path("sets/<slug:slug>/admit/", sets.admit, name="admit"),
    path("sets/<slug:slug>/bring/", sets.bring, name="bring"),
    path("document/<uuid:draft_id>/", sets.draft, name="draft"),
    path("document/<uuid:draft_id>/publish/", sets.publish, name="publish"),
    path("document/<uuid:draft_id>/discard/", sets.discard, name="discard"),
    path("keys/<uuid:portfolio_id>/", keys.keys, name="keys"),
    path("keys/<uuid:portfolio_id>/give/<slug:criterion>/", keys.give, name="give"),
    path("keys/<uuid:portfolio_id>/agree/<slug:criterion>/", keys.agree, name="agree"),
    path("keys/<uuid:portfolio_id>/contest/<slug:criterion>/", keys.contest, name="contest"),
    path("mirror/", watching.mirror, name="mirror"),
    path("pause/<uuid:pause_id>/", watching.pause, name="pause"),
    path("pause/<uuid:pause_id>/contest/", watching.contest, name="contest_pause"),
    path(
        "pause/<uuid:pause_id>/anchor/<uuid:portfolio_id>/<slug:criterion>/",
        watching.contest_anchor,
        name="contest_anchor",
    ),
    path("pause/<uuid:pause_id>/decide/", watching.decide, name="decide_pause"),
    path("control/", watching.control, name="control"),
    path("promise/", watching.promise, name="promise"),
]

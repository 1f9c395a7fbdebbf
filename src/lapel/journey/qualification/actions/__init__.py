"""Writes: bring a set, key it, agree; train, score, try; qualify."""

from lapel.journey.qualification.actions.bring_training import (
    bring_training,
    discard_training,
    read_document,
)
from lapel.journey.qualification.actions.keys import agree_key, contest_key, give_key
from lapel.journey.qualification.actions.pauses import (
    confirm_pause,
    contest_pause,
    escalate_pause,
    judge_again,
    lift_pause,
)
from lapel.journey.qualification.actions.publish_training import publish_training
from lapel.journey.qualification.actions.qualify import name_founding, withdraw_qualification
from lapel.journey.qualification.actions.record_sign import judge, record_sign
from lapel.journey.qualification.actions.refusal import Refusal
from lapel.journey.qualification.actions.score import (
    begin_anchor,
    begin_practice,
    lock_scoring,
    save_mark,
)
from lapel.journey.qualification.actions.train import (
    admit_to_training,
    answer_bias,
    begin_training,
    finish_rubric,
)
from lapel.journey.qualification.actions.trials import begin_trial, open_further_try

__all__ = [
    "Refusal",
    "admit_to_training",
    "agree_key",
    "answer_bias",
    "begin_anchor",
    "begin_practice",
    "begin_training",
    "begin_trial",
    "bring_training",
    "confirm_pause",
    "contest_key",
    "contest_pause",
    "discard_training",
    "escalate_pause",
    "finish_rubric",
    "give_key",
    "judge",
    "judge_again",
    "lift_pause",
    "lock_scoring",
    "name_founding",
    "open_further_try",
    "publish_training",
    "read_document",
    "record_sign",
    "save_mark",
    "withdraw_qualification",
]

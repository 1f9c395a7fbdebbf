"""Writes of issuing: one verb per file."""

from lapel.journey.issuing.actions.anchor_awards import anchor_awards, chain, give_up_anchor
from lapel.journey.issuing.actions.answer_endorsement import (
    accept_endorsement,
    let_body_in,
    reject_endorsement,
)
from lapel.journey.issuing.actions.apply_change import Terms
from lapel.journey.issuing.actions.ask_endorsement import (
    Body,
    ask_award_endorsement,
    ask_endorsement,
)
from lapel.journey.issuing.actions.ask_witnesses import ask_witnesses
from lapel.journey.issuing.actions.award_stacks import award_stacks
from lapel.journey.issuing.actions.begin_refresh import begin_refresh
from lapel.journey.issuing.actions.change_many import MOST, change_many, read_awards
from lapel.journey.issuing.actions.change_one import change_one
from lapel.journey.issuing.actions.change_standing import (
    reinstate,
    revoke,
    supersede,
    suspend,
)
from lapel.journey.issuing.actions.confirm_batch import confirm_batch
from lapel.journey.issuing.actions.cosign_log import cosign_log, make_witness_key
from lapel.journey.issuing.actions.disown_key import disown_key, sign_awards_anew
from lapel.journey.issuing.actions.draw_picture import draw_picture
from lapel.journey.issuing.actions.end_endorsement import (
    forget_endorsements,
    revoke_endorsement,
    withdraw_request,
)
from lapel.journey.issuing.actions.enter_in_log import (
    enter_in_log,
    refuse_while_held,
    wake_sequencer,
)
from lapel.journey.issuing.actions.follow_chunk import follow_chunk
from lapel.journey.issuing.actions.follow_ground import follow_decision, halt, issue_waiting
from lapel.journey.issuing.actions.forget_batch import forget_batch, forget_recipient
from lapel.journey.issuing.actions.forget_holder import forget_holder
from lapel.journey.issuing.actions.issue_award import issue_award
from lapel.journey.issuing.actions.issue_batch import BusyError, go_on_with_batch, issue_batch
from lapel.journey.issuing.actions.issue_qualification import issue_qualification
from lapel.journey.issuing.actions.leave_standing import leave_standing
from lapel.journey.issuing.actions.open_log import make_log_key, open_epoch
from lapel.journey.issuing.actions.prepare_issuer import prepare_issuer
from lapel.journey.issuing.actions.reconcile_log import opened, reconcile_log, resume_jobs
from lapel.journey.issuing.actions.refusal import Refusal
from lapel.journey.issuing.actions.reissue_own import reissue_own
from lapel.journey.issuing.actions.resume_after_restore import resume_after_restore
from lapel.journey.issuing.actions.rotate_key import make_ordered_key, order_key
from lapel.journey.issuing.actions.sequence_log import sequence_log
from lapel.journey.issuing.actions.sign_anew import sign_anew
from lapel.journey.issuing.actions.sign_change import sign_change
from lapel.journey.issuing.actions.sign_endorsement import sign_endorsement, sign_endorsements_anew
from lapel.journey.issuing.actions.sign_for_program import revoke_for_program, sign_for_program
from lapel.journey.issuing.actions.sign_for_wallet import sign_for_wallet
from lapel.journey.issuing.actions.sign_papers import sign_form, sign_transcript
from lapel.journey.issuing.actions.sign_status_list import sign_status_list
from lapel.journey.issuing.actions.steer_batch import cancel_batch, pause_batch, resume_batch
from lapel.journey.issuing.actions.tell_plan import tell_plan, tell_plan_of_chunk
from lapel.journey.issuing.actions.upload_batch import check_table, forgotten_on, upload_batch

__all__ = [
    "MOST",
    "Body",
    "BusyError",
    "Refusal",
    "Terms",
    "accept_endorsement",
    "anchor_awards",
    "ask_award_endorsement",
    "ask_endorsement",
    "ask_witnesses",
    "award_stacks",
    "begin_refresh",
    "cancel_batch",
    "chain",
    "change_many",
    "change_one",
    "check_table",
    "confirm_batch",
    "cosign_log",
    "disown_key",
    "draw_picture",
    "enter_in_log",
    "follow_chunk",
    "follow_decision",
    "forget_batch",
    "forget_endorsements",
    "forget_holder",
    "forget_recipient",
    "forgotten_on",
    "give_up_anchor",
    "go_on_with_batch",
    "halt",
    "issue_award",
    "issue_batch",
    "issue_qualification",
    "issue_waiting",
    "leave_standing",
    "let_body_in",
    "make_log_key",
    "make_ordered_key",
    "make_witness_key",
    "open_epoch",
    "opened",
    "order_key",
    "pause_batch",
    "prepare_issuer",
    "read_awards",
    "reconcile_log",
    "refuse_while_held",
    "reinstate",
    "reissue_own",
    "reject_endorsement",
    "resume_after_restore",
    "resume_batch",
    "resume_jobs",
    "revoke",
    "revoke_endorsement",
    "revoke_for_program",
    "sequence_log",
    "sign_anew",
    "sign_awards_anew",
    "sign_change",
    "sign_endorsement",
    "sign_endorsements_anew",
    "sign_for_program",
    "sign_for_wallet",
    "sign_form",
    "sign_status_list",
    "sign_transcript",
    "supersede",
    "suspend",
    "tell_plan",
    "tell_plan_of_chunk",
    "upload_batch",
    "wake_sequencer",
    "withdraw_request",
]

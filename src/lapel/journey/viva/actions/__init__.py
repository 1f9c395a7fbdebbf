"""Writes: a talk is opened by a job; all that is found or decided, by people."""

from lapel.journey.viva.actions.answering import (
    RULE_SECONDS,
    ask_to_write,
    choose_way,
    hand_in,
    open_question,
    propose_times,
    write_answer,
)
from lapel.journey.viva.actions.clocks import (
    end_hearing_term,
    end_term,
    erase_media,
    go_on_after_inquiry,
    remind,
    settle_viva,
)
from lapel.journey.viva.actions.hearing import (
    agree_time,
    answer_writing,
    find,
    free_talks_of,
    hand_back_viva,
    mark_talk,
    say_it_did_not_happen,
    swap_question,
    take_viva,
)
from lapel.journey.viva.actions.open_viva import open_viva, stop_viva
from lapel.journey.viva.actions.recording import (
    begin_recording,
    keep_arrived,
    keep_recording,
    record_answer,
)
from lapel.journey.viva.actions.refusal import Refusal

__all__ = [
    "RULE_SECONDS",
    "Refusal",
    "agree_time",
    "answer_writing",
    "ask_to_write",
    "begin_recording",
    "choose_way",
    "end_hearing_term",
    "end_term",
    "erase_media",
    "find",
    "free_talks_of",
    "go_on_after_inquiry",
    "hand_back_viva",
    "hand_in",
    "keep_arrived",
    "keep_recording",
    "mark_talk",
    "open_question",
    "open_viva",
    "propose_times",
    "record_answer",
    "remind",
    "say_it_did_not_happen",
    "settle_viva",
    "stop_viva",
    "swap_question",
    "take_viva",
    "write_answer",
]

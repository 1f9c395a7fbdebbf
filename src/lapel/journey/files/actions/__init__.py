"""Writes: begin, receive, finish, make ready and remove a file."""

from lapel.journey.files.actions.make_ready import make_ready
from lapel.journey.files.actions.prepare_again import prepare_again
from lapel.journey.files.actions.receive import (
    LongerThanSaidError,
    OffsetMismatchError,
    begin_upload,
    complete_if_whole,
    receive,
    receive_whole,
)
from lapel.journey.files.actions.remove import remove_file
from lapel.journey.files.actions.waiting import WaitError, look_for_place, place_held

__all__ = [
    "LongerThanSaidError",
    "OffsetMismatchError",
    "WaitError",
    "begin_upload",
    "complete_if_whole",
    "look_for_place",
    "make_ready",
    "place_held",
    "prepare_again",
    "receive",
    "receive_whole",
    "remove_file",
]

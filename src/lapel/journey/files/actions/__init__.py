"""Writes: begin, receive, finish, make ready and remove a file."""

from lapel.journey.files.actions.erase import (
    erase_file,
    erase_original,
    forget_blobs,
)
from lapel.journey.files.actions.keep_edition import edition_id, keep_edition
from lapel.journey.files.actions.keep_text import keep_text
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
    "edition_id",
    "erase_file",
    "erase_original",
    "forget_blobs",
    "keep_edition",
    "keep_text",
    "look_for_place",
    "make_ready",
    "place_held",
    "prepare_again",
    "receive",
    "receive_whole",
    "remove_file",
]

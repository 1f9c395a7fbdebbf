"""Issuers and their keys, achievements, awards, status lists, and the issuance log."""

from lapel.journey.issuing.models.anchors import Anchor, AnchoredAward
from lapel.journey.issuing.models.awards import (
    Achievement,
    Award,
    Issuer,
    IssuerKey,
    Reason,
    Standing,
    StatusList,
    StatusPlace,
    fresh_log_salt,
    fresh_salt,
)
from lapel.journey.issuing.models.batches import Batch, Chunk, Recipient
from lapel.journey.issuing.models.changes import Act, Change, LeftStanding
from lapel.journey.issuing.models.endorsements import Endorsement
from lapel.journey.issuing.models.log import Log, LogEntry, LogKey, LogWitness, WitnessedLog
from lapel.journey.issuing.models.programs import ProgramCredential
from lapel.journey.issuing.models.wordings import WordedField, Wording, worded

__all__ = [
    "Achievement",
    "Act",
    "Anchor",
    "AnchoredAward",
    "Award",
    "Batch",
    "Change",
    "Chunk",
    "Endorsement",
    "Issuer",
    "IssuerKey",
    "LeftStanding",
    "Log",
    "LogEntry",
    "LogKey",
    "LogWitness",
    "ProgramCredential",
    "Reason",
    "Recipient",
    "Standing",
    "StatusList",
    "StatusPlace",
    "WitnessedLog",
    "WordedField",
    "Wording",
    "fresh_log_salt",
    "fresh_salt",
    "worded",
]

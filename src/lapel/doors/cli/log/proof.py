"""`lapel log proof`: check that a badge stands in an issuance log, offline."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from lapel.domain.badges.errors import UnreadableError
from lapel.domain.badges.reading import read_badge
from lapel.domain.transparency.entries import Event, Kind, document_digest
from lapel.domain.transparency.errors import (
    EntryError,
    NoteError,
    ProofError,
    SignatureError,
    TransparencyError,
)
from lapel.domain.transparency.logproof import verify_logged
from lapel.doors.cli.log.trusting import add_trust, policy_of
from lapel.doors.cli.lowlevel import USAGE_ERROR, Parser, printable, read_file
from lapel.ports.checking.attached import out_of_pdf

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from lapel.domain.transparency.policy import Policy

MOST_REFRESHES = 100
_EXPLANATION = """\
exit codes:
  0  the badge stands in a log that you named
  1  it does not: this badge is not what the proof is of, or the proof is false
  2  unreadable badge or proof
  3  nobody that you named vouches for the log, or too few witnesses do

A holder downloads the proof beside her badge. Nothing is fetched.

example:
  lapel log proof badge.png --proof badge.tlog-proof --key 'lapel.example.org/log/1+03a7…+AZuU…'
"""


def run(argv: Sequence[str]) -> int:
    """Check the proof that `argv` names; returns the exit code of the help text."""
    options = _parser().parse_args(argv)
    try:
        policy = policy_of(options)
    except (TransparencyError, UnicodeDecodeError, OSError) as error:
        print(f"lapel log proof: {error}", file=sys.stderr)
        return USAGE_ERROR
    code, said = _checked(options, policy)
    told = json.dumps({"exitCode": code, "headline": said}, indent=2)
    print(told if options.json else printable(said))
    return code


def _parser() -> argparse.ArgumentParser:
    said = "Check that a badge stands in an issuance log."
    parser = Parser("log", said, _EXPLANATION)
    parser.add_argument("verb", choices=["proof"])
    parser.add_argument("badge", metavar="FILE", help="the badge: JSON, PNG, SVG or a PDF with it")
    parser.add_argument("--proof", metavar="FILE", required=True, help="its .tlog-proof")
    add_trust(parser)
    parser.add_argument("--json", action="store_true", help="print the answer as JSON")
    return parser


def _checked(options: argparse.Namespace, policy: Policy) -> tuple[int, str]:
    try:
        document = read_badge(out_of_pdf(read_file(options.badge)))
        proof = read_file(options.proof)
        events = list(_events(document))
    except (UnreadableError, EntryError) as error:
        return 2, str(error)
    for event in events:
        try:
            signed = verify_logged(proof, event=event, policy=policy)
        except ProofError:
            continue
        except SignatureError as error:
            return 3, str(error)
        except (NoteError, EntryError) as error:
            return 2, str(error)
        return 0, f"The badge stands in the log {signed.checkpoint.origin}."
    return 1, "The proof does not show that this badge stands in the log."


def _events(document: dict[str, Any]) -> Iterator[Event]:
    """Yield what the badge may have been entered as: an award, or one that was signed anew."""
    digests = frozenset({document_digest(document)})
    name = str(document.get("id", ""))
    yield Event(Kind.AWARD, name, 0, digests)
    for turn in range(1, MOST_REFRESHES + 1):
        yield Event(Kind.REFRESH, name, turn, digests)

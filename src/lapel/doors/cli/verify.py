"""`lapel verify`: any badge file or address, with or without a network, without Django."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lapel.domain.badges.errors import UnreadableError
from lapel.domain.badges.reading import MAX_FILE
from lapel.domain.badges.trust import (
    NO_TRUST,
    Origin,
    Resolve,
    Resolved,
    Trust,
    UnavailableError,
    offline,
    read_trust,
)
from lapel.domain.badges.verdicts import Verdict, Verification
from lapel.domain.badges.verification import unreadable, verify_file
from lapel.doors.cli.lowlevel import USAGE_ERROR, Parser, printable, read_file

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

_MARKS = {
    Verdict.PASS: "ok",
    Verdict.FAIL: "NO",
    Verdict.ENDED: "ended",
    Verdict.UNKNOWN: "?",
    Verdict.NONE: "-",
}
_ACCEPT = "application/vc+ld+json, application/ld+json, application/json, image/png, image/svg+xml"
_EXPLANATION = """\
exit codes:
  0  valid, and the issuer is confirmed
  1  not valid: altered, forged, or signed by somebody else
  2  unreadable, or of a kind that cannot be checked here
  3  intact, but the issuer or the status is not confirmed
  4  genuine, but expired, suspended or revoked

Nothing in a badge vouches for its own issuer. The issuer is confirmed by a trust file of
yours, or by its did:web document when that is fetched from the issuer's own domain.

A trust file is JSON. Each issuer has a DID and the name you know it by; keys (Multikey texts)
let a did:web issuer be confirmed offline; documents are copies to use where nothing can be
fetched, such as a DID document or a status list; disowned names keys that were stolen, which
sign nothing that counts, whoever lists them. Every part may be left out:
  {
    "issuers": [
      {"id": "did:web:lapel.example.org", "name": "Hill District",
       "keys": ["z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"]}
    ],
    "documents": {"https://lapel.example.org/id/status/1": {"@context": ["..."]}},
    "disowned": ["z6Mkon3Necd6NkkyfoGoHxid2znGc59LU3K7mubaRcFbLfLX"]
  }

examples:
  lapel verify badge.png
  lapel verify https://lapel.example.org/id/award/1.json --json
  lapel verify badge.svg --offline --trust trust.json
"""


def run(argv: Sequence[str]) -> int:
    """Verify what `argv` names and print the answer; returns the exit code of the help text."""
    options = _parser().parse_args(argv)
    try:
        trust = read_trust(read_file(options.trust)) if options.trust else NO_TRUST
    except UnreadableError as error:
        print(f"lapel verify: {error}", file=sys.stderr)
        return USAGE_ERROR
    answer = _verify(options.badge, trust, _way_out(options))
    print(json.dumps(answer.as_json(), indent=2) if options.json else _readable(answer))
    return answer.exit_code


def _parser() -> argparse.ArgumentParser:
    said = "Verify a badge: JSON, VC-JWT, SD-JWT VC, a baked PNG or SVG, or the address of one."
    parser = Parser("verify", said, _EXPLANATION)
    parser.add_argument("badge", metavar="FILE|URL", help="the badge; - reads standard input")
    parser.add_argument("--json", action="store_true", help="print the answer as JSON")
    parser.add_argument("--offline", action="store_true", help="fetch nothing at all")
    parser.add_argument("--trust", metavar="FILE", help="a JSON file of issuers you trust")
    parser.add_argument(
        "--allow-local",
        action="store_true",
        help="also fetch over http and from private addresses: for trying Lapel out",
    )
    return parser


def _verify(badge: str, trust: Trust, resolve: Resolve) -> Verification:
    try:
        data = (
            resolve(badge).body if badge.startswith(("https://", "http://")) else read_file(badge)
        )
    except (UnreadableError, UnavailableError) as error:
        return unreadable(str(error))
    return verify_file(data, now=datetime.now(UTC), resolve=resolve, trust=trust)


def _way_out(options: argparse.Namespace) -> Resolve:
    if options.offline:
        return offline

    def fetch_guarded(address: str, /) -> Resolved:
        return _fetch(address, local=options.allow_local)

    return fetch_guarded


def _fetch(address: str, *, local: bool) -> Resolved:
    from lapel.ports.fetch import FetchRefused, fetch

    try:
        answer = fetch(
            address,
            max_bytes=MAX_FILE,
            redirects=0 if address.endswith("/did.json") else 3,  # did:web allows none
            accept=_ACCEPT,
            allow_http=local,
            allow_private=local,
        )
    except FetchRefused as error:
        raise UnavailableError(f"{address} could not be fetched: {error}") from error
    if answer.status != 200:
        raise UnavailableError(f"{address} answered with status {answer.status}.")
    return Resolved(answer.body, Origin.SOURCE)


def _readable(answer: Verification) -> str:
    lines = [answer.headline]
    lines += [f"  {_MARKS[step.verdict]:<6}{step.id:<14}{step.sentence}" for step in answer.steps]
    return "\n".join(printable(line) for line in lines)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))

"""`lapel status`: what a status list says of a badge, and what is in a list, without Django."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from lapel.domain.badges import strictjson
from lapel.domain.badges.checks import as_list
from lapel.domain.badges.entries import INFORMING, informs_only
from lapel.domain.badges.errors import BadgeError, UnreadableError
from lapel.domain.badges.status import list_subject, read_bit, read_places
from lapel.domain.badges.tokens import read_document
from lapel.domain.badges.trust import Origin, Resolve, Resolved, Resolver, Trust, UnavailableError
from lapel.domain.badges.verdicts import Outcome, Verdict, Verification
from lapel.domain.badges.verification import verify_credential
from lapel.doors.cli.lowlevel import USAGE_ERROR, Parser, printable, read_file
from lapel.doors.cli.ways import is_address, take_ways, way_out
from lapel.ports.checking.anything import read_anything, verify_read
from lapel.ports.checking.attached import out_of_pdf
from lapel.ports.checking.trustfile import NOBODY, read_trusted

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

MOST_SHOWN = 20
_EXPLANATION = """\
Of a badge (any form that `lapel verify` reads) its list is looked up at the address it names, or
taken from --list. Of a list itself its purpose, length and set places are shown, and with --index
what it says of one. The list counts only if its issuer signed it, as in `lapel verify`.

exit codes:
  0  in force: the place is clear, in a list whose issuer is confirmed
  1  not valid: the list is forged, another's, or too short
  2  unreadable
  3  not known: no list to be had, an old one, or its issuer is not confirmed
  4  revoked, suspended or marked: the place is set

examples:
  lapel status badge.png
  lapel status badge.json --list status.json --offline --trust trust.json
  lapel status status.json --index 94567 --json
"""


@dataclass
class Told:
    """What is printed: a code, a headline and facts by name."""

    code: int
    headline: str
    facts: dict[str, Any] = field(default_factory=dict)


def run(argv: Sequence[str]) -> int:
    """Print what `argv` asks for; returns the exit code of the help text."""
    options = _parser().parse_args(argv)
    try:
        trust = read_trusted(read_file(options.trust)).trust if options.trust else NOBODY.trust
    except UnreadableError as error:
        print(f"lapel status: {error}", file=sys.stderr)
        return USAGE_ERROR
    try:
        told = _told(options, trust)
    except (BadgeError, UnavailableError) as error:
        told = Told(2, f"Cannot be read. {error.said}")
    print(_as_json(told) if options.json else _readable(told))
    return told.code


def _parser() -> Parser:
    parser = Parser("status", "Say what a status list says of a badge.", _EXPLANATION)
    parser.add_argument(
        "name", metavar="FILE|URL", help="a badge or a list; - reads standard input"
    )
    parser.add_argument("--list", metavar="FILE|URL", help="the list to look in")
    parser.add_argument("--index", type=int, metavar="N", help="of a list: one place")
    parser.add_argument("--json", action="store_true", help="print the answer as JSON")
    parser.add_argument("--trust", metavar="FILE", help="a JSON file of issuers you trust")
    take_ways(parser)
    return parser


def _told(options: argparse.Namespace, trust: Trust) -> Told:
    out = way_out(options)
    found = read_anything(_brought(options.name, out))
    document = read_document(found) if isinstance(found, str) else found
    if "BitstringStatusListCredential" in as_list(document.get("type")):
        return _of_list(document, Resolver(out, trust), trust, options.index)
    if options.list:
        given = Resolved(_brought(options.list, out), Origin.COPY)
        out = _instead(given, _addresses(_entries(document)), out)
    now, resolver = datetime.now(UTC), Resolver(out, trust)
    answer = verify_read(found, now=now, resolve=resolver, trust=trust)
    return _of_badge(document, answer, resolver, trust)


def _brought(name: str, out: Resolve) -> bytes:
    return out_of_pdf(out(name).body if is_address(name) else read_file(name))


def _instead(given: Resolved, addresses: list[str], out: Resolve) -> Resolve:
    def found(address: str, /) -> Resolved:
        return given if address in addresses else out(address)

    return found


def _entries(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    entries = as_list(document.get("credentialStatus"))
    return [one for one in entries if isinstance(one, Mapping)]


def _addresses(entries: list[Mapping[str, Any]]) -> list[str]:
    return [str(one.get("statusListCredential", one.get("id"))) for one in entries]


_CODES = {Verdict.FAIL: 1, Verdict.ENDED: 4, Verdict.UNKNOWN: 3, Verdict.NONE: 0, Verdict.PASS: 0}


def _of_badge(
    document: Mapping[str, Any], answer: Verification, resolver: Resolver, trust: Trust
) -> Told:
    step = next((one for one in answer.steps if one.id == "status"), None)
    if step is None:  # the badge itself failed before its list was looked at
        return Told(answer.exit_code, answer.headline)
    entries = _entries(document)
    facts: dict[str, Any] = {"issuer": answer.issuer, **step.detail}
    facts["places"] = [
        f"{address} {one.get('statusListIndex', '')}".strip()
        for address, one in zip(_addresses(entries), entries, strict=True)
    ]
    messages = [one.detail for one in answer.steps if one.code == "message.said"]
    if messages:
        facts["messages"] = [
            f"{one['purpose']} {one['status']} {one['message']}" for one in messages
        ]
    if step.verdict is not Verdict.PASS:
        return Told(_CODES[step.verdict], step.sentence, facts)
    ending = [one for one in entries if not informs_only(one)]
    if all(_is_confirmed(address, resolver, trust) for address in _addresses(ending)):
        return Told(0, step.sentence, facts)
    return Told(3, f"{step.sentence} Who signed the list is not confirmed.", facts)


def _is_confirmed(address: str, resolver: Resolver, trust: Trust) -> bool:
    """Say whether a list's own issuer is confirmed; a plain list counts where it came from."""
    found = resolver(address)
    listed = strictjson.read_object(found.body)
    if "proof" not in listed:
        return found.origin is not Origin.COPY
    answer = verify_credential(listed, now=datetime.now(UTC), resolve=resolver, trust=trust)
    return any(one.id == "issuer" and one.verdict is Verdict.PASS for one in answer.steps)


def _of_list(
    document: Mapping[str, Any], resolver: Resolver, trust: Trust, index: int | None
) -> Told:
    answer = verify_credential(document, now=datetime.now(UTC), resolve=resolver, trust=trust)
    subject = document.get("credentialSubject")
    purpose = subject.get("statusPurpose") if isinstance(subject, Mapping) else None
    encoded = list_subject(document, purpose=str(next(iter(as_list(purpose)), "")))
    places = read_places(encoded)
    facts = {
        "issuer": answer.issuer,
        "purpose": purpose,
        "validFrom": document.get("validFrom"),
        "validUntil": document.get("validUntil"),
        "ttl": subject.get("ttl") if isinstance(subject, Mapping) else None,
        "length": places.length,
        "set": len(places.set_indices),
        "setPlaces": list(places.set_indices),
    }
    facts = {name: value for name, value in facts.items() if value is not None}
    # an old list says nothing of today, but what was set stays set
    code = 3 if answer.outcome is Outcome.ENDED else answer.exit_code
    if index is None or code in (1, 2):
        return Told(code, answer.headline, facts)
    is_set = read_bit(encoded, index)
    said = f"Place {index} is {'set' if is_set else 'clear'}. {answer.headline}"
    ends = is_set and not set(as_list(purpose)) <= set(INFORMING)
    return Told(4 if ends else code, said, facts)


def _readable(told: Told) -> str:
    lines = [told.headline]
    for name, value in told.facts.items():
        shown = value if not isinstance(value, list) else _some(value)
        lines.append(f"  {name:<14}{shown}")
    return "\n".join(printable(line) for line in lines)


def _some(values: list[Any]) -> str:
    more = f" … and {len(values) - MOST_SHOWN} more" if len(values) > MOST_SHOWN else ""
    return ", ".join(map(str, values[:MOST_SHOWN])) + more or "none"


def _as_json(told: Told) -> str:
    return json.dumps({"exitCode": told.code, "headline": told.headline, **told.facts}, indent=2)

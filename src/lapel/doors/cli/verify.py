"""`lapel verify`: any badge file, bundle, folder or address, without Django."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from lapel.domain.badges.errors import UnreadableError
from lapel.domain.badges.hosted_checks import GoneError, hosted_at
from lapel.domain.badges.presentation import Occasion
from lapel.domain.badges.trust import UnavailableError, read_registry
from lapel.domain.badges.verdicts import Verdict, Verification
from lapel.domain.badges.verification import unreadable
from lapel.doors.cli.folders import badges_in, print_all
from lapel.doors.cli.lowlevel import USAGE_ERROR, Parser, printable, read_file
from lapel.doors.cli.ways import Kept, is_address, take_chain, take_ways, way_out
from lapel.ports.checking.anything import verify_anything
from lapel.ports.checking.attached import out_of_pdf
from lapel.ports.checking.bundle import ZIP, Folder, Reader, Zipped, is_bundle
from lapel.ports.checking.refreshed import Circumstances, with_newer
from lapel.ports.checking.trustfile import NOBODY, Trusted, read_trusted

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from lapel.domain.badges.trust import Resolve
    from lapel.ports.checking.bundle_history import Copy

MARKS = {
    Verdict.PASS: "ok",
    Verdict.FAIL: "NO",
    Verdict.ENDED: "ended",
    Verdict.UNKNOWN: "?",
    Verdict.NONE: "-",
}
_EXPLANATION = """\
A file may be JSON, a VC-JWT or SD-JWT VC, a baked PNG or SVG, a PDF with a badge attached, a
transcript, an endorsement, a presentation, or a hosted assertion of Open Badges 2.0, which is not
signed and can be checked only where its site, or a copy in your trust file, can be asked.

A bundle (a folder or .zip that `lapel bundle` wrote) is checked whole: its badge, and whether DID
document, status list, log proof and pictures fit it and what you trust. Any other folder is gone
through file by file, bundles in it included: a line each, then counts. Hidden files are left out.

exit codes:
  0  valid, and the issuer is confirmed
  1  not valid: altered, forged, or signed by somebody else
  2  unreadable, or of a kind that cannot be checked here
  3  intact, but the issuer or the status is not confirmed
  4  genuine, but expired, suspended or revoked
For a folder the worst of its files, in the order 1, 2, 4, 3, 0.

A bundle is as old as the day it was written. --log COPY reads a copy of the log (a folder as it is
served, or its address; one for each epoch) whose key your trust file names, and says what
became of the bundle's badge since: what is revoked there has ended, whatever the bundle says.

Where a badge names its issuer's refresh service, and the network may be used, step refresh says
whether a newer one was given out in its place. The answer on the file itself stays as it is.

Nothing in a badge or bundle vouches for its own issuer. The issuer is confirmed by a trust file of
yours, or by its did:web document when that is fetched from the issuer's own domain.

A trust file is JSON. Each issuer has a DID and the name you know it by; keys (Multikey texts)
let a did:web issuer be confirmed offline; documents are copies to use where nothing can be
fetched, such as a DID document or a status list; disowned names keys that were stolen, which
sign nothing that counts, whoever lists them; registries holds lists of issuers as the Digital
Credentials Consortium publishes them, by a name of yours, which are trusted as --registry trusts
one; log holds the lines of a C2SP policy (logs, witnesses, quorum), and then a bundle has to be
in such a log. Every part may be left out:
  {
    "issuers": [
      {"id": "did:web:lapel.example.org", "name": "Hill District",
       "keys": ["z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"]}
    ],
    "documents": {"https://lapel.example.org/id/status/1": {"@context": ["..."]}},
    "registries": {"Members": {"registry": {"did:web:hill.example": {"name": "Hill"}}}},
    "disowned": ["z6Mkon3Necd6NkkyfoGoHxid2znGc59LU3K7mubaRcFbLfLX"],
    "log": ["log lapel.example.org/log/1+5d6cd4a2+AYQ...", "quorum none"]
  }

examples:
  lapel verify badge.png
  lapel verify https://lapel.example.org/id/award/1.json --json
  lapel verify badge.svg --offline --trust trust.json
  lapel verify bundles/ --offline --trust trust.json --log copy-of-the-log/
  curl -s https://lapel.example.org/id/award/1 | lapel verify - --json | jq .outcome
"""


def run(argv: Sequence[str]) -> int:
    """Verify what `argv` names and print the answer; returns the exit code of the help text."""
    parser = _parser()
    options = parser.parse_args(argv)
    if (options.challenge is None) != (options.domain is None):
        parser.error("--challenge and --domain go together.")
    try:
        trusted = trusted_of(options)
        copies = copies_of(options, trusted)
    except (UnreadableError, UnavailableError) as error:
        print(f"lapel verify: {error}", file=sys.stderr)
        return USAGE_ERROR
    auditor = Auditor(options, trusted, copies)
    place = Path(options.badge)
    if not is_address(options.badge) and place.is_dir() and not is_bundle(place):
        return _folder(place, auditor, as_json=options.json)
    answer = auditor.verify(options.badge)
    print(json.dumps(answer.as_json(), indent=2) if options.json else readable(answer))
    return answer.exit_code


class Auditor:
    """Verifies one thing after another with what the options say."""

    def __init__(
        self, options: argparse.Namespace, trusted: Trusted, copies: Sequence[Copy] = ()
    ) -> None:
        self._resolve: Resolve = Kept(way_out(options))
        self._trusted = trusted
        self._copies = copies
        named = options.challenge is not None
        asked = Occasion(challenge=options.challenge or "", domain=options.domain or "")
        self._occasion = asked if named else None

    def verify(self, name: str) -> Verification:
        """Verify a file, a bundle or what stands at an address."""
        try:
            if is_address(name):
                return self._data(self._at(name))
            place = Path(name)
            if place.is_dir():
                return self._bundle(Folder(place))
            return self._data(read_file(name))
        except (UnreadableError, UnavailableError) as error:
            return unreadable(error.said)

    def _at(self, address: str) -> bytes:
        try:
            return self._resolve(address).body
        except GoneError:  # as a revoked assertion of Open Badges 2.0 is
            return json.dumps(hosted_at(address)).encode()

    def verify_in_folder(self, place: Path) -> Verification:
        """Verify a file that was not named itself: a pipe or a device would never end."""
        if not place.is_dir() and not place.is_file():
            return unreadable("It is not a plain file.")
        return self.verify(str(place))

    def _data(self, data: bytes) -> Verification:
        if data.startswith(ZIP):
            return self._bundle(Zipped(data))
        data = out_of_pdf(data)
        at = Circumstances(now=datetime.now(UTC), resolve=self._resolve, trust=self._trusted.trust)
        answer = verify_anything(
            data, now=at.now, resolve=at.resolve, trust=at.trust, occasion=self._occasion
        )
        answer = with_newer(answer, data, at)
        if not self._copies:
            return answer
        from lapel.ports.checking.bundles import with_history

        return with_history(answer, {}, None, self._copies)

    def _bundle(self, reader: Reader) -> Verification:
        from lapel.ports.checking.bundles import verify_bundle  # a badge by itself needs none of it

        return verify_bundle(
            reader,
            now=datetime.now(UTC),
            resolve=self._resolve,
            trusted=self._trusted,
            copies=self._copies,
        )


def trusted_of(options: argparse.Namespace) -> Trusted:
    """Read whom the options trust; raises UnreadableError or UnavailableError."""
    trusted = read_trusted(read_file(options.trust)) if options.trust else NOBODY
    out, issuers = way_out(options), list(trusted.trust.issuers)
    for name in options.registry:
        data = out(name).body if is_address(name) else read_file(name)
        issuers += read_registry(data, name=name)
    return replace(trusted, trust=replace(trusted.trust, issuers=tuple(issuers)))


def copies_of(options: argparse.Namespace, trusted: Trusted) -> list[Copy]:
    """Read the copies of logs that the options name; raises UnreadableError for what is none."""
    return [_copy(name, options, trusted) for name in options.log]


def _copy(name: str, options: argparse.Namespace, trusted: Trusted) -> Copy:
    from lapel.doors.cli.log.copies import UnreachableError, copy_at
    from lapel.ports.checking.bundle_history import Copy

    if options.offline and is_address(name):
        raise UnreadableError(
            "--offline fetches no log: name a folder with a copy of {name}.", name=name
        )
    copy = Copy(copy_at(name, allow_local=options.allow_local), logs=trusted.logs)
    try:
        if copy.origin:
            return copy
    except UnreachableError as error:
        raise UnreadableError("{why}", why=str(error)) from error
    raise UnreadableError("{name} is not a log or a copy of one.", name=name)


def _folder(place: Path, auditor: Auditor, *, as_json: bool) -> int:
    found = badges_in(place)
    if found:
        return print_all(place, found, auditor.verify_in_folder, as_json=as_json)
    answer = unreadable(f"There is no file in {place}.")
    print(json.dumps(answer.as_json()) if as_json else readable(answer))
    return answer.exit_code


def _parser() -> Parser:
    said = "Verify a badge, a bundle, or every badge in a folder."
    parser = Parser("verify", said, _EXPLANATION)
    parser.add_argument(
        "badge", metavar="FILE|FOLDER|URL", help="what to verify; - reads standard input"
    )
    parser.add_argument(
        "--json", action="store_true", help="print the answer as JSON; of a folder a line a file"
    )
    take_ways(parser)
    take_chain(parser)
    parser.add_argument("--trust", metavar="FILE", help="a JSON file of issuers and logs you trust")
    parser.add_argument(
        "--registry",
        metavar="FILE|URL",
        action="append",
        default=[],
        help="a registry of issuers that you trust, as it is published; may be repeated",
    )
    parser.add_argument(
        "--log",
        metavar="FOLDER|URL",
        action="append",
        default=[],
        help="a copy of the log, to say what became of a bundle's badge; may be repeated",
    )
    parser.add_argument(
        "--challenge", metavar="TEXT", help="the challenge a presentation has to answer"
    )
    parser.add_argument("--domain", metavar="TEXT", help="the domain a presentation has to be for")
    return parser


def readable(answer: Verification) -> str:
    """Return the answer as lines for people: headline, date of the status, steps."""
    lines = [answer.headline]
    lines += [f"Status as of {answer.status_as_of}"] if answer.status_as_of else []
    lines += [f"  {MARKS[step.verdict]:<6}{step.id:<14}{step.sentence}" for step in answer.steps]
    return "\n".join(printable(line) for line in lines)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))

"""`lapel issue`: awards for a whole table of people, on an officer's word (docs/adr/0015)."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    import argparse

    from lapel.journey.catalogue.models import Stack, Version
    from lapel.journey.issuing.models import Batch
    from lapel.journey.people.models import Person

DONE, REFUSED, UNREADABLE, LEFT_OVER = 0, 1, 2, 3
SHOWN = 20
# A server that runs meanwhile takes the batch over, if this command dies.
TAKEN_OVER_AFTER = timedelta(minutes=1)

EXPLANATION = """
It reads the table (name, email; CSV as spreadsheets write it), tells what is wrong line by line,
asks you to confirm, and issues. Stopped by Ctrl-C or by kill -9, the same command goes on where it
was: nobody is awarded twice. Whoever may use this command may read the keys; the officer named by
--by is the person who decides, and the record says so.

exit codes:
  0  every line of the table has its award
  1  refused: not an officer, nothing to confirm, not confirmed
  2  the table or the options cannot be read
  3  issued, but lines were bad, left out, or the batch was paused or cancelled
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `issue` takes."""
    parser.description = f"{parser.description}\n{EXPLANATION}"
    parser.add_argument("--achievement", metavar="SLUG", help="micro-credential or stack")
    parser.add_argument("--recipients", metavar="FILE", help="the table; - for standard input")
    parser.add_argument("--by", metavar="E-MAIL", help="the officer who decides")
    parser.add_argument("--ground", metavar="WORDS", help="why; holders and verifiers read it")
    parser.add_argument("--valid-until", metavar="DAY", help="such as 2029-12-31; open by default")
    parser.add_argument("--dry-run", action="store_true", help="only tell what would be done")
    parser.add_argument("--skip-bad", action="store_true", help="issue though lines are bad")
    parser.add_argument("--yes", action="store_true", help="confirm without being asked")
    parser.add_argument("--resume", metavar="BATCH", type=UUID, help="go on with a batch")
    parser.add_argument("--workers", type=int, default=2, help="processes that sign (2)")
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON")


def run(options: argparse.Namespace) -> int:
    """Issue a table's awards, or go on with a batch; returns the exit code."""
    import django

    django.setup()
    from django.core.exceptions import PermissionDenied

    from lapel.journey.issuing.actions import BusyError, Refusal

    try:
        return _go_on(options) if options.resume else _issue(options)
    except _Unreadable as wrong:
        return _stop(str(wrong), UNREADABLE)
    except Refusal as refusal:
        return _stop(str(refusal), REFUSED)
    except PermissionDenied:
        return _stop(f"{options.by} is not an officer of the organisation that issues it.", REFUSED)
    except BusyError:
        return _stop("Another process of this machine issues a batch now; try again.", REFUSED)


class _Unreadable(Exception):  # noqa: N818 (an answer to a person, as a refusal is)
    """What was asked for cannot be read; the message is a sentence."""


def _stop(sentence: str, code: int) -> int:
    print(f"lapel issue: {sentence}", file=sys.stderr)
    return code


def _issue(options: argparse.Namespace) -> int:
    from lapel.journey.issuing import actions

    subject, officer, data = _subject(options), _officer(options), _table(options)
    begun = _begun(officer, subject, data)
    if begun is not None:
        print(f"Going on with batch {begun.pk}.", file=sys.stderr)
        return _work(options, begun)
    good, bad = actions.check_table(person=officer, subject=subject, data=data)
    _tell_of_lines(options, len(good), bad)
    if options.dry_run:
        _say(options, {"dry_run": True, "good": len(good), "bad": bad})
        return LEFT_OVER if bad else DONE
    if bad and not options.skip_bad:
        raise actions.Refusal("Mend the bad lines, or leave them out with --skip-bad.")
    _ask(options, subject.title, len(good))
    batch = actions.upload_batch(person=officer, subject=subject, data=data)
    actions.confirm_batch(
        person=officer,
        batch_id=batch.pk,
        words=options.ground or "",
        valid_until=_end(options),
        due_at=_now() + TAKEN_OVER_AFTER,
    )
    return _work(options, batch)


def _go_on(options: argparse.Namespace) -> int:
    from lapel.journey.issuing.models import Batch

    batch = Batch.objects.filter(pk=options.resume, confirmed_at__isnull=False).first()
    if batch is None:
        raise _Unreadable(f"There is no confirmed batch {options.resume}.")
    return _work(options, batch)


def _work(options: argparse.Namespace, batch: Batch) -> int:
    from lapel.journey.issuing import actions

    def tell(seen: Batch) -> None:
        if not options.json:
            done = seen.issued + seen.skipped
            end = "" if sys.stderr.isatty() else "\n"
            print(f"\r{done} of {seen.total}", end=end, file=sys.stderr, flush=True)

    try:
        after = actions.issue_batch(batch_id=batch.pk, workers=max(0, options.workers), tell=tell)
    except KeyboardInterrupt:
        print(f"\nStopped. Go on with: lapel issue --resume {batch.pk}", file=sys.stderr)
        raise
    if sys.stderr.isatty() and not options.json:
        print(file=sys.stderr)
    return _outcome(options, after)


def _outcome(options: argparse.Namespace, batch: Batch) -> int:
    from lapel.journey.issuing.queries.batches import left_out

    skipped = [
        {"line": each.line, "reason": str(each.get_reason_display())} for each in left_out(batch)
    ]
    facts = {
        "batch": str(batch.pk),
        "state": batch.state,
        "issued": batch.issued,
        "left_out": skipped,
        "bad": batch.bad,
    }
    _say(options, facts)
    if not options.json:
        print(f"{batch.issued} awards issued; the batch is {batch.get_state_display().lower()}.")
        for each in skipped[:SHOWN]:
            print(f"  line {each['line']} was left out: {each['reason']}")
    whole = batch.state == batch.State.DONE and not skipped and not batch.bad
    return DONE if whole else LEFT_OVER


def _say(options: argparse.Namespace, facts: dict[str, Any]) -> None:
    if options.json:
        print(json.dumps(facts, ensure_ascii=False))


def _tell_of_lines(options: argparse.Namespace, good: int, bad: list[dict[str, Any]]) -> None:
    if options.json:
        return
    print(f"{good} lines are good, {len(bad)} are not.")
    for each in bad[:SHOWN]:
        print(f"  line {each['line']} ({each['email']}): {each['reason']}")
    if len(bad) > SHOWN:
        print(f"  … and {len(bad) - SHOWN} more.")


def _ask(options: argparse.Namespace, title: str, count: int) -> None:
    from lapel.journey.issuing.actions import Refusal

    if not (options.ground or "").strip():
        raise Refusal("Say on what ground you award with --ground; holders and verifiers read it.")
    if options.yes or not count:
        return
    if not sys.stdin.isatty():
        raise Refusal("Nothing was confirmed; say --yes where nobody can be asked.")
    if input(f"Award “{title}” to {count} people? [y/N] ").strip().casefold() not in {"y", "yes"}:
        raise Refusal("Not confirmed; nothing was awarded.")


def _begun(officer: Person, subject: Version | Stack, data: bytes) -> Batch | None:
    import hashlib

    from lapel.journey.issuing.queries.batches import standing_batch

    return standing_batch(officer, subject, hashlib.sha256(data).hexdigest())


def _subject(options: argparse.Namespace) -> Version | Stack:
    from lapel.journey.issuing.queries.batches import awardable

    if not options.achievement:
        raise _Unreadable("Name what to award with --achievement.")
    found = awardable(options.achievement)
    if found is None:
        raise _Unreadable(f"No micro-credential or stack is called {options.achievement!r}.")
    return found


def _officer(options: argparse.Namespace) -> Person:
    from lapel.journey.people.models import Person

    if not options.by:
        raise _Unreadable("Name the officer who decides with --by.")
    found = Person.objects.filter(email__iexact=options.by, is_active=True).first()
    if found is None:
        raise _Unreadable(f"Nobody here has the address {options.by}.")
    return found


def _table(options: argparse.Namespace) -> bytes:
    if not options.recipients:
        raise _Unreadable("Name the table with --recipients.")
    if options.recipients == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(options.recipients).read_bytes()
    except OSError as error:
        raise _Unreadable(f"{options.recipients}: {error.strerror}.") from None


def _end(options: argparse.Namespace) -> datetime | None:
    """Give the last moment of a day in UTC."""
    if not options.valid_until:
        return None
    try:
        day = datetime.strptime(options.valid_until, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise _Unreadable(f"{options.valid_until!r} is no day such as 2029-12-31.") from None
    return day + timedelta(days=1, seconds=-1)


def _now() -> datetime:
    from lapel.journey.record.queries import now

    return now()

"""`lapel measurement calibrate --instance`: the instance's own bank on its own answers."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

from lapel.doors.cli.lowlevel import Parser, printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lapel.journey.diagnosis.models import Calibration

REFUSED, UNREADABLE = 1, 2
_EXPLANATION = """\
All that was answered in finished diagnoses counts, without names; each person's first answer to a
question. What comes out is a new set of parameters with its report, which designers see as a page.
Diagnoses that have begun keep the set they began with. A question under 40 answers keeps what it
had; the bank is provisional until every question has 400.

exit codes:
  0  there is a new set of parameters
  1  refused: too few answers, another run is under way, or --by is no designer
  2  nobody has this address
  64 wrong usage

example:
  lapel measurement calibrate --instance --by dara@example.org --language en
"""


def run(argv: Sequence[str]) -> int:
    """Calibrate at once, in this process, and say what was found."""
    parser = Parser("measurement calibrate --instance", "Calibrate our own bank.", _EXPLANATION)
    parser.add_argument("--instance", action="store_true", help="on the answers of this instance")
    parser.add_argument("--by", required=True, metavar="E-MAIL", help="the designer who decides")
    parser.add_argument("--language", default="en", help="of the questions; en, if not told")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    options = parser.parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lapel.settings")
    import django

    django.setup()
    from django.core.exceptions import PermissionDenied

    from lapel.journey.diagnosis import actions
    from lapel.journey.people.models import Person

    person = Person.objects.filter(email__iexact=options.by, is_active=True).first()
    if person is None:
        return _say_no(f"nobody here has the address {options.by}.", UNREADABLE)
    try:
        ordered = actions.order_calibration(person=person, language=options.language)
    except PermissionDenied:
        return _say_no(f"{options.by} is no designer.", REFUSED)
    except actions.Refusal as refusal:
        return _say_no(str(refusal), REFUSED)
    found = actions.calibrate(calibration_id=ordered.pk)
    if found.state != found.State.DONE:
        return _say_no(found.because, REFUSED)
    print(json.dumps(_plain(found), indent=2) if options.json else "\n".join(_told(found)))
    return 0


def _say_no(sentence: str, code: int) -> int:
    print(printable(f"lapel measurement calibrate: {sentence}"), file=sys.stderr)
    return code


def _plain(found: Calibration) -> dict[str, object]:
    assert found.parameters is not None  # it is done
    return {
        "parameters": found.parameters.name,
        "people": found.people,
        "answers": found.answers,
        "provisional": found.parameters.is_provisional,
        "likelihood": found.likelihood,
        "unsettled": found.unsettled,
        "heldOut": found.foretold,
        "shifts": [each for each in found.shifts if each["size"] != "negligible"],
    }


def _told(found: Calibration) -> Iterator[str]:
    assert found.parameters is not None  # it is done
    yield f"{found.answers} answers by {found.people} people: {found.parameters.name}."
    if found.parameters.is_provisional:
        yield "The bank is provisional; no precision is claimed."
    if found.unsettled:
        yield f"Not settled, or nobody asked: {', '.join(found.unsettled)}."
    if found.foretold is None:
        yield "Coverage on held-out answers: too few for a figure."
    else:
        told = found.foretold
        yield (
            f"Coverage of 90 % intervals on held-out answers: {told['coverage']:.3f} ± "
            f"{2 * told['error']:.3f} ({told['people']} people, {told['answers']} answers)."
        )
    for each in found.shifts:
        if each["size"] != "negligible":
            since = "since" if each["kind"] == "drift" else "for"
            told = f"{each['logits']:+.2f} logits, {each['size']}"
            yield printable(f"  {each['item']} {since} {each['group']}: {told}")

"""What `lapel review agreement` says of severity: many-facet Rasch, or why there is none."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from lapel.domain.rubrics.severity import NotEstimableError, NotLinkedError, severities_of
from lapel.doors.cli.lowlevel import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lapel.domain.rubrics.ratings import Ratings
    from lapel.domain.rubrics.severity import Severities


def severity_of(ratings: Ratings) -> Severities | NotEstimableError:
    """Estimate severities, or give what stands against it."""
    try:
        return severities_of(ratings)
    except NotEstimableError as error:
        return error


def severity_told(found: Severities | NotEstimableError) -> Iterator[str]:
    """Say how severe each assessor is, the severest first, or why nobody can say."""
    yield ""
    if isinstance(found, NotLinkedError):
        yield f"Severity: {found} None can be compared with another group's."
        yield from (printable(f"  {', '.join(group)}") for group in found.groups)
        return
    if isinstance(found, NotEstimableError):
        yield f"Severity: {found}"
        return
    yield (
        f"Severity in logits beside the mean, more is severer (spread {found.spread:.2f} "
        f"where works spread by {found.quality:.2f})"
    )
    by_severity = sorted(found.assessors.items(), key=lambda each: -each[1].logits)
    for name, each in by_severity:
        firm = "" if each.is_firm else "   too little is known to allow for it"
        yield printable(
            f"  {name:<32}{each.logits:+6.2f} ± {each.error:.2f}   {each.works} artefacts{firm}"
        )


def severity_as_json(found: Severities | NotEstimableError) -> dict[str, Any]:
    """Give the same for programs; `error` is a standard error."""
    if isinstance(found, NotLinkedError):
        return {"problem": str(found), "groups": found.groups}
    if isinstance(found, NotEstimableError):
        return {"problem": str(found)}
    assessors = {
        name: {**asdict(each), "firm": each.is_firm} for name, each in found.assessors.items()
    }
    return {**asdict(found), "assessors": assessors}

"""In which language a case is scored (R4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lapel.journey.review.queries.appointments import open_appointments

if TYPE_CHECKING:
    from lapel.journey.catalogue.models import Version
    from lapel.journey.evidence.models import Submission

# R5: two assessors score.
FEWEST = 2


def languages_scored(version: Version) -> list[str]:
    """Give the languages in which evidence can be scored: the version's own, then others.

    Another one counts once two assessors are appointed for it.
    """
    found = open_appointments().filter(microcredential=version.microcredential_id)
    people: dict[str, set[object]] = {}
    for language, person in found.values_list("language", "person"):
        people.setdefault(language, set()).add(person)
    others = {each for each, who in people.items() if len(who) >= FEWEST} - {version.language}
    return [version.language, *sorted(others)]


def language_of(submission: Submission) -> str:
    """Give the language a submission is scored in: what its teacher said, where it can be."""
    version = submission.draft.enrolment.version
    said = str(submission.manifest.get("language", ""))
    return said if said in languages_scored(version) else version.language

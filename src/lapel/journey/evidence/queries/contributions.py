"""What the pre-check asks of those who share: own words about one's own part (R24)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lapel.domain.similarity.repeats import repeats
from lapel.journey.evidence.models import Answer, Draft
from lapel.journey.evidence.queries.asked import parts_asked
from lapel.journey.evidence.queries.finding import Finding
from lapel.journey.evidence.queries.team import contribution_key, standing_shares, team_sizes
from lapel.journey.evidence.queries.words import word_count

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from uuid import UUID

    from lapel.journey.evidence.models import Artefact

# Fewer words name a part, but do not say what was done in it.
FEWEST_WORDS = 15


def team_findings(draft: Draft, artefacts: Collection[Artefact]) -> Iterator[Finding]:
    """List what a member of a team has still to write, in her own words."""
    sizes = team_sizes(artefacts)
    if not sizes:
        return
    texts = {each.question: each for each in draft.answers.all()}
    for artefact in artefacts:
        key = contribution_key(artefact.pk)
        if artefact.pk in sizes:
            yield from _contribution_findings(key, texts.get(key))
    yield from _repeated(draft, [each for each in artefacts if each.pk in sizes], texts)


def _contribution_findings(key: str, answer: Answer | None) -> Iterator[Finding]:
    count = word_count(answer.text) if answer else 0
    if not count:
        yield Finding(key, _("Say what your own part was in the piece that you share."))
    elif count < FEWEST_WORDS:
        sentence = _(
            "Your part in the piece that you share: %(count)s words; at least %(least)s are asked "
            "for."
        )
        yield Finding(key, sentence % {"count": count, "least": FEWEST_WORDS})


def _repeated(
    draft: Draft, artefacts: Collection[Artefact], texts: dict[str, Answer]
) -> Iterator[Finding]:
    """Name her texts that repeat what a teammate wrote before her."""
    own = {contribution_key(each.pk) for each in artefacts} | reflections(draft)
    earlier = _teammates_texts(draft, artefacts)
    for key in sorted(own & texts.keys()):
        mine = texts[key]
        if any(
            each.question == key and each.saved_at < mine.saved_at and repeats(mine.text, each.text)
            for each in earlier
        ):
            yield Finding(
                key,
                _(
                    "This is nearly word for word what a colleague wrote, with whom you share a "
                    "piece. Please say it in your own words: assessors want to hear of you."
                ),
            )


def reflections(draft: Draft) -> set[str]:
    """Give the questions in which each member of a team reflects for herself."""
    parts = parts_asked(draft.enrolment.version)
    return {item.key for part in parts if part.kind == "reflection" for item in part.questions}


def _teammates_texts(draft: Draft, artefacts: Collection[Artefact]) -> list[Answer]:
    drafts: set[UUID | None] = {each.draft_id for each in artefacts}
    for shares in standing_shares(artefacts).values():
        drafts |= {each.draft_id for each in shares if each.accepted_at}
    return list(Answer.objects.filter(draft__in=drafts - {draft.pk, None}).exclude(text=""))

"""Rows to what the badge room builds documents of: achievements, evidence, whole awards."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lapel.domain.badges import documents
from lapel.domain.badges.model import (
    Achievement,
    Alignment,
    Criterion,
    EmailIdentity,
    Evidence,
    Level,
    Outcome,
    Profile,
    Purpose,
    Related,
    StatusPlace,
)
from lapel.domain.badges.model import Award as Signed
from lapel.domain.rubrics.levels import Level as Word
from lapel.domain.rubrics.resolution import How
from lapel.journey.catalogue.models import Version
from lapel.journey.catalogue.queries import (
    FRAMEWORK,
    aligned_items,
    artefact_slots,
    criteria,
    parts,
)
from lapel.journey.issuing.queries.addresses import address, competency_name
from lapel.journey.issuing.queries.references import assessor_references, reference
from lapel.journey.issuing.queries.reliability import reliability_of
from lapel.journey.qualification.queries import bars as qualifying_bars

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lapel.journey.catalogue.models import Stack
    from lapel.journey.issuing.models import Achievement as Fixed
    from lapel.journey.issuing.models import Award, Issuer

__all__ = [
    "FRAMEWORK",
    "Assessing",
    "described",
    "named",
    "place_of",
    "profile_of",
    "subject_of",
    "unsigned_credential",
]


def profile_of(issuer: Issuer, did: str) -> Profile:
    """Give an issuer's profile under one of its DIDs: always the same words."""
    return Profile(id=did, name=issuer.name, url=address("issuer", issuer.pk))


@dataclass(frozen=True)
class Assessing:
    """Having qualified to assess a version's rubric (R16), as what an award is for."""

    version: Version


def subject_of(achievement: Fixed) -> Version | Stack | Assessing:
    """Give what an achievement is for."""
    if achievement.assessing is not None:
        return Assessing(achievement.assessing)
    return achievement.subject


def named(subject: Version | Stack | Assessing) -> str:
    """Give the name of an achievement for something, in that thing's language."""
    if not isinstance(subject, Assessing):
        return subject.title
    with translation.override(subject.version.language):
        return _("Assessor: %s") % subject.version.title


def described(subject: Version | Stack | Assessing, issuer: Issuer, *, url: str) -> Achievement:
    """Describe a version, a stack or assessing a version as an achievement that lives at `url`."""
    if isinstance(subject, Version):
        with translation.override(subject.language):
            return _of_version(subject, issuer, url)
    if isinstance(subject, Assessing):
        with translation.override(subject.version.language):
            return _of_assessing(subject, issuer, url)
    return _of_stack(subject, issuer, url)


def _of_assessing(subject: Assessing, issuer: Issuer, url: str) -> Achievement:
    version, bars = subject.version, qualifying_bars()
    return Achievement(
        id=url,
        name=named(subject),
        description=_("May assess evidence for “%s” by its rubric.") % version.title,
        criteria_narrative="\n".join(
            [
                _("Trained on this rubric and practised with explained keys. Then scored work"),
                _("whose levels several people had agreed on beforehand, and reached:"),
                "",
                _("- the same level in at least %d %% of all ratings") % round(bars.exact * 100),
                _("- the same or the next level in at least %d %%") % round(bars.adjacent * 100),
                _("- a quadratic weighted kappa of at least %.2f") % bars.kappa,
                _("- no required criterion misjudged from one end to the other"),
            ]
        ),
        criteria_url=url,
        image=f"{url}/image.png",
        achievement_type="Certification",
        version=str(version.number),
        language=version.language,
        tags=(version.category,),
        creator=Profile(id=address("issuer", issuer.pk), name=issuer.name),
        alignments=(_own_alignment(version),),
    )


def _of_version(version: Version, issuer: Issuer, url: str) -> Achievement:
    return Achievement(
        id=url,
        name=version.title,
        description=version.summary,
        criteria_narrative=_narrative(version),
        criteria_url=url,
        image=f"{url}/image.png",
        version=str(version.number),
        language=version.language,
        tags=(version.category, version.level),
        creator=Profile(id=address("issuer", issuer.pk), name=issuer.name),
        alignments=(_own_alignment(version), *_other_alignments(version)),
        criteria=tuple(_criterion(line, url) for line in criteria(version)),
        related=tuple(_earlier(version)),
    )


def _earlier(version: Version) -> Iterator[Related]:
    """Name the achievements of earlier versions that awards were made of (R20)."""
    before = version.microcredential.versions.filter(
        number__lt=version.number, achievement__isnull=False
    )
    for number, name, language in before.order_by("number").values_list(
        "number", "achievement", "language"
    ):
        yield Related(id=address("achievement", name), version=str(number), language=language)


def _own_alignment(version: Version) -> Alignment:
    return Alignment(
        target_name=version.competency.title,
        target_url=address("competency", competency_name(version.competency)),
        target_framework=FRAMEWORK,
        target_code=version.competency.code,
        target_description=version.competency.statement,
    )


def _other_alignments(version: Version) -> Iterator[Alignment]:
    """Give the competencies of other publishers' frameworks, under their CASE addresses."""
    for item in aligned_items(version):
        yield Alignment(
            target_name=item.short or item.statement,
            target_url=item.uri,
            target_framework=item.framework.title,
            target_code=item.code,
            target_description=item.statement,
        )


def _narrative(version: Version) -> str:
    lines = [version.content.get("statement", version.summary), "", _("What is asked for:")]
    lines += [f"- {slot['title']}" for _key, slot in artefact_slots(version)]
    lines += [f"- {part['title']}" for part in parts(version) if part.get("questions")]
    lines += ["", _("What assessors, who know neither the teacher nor each other, look for:")]
    lines += [f"- {line['title']}: {line['levels'][Word.YES]}" for line in criteria(version)]
    return "\n".join(lines)


def _criterion(line: dict[str, Any], url: str) -> Criterion:
    levels = tuple(
        Level(
            id=_level_id(url, line["key"], word),
            name=_level_name(word),
            level=word,
            description=line["levels"][word],
        )
        for word in (Word.NOT_YET, Word.ALMOST, Word.YES)
    )
    required = _level_id(url, line["key"], Word.YES) if line["required"] else ""
    return Criterion(
        id=f"{url}#{line['key']}", name=line["title"], levels=levels, required_level=required
    )


def _level_id(url: str, key: str, word: str) -> str:
    return f"{url}#{key}-{word}"


def _level_name(word: str) -> str:
    return {Word.YES: _("Yes"), Word.ALMOST: _("Almost"), Word.NOT_YET: _("Not yet")}[Word(word)]


def _of_stack(stack: Stack, issuer: Issuer, url: str) -> Achievement:
    titles = [each.current.title if each.current else each.slug for each in _members(stack)]
    narrative = "\n".join(
        [stack.statement, "", _("Earned by these micro-credentials, as the stack requires:")]
        + [f"- {title}" for title in titles]
    )
    return Achievement(
        id=url,
        name=stack.title,
        description=stack.summary,
        criteria_narrative=narrative,
        criteria_url=url,
        image=f"{url}/image.png",
        achievement_type="Certificate",
        tags=(stack.category, stack.level),
        creator=Profile(id=address("issuer", issuer.pk), name=issuer.name),
    )


def _members(stack: Stack) -> Any:
    return stack.members.select_related("current").order_by("slug")


def unsigned_credential(award: Award) -> dict[str, Any]:
    """Give the credential of an award, all but its proof; the achievement as it was fixed."""
    achievement = award.achievement
    fixed = json.loads(achievement.document)
    subject = subject_of(achievement)
    if award.key is None:
        raise ValueError("an award without a key cannot be written")
    language = getattr(achievement.subject, "language", settings.LANGUAGE_CODE)
    with translation.override(language):
        document = documents.credential(_signed(award, subject, fixed["id"]))
    document["credentialSubject"]["achievement"] = fixed
    return document


def _signed(award: Award, subject: Version | Stack | Assessing, url: str) -> Signed:
    if award.key is None:
        raise ValueError("an award is signed with a key")
    issuer = award.achievement.issuer
    return Signed(
        id=address("award", award.pk),
        subject_id=f"urn:uuid:{award.subject_id}",
        issuer=profile_of(issuer, award.key.did),
        achievement=described(subject, issuer, url=url),
        valid_from=award.awarded_at,
        valid_until=award.valid_until,
        awarded=award.awarded_at,
        identity=EmailIdentity.of(award.person.email, salt=award.email_salt),
        outcomes=tuple(_outcomes(award, url)),
        evidence=tuple(_evidence(award)),
        status=(place_of(award),),
    )


def _outcomes(award: Award, url: str) -> Iterator[Outcome]:
    if award.decision is None:
        return
    for line in award.decision.criteria:
        if line["level"] in (Word.YES, Word.ALMOST, Word.NOT_YET):
            yield Outcome(
                criterion=f"{url}#{line['criterion']}",
                level=_level_id(url, line["criterion"], line["level"]),
            )


def place_of(award: Award) -> StatusPlace:
    """Give the place in which the award's status stands now."""
    place = award.places.select_related("status_list").get(given_up_at__isnull=True)
    listed = place.status_list
    return StatusPlace(list_url=listed.url, purpose=Purpose(listed.purpose), index=place.index)


def _evidence(award: Award) -> Iterator[Evidence]:
    yield from _of_submission(award)
    yield from _of_review(award)
    yield from _of_trial(award)
    for each in award.rests_on.select_related("achievement__version").order_by("awarded_at"):
        yield Evidence(
            id=address("award", each.pk),
            name=each.achievement.title,
            genre="MicroCredential",
            media_type="application/vc+ld+json",
            sha256=bytes.fromhex(each.public_hash),
            narrative=_carried(award, each),
        )


def _carried(award: Award, earlier: Award) -> str:
    """Say what a refresh carries from an award of an earlier version (R20); nothing of a stack."""
    version, before = award.achievement.version, earlier.achievement.version
    if award.decision is None or version is None or before is None:
        return ""
    carried = {each["criterion"] for each in award.decision.criteria if each["how"] == How.CARRIED}
    titles = [line["title"] for line in criteria(version) if line["key"] in carried]
    if not titles:
        return _("An award of version %d, which stays valid.") % before.number
    return _(
        "An award of version %(older)d, which stays valid. What version %(newer)d left as it was "
        "is carried from it: %(criteria)s."
    ) % {"older": before.number, "newer": version.number, "criteria": "; ".join(titles)}


def _of_submission(award: Award) -> Iterator[Evidence]:
    """Describe what was submitted by hash and type: no title, name or word of the teacher's."""
    if award.decision is None:
        return
    manifest = award.decision.case.submission.manifest
    slots = dict(artefact_slots(award.decision.case.version))
    for piece in manifest["artefacts"]:
        slot = slots.get(piece["slot"], {})
        yield Evidence(
            id=reference(award, "artefact", piece["id"]).urn,
            name=slot.get("title") or _("A piece of evidence"),
            genre=piece["family"],
            media_type=piece["media_type"],
            sha256=bytes.fromhex(piece["sha256"]),
        )
    answers = len(manifest["answers"])
    yield Evidence(
        id=reference(award, "manifest").urn,
        name=_("The submission as it was frozen"),
        genre="manifest",
        sha256=bytes.fromhex(award.decision.case.submission.manifest_hash),
        narrative=ngettext(
            "One written answer and all files, named by their hashes.",
            "%(count)d written answers and all files, named by their hashes.",
            answers,
        )
        % {"count": answers},
    )


def _of_review(award: Award) -> Iterator[Evidence]:
    if award.decision is None:
        return
    yield Evidence(
        id=reference(award, "decision").urn,
        name=_("The decision's record"),
        genre="decision",
        sha256=bytes.fromhex(award.decision.record_hash),
        narrative=_("Its hash stands in the issuer's audit log."),
    )
    for each in assessor_references(award):
        yield Evidence(
            id=each.reference.urn,
            name=_("A lead assessor") if each.is_adjudicator else _("An assessor"),
            genre="assessor",
            narrative=_(
                "Scored without knowing the teacher or any other assessor. This reference was "
                "made for this award alone; the issuer can say which qualification it means."
            ),
        )
    yield Evidence(
        id=reference(award, "reliability").urn,
        name=_("Reliability of the scoring when this was awarded"),
        genre="reliability",
        narrative=_reliability(award.decision.case.version),
    )


def _of_trial(award: Award) -> Iterator[Evidence]:
    """Say that she was held against anchors; her figures stay hers."""
    if award.qualification is None:
        return
    yield Evidence(
        id=reference(award, "qualification").urn,
        name=_("Scoring of anchors"),
        genre="qualification",
        narrative=_(
            "Invented portfolios with agreed levels were scored without their key in sight, and "
            "the bars were reached. The figures themselves are the assessor's own."
        ),
    )


def _reliability(version: Version) -> str:
    known = reliability_of(version)
    if not known.is_enough:
        return _("Insufficient data (n = %d).") % known.double_scored
    return _(
        "n = %(n)d submissions scored by two assessors; on %(same)d of %(all)d criterion ratings "
        "both chose the same level."
    ) % {"n": known.double_scored, "same": known.same, "all": known.ratings}

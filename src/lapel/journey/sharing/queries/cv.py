"""Badges for a CV: as JSON Resume, and as a Europass-style Candidate document.

JSON Resume: schema 1.0.0, `certificates`. Europass: the element names that the Europass editor
exports (root `Candidate`, HR-XML 3 with EURES words); its schema is not published, so this is in
its style and no more, and does not pass itself off as the platform's.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from lapel.journey.issuing.queries import awards_of, in_force
from lapel.journey.record.queries import now
from lapel.journey.sharing.queries.links import page_address

if TYPE_CHECKING:
    from lapel.journey.issuing.models import Award
    from lapel.journey.people.models import Person

SCHEMA = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"
EUROPASS = "http://www.europass.eu/1.0"
HR = "http://www.hr-xml.org/3"
OA = "http://www.openapplications.org/oagis/9"
# What XML 1.0 cannot hold (§2.2), even escaped.
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Entry:
    """A badge as a CV names it; `url` is its public page, "" while it is private."""

    id: str
    name: str
    issuer: str
    day: str
    description: str
    url: str


def cv_entries(person: Person, *, only_shared: bool) -> list[Entry]:
    """Give a person's badges in force, the newest first; all of them, or only what she shares."""
    found = awards_of(person).filter(in_force(), included_at__isnull=False)
    found = found.select_related("share", "achievement__issuer")
    entries = [_entry(each) for each in found]
    return [each for each in entries if each.url] if only_shared else entries


def _entry(award: Award) -> Entry:
    share = getattr(award, "share", None)
    return Entry(
        id=str(award.pk),
        name=award.achievement.title,
        issuer=award.achievement.issuer.name,
        day=award.awarded_on.isoformat(),
        description=award.achievement.subject.summary,
        url=page_address(award) if share and share.is_public else "",
    )


def json_resume(person: Person, entries: list[Entry]) -> str:
    """Write them as JSON Resume: her name, and each badge as a certificate."""
    document: dict[str, Any] = {
        "$schema": SCHEMA,
        "basics": {"name": person.name},
        "certificates": [
            {
                "name": each.name,
                "date": each.day,
                "issuer": each.issuer,
                **({"url": each.url} if each.url else {}),
            }
            for each in entries
        ],
        "meta": {"lastModified": now().strftime("%Y-%m-%dT%H:%M:%S"), "version": "v1.0.0"},
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def europass_xml(person: Person, entries: list[Entry]) -> bytes:
    """Write them in the style of a Europass Candidate: each badge as education and training."""
    for prefix, space in (("", EUROPASS), ("hr", HR), ("oa", OA)):
        register_namespace(prefix, space)
    root = Element(f"{{{EUROPASS}}}Candidate")
    _identified(root, f"{{{HR}}}DocumentID", "DocumentIdentifier", str(person.pk))
    given, _space, family = person.name.partition(" ")
    who = _under(_under(root, "CandidatePerson"), "PersonName")
    _put(who, f"{{{OA}}}GivenName", given)
    _put(who, f"{{{HR}}}FamilyName", family or given)
    profile = _under(root, "CandidateProfile")
    profile.set("languageCode", person.language.partition("-")[0] or "en")
    history = _under(profile, "EducationHistory")
    for each in entries:
        _attendance(history, each)
    made: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def _attendance(history: Element, entry: Entry) -> None:
    one = _under(history, "EducationOrganizationAttendance")
    _put(one, f"{{{HR}}}OrganizationName", entry.issuer)
    period = _under(one, "AttendancePeriod")
    for name in ("StartDate", "EndDate"):
        day = _under(period, name)
        _put(day, f"{{{HR}}}FormattedDateTime", entry.day)
    _put(period, f"{{{HR}}}CurrentIndicator", "false")
    degree = _under(one, "EducationDegree")
    _put(degree, f"{{{HR}}}DegreeName", entry.name)
    words = "\n".join(filter(None, [entry.description, entry.url]))
    _put(degree, f"{{{EUROPASS}}}OccupationalSkillsCovered", words)


def _identified(parent: Element, tag: str, scheme: str, name: str) -> None:
    one = SubElement(parent, tag)
    for attribute, value in (
        ("schemeID", name),
        ("schemeName", scheme),
        ("schemeAgencyName", "Lapel"),  # not the platform's: it did not make this
        ("schemeVersionID", "4.0"),
    ):
        one.set(attribute, value)


def _under(parent: Element, name: str) -> Element:
    return SubElement(parent, f"{{{EUROPASS}}}{name}")


def _put(parent: Element, tag: str, text: str) -> None:
    SubElement(parent, tag).text = NOT_IN_XML.sub("\ufffd", text)

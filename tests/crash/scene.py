"""Fill an empty instance for the crash tests, through the public actions.

Run as `scene.py STORIES` with LAPEL_HOME set: for each story a programme with a micro-credential, a
stack of it, two appointed assessors and a teacher who enrolled. Prints them as JSON.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from lapel.doors.cli.prepare import prepare

if TYPE_CHECKING:
    from lapel.journey.people.models import Organisation, Person

CRITERIA = ("waits", "plans")


def content(slug: str) -> dict[str, Any]:
    """Give a tiny micro-credential that can be published."""
    levels = {"yes": "Clearly.", "almost": "In part.", "not_yet": "Not so far."}
    criterion = {"required": True, "reads": ["overview.context", "proof.photo"], "levels": levels}
    return {
        "format": "lapel/microcredential@1",
        "slug": slug,
        "language": "en",
        "title": f"Waiting, {slug}",
        "summary": "Hold the silence after a question.",
        "category": "assessment strategies",
        "competency": "T07",
        "level": "Practising",
        "statement": "The teacher waits three seconds.",
        "method": {"name": "Waiting", "summary": "Count.", "components": ["Count to three."]},
        "why": "Because pupils think.",
        "research": [],
        "grade_bands": ["K-2"],
        "subjects": ["any"],
        "effort_hours": 1,
        "prerequisites": [],
        "team_allowed": False,
        "accessibility": "None needed.",
        "parts": [
            {
                "key": "overview",
                "kind": "overview",
                "title": "Your class",
                "guidance": "",
                "questions": [
                    {
                        "key": key,
                        "prompt": "Describe.",
                        "guidance": "",
                        "min_words": 3,
                        "max_words": 200,
                        "required": True,
                    }
                    for key in ("context", "plan")
                ],
                "artefacts": [],
            },
            {
                "key": "proof",
                "kind": "artefacts",
                "title": "Proof",
                "guidance": "",
                "questions": [],
                "artefacts": [
                    {
                        "key": "photo",
                        "title": "A photo",
                        "guidance": "",
                        "kinds": ["photo"],
                        "min_count": 1,
                        "max_count": 2,
                        "required": True,
                        "from_class": True,
                    }
                ],
            },
        ],
        "rubric": [{"key": key, "title": key.title(), **criterion} for key in CRITERIA],
        "exemplars": [],
        "modules": [],
        "version_note": "First version.",
    }


def stack(slug: str, of: str) -> dict[str, Any]:
    return {
        "format": "lapel/stack@1",
        "slug": slug,
        "title": f"Stack {slug}",
        "summary": "One of one.",
        "level": "Practising",
        "category": "assessment strategies",
        "statement": "The teacher completed it.",
        "requires": {"all": [of]},
    }


def fill(stories: int) -> list[dict[str, Any]]:
    from lapel.journey.catalogue.actions import load_framework
    from lapel.journey.people.models import Role

    load_framework(items=[{"code": "T07", "title": "Question", "statement": "She asks."}])
    school = _place("school", "school")
    return [_story(number, school, Role) for number in range(stories)]


def _story(number: int, school: Organisation, role: Any) -> dict[str, Any]:
    from lapel.journey.catalogue.actions import publish_stack, publish_version
    from lapel.journey.learning.actions import enrol
    from lapel.journey.review.actions import appoint_assessor

    programme = _place(f"programme-{number}", "programme")
    designer = _person(f"dara-{number}", programme, role.DESIGNER)
    lead = _person(f"gita-{number}", programme, role.LEAD_ASSESSOR)
    teacher = _person(f"amina-{number}", school, role.TEACHER)
    slug = f"waiting-{number}"
    version = publish_version(person=designer, organisation=programme, content=content(slug))
    publish_stack(person=designer, organisation=programme, content=stack(f"stack-{number}", slug))
    administrator = _person(f"ibrahim-{number}", programme, role.ADMINISTRATOR)
    officer = _person(f"hana-{number}", programme, role.ISSUER_OFFICER)
    assessors = [_person(f"{name}-{number}", programme, role.ASSESSOR) for name in ("ben", "bola")]
    for assessor in assessors:
        appoint_assessor(person=lead, microcredential=version.microcredential, assessor=assessor)
    enrolment = enrol(person=teacher, version=version, organisation=school)
    return {
        "number": number,
        "enrolment": str(enrolment.pk),
        "teacher": str(teacher.pk),
        "administrator": str(administrator.pk),
        "officer": str(officer.pk),
        "assessors": [str(each.pk) for each in assessors],
    }


def _place(slug: str, kind: str) -> Organisation:
    from lapel.journey.people.actions import found_organisation

    return found_organisation(person=None, slug=slug, name=slug, kind=kind)


def _person(name: str, organisation: Organisation, role: Any) -> Person:
    from lapel.journey.people.actions import grant_role, open_account

    person = open_account(email=f"{name}@lapel.example", name=name)
    grant_role(person=None, to=person, organisation=organisation, role=role)
    return person


def main() -> None:
    prepare()
    from django.db import transaction

    from lapel.journey.record.actions import begin_instance

    with transaction.atomic():
        begin_instance(kind="demo")
        told = fill(int(sys.argv[1]))
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()

"""What tests put into a real instance, or ask of its database; see serving.Server.feed."""

from __future__ import annotations

from typing import Any


def session_of(person: Any) -> str:
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def signed_in(who: str) -> dict[str, Any]:
    """Sign one of the cast in beside the others."""
    from lapel.journey.people.models import Person

    person = Person.objects.get(email=f"{who}@example.org")
    return {"session": session_of(person), "person": person.id}


def desk(slug: str = "wait-time", **fields: Any) -> dict[str, Any]:
    """Give Amina a draft for the small micro-credential, under a slug of its own."""
    from cast import assemble
    from documents import publish
    from lapel.journey.evidence.actions import begin_draft
    from lapel.journey.learning.actions import enrol
    from lapel.journey.people.models import Organisation, Person

    if not Person.objects.filter(email="amina@example.org").exists():
        cast: Any = assemble()
    else:

        class cast:  # noqa: N801 (stands in for the cast that is on the stage already)
            dara = Person.objects.get(email="dara@example.org")
            amina = Person.objects.get(email="amina@example.org")
            college = Organisation.objects.get(slug="college")
            school = Organisation.objects.get(slug="harbour-school")

    version = publish(cast, slug=slug, **fields)
    enrolment = enrol(person=cast.amina, version=version, organisation=cast.school)
    draft = begin_draft(person=cast.amina, enrolment=enrolment)
    return {"draft": draft.id, "session": session_of(cast.amina), "person": cast.amina.id}


def answers(draft: str) -> dict[str, str]:
    """Give the texts that are kept."""
    from lapel.journey.evidence.models import Answer

    return dict(Answer.objects.filter(draft=draft).values_list("question", "text"))


def write(draft: str, question: str, text: str) -> int:
    """Save a text as from another device."""
    from lapel.journey.evidence.actions import save_answer
    from lapel.journey.evidence.models import Answer, Draft

    person = Draft.objects.get(id=draft).enrolment.person
    standing = Answer.objects.filter(draft=draft, question=question).first()
    saved = save_answer(
        person=person,
        draft_id=Draft.objects.get(id=draft).id,
        question=question,
        text=text,
        base_revision=standing.revision if standing else 0,
    )
    return saved.revision


def files(draft: str) -> list[dict[str, Any]]:
    """Give the files of a draft with their states and hashes."""
    from lapel.journey.evidence.models import Artefact

    found = Artefact.objects.filter(draft=draft).select_related("file").order_by("added_at")
    return [
        {
            "artefact": each.id,
            "file": each.file_id,
            "name": each.file.name,
            "state": each.file.state,
            "received": each.file.received,
            "sha256": each.file.sha256,
            "removed": each.removed_at is not None,
        }
        for each in found
    ]


def uploads(person: str, count: int, size: int) -> list[str]:
    """Open uploads that belong to no draft; gives the files' ids."""
    from lapel.journey.files.actions import begin_upload
    from lapel.journey.people.models import Person

    owner = Person.objects.get(id=person)
    opened = [
        begin_upload(person=owner, organisation=None, name="x.bin", size=size)
        for _each in range(count)
    ]
    return [str(each.id) for each in opened]


def upload(draft: str, size: int, slot: str = "artefacts.recording") -> str:
    """Open an upload of this many bytes; gives the file's id."""
    from lapel.journey.evidence.actions import add_artefact
    from lapel.journey.evidence.models import Draft

    found = Draft.objects.get(id=draft)
    artefact = add_artefact(
        person=found.enrolment.person, draft_id=found.id, slot=slot, name="x.bin", size=size
    )
    return str(artefact.file_id)


def classroom(content: dict[str, Any]) -> dict[str, str]:
    """Publish a document, appoint Ben and Bola to assess it; gives everybody's session."""
    from cast import assemble
    from documents import publish
    from lapel.journey.review.actions import appoint_assessor

    cast = assemble()
    version = publish(cast, **content)
    for assessor in (cast.ben, cast.bola):
        appoint_assessor(
            person=cast.gita, microcredential=version.microcredential, assessor=assessor
        )
    return {name.lower(): session_of(each) for name, each in cast.everyone.items()}


def decision() -> str:
    """Have a submission decided as earned, and leave the award to the jobs; gives its id."""
    from cast import assemble
    from issuing.earning import decided
    from review.stage import Stage

    return str(decided(Stage(assemble())).pk)


def award(decision: str) -> dict[str, Any]:
    """Tell how far the award of a decision is, and its proof."""
    from lapel.journey.issuing.models import Award
    from lapel.journey.issuing.queries import log_proof

    found = Award.objects.filter(decision=decision).exclude(state="preparing").first()
    if found is None:
        return {"issued": False, "included": False}
    included = found.included_at is not None
    proof = log_proof(found) if included else None
    return {"issued": True, "included": included, "proof": proof, "badge": found.public_document}

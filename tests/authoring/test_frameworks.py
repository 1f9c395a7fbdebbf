"""A designer brings a framework, looks, chooses, aligns; nothing is lost on the way."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from documents import document, publish
from domain.frameworks.test_reading import DOCUMENT, ONE, THREE, TWO, child, item, package
from lapel.journey.authoring import actions
from lapel.journey.authoring.models import FrameworkBrought
from lapel.journey.authoring.queries import as_text, look_at
from lapel.journey.catalogue.actions import Refusal as NotPublished
from lapel.journey.catalogue.actions import publish_version
from lapel.journey.catalogue.models import Framework, FrameworkItem
from lapel.journey.issuing.queries import described
from lapel.journey.record.actions import clock_at
from lapel.journey.record.queries import history, now
from lapel.ports.fetch import Fetched, FetchRefused
from mailing import sign_in_as

if TYPE_CHECKING:
    from django.test import Client

    from cast import Cast
    from lapel.journey.catalogue.actions import Taken

TREE = [child(ONE, DOCUMENT, 1), child(TWO, ONE, 1), child(THREE, DOCUMENT, 2)]


def text_of(*items: Any, **head: Any) -> str:
    given = items or (item(ONE, humanCodingScheme="A"), item(TWO), item(THREE))
    return json.dumps(package(*given, associations=TREE, **head))


def taken(cast: Cast, text: str = "", roots: Any = (ONE, THREE)) -> Taken:
    brought = actions.bring_framework(
        person=cast.dara, organisation=cast.college, text=text or text_of()
    )
    return actions.take_brought(person=cast.dara, brought_id=brought.pk, roots=roots)


def codes() -> dict[str, bool]:
    return {str(each.identifier)[-1]: each.gone_at is None for each in FrameworkItem.objects.all()}


def test_the_chosen_branches_are_taken_in_with_all_below(cast: Cast) -> None:
    """Branch A holds two; the third is not chosen and not kept."""
    found = taken(cast, roots=[ONE])
    assert (found.new, found.changed, found.gone) == (2, 0, 0)
    assert codes() == {"1": True, "2": True}
    assert not FrameworkBrought.objects.exists()


def test_taking_the_same_again_changes_nothing(cast: Cast) -> None:
    """Found by identifier: no second row, no note, and no date moves."""
    first = taken(cast)
    before = list(FrameworkItem.objects.values())
    again = taken(cast)
    assert (again.new, again.changed, again.gone) == (0, 0, 0)
    assert list(FrameworkItem.objects.values()) == before
    assert history("framework", first.framework.pk).count() == 1


def test_what_a_later_package_changes_or_leaves_out_is_shown_before_it_is_done(cast: Cast) -> None:
    """Changed words are brought up to date; what is gone is marked and stays, and may return."""
    taken(cast)
    later = text_of(item(ONE, fullStatement="Said better."), item(THREE))
    brought = actions.bring_framework(person=cast.dara, organisation=cast.college, text=later)
    look = look_at(brought)
    assert [each.item.identifier for each in look.changed] == [ONE]
    assert [each.item.identifier for each in look.gone] == [TWO]
    assert codes() == {"1": True, "2": True, "3": True}
    actions.take_brought(person=cast.dara, brought_id=brought.pk, roots=[])
    assert codes() == {"1": True, "2": False, "3": True}
    assert FrameworkItem.objects.get(identifier=ONE).statement == "Said better."
    assert taken(cast).changed == 1
    assert codes() == {"1": True, "2": True, "3": True}


def test_a_badge_names_the_publishers_own_address(cast: Cast) -> None:
    """OB 3.0, Alignment: targetType CFItem, with the CASE URI, code, words and framework."""
    taken(cast)
    uri = item(ONE)["uri"]
    version = publish(cast, alignments=[uri])
    from lapel.journey.issuing.actions import prepare_issuer

    found = described(version, prepare_issuer(organisation=cast.college), url="https://x.example")
    own, other = found.alignments
    assert own.target_code == "T07"
    assert (other.target_url, other.target_type) == (uri, "CFItem")
    assert (other.target_code, other.target_framework) == ("A", "Standards")


def refused(cast: Cast, **fields: Any) -> list[str]:
    with pytest.raises(NotPublished) as refusal:
        publish_version(person=cast.dara, organisation=cast.college, content=document(**fields))
    return [each.sentence for each in refusal.value.problems]


def test_only_what_is_known_and_in_force_can_be_aligned_with(cast: Cast) -> None:
    """Unknown, ended, not begun, gone, deprecated: each is refused with its reason."""
    publish(cast, slug="another")
    uri = item(ONE)["uri"]
    assert "brought here" in refused(cast, alignments=[uri])[0]
    tomorrow, yesterday = ((now() + timedelta(days=n)).date().isoformat() for n in (1, -1))
    for words, text in {
        "not in force yet": text_of(item(ONE, statusStartDate=tomorrow)),
        "has ended": text_of(item(ONE, statusEndDate=yesterday)),
        "deprecated": text_of(adoptionStatus="Deprecated"),
        "no longer names it": text_of(item(TWO)),
    }.items():
        taken(cast, text)
        assert words in refused(cast, alignments=[uri])[0]


def test_what_was_aligned_before_stays_when_it_ends(cast: Cast) -> None:
    """A new version may keep it; that is history, not a new choice."""
    taken(cast)
    uri = item(ONE)["uri"]
    publish(cast, alignments=[uri])
    taken(cast, text_of(adoptionStatus="Deprecated"))
    later = publish(cast, alignments=[uri], title="Anew", version_note="A clearer title.")
    assert later.number == 2


def test_a_private_draft_is_not_taken_in(cast: Cast) -> None:
    """Its publisher does not want it used."""
    with pytest.raises(actions.Refusal, match="private draft"):
        taken(cast, text_of(adoptionStatus="Private Draft"))
    assert not Framework.objects.exists()


def test_another_organisations_framework_is_not_there(cast: Cast, client: Client) -> None:
    """Nor its package, neither to look at nor to take in, nor to align with."""
    brought = actions.bring_framework(person=cast.dara, organisation=cast.college, text=text_of())
    framework = taken(cast).framework
    for stranger in (cast.emre, cast.amina):
        with pytest.raises(PermissionDenied):
            actions.take_brought(person=stranger, brought_id=brought.pk, roots=[ONE])
        with pytest.raises(PermissionDenied):
            actions.bring_framework(person=stranger, organisation=cast.college, text=text_of())
    sign_in_as(client, cast.amina)
    assert client.get(f"/authoring/frameworks/{framework.pk}/").status_code == 403
    assert client.get(f"/authoring/frameworks/brought/{brought.pk}/").status_code == 404


class Site:
    """A stand-in for the guarded way out: addresses and what stands there."""

    def __init__(self, **pages: Any) -> None:
        self.pages = pages
        self.asked: list[str] = []

    def fetch(self, url: str, **_limits: Any) -> Fetched:
        self.asked.append(url)
        page = self.pages.get(url.rpartition("/")[2])
        if page is None:
            raise FetchRefused("The host {host} could not be found.", host="x.example")
        body = page if isinstance(page, bytes) else json.dumps(page).encode()
        return Fetched(url, 404 if page == b"none" else 200, "application/json", {}, body)


def test_a_documents_address_leads_to_its_package(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Curriculum tools show the address of the CFDocument; its CFPackageURI is followed once."""
    link = {"title": "", "identifier": DOCUMENT, "uri": "/ims/case/v1p0/CFPackages/pack"}
    site = Site(doc={"CFPackageURI": link}, pack=json.loads(text_of()))
    monkeypatch.setattr("lapel.ports.fetch.from_url", lambda _url: site)
    brought = actions.bring_framework(
        person=cast.dara, organisation=cast.college, address="https://x.example/doc"
    )
    assert site.asked[1] == "https://x.example/ims/case/v1p0/CFPackages/pack"
    assert brought.title == "Standards"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nowhere", "could not be found"),
        ("none", "status 404"),
        ("odd", "UTF-8"),
        ("astray", "gives of its package is none"),
    ],
)
def test_what_cannot_be_fetched_is_refused_with_the_reason(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, name: str, words: str
) -> None:
    """The guarded way out says why; nothing is kept."""
    astray = {"CFPackageURI": {"uri": "https://[broken"}}
    site = Site(none=b"none", odd=b"\xff\xfe", astray=astray)
    monkeypatch.setattr("lapel.ports.fetch.from_url", lambda _url: site)
    with pytest.raises(actions.Refusal, match=words):
        actions.bring_framework(
            person=cast.dara, organisation=cast.college, address=f"https://x.example/{name}"
        )
    assert not FrameworkBrought.objects.exists()


def test_a_package_with_half_characters_is_brought_and_taken(cast: Cast) -> None:
    """JSON can spell what no database keeps; the rest of the words is kept."""
    text = text_of(item(ONE, fullStatement="Asks\ud83e openly."), title="Standards\udd89")
    found = taken(cast, text, roots=[ONE])
    assert found.framework.title == "Standards"
    assert FrameworkItem.objects.get(identifier=ONE).statement == "Asks openly."


def test_the_way_out_is_the_guarded_one(cast: Cast) -> None:
    """An address of our own machine is refused by the port's own rules."""
    assert settings.FETCH_URL.startswith(("guarded:", "offline:"))
    with pytest.raises(actions.Refusal):
        actions.bring_framework(
            person=cast.dara, organisation=cast.college, address="https://127.0.0.1/doc"
        )


def test_a_designer_goes_the_whole_way_on_pages(cast: Cast, client: Client) -> None:
    """Bring the file, see faults and branches, take in, align a draft, read it in the document."""
    sign_in_as(client, cast.dara)
    broken = text_of(item(ONE, humanCodingScheme="A"), {**item(TWO), "uri": 7}, item(THREE))
    file = SimpleUploadedFile("package.json", broken.encode())
    answer = client.post(
        "/authoring/frameworks/bring/", {"organisation": cast.college.pk, "file": file}
    )
    assert answer.status_code == 302
    page = client.get(answer["Location"])
    assert "CFItems[1]" in page.content.decode()
    answer = client.post(answer["Location"], {"branch": [ONE]})
    place = answer["Location"]
    draft = actions.import_document(
        person=cast.dara, organisation=cast.college, text=as_text(publish(cast))
    )
    row = FrameworkItem.objects.get(identifier=ONE)
    assert row.statement in client.get(f"{place}?search=a+do").content.decode()
    refused = client.post(place, {"draft": draft.pk, "item": []})
    assert refused.status_code == 422
    assert client.post(place, {"draft": "none", "item": row.pk}).status_code == 422
    answer = client.post(place, {"draft": draft.pk, "item": [row.pk]})
    assert answer["Location"] == f"/authoring/{draft.pk}/"
    draft.refresh_from_db()
    assert json.loads(draft.text)["alignments"] == [row.uri]
    client.post(place, {"draft": draft.pk, "item": [row.pk]})
    draft.refresh_from_db()
    assert json.loads(draft.text)["alignments"] == [row.uri]


def test_neither_and_both_are_refused_on_the_page(cast: Cast, client: Client) -> None:
    """A file or an address; and a file that is no package says so beside the field."""
    sign_in_as(client, cast.dara)
    place, college = "/authoring/frameworks/bring/", cast.college.pk
    assert client.post(place, {"organisation": college}).status_code == 422
    file = SimpleUploadedFile("package.json", b"{}")
    answer = client.post(place, {"organisation": college, "file": file})
    assert "no “CFDocument”" in answer.content.decode()
    file = SimpleUploadedFile("package.json", b"\xff")
    assert client.post(place, {"organisation": college, "file": file}).status_code == 422


def test_a_package_can_be_put_away(cast: Cast, client: Client) -> None:
    """What was taken in before stays."""
    taken(cast)
    brought = actions.bring_framework(person=cast.dara, organisation=cast.college, text=text_of())
    sign_in_as(client, cast.dara)
    listed = client.get("/authoring/frameworks/").content.decode()
    assert str(brought.pk) in listed
    client.post(f"/authoring/frameworks/brought/{brought.pk}/discard/")
    assert not FrameworkBrought.objects.exists()
    assert FrameworkItem.objects.count() == 3


def test_an_unreadable_draft_is_not_written_over(cast: Cast) -> None:
    """Her text is hers; she mends it first."""
    framework = taken(cast).framework
    draft = actions.import_document(person=cast.dara, organisation=cast.college, text="{ not yet")
    row = FrameworkItem.objects.get(identifier=ONE)
    with pytest.raises(actions.Refusal, match="mend it first"):
        actions.align_draft(
            person=cast.dara, draft_id=draft.pk, framework=framework, items=[row.pk]
        )
    with clock_at(now() + timedelta(days=1)), pytest.raises(PermissionDenied):
        actions.align_draft(
            person=cast.emre, draft_id=draft.pk, framework=framework, items=[row.pk]
        )


@pytest.mark.parametrize("version", ["v1p1", "v1p0"])
def test_another_lapels_framework_can_be_brought(cast: Cast, client: Client, version: str) -> None:
    """What one instance serves another takes in without a fault, in both versions of CASE."""
    publish(cast)
    (document,) = client.get(f"/ims/case/{version}/CFDocuments").json()["CFDocuments"]
    path = f"/ims/case/{version}/CFPackages/{document['identifier']}"
    brought = actions.bring_framework(
        person=cast.dara, organisation=cast.college, text=client.get(path).content.decode()
    )
    look = look_at(brought)
    assert look.faults == []
    assert look.package.case_version == {"v1p1": "1.1", "v1p0": "1.0"}[version]
    assert [branch.top.code for branch in look.branches] == ["T05", "T07"]
    assert look.package.framework.licence == "CC BY 4.0"

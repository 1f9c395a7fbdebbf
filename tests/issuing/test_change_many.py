"""Revoking, suspending and reinstating many awards together; superseding one."""

from __future__ import annotations

import json
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import belongs
from issuing.batching import issued, many
from issuing.earning import earned
from lapel.domain.badges.verdicts import Outcome
from lapel.journey.issuing import actions
from lapel.journey.issuing.models import Award, Change, LogEntry, StatusList
from lapel.journey.issuing.queries import latest_standing, verdict_on
from lapel.journey.issuing.queries.changes import look_at
from lapel.journey.people.models import Role
from lapel.journey.record.actions import deliver_all
from lapel.journey.record.models import OutboxEvent
from lapel.journey.record.queries import chain_faults, history, parked_deliveries
from mailing import sign_in_as

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from review.stage import Stage

WORDS = "The course was found to be a different one."


def batch_of(stage: Stage, count: int) -> list[Award]:
    issued(stage, *many(count))
    deliver_all()
    return list(Award.objects.order_by("pk"))


def change(stage: Stage, verb: str, awards: Sequence[Award], **more: Any) -> Change:
    terms = actions.Terms(**({"reason": "issued_in_error", "words": WORDS} | more))
    ids = [each.pk for each in awards]
    return actions.change_many(person=stage.cast.hana, verb=verb, award_ids=ids, terms=terms)


def test_many_are_revoked_with_one_signing_of_their_list(stage: Stage) -> None:
    """Each is noted, logged and announced by itself; the list gets one new revision."""
    awards = batch_of(stage, 4)
    before = StatusList.objects.get().revision
    change(stage, "revoke", awards[:3])
    assert StatusList.objects.get().revision == before + 1
    deliver_all()
    listed = StatusList.objects.get()
    assert listed.signed_revision == listed.revision
    assert list(parked_deliveries()) == []
    for award in awards:
        award.refresh_from_db()
        revoked = award in awards[:3]
        assert (award.state == Award.State.REVOKED) == revoked
        assert (verdict_on(award).outcome is Outcome.VALID) != revoked
    entry = history("award", awards[0].pk).last()
    assert entry.facts == {"from": "issued", "to": "revoked", "reason": "issued_in_error"}
    assert entry.text.words == WORDS
    assert latest_standing(awards[0]).words == WORDS
    assert LogEntry.objects.filter(kind="revocation").count() == 3
    assert OutboxEvent.objects.filter(kind="issuing.AwardRevoked").count() == 3
    assert chain_faults() == []


def test_many_are_suspended_and_reinstated(stage: Stage) -> None:
    """Reinstated they are signed anew, each with a fresh place, and valid again."""
    awards = batch_of(stage, 3)
    change(stage, "suspend", awards)
    deliver_all()
    assert set(Award.objects.values_list("state", flat=True)) == {"suspended"}
    change(stage, "reinstate", awards, reason="")
    deliver_all()
    assert list(parked_deliveries()) == []
    for award in Award.objects.all():
        assert verdict_on(award).outcome is Outcome.VALID
        assert award.places.count() == 2
        actions_noted = [entry.action for entry in history("award", award.pk)]
        assert actions_noted[-1] == "signed anew"


def test_one_that_cannot_be_changed_stops_them_all(stage: Stage) -> None:
    """What the officer looked at is what is changed, or nothing is."""
    awards = batch_of(stage, 3)
    change(stage, "revoke", awards[:1])
    with pytest.raises(actions.Refusal, match="look at them again"):
        change(stage, "revoke", awards)
    assert Award.objects.filter(state="revoked").count() == 1


@pytest.mark.parametrize(
    ("told", "said"),
    [({"reason": ""}, "reason"), ({"words": " "}, "plain words"), ({"reason": "whim"}, "reason")],
)
def test_reason_and_words_are_asked_for(stage: Stage, told: dict[str, str], said: str) -> None:
    """R19: holder and verifier read them."""
    awards = batch_of(stage, 1)
    with pytest.raises(actions.Refusal, match=said):
        change(stage, "revoke", awards, **told)


def test_none_and_too_many_are_refused(stage: Stage) -> None:
    """One transaction holds at most so many."""
    with pytest.raises(actions.Refusal, match="Between one and"):
        change(stage, "revoke", [])


def test_a_look_says_of_each_line_what_is_wrong(stage: Stage) -> None:
    """Unknown, doubled, in another state, her own; addresses are understood too."""
    awards = batch_of(stage, 2)
    change(stage, "revoke", awards[:1])
    own = earned(stage, stage.cast.hana)
    lines = [
        (2, f"http://localhost:8000/id/award/{awards[1].pk}"),
        (3, str(awards[1].pk)),
        (4, str(awards[0].pk)),
        (5, str(own.pk)),
        (6, "nonsense"),
    ]
    look = look_at(person=stage.cast.hana, verb="revoke", lines=lines)
    assert look.good == [awards[1]]
    assert {each["line"]: each["reason"] for each in look.bad} == {
        3: "The same award stands above.",
        4: "It is in another state: Revoked.",
        5: "This award is your own: another officer changes its standing.",
        6: "There is no such award.",
    }


def test_an_officer_of_elsewhere_finds_no_award_to_change(stage: Stage) -> None:
    """She is told that there is none, as of one that does not exist."""
    awards = batch_of(stage, 1)
    belongs(stage.cast.emre, stage.cast.elsewhere, Role.ISSUER_OFFICER)
    look = look_at(person=stage.cast.emre, verb="revoke", lines=[(1, str(awards[0].pk))])
    assert [each["reason"] for each in look.bad] == ["There is no such award."]


def test_a_table_of_awards_is_read_as_spreadsheets_write_it(stage: Stage) -> None:
    """By its column, among others; one that names none is refused."""
    assert actions.read_awards(data=b"name;award\nNia;1\n\nBo;2\n") == [(2, "1"), (4, "2")]
    with pytest.raises(actions.Refusal, match="award"):
        actions.read_awards(data=b"name\nNia\n")


def test_a_superseded_award_says_by_what(stage: Stage) -> None:
    """By its number; words that anybody reads hold no address of what may be private (R19, R20)."""
    (old,) = batch_of(stage, 1)
    other = earned(stage, old.person)
    held = actions.supersede(
        person=stage.cast.hana, award_id=old.pk, by_award_id=other.pk, words="Assessed since."
    )
    assert (held.state, held.superseded_by) == (Award.State.REVOKED, other)
    standing = latest_standing(held)
    assert standing.reason == "superseded"
    assert standing.words == "Assessed since."


def test_only_a_valid_award_of_the_same_holder_supersedes(stage: Stage) -> None:
    """Not itself, not another's, not one that is revoked."""
    first, second = batch_of(stage, 2)
    for name in (first.pk, second.pk, stage.cast.hana.pk):
        with pytest.raises(actions.Refusal, match="same holder"):
            actions.supersede(
                person=stage.cast.hana, award_id=first.pk, by_award_id=name, words="So."
            )
    with pytest.raises(actions.Refusal, match="plain words"):
        actions.supersede(
            person=stage.cast.hana, award_id=first.pk, by_award_id=second.pk, words=""
        )


def test_an_officer_supersedes_on_the_page_that_revokes(stage: Stage) -> None:
    """By the new one's number or address, under that reason alone."""
    (old,) = batch_of(stage, 1)
    new = earned(stage, old.person)
    client = sign_in_as(Client(), stage.cast.hana)
    page = f"/issuing/awards/{old.pk}/revoke/"
    said = {"reason": "superseded", "words": "Assessed since.", "sure": "on"}
    for wrong in ({"by_award": "x"}, {"by_award": str(new.pk), "reason": "policy"}):
        assert client.post(page, said | wrong).status_code == 422
    assert client.post(page, said | {"by_award": str(old.pk)}).status_code == 422
    address = json.loads(new.document)["id"]
    assert client.post(page, said | {"by_award": address}).status_code == 302
    old.refresh_from_db()
    assert (old.state, old.superseded_by) == (Award.State.REVOKED, new)


def test_awards_are_held_in_one_order_whoever_names_them(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over all slices: two officers who name the same awards otherwise never hold each other up."""
    module = import_module("lapel.journey.issuing.actions.apply_change")
    monkeypatch.setattr(module, "FEW", 1)
    awards = batch_of(stage, 3)
    with CaptureQueriesContext(connection) as asked:
        change(stage, "suspend", awards[::-1])
    held = [each["sql"] for each in asked if "issuing_award" in each["sql"]][:3]
    for award, query in zip(awards, held, strict=True):
        assert award.pk.hex in query.replace("-", "")

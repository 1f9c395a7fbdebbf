"""Replacing many awards by others: by a table of old and new, or by a later version."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext

from issuing.batching import issued, many
from issuing.earning import earned
from issuing.test_life_of_an_award import moved
from lapel.domain.badges.verdicts import Outcome
from lapel.journey.catalogue.models import Version
from lapel.journey.issuing import actions
from lapel.journey.issuing.models import Award, LogEntry, StatusList
from lapel.journey.issuing.queries import awards_at_other_address, latest_standing, verdict_on
from lapel.journey.issuing.queries.changes import all_of, look_at
from lapel.journey.people.models import Person
from lapel.journey.record.actions import deliver_all
from lapel.journey.record.queries import chain_faults, history, now, parked_deliveries

if TYPE_CHECKING:
    from review.stage import Stage

WORDS = "The second version asks for more."


def of_both_versions(stage: Stage, count: int) -> tuple[list[Award], list[Award]]:
    """Award the first version and then the second to the same people."""
    issued(stage, *many(count))
    olds = list(Award.objects.order_by("pk"))
    second = Version.objects.get(pk=stage.version.pk)
    second.pk, second.number, second.content_hash = None, 2, "2" * 64
    second._state.adding = True
    second.save()
    second.microcredential.current = second
    second.microcredential.save()
    stage.version = second
    issued(stage, *many(count))
    deliver_all()
    by_holder = {
        each.person_id: each for each in Award.objects.exclude(pk__in=[old.pk for old in olds])
    }
    return olds, [by_holder[each.person_id] for each in olds]


def test_many_are_replaced_by_a_table_of_old_and_new(stage: Stage) -> None:
    """Each old one names its own new one, in no public words; the list is signed once."""
    olds, news = of_both_versions(stage, 2)
    before = StatusList.objects.get().revision
    lines = "\n".join(f"{old.pk};{new.pk}" for old, new in zip(olds, news, strict=True))
    read = actions.read_awards(data=f"award;new\n{lines}\n".encode())
    look = look_at(person=stage.cast.hana, verb="supersede", lines=read)
    assert (look.bad, set(look.by.values())) == ([], set(news))
    pairs = {old: new.pk for old, new in look.by.items()}
    made = actions.change_many(
        person=stage.cast.hana,
        verb="supersede",
        award_ids=list(pairs),
        terms=actions.Terms(words=WORDS, by_award_ids=pairs),
    )
    assert (made.count, made.reason) == (2, "superseded")
    assert StatusList.objects.get().revision == before + 1
    deliver_all()
    assert list(parked_deliveries()) == []
    for old, new in zip(olds, news, strict=True):
        old.refresh_from_db()
        assert (old.state, old.superseded_by) == (Award.State.REVOKED, new)
        said = latest_standing(old)
        assert said is not None
        assert said.words == WORDS
        assert verdict_on(old).step("status").code == "status.revoked"
        assert verdict_on(new).outcome is Outcome.VALID
        entry = history("award", old.pk).last()
        assert entry is not None
        assert entry.facts["superseded_by"] == str(new.pk)
    assert LogEntry.objects.filter(kind="revocation").count() == 2
    assert chain_faults() == []


def test_all_who_hold_a_later_version_are_found_by_the_earlier_one(stage: Stage) -> None:
    """Who has only the first version keeps it; a day cuts off those awarded after."""
    olds, news = of_both_versions(stage, 2)
    actions.revoke(person=stage.cast.hana, award_id=news[1].pk, reason="integrity", words="No.")
    told = {"person": stage.cast.hana, "verb": "supersede", "most": 10}
    asked = told | {"achievement_id": olds[0].achievement_id}
    assert all_of(**asked, before=None) == [(1, f"{olds[0].pk} {news[0].pk}")]
    assert all_of(**asked, before=now() - timedelta(days=1)) == []
    of_second = all_of(**told | {"achievement_id": news[0].achievement_id}, before=None)
    assert of_second == []


def test_all_of_a_kind_awarded_before_a_day_are_found(stage: Stage) -> None:
    """For any other verb; her own is left out, and so is what says the present address."""
    issued(stage, *many(2))
    own = earned(stage, stage.cast.hana)
    awards = Award.objects.exclude(pk=own.pk)
    told = {"person": stage.cast.hana, "achievement_id": own.achievement_id}
    found = all_of(**told, verb="expire", before=now() + timedelta(days=1), most=10)
    assert {name for _line, name in found} == {str(each.pk) for each in awards}
    assert len(all_of(**told, verb="revoke", before=None, most=1)) == 2
    assert all_of(**told, verb="reissue", before=None, most=10) == []


@pytest.mark.parametrize(
    ("which", "said"),
    [
        ("none", "Its line does not name the award that replaces it."),
        ("itself", "What replaces it is a valid award of the same holder and issuer."),
        ("another's", "What replaces it is a valid award of the same holder and issuer."),
        ("revoked", "What replaces it is a valid award of the same holder and issuer."),
    ],
)
def test_what_replaces_an_award_is_a_valid_one_of_the_same_holder(
    stage: Stage, which: str, said: str
) -> None:
    """The line says what is wrong with it, and nothing is changed."""
    olds, news = of_both_versions(stage, 2)
    hana = stage.cast.hana
    actions.revoke(person=hana, award_id=news[0].pk, reason="integrity", words="No.")
    new = {"none": "", "itself": olds[0].pk, "another's": news[1].pk, "revoked": news[0].pk}
    look = look_at(person=hana, verb="supersede", lines=[(7, f"{olds[0].pk} {new[which]}")])
    assert [(each["line"], each["reason"]) for each in look.bad] == [(7, said)]
    assert (look.good, look.by) == ([], {})


def test_awards_do_not_replace_each_other_in_a_circle(stage: Stage) -> None:
    """An old award of a table replaces none in it: both would be revoked, and none in force."""
    (old,), (new,) = of_both_versions(stage, 1)
    lines = [(1, f"{old.pk} {new.pk}"), (2, f"{new.pk} {old.pk}")]
    look = look_at(person=stage.cast.hana, verb="supersede", lines=lines)
    said = "What replaces it is itself replaced in another line."
    assert [(each["line"], each["reason"]) for each in look.bad] == [(1, said), (2, said)]
    with pytest.raises(actions.Refusal, match="look at them again"):
        actions.change_many(
            person=stage.cast.hana,
            verb="supersede",
            award_ids=[old.pk, new.pk],
            terms=actions.Terms(words=WORDS, by_award_ids={old.pk: new.pk, new.pk: old.pk}),
        )
    assert not Award.objects.filter(state="revoked").exists()


@pytest.mark.parametrize(("verb", "queries"), [("supersede", 8), ("reissue", 10)])
def test_a_whole_kind_is_found_in_few_queries(stage: Stage, verb: str, queries: int) -> None:
    """The page asks for no award by itself, however many there are."""
    told = {"person": stage.cast.hana, "verb": verb, "before": None, "most": 2}
    olds, news = of_both_versions(stage, 4)
    for each in Person.objects.filter(awards__in=olds).distinct():
        moved(each, f"new-{each.email}")
    with CaptureQueriesContext(connection) as asked:
        lines = all_of(**told, achievement_id=olds[0].achievement_id)
        look = look_at(person=stage.cast.hana, verb=verb, lines=lines)
    assert len(look.good) == len(lines) == 3
    assert len(asked) <= queries
    if verb == "supersede":
        assert set(look.by.values()) < set(news)


def test_a_visit_to_ones_badges_reads_no_wording(stage: Stage) -> None:
    """Whose address an award says is found in what is its own, in one query for all of them."""
    (old,), (new,) = of_both_versions(stage, 1)
    holder = Person.objects.get(pk=old.person_id)
    EmailAddress.objects.update_or_create(
        user=holder, email=holder.email, defaults={"verified": True, "primary": True}
    )
    import_module("lapel.journey.issuing.models.wordings")._words.cache_clear()
    with CaptureQueriesContext(connection) as asked:
        assert awards_at_other_address(holder) == []
    assert len(asked) == 2
    moved(holder, "new@example.org")
    with CaptureQueriesContext(connection) as asked:
        assert set(awards_at_other_address(holder)) == {old, new}
    assert len(asked) == 3

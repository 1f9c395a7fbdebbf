"""Growth: where she stood at each moment, what moved it, and who else may see it."""

from __future__ import annotations

from datetime import timedelta
from itertools import repeat
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from cast import belongs
from diagnosis.asking import answer_all, begin, calibrated, fill_bank
from documents import publish
from lapel.journey.diagnosis import actions, queries
from lapel.journey.diagnosis.models import Aim, GrowthReader
from lapel.journey.diagnosis.queries import aims, growth
from lapel.journey.diagnosis.queries.growth_pictures import growth_svg
from lapel.journey.people.models import Role
from lapel.journey.record.actions import clock_at
from lapel.journey.record.queries import history, now
from mailing import sign_in_as

DAY = timedelta(days=1)


@pytest.fixture
def known(cast):
    """Amina ends a diagnosis, and a month later a work of hers is decided, then taken back."""
    fill_bank(cast, each=8)
    calibrated(cast, each=8)
    answer_all(cast, begin(cast), repeat(1))
    return cast


def decided(cast, after: timedelta, level: str = "yes", **named):
    version = publish(cast, **named)
    version.competency_id = "T02"  # one that the bank asks about
    source = uuid4()
    with clock_at(now() + after):
        actions.note_results(
            person_id=cast.amina.pk,
            version=version,
            source=source,
            decided={"one": level, "two": level},
        )
    return source


def place(found, code: str):
    return next(each for each in found.ways if each.competency.code == code).now


def test_each_moment_shows_what_was_known_then(known):
    """A decided work moves the last moment and not the first; it stands as the evidence behind."""
    before = growth.growth_of(known.amina, None, None)
    decided(known, 30 * DAY)
    found = growth.growth_of(known.amina, None, None)
    assert [bool(each.diagnosis) for each in found.moments] == [True, False]
    assert place(found, "T02").mean > place(before, "T02").mean
    assert place(found, "T02").sd < place(before, "T02").sd
    first = growth.growth_of(known.amina, 0, None)
    assert place(first, "T02") == place(before, "T02")
    ways = {each.competency.code: each for each in found.ways}
    assert {each.criterion.rpartition("/")[2] for each in ways["T02"].results} == {"one", "two"}
    assert ways["T01"].results == []
    assert first.ways[1].results == []


def test_growth_is_what_the_result_page_says(known):
    """The last moment and the posterior of now are the same numbers."""
    decided(known, 30 * DAY)
    diagnosis = queries.own_diagnosis(known.amina, queries.finished_diagnoses(known.amina)[0].pk)
    with clock_at(now() + 40 * DAY):
        found = growth.growth_of(known.amina, None, None)
        posterior = queries.posterior_now(diagnosis)
    assert [each.now.mean for each in found.ways] == pytest.approx(posterior.mean)
    assert [each.now.sd for each in found.ways] == pytest.approx(posterior.sds)


def test_what_was_taken_back_counts_at_no_moment(known):
    """A revoked award is no evidence, neither today nor looking back."""
    source = decided(known, 30 * DAY)
    actions.take_back_results(source=source)
    assert len(growth.growth_of(known.amina, None, None).moments) == 1


def test_what_earned_an_award_counts_until_its_end_and_the_end_is_a_moment(known, client):
    """Looking back it counted then; from its end on the map is as if it had not been decided."""
    source = decided(known, 30 * DAY)
    end = now() + 90 * DAY
    actions.note_end(source=source, ends_at=end)
    before = growth.growth_of(known.amina, 0, None)
    with clock_at(end - DAY):
        held = growth.growth_of(known.amina, None, None)
    with clock_at(end + DAY):
        over = growth.growth_of(known.amina, None, None)
        back = growth.growth_of(known.amina, 1, None)
        client.force_login(known.amina)
        page = " ".join(client.get("/diagnosis/growth/").text.split())
    assert [each.is_end for each in over.moments] == [False, False, True]
    assert place(held, "T02") == place(back, "T02")
    assert place(over, "T02").mean == pytest.approx(place(before, "T02").mean)
    assert place(held, "T02").mean > place(over, "T02").mean
    (ended,) = [each[4] for way in over.ways for each in way.evidence]
    assert ended == end
    assert all(each[4] is None for way in held.ways for each in way.evidence)
    assert "its award ended on" in page
    assert "the award for" in page
    actions.note_end(source=source, ends_at=None)
    assert len(growth.growth_of(known.amina, None, None).moments) == 2


def test_a_moment_that_is_not_there_is_the_nearest(known):
    """Addresses are typed by hand."""
    assert growth.growth_of(known.amina, 77, None).number == 0
    assert growth.growth_of(known.amina, -5, None).number == 0


def test_before_a_diagnosis_there_is_no_growth(cast):
    """And nothing is made up for it."""
    assert growth.growth_of(cast.amina, None, None) is None


def test_an_aim_is_a_line_and_a_word_where_the_doubt_allows(known):
    """Only her own choice; competencies that were not measured have no word."""
    aim = actions.set_aim(
        person=known.elif_, organisation=known.district, kind="role", name="Head",
        levels={"T01": "emerging", "T02": "leading"},
    )  # fmt: skip
    Aim.objects.filter(pk=aim.pk).update(levels=aim.levels | {"T15": "leading"})
    target = aims.target_named(known.amina, f"aim-{aim.pk}")
    found = growth.growth_of(known.amina, None, target)
    assert place(found, "T03").gap is None
    assert place(found, "T01").gap.need < place(found, "T02").gap.need
    assert [each.line for each in found.ways] == [-1.25, 1.0, None]
    assert "line: Head" in growth_svg(found)


def test_the_picture_stands_alone_and_claims_no_precision_while_provisional(cast):
    """Bands without dots, and the word; with a calibrated bank there are dots."""
    fill_bank(cast, each=8)
    answer_all(cast, begin(cast), repeat(1))
    found = growth.growth_of(cast.amina, None, None)
    assert found.is_provisional
    drawn = growth_svg(found, "Amina")
    assert "provisional bands" in drawn
    assert "<circle" not in drawn
    assert "Amina: growth" in drawn


def test_a_calibrated_picture_has_dots_and_intervals(known):
    """One for each competency at the one moment."""
    drawn = growth_svg(growth.growth_of(known.amina, None, None))
    assert drawn.count("<circle") == 3
    assert "provisional" not in drawn


def test_her_page_works_without_a_script(client, known):
    """A form, links before and after, the table in words, the picture to keep, a page to print."""
    sign_in_as(client, known.amina)
    decided(known, 30 * DAY)
    aim = actions.set_aim(
        person=known.elif_, organisation=known.district, kind="role", name="Head",
        levels={"T01": "emerging"},
    )  # fmt: skip
    with clock_at(now() + 40 * DAY):
        page = client.get("/diagnosis/growth/").content.decode()
        assert "Moment 2 of 2" in page
        assert "?at=1" in page
        assert "Wait Time: 2 criteria reached" in page
        first = client.get(f"/diagnosis/growth/?at=1&aim=aim-{aim.pk}").content.decode()
        assert "Moment 1 of 2" in first
        assert "Set by Elif" in first
        assert "the diagnosis alone" in first
        picture = client.get("/diagnosis/growth/picture.svg?at=1")
        assert picture["Content-Type"] == "image/svg+xml"
        assert b"My growth" in picture.content
        assert "no credential" in client.get("/diagnosis/growth/print/").content.decode()
    for strange in ("x", "0", "9999999"):
        assert client.get(f"/diagnosis/growth/?at={strange}&aim=none").status_code == 200


def test_without_a_diagnosis_the_page_says_how_to_begin(client, cast):
    """And there is neither picture nor paper."""
    sign_in_as(client, cast.amina)
    assert "first diagnosis" in client.get("/diagnosis/growth/").content.decode()
    assert client.get("/diagnosis/growth/picture.svg").status_code == 404
    assert client.get("/diagnosis/growth/print/").status_code == 404


def test_a_mentor_sees_it_by_her_dated_leave_and_no_longer(client, known):
    """What she did not reach stays hers, and so do her aims; taken back, the page is gone."""
    decided(known, 30 * DAY)
    decided(known, 31 * DAY, "not_yet", slug="another", title="A Secret Failure")
    sign_in_as(client, known.amina)
    client.post("/diagnosis/growth/let-see/", {"mentor": str(known.chipo.pk)})
    leave = GrowthReader.objects.get()
    assert leave.words.startswith("I let this mentor see my growth")
    sign_in_as(client, known.chipo)
    assert "Amina" in client.get("/diagnosis/growth/shown/").content.decode()
    with clock_at(now() + 40 * DAY):
        page = client.get(f"/diagnosis/growth/shown/{leave.pk}/").content.decode()
    assert "Amina: growth" in page
    assert "Wait Time: 2 criteria reached" in page
    assert "A Secret Failure" not in page
    sign_in_as(client, known.amina)
    assert "may see it since" in client.get("/diagnosis/growth/").content.decode()
    client.post(f"/diagnosis/growth/readers/{leave.pk}/end/")
    client.post(f"/diagnosis/growth/readers/{leave.pk}/end/")
    assert "could see it from" in client.get("/diagnosis/growth/").content.decode()
    sign_in_as(client, known.chipo)
    assert client.get(f"/diagnosis/growth/shown/{leave.pk}/").status_code == 404
    assert [each.action for each in history("growth", leave.pk)] == [
        "growth-shown",
        "growth-hidden",
    ]


def test_who_is_no_mentor_any_more_sees_nothing(client, known):
    """The leave was for a mentor."""
    leave = actions.let_see_growth(person=known.amina, mentor_id=known.chipo.pk, words="I let her.")
    known.chipo.memberships.update(until=known.chipo.memberships.get().since)
    sign_in_as(client, known.chipo)
    assert client.get(f"/diagnosis/growth/shown/{leave.pk}/").status_code == 404
    assert client.get("/diagnosis/growth/shown/").status_code == 403


def test_only_a_mentor_of_her_places_can_be_let_in(client, known):
    """Neither a lead nor a mentor of another district; and once at a time."""
    belongs(known.femi, known.elsewhere, Role.MENTOR)
    sign_in_as(client, known.amina)
    for who in (known.elif_.pk, known.femi.pk, known.amina.pk, "nobody"):
        client.post("/diagnosis/growth/let-see/", {"mentor": str(who)})
    assert not GrowthReader.objects.exists()
    actions.let_see_growth(person=known.amina, mentor_id=known.chipo.pk, words="I let her.")
    with pytest.raises(actions.Refusal):
        actions.let_see_growth(person=known.amina, mentor_id=known.chipo.pk, words="I let her.")
    with pytest.raises(IntegrityError), transaction.atomic():
        GrowthReader.objects.create(
            person=known.amina, mentor=known.chipo, words="I let her.", let_in_at=now()
        )


def test_nobody_else_sees_it(client, known):
    """A lead, an assessor, a stranger, another mentor; nor can they take a leave back."""
    leave = actions.let_see_growth(person=known.amina, mentor_id=known.chipo.pk, words="I let her.")
    belongs(known.femi, known.elsewhere, Role.MENTOR)
    for who in (known.elif_, known.ben, known.femi, known.ibrahim):
        sign_in_as(client, who)
        assert client.get(f"/diagnosis/growth/shown/{leave.pk}/").status_code == 404
        assert client.post(f"/diagnosis/growth/readers/{leave.pk}/end/").status_code == 404
    assert GrowthReader.objects.get().ended_at is None


def test_who_leaves_leaves_no_leave(known):
    """Neither the teacher's nor the mentor's."""
    actions.let_see_growth(person=known.amina, mentor_id=known.chipo.pk, words="I let her.")
    actions.forget_diagnoses(person_id=known.chipo.pk)
    assert not GrowthReader.objects.exists()


def test_a_mentor_with_nobody_is_told_so(client, cast):
    """An empty page says where leaves come from."""
    sign_in_as(client, cast.chipo)
    assert "Nobody shows you" in client.get("/diagnosis/growth/shown/").content.decode()


def test_growth_asks_few_questions(client, known, django_assert_max_num_queries):
    """A picture has at most twelve columns, however long the way."""
    for number in range(16):
        decided(known, (number + 1) * DAY, slug=f"work-{number}", title=f"Work {number}")
    found = growth.growth_of(known.amina, None, None)
    assert (len(found.moments), len(found.shown)) == (17, 12)
    sign_in_as(client, known.amina)
    with django_assert_max_num_queries(60):
        client.get("/diagnosis/growth/")

"""R24: a piece of evidence that a team shares, from the question to the manifest."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError

from documents import document
from evidence.desk import CONTEXT, Desk
from lapel.journey.consent.queries import STATEMENTS
from lapel.journey.evidence import actions, queries
from lapel.journey.evidence.events import ShareAccepted
from lapel.journey.evidence.models import Answer, AskedAddress, Draft, Share, Submission
from lapel.journey.files.queries import mark_for
from lapel.journey.learning.actions import enrol
from lapel.journey.learning.models import Enrolment
from lapel.journey.people.models import Organisation, Role
from lapel.journey.record.actions import deliver_all
from lapel.journey.record.models import OutboxEvent
from lapel.journey.record.queries import now
from lapel.journey.redaction.models import Check, Suggestion

if TYPE_CHECKING:
    from django.test import Client

    from cast import Cast
    from lapel.journey.people.models import Person

HERS = "I planned the questions, led the first half of the talk and wrote down who spoke when."
NIAS = "My part was the second half: I held the silence, and afterwards counted all the pauses."


def shared_parts() -> list[dict[str, Any]]:
    """Give the small micro-credential's parts with a recording that a team may share."""
    parts: list[dict[str, Any]] = document()["parts"]
    parts[1]["artefacts"][0]["team"] = True
    return parts


class Team(Desk):
    """Amina's desk, beside Nia's, who teaches at the same school and is on the same way."""

    def __init__(self, cast: Cast) -> None:
        from cast import belongs, person

        super().__init__(cast, team_allowed=True, parts=shared_parts())
        self.nia = person("Nia")
        belongs(self.nia, cast.school, Role.TEACHER)
        enrol(person=self.nia, version=self.version, organisation=cast.school)
        self.piece = self.bring()

    def asked(self, email: str = "nia@example.org") -> Share | None:
        return actions.ask_colleague(person=self.cast.amina, artefact_id=self.piece.pk, email=email)

    def shared(self) -> Share:
        return actions.accept_share(person=self.nia, share_id=self.asked().pk)

    def nias(self) -> Draft:
        return Draft.objects.get(enrolment__person=self.nia)

    def says(self, person: Person, question: str, text: str) -> Answer:
        draft = Draft.objects.get(enrolment__person=person)
        standing = draft.answers.filter(question=question).first()
        return actions.save_answer(
            person=person,
            draft_id=draft.pk,
            question=question,
            text=text,
            base_revision=standing.revision if standing else 0,
        )

    def part(self, person: Person, text: str) -> Answer:
        return self.says(person, queries.contribution_key(self.piece.pk), text)

    def both_write(self) -> None:
        """Let both write all that is asked for, each in her own words."""
        self.write("overview.context", CONTEXT)
        self.write("reflection.change", "I will wait longer after the first hand goes up.")
        self.part(self.cast.amina, HERS)
        self.says(self.nia, "overview.context", "Mine are nine years old and seldom ask back.")
        self.says(self.nia, "reflection.change", "Next week I let two pupils answer each other.")
        self.part(self.nia, NIAS)

    def submits(self, person: Person) -> Submission:
        draft = Draft.objects.get(enrolment__person=person)
        actions.attest_draft(person=person, draft_id=draft.pk, keys=list(STATEMENTS))
        return actions.submit_evidence(person=person, draft_id=draft.pk, key="once")

    def said(self, person: Person) -> list[str]:
        draft = queries.draft_of(person, Draft.objects.get(enrolment__person=person).pk)
        return [each.sentence for each in queries.findings(draft)]


@pytest.fixture
def team(cast: Cast) -> Team:
    """Give Amina a piece to share, and Nia beside her."""
    return Team(cast)


def test_r24_a_colleague_is_asked_and_accepts_with_a_date(team: Team) -> None:
    """Consent is dated and its words are kept; the piece is in her draft from then on."""
    share = team.asked()
    assert queries.invitations_of(team.nia) == [share]
    assert team.asked() == share, "asked twice, it is the same question"
    accepted = actions.accept_share(person=team.nia, share_id=share.pk)
    assert accepted.accepted_at is not None
    assert accepted.words.startswith("I had a part in this")
    assert queries.shared_in(team.nias()) == [team.piece]
    assert queries.invitations_of(team.nia) == []
    assert OutboxEvent.objects.filter(kind=ShareAccepted.kind()).count() == 1


def test_r24_who_has_left_meanwhile_is_told_what_to_do(team: Team) -> None:
    """The question still stands; she finds no missing page."""
    share = team.asked()
    Enrolment.objects.filter(person=team.nia).update(left_at=now())
    with pytest.raises(ValidationError, match="Enrol in it again"):
        actions.accept_share(person=team.nia, share_id=share.pk)


def test_r24_nothing_is_shared_where_the_micro_credential_does_not_allow_it(desk: Desk) -> None:
    """Each brings her own there."""
    piece = desk.bring()
    with pytest.raises(ValidationError, match="herself"):
        actions.ask_colleague(person=desk.cast.amina, artefact_id=piece.pk, email="nia@example.org")


def test_r24_only_a_colleague_of_the_same_place_and_version_is_found(team: Team) -> None:
    """Neither oneself, nor who teaches elsewhere, nor who is not enrolled; the answer is one."""
    from cast import belongs, person

    stranger = person("Sita")
    other = Organisation.objects.create(slug="hill", name="Hill", kind="school", zone="UTC")
    belongs(stranger, other, Role.TEACHER)
    enrol(person=stranger, version=team.version, organisation=other)
    for email in ("sita@example.org", "femi@example.org", "amina@example.org", "no@example.org"):
        assert team.asked(email) is None
    assert team.asked(" NIA@example.org ").person == team.nia


def test_r24_a_colleague_may_decline_and_nobody_else_answers_for_her(team: Team) -> None:
    """A question to another does not exist for her."""
    share = team.asked()
    for act in (actions.accept_share, actions.decline_share):
        with pytest.raises(Share.DoesNotExist):
            act(person=team.cast.femi, share_id=share.pk)
    ended = actions.decline_share(person=team.nia, share_id=share.pk)
    assert ended.ending == Share.Ending.DECLINED
    assert queries.invitations_of(team.nia) == []
    with pytest.raises(Share.DoesNotExist):
        actions.accept_share(person=team.nia, share_id=share.pk)


def test_r24_each_must_say_what_her_part_was(team: Team) -> None:
    """The pre-check asks both of them for it, and in more than a few words."""
    team.shared()
    wanted = "Say what your own part was in the piece that you share."
    assert wanted in team.said(team.cast.amina)
    assert wanted in team.said(team.nia)
    team.part(team.nia, "I helped.")
    assert wanted not in team.said(team.nia)
    assert any("2 words; at least 15" in each for each in team.said(team.nia))
    team.part(team.nia, NIAS)
    assert not any("part in the piece" in each for each in team.said(team.nia))


@pytest.mark.parametrize("question", ["reflection.change", "contribution"])
def test_r24_what_repeats_a_teammates_text_is_refused(team: Team, question: str) -> None:
    """Who wrote it first is not held up by who copied it; case and full stops do not hide it."""
    team.shared()
    team.both_write()
    key = question if "." in question else queries.contribution_key(team.piece.pk)
    text = (
        "We asked for reasons, waited for three seconds, and then let two more pupils build on it"
    )
    team.says(team.cast.amina, key, text)
    assert not any("word for word" in each for each in team.said(team.cast.amina))
    team.says(team.nia, key, text.upper().replace(",", ";") + " today.")
    assert any("word for word" in each for each in team.said(team.nia))
    assert not any("word for word" in each for each in team.said(team.cast.amina))


def test_r24_both_manifests_name_the_same_hash_and_how_many_share_it(team: Team) -> None:
    """The file stays the owner's; the manifest names nobody (R5) and holds each one's own words."""
    team.shared()
    team.both_write()
    entries = [team.submits(each).manifest["artefacts"][0] for each in (team.cast.amina, team.nia)]
    assert entries[0]["sha256"] == entries[1]["sha256"] == team.piece.file.sha256
    assert [each["team"] for each in entries] == [2, 2]
    assert [each["contribution"] for each in entries] == [HERS, NIAS]
    different = {key for key in entries[0] if entries[0][key] != entries[1][key]}
    assert different == {"contribution"}
    assert team.piece.file.owner == team.cast.amina


def test_r24_what_nobody_shares_says_nothing_of_a_team(team: Team) -> None:
    """A question that was not accepted makes no team."""
    team.asked()
    team.write("overview.context", CONTEXT)
    team.write("reflection.change", "I will wait longer after the first hand goes up.")
    assert "team" not in team.submits(team.cast.amina).manifest["artefacts"][0]


def test_r24_who_asked_late_or_submitted_cannot_be_joined(team: Team) -> None:
    """What is frozen is not shared afterwards."""
    share = team.asked()
    team.write("overview.context", CONTEXT)
    team.write("reflection.change", "I will wait longer after the first hand goes up.")
    team.submits(team.cast.amina)
    with pytest.raises(ValidationError, match="too late"):
        actions.accept_share(person=team.nia, share_id=share.pk)


@pytest.mark.parametrize("who", ["amina", "nia"])
def test_r24_either_may_end_it_before_submitting(team: Team, who: str) -> None:
    """The piece leaves the colleague's draft, and may be shared anew."""
    share = team.shared()
    person = team.nia if who == "nia" else team.cast.amina
    ended = actions.end_share(person=person, share_id=share.pk)
    assert ended.ending == ("left" if who == "nia" else "taken_back")
    assert queries.shared_in(team.nias()) == []
    assert "artefacts.recording" in [each.place for each in queries.findings(team.nias())]
    assert team.shared().pk != share.pk


def test_r24_nobody_leaves_or_takes_back_what_is_submitted(team: Team) -> None:
    """It was frozen with the piece, and is judged with it."""
    share = team.shared()
    team.both_write()
    team.submits(team.nia)
    for person in (team.nia, team.cast.amina):
        with pytest.raises(ValidationError, match="handed in"):
            actions.end_share(person=person, share_id=share.pk)
    with pytest.raises(Share.DoesNotExist):
        actions.end_share(person=team.cast.femi, share_id=share.pk)


def test_r24_a_place_that_is_full_takes_no_shared_piece(team: Team) -> None:
    """Two recordings are asked for at most, shared ones counted in."""
    share = team.asked()
    draft = actions.begin_draft(person=team.nia, enrolment=team.nia.enrolments.get())
    for number in range(2):
        actions.add_artefact(
            person=team.nia,
            draft_id=draft.pk,
            slot="artefacts.recording",
            name="b",
            size=number + 1,
        )
    with pytest.raises(ValidationError, match="full"):
        actions.accept_share(person=team.nia, share_id=share.pk)


def test_r24_a_change_of_the_piece_asks_both_for_their_word_again(team: Team) -> None:
    """What Nia confirmed was about the piece as it was."""
    team.shared()
    team.both_write()
    for person in (team.cast.amina, team.nia):
        draft = Draft.objects.get(enrolment__person=person)
        actions.attest_draft(person=person, draft_id=draft.pk, keys=list(STATEMENTS))
        assert team.said(person) == []
    actions.disclose_ai_use(person=team.cast.amina, artefact_id=team.piece.pk, ai_use="wording")
    word = "The statements on consent and privacy are not confirmed."
    assert team.said(team.cast.amina) == [word]
    assert team.said(team.nia) == [word]


def test_r24_privacy_is_settled_once_by_the_owner_and_holds_up_both(team: Team) -> None:
    """What is still open in the file keeps the colleague from submitting; she cannot settle it."""
    team.shared()
    team.both_write()
    check = Check.objects.create(file=team.piece.file, state="looked", begun_at=now())
    Suggestion.objects.create(check_of=check, kind="name", place={"start": 0, "end": 4})
    hers = queries.findings(queries.draft_of(team.cast.amina, team.draft.pk))
    nias = queries.findings(team.nias())
    assert any("/redaction/" in each.link for each in hers)
    waits = [each for each in nias if "only she can" in each.sentence]
    assert [(each.passes, each.link) for each in waits] == [(True, "")]
    check.suggestions.update(state="dismissed", reason="word")
    assert not any("only she can" in each for each in team.said(team.nia))


def test_r24_a_piece_carried_over_stays_though_its_owner_changes_it(team: Team) -> None:
    """R12: what was shown once is not lost by what a colleague does with her file since."""
    team.shared()
    team.both_write()
    first = team.submits(team.nia)
    actions.close_submission(
        submission_id=first.pk, outcome=Submission.Outcome.ALMOST, open_criteria=["looks-back"]
    )
    actions.remove_artefact(person=team.cast.amina, artefact_id=team.piece.pk)
    contents = queries.to_freeze(team.nias())
    assert contents["artefacts"] == first.manifest["artefacts"]
    assert queries.to_score(team.nias(), contents) == ["looks-back"]


def test_r4_who_ever_shared_a_piece_is_a_teammate_for_good(team: Team) -> None:
    """Also after she left, and whoever asks; an invitation alone binds nobody."""
    share = team.asked()
    people = [team.cast.amina.pk, team.nia.pk, team.cast.femi.pk]
    assert not any(queries.teammates_of(people).values())
    actions.accept_share(person=team.nia, share_id=share.pk)
    actions.end_share(person=team.nia, share_id=share.pk)
    found = queries.teammates_of(people)
    assert found[team.nia.pk] == {team.cast.amina.pk}
    assert found[team.cast.amina.pk] == {team.nia.pk}
    assert found[team.cast.femi.pk] == set()


def test_r24_the_draft_shows_the_question_and_what_is_shared(team: Team, client: Client) -> None:
    """In the browser, without scripts: ask, accept, see the piece, write one's part, leave."""
    client.force_login(team.cast.amina)
    page = client.get(f"/evidence/{team.draft.pk}/").content.decode()
    assert "Share it with a colleague" in page
    asked = {"email": "nia@example.org"}
    client.post(f"/evidence/artefacts/{team.piece.pk}/team/", asked)
    page = client.get(f"/evidence/{team.draft.pk}/").content.decode()
    assert "nia@example.org, asked on" in page
    share = Share.objects.get()
    client.force_login(team.nia)
    index = client.get("/evidence/").content.decode()
    assert "Amina" in index
    assert "I had a part in this piece" in index
    answer = client.post(f"/evidence/shares/{share.pk}/answer/", {"answer": "accept"})
    draft = team.nias()
    assert answer["Location"].startswith(f"/evidence/{draft.pk}/")
    page = client.get(f"/evidence/{draft.pk}/").content.decode()
    assert "Amina shares this piece with you" in page
    assert "Amina a recording.bin" not in page, "the name of her file stays with her"
    assert mark_for(about=team.draft.pk, viewer=team.nia) in page
    assert f"contribution:{team.piece.pk}" in page
    client.post(f"/evidence/shares/{share.pk}/end/")
    assert queries.shared_in(draft) == []


def test_r24_a_page_that_was_declined_says_so(team: Team, client: Client) -> None:
    """No is an answer like another; what cannot be is told in plain words."""
    share = team.asked()
    client.force_login(team.nia)
    client.post(f"/evidence/shares/{share.pk}/answer/", {"answer": "decline"})
    share.refresh_from_db()
    assert share.ending == "declined"
    client.force_login(team.cast.amina)
    answer = client.post(
        f"/evidence/artefacts/{team.piece.pk}/team/", {"email": "no address"}, follow=True
    )
    assert "valid email address" in answer.content.decode()


def _told(page: str) -> str:
    """Give what a page says of the team and in answer, without ids and tokens."""
    said = re.findall(r'<section class="stack about".*?</section>', page, re.DOTALL)
    said += re.findall(r'<[^>]*class="notice".*?</p>', page, re.DOTALL)
    assert len(said) > 1
    return re.sub(r'name="csrf.*?>|[0-9a-f-]{36}', "", "".join(said))


def test_r24_no_page_tells_whether_an_address_is_known_here(team: Team, client: Client) -> None:
    """Asked, listed, counted and taken back alike; a letter goes to whom it reaches alone."""
    from lapel.journey.messaging.models import Message

    client.force_login(team.cast.amina)
    seen = []
    for email in ("nia@example.org", "no@example.org"):
        ask = f"/evidence/artefacts/{team.piece.pk}/team/"
        page = client.post(ask, {"email": email}, follow=True).content.decode()
        deliver_all()
        assert f"{email}, asked on" in page
        assert "Nia" not in page
        asked = AskedAddress.objects.get(email=email, ended_at=None)
        for _again in range(2):
            client.post(f"/evidence/shares/{asked.pk}/end/")
            client.post(ask, {"email": email})
            asked = AskedAddress.objects.get(email=email, ended_at=None)
        client.post(f"/evidence/shares/{asked.pk}/end/")
        refused = client.post(ask, {"email": email}, follow=True).content.decode()
        assert "three times" in refused
        seen.append([_told(each).replace(email, "…") for each in (page, refused)])
    assert seen[0] == seen[1]
    letters = Message.objects.filter(kind="share").values_list("person__name", flat=True)
    assert set(letters) == {"Nia"}


def test_r24_nine_addresses_are_the_most_whoever_they_are(team: Team) -> None:
    """The bound tells nothing either."""
    for number in range(9):
        team.asked(f"nobody{number}@example.org")
    with pytest.raises(ValidationError, match="ten at most"):
        team.asked()


def test_r24_the_attempt_says_by_how_many_it_is_shared(team: Team, client: Client) -> None:
    """And what her own part was, as it was frozen."""
    team.shared()
    team.both_write()
    submission = team.submits(team.nia)
    client.force_login(team.nia)
    page = client.get(f"/evidence/attempts/{submission.pk}/").content.decode()
    assert "Shared by a team of 2" in page
    assert NIAS in page
    assert HERS not in page


def test_r24_what_a_family_takes_back_is_gone_from_each_members_attempt(team: Team) -> None:
    """One file, so one withdrawal reaches what both handed in; the manifests stay as they were."""
    team.shared()
    team.both_write()
    attempts = [team.submits(each) for each in (team.cast.amina, team.nia)]
    team.piece.file.derivatives.update(withdrawn_at=now())
    assert all(queries.frozen(each).artefacts[0].shown.is_withdrawn for each in attempts)

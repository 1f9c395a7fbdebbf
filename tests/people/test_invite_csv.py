"""Inviting with a table: encodings, lines that are wrong, and what is sent when."""

from __future__ import annotations

import csv
import io
import json
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from cast import belongs
from lapel.journey.people import actions
from lapel.journey.people.actions.parse_csv import parse_csv, role_named
from lapel.journey.people.models import Invitation, InvitationSheet, Organisation, Role
from lapel.journey.people.queries import safe_csv
from lapel.journey.record.actions import clock_at, deliver_all
from lapel.journey.record.queries import chain_faults, history, parked_deliveries
from mailing import sign_in_as, verify
from pseudo import LONGER, disguised, spoken

if TYPE_CHECKING:
    from django.test import Client

    from cast import Cast

HEAD = "name,email,school\n"
JOSE = "name,email,school\nJosé Müller,jose@example.org,Harbour School\n"


def upload(cast: Cast, text: str, organisation: Organisation | None = None) -> InvitationSheet:
    return actions.upload_invitations(
        person=cast.elif_, organisation=organisation or cast.district, data=text.encode()
    )


def reasons(sheet: InvitationSheet) -> dict[int, str]:
    return {line["line"]: line["reason"] for line in sheet.bad}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_table_is_read_as_spreadsheets_write_it(encoding: str, delimiter: str, end: str) -> None:
    """Marks, Western encodings, semicolons, tabs and Windows' line ends."""
    data = JOSE.replace(",", delimiter).replace("\n", end).encode(encoding)
    (line,) = parse_csv(data)
    assert (line.line, line.name) == (2, "José Müller")
    assert (line.email, line.school) == ("jose@example.org", "Harbour School")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_known_with_and_without_its_mark(encoding: str) -> None:
    """Excel's "Unicode text" is UTF-16 with tabs; some programs leave the mark out."""
    (line,) = parse_csv(JOSE.replace(",", "\t").encode(encoding))
    assert (line.name, line.email) == ("José Müller", "jose@example.org")


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=;", "sep=;;;"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_excels_own_first_line_is_no_line_of_the_table(first: str, encoding: str) -> None:
    """It says what parts the cells; the lines keep the numbers an editor shows."""
    text = f"{first}\r\n" + JOSE.replace(",", ";").replace("\n", "\r\n")
    (line,) = parse_csv(text.encode(encoding))
    assert (line.line, line.email, line.school) == (3, "jose@example.org", "Harbour School")


def test_a_line_that_cannot_be_read_keeps_its_number_after_excels_own() -> None:
    """The lost quote is on the third line of the file."""
    with pytest.raises(actions.Refusal, match="Line 3 cannot be read"):
        parse_csv(b'sep=,\nemail,school\n"a@example.org,B\n')


@pytest.mark.parametrize(
    "text",
    [
        'email;school;"name, first, last, and what else"\na@example.org;A;B\n',
        "email\tschool\tnotes; and, more; and, more\na@example.org\tA\tB\n",
        "email|school\na@example.org|A\n",
        '"email","school"\r\n"a@example.org","A"\r\n',
    ],
)
def test_what_parts_the_cells_is_told_by_the_columns_it_gives(text: str) -> None:
    """Not by what there is most of: a long heading may hold more commas than there are cells."""
    (line,) = parse_csv(text.encode())
    assert (line.email, line.school) == ("a@example.org", "A")


def test_the_head_may_speak_the_language_of_the_page(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """Or English; roles too. The file with an example has its head in the page's language."""
    spoken(monkeypatch, settings, LONGER)
    with translation.override(LONGER):
        head = [actions.column_names()[each] for each in ("email", "school", "role")]
        assert head[0] == disguised("email")
        mentor = str(Role.MENTOR.label)
        text = ";".join(head).upper() + f"\na@example.org;A;{mentor}\n"
        (line,) = parse_csv(text.encode())
        assert (line.email, line.school) == ("a@example.org", "A")
        assert role_named(line.role) == "mentor"
        (english,) = parse_csv(b"email,school,role\na@example.org,A,Lead assessor\n")
        assert role_named(english.role) == "lead_assessor"


def test_columns_come_in_any_order_and_quotes_hold_commas() -> None:
    """A quoted name keeps its comma and its line break, and lines are counted as an editor does."""
    text = 'School,E-mail,Full name\n"A, B",x@example.org,"Two\nlines"\n\nC,y@example.org,Y\n'
    first, second = parse_csv(text.encode())
    assert (first.school, first.name, first.line) == ("A, B", "Two\nlines", 2)
    assert second.line == 5


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "missing: email, school"),
        (b"name,email\nA,a@example.org\n", "missing: school"),
        (b"PK\x03\x04\0\0\0\0", "not a text file"),
        (b'email,school\n"a@example.org,B\n', "Line 2 cannot be read"),
        (HEAD.encode() + b"A,a@example.org,B\n" * 10_001, "10000 people at most"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(data: bytes, sentence: str) -> None:
    """An empty file, a spreadsheet's own format, a lost quote, too many lines."""
    with pytest.raises(actions.Refusal, match=sentence):
        parse_csv(data)


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    """Whatever is uploaded gives lines or a refusal."""
    try:
        parse_csv(data)
    except actions.Refusal:
        return


def test_each_wrong_line_says_why(cast: Cast) -> None:
    """Good lines stand beside bad ones, each with its number."""
    sheet = upload(
        cast,
        "name,email,school,role\n"
        "Noor,noor@example.org,Harbour School,\n"  # line 2: good
        "Noor,NOOR@example.org,harbour-school,teacher\n"
        "X,nonsense,Harbour School,\n"
        "X,,Harbour School,\n"
        "X,x@example.org,Nowhere School,\n"
        "X,y@example.org,Elsewhere District,\n"
        "X,z@example.org,,\n"
        "Amina,amina@example.org,Harbour School,\n"
        "X,a@example.org,Harbour School,king\n"
        "X,b@example.org,Harbour School,administrator\n"
        "Ola,ola@example.org,HARBOUR SCHOOL,Mentor\n",  # line 12: good
    )
    assert [line["line"] for line in sheet.good] == [2, 12]
    assert reasons(sheet) == {
        3: "The same person is on line 2.",
        4: "This is not an e-mail address.",
        5: "There is no e-mail address.",
        6: "There is no school of this name.",
        7: "This school is not part of Lakeside District.",
        8: "There is no school.",
        9: "She belongs to this school already.",
        10: "There is no such role. Leave it empty for a teacher.",
        11: "This role is an administrator's to give.",
    }


def test_an_open_invitation_is_not_sent_again(cast: Cast) -> None:
    """The second upload of the same table has no good line."""
    table = HEAD + "Noor,noor@example.org,Harbour School\n"
    actions.invite_from_csv(person=cast.elif_, sheet_id=upload(cast, table).id)
    deliver_all()
    assert reasons(upload(cast, table)) == {2: "She is invited already."}


def test_two_schools_of_one_name_are_told_apart(cast: Cast) -> None:
    """The name is ambiguous, the short name is not."""
    for slug in ("hill-a", "hill-b"):
        Organisation.objects.create(slug=slug, name="Hill", kind="school", parent=cast.district)
    sheet = upload(cast, HEAD + "A,a@example.org,Hill\nB,b@example.org,hill-b\n")
    assert reasons(sheet) == {2: "Several schools have this name; write the short name instead."}
    assert [line["school"] for line in sheet.good] == ["Hill"]


def test_a_school_needs_no_school_column_filled(cast: Cast) -> None:
    """Uploading for one school takes it as the school of every line."""
    sheet = upload(cast, HEAD + "A,a@example.org,\n", cast.school)
    assert sheet.good[0]["organisation"] == str(cast.school.id)


def test_a_lead_elsewhere_uploads_nothing_here(cast: Cast) -> None:
    """Refused inside the action."""
    with pytest.raises(PermissionDenied):
        actions.upload_invitations(person=cast.emre, organisation=cast.district, data=JOSE.encode())


def test_a_table_is_forgotten_after_thirty_days(client: Client, cast: Cast) -> None:
    """With all names and addresses in it; its history stays, and the page says when."""
    sheet = upload(cast, JOSE + "X,nonsense,Harbour School\n")
    sign_in_as(client, cast.elif_)
    with clock_at(sheet.uploaded_at + timedelta(days=29)):
        deliver_all()
        assert "It is erased on" in client.get(f"/people/invite/{sheet.id}/").content.decode()
    with clock_at(sheet.uploaded_at + timedelta(days=30, minutes=1)):
        deliver_all()
        assert client.get(f"/people/invite/{sheet.id}/").status_code == 404
    assert not InvitationSheet.objects.exists()
    entries = history("invitation sheet", sheet.id)
    assert [entry.action for entry in entries] == ["uploaded", "forgotten"]
    assert chain_faults() == []


def test_a_table_whose_letters_go_out_is_kept_a_day_longer(cast: Cast) -> None:
    """Confirmed on its last day, it is worked off before it is forgotten."""
    sheet = upload(cast, JOSE)
    with clock_at(sheet.uploaded_at + timedelta(days=30, minutes=1)):
        actions.invite_from_csv(person=cast.elif_, sheet_id=sheet.id)
        actions.forget_sheet(sheet_id=sheet.id)
        assert InvitationSheet.objects.exists()
        deliver_all()
        assert Invitation.objects.count() == 1
    with clock_at(sheet.uploaded_at + timedelta(days=31, minutes=2)):
        deliver_all()
    assert not InvitationSheet.objects.exists()


def test_who_uploaded_a_table_takes_it_along_when_she_leaves(cast: Cast) -> None:
    """Letters that were on their way are not written; the job finds nothing and is done."""
    sheet = upload(cast, JOSE)
    actions.invite_from_csv(person=cast.elif_, sheet_id=sheet.id)
    actions.leave(person=cast.elif_)
    assert not InvitationSheet.objects.exists()
    deliver_all()
    assert not Invitation.objects.exists()
    assert not parked_deliveries().exists()
    actions.forget_sheet(sheet_id=sheet.id)


def test_who_leaves_is_taken_out_of_others_tables(client: Client, cast: Cast) -> None:
    """Out of good lines and bad ones, by every address of hers; the others stay in their places."""
    verify(cast.femi)
    EmailAddress.objects.create(user=cast.femi, email="femi.ä@example.org", verified=True)
    sheet = upload(
        cast,
        HEAD
        + "Femi Ade,FEMI@example.org,Harbour School\n"
        + "Noor,noor@example.org,Harbour School\n"
        + "Femi Ade,femi@example.org,Nowhere School\n"
        + "Femi Ade,femi.ä@example.org,Nowhere School\n",
    )
    actions.leave(person=cast.femi)
    sheet.refresh_from_db()
    assert "femi" not in json.dumps([sheet.good, sheet.bad], ensure_ascii=False).lower()
    assert [line["email"] for line in sheet.good] == ["", "noor@example.org"]
    sign_in_as(client, cast.elif_)
    page = client.get(f"/people/invite/{sheet.id}/").content.decode()
    assert "She closed her account." in page
    actions.invite_from_csv(person=cast.elif_, sheet_id=sheet.id)
    deliver_all()
    assert list(Invitation.objects.values_list("email", flat=True)) == ["noor@example.org"]


def test_nothing_is_sent_before_she_confirms_and_nothing_twice_after(cast: Cast) -> None:
    """Confirming twice and delivering twice writes each invitation once."""
    lines = "".join(f"P{n},p{n}@example.org,Harbour School\n" for n in range(250))
    sheet = upload(cast, HEAD + lines)
    deliver_all()
    assert not Invitation.objects.exists()
    for _ in range(2):
        actions.invite_from_csv(person=cast.elif_, sheet_id=sheet.id)
        deliver_all()
    actions.invite_lines(sheet_id=sheet.id, start=0)
    assert Invitation.objects.count() == 250
    sheet.refresh_from_db()
    assert (sheet.done, sheet.bad) == (100, [])


def test_nobody_confirms_anothers_table(cast: Cast) -> None:
    """Not even an administrator: whoever uploads answers for it."""
    with pytest.raises(PermissionDenied):
        actions.invite_from_csv(person=cast.ibrahim, sheet_id=upload(cast, JOSE).id)


def test_a_line_that_became_wrong_is_listed_and_the_rest_goes(cast: Cast) -> None:
    """Between the check and the confirmation somebody joined by another way."""
    sheet = upload(
        cast, HEAD + "F,femi@example.org,Harbour School\nN,n@example.org,Harbour School\n"
    )
    belongs(cast.femi, cast.school, Role.TEACHER)
    actions.invite_from_csv(person=cast.elif_, sheet_id=sheet.id)
    deliver_all()
    sheet.refresh_from_db()
    assert reasons(sheet) == {2: "femi@example.org belongs to Harbour School already."}
    assert list(Invitation.objects.values_list("email", flat=True)) == ["n@example.org"]


def test_a_lead_who_lost_her_role_sends_nothing_more(cast: Cast) -> None:
    """The permission is asked at the moment of writing."""
    sheet = upload(cast, JOSE)
    actions.invite_from_csv(person=cast.elif_, sheet_id=sheet.id)
    actions.end_membership(person=cast.elif_, membership=cast.elif_.memberships.get())
    deliver_all()
    assert not Invitation.objects.exists()


def test_ten_thousand_lines_are_checked_in_seconds(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    """The number of queries does not grow with the lines."""
    lines = "".join(f"P{n},p{n}@example.org,Harbour School\n" for n in range(10_000))
    begun = time.process_time()
    with django_assert_max_num_queries(30):
        sheet = upload(cast, HEAD + lines)
    assert len(sheet.good) == 10_000
    assert time.process_time() - begun < 10


@pytest.mark.parametrize("start", [*"=+-@\t\r\n", *"\uff1d\uff0b\uff0d\uff20"])
def test_an_exported_cell_never_runs_as_a_formula(start: str) -> None:
    """OWASP, CSV injection: a leading apostrophe makes it text."""
    data = safe_csv([[f'{start}HYPERLINK("http://evil.example")', 7]])
    ((cell, number),) = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert cell == f'\'{start}HYPERLINK("http://evil.example")'
    assert number == "7"


def post_table(client: Client, cast: Cast, text: str, name: str = "t.csv") -> Any:
    file = SimpleUploadedFile(name, text.encode())
    form = {"organisation": cast.district.pk, "file": file}
    return client.post("/people/invite/", form)


def test_the_pages_lead_from_file_to_letters(client: Client, cast: Cast) -> None:
    """Upload, look, download what is bad, confirm."""
    sign_in_as(client, cast.elif_)
    bad = '=1+1,"=cmd",Harbour School\n'
    answer = post_table(client, cast, JOSE + bad)
    page = client.get(answer["Location"]).content.decode()
    assert "Nothing has been sent yet" in page
    assert "This is not an e-mail address." in page
    file = client.get(answer["Location"] + "bad.csv")
    assert b"'=1+1,'=cmd" in file.content
    client.post(answer["Location"])
    deliver_all()
    assert "1 of 1 invitations" in client.get(answer["Location"]).content.decode()
    assert Invitation.objects.get().email == "jose@example.org"


def test_a_wrong_file_is_answered_on_the_form(client: Client, cast: Cast) -> None:
    """Too large, wrong kind or no table: the form says which."""
    sign_in_as(client, cast.elif_)
    assert "larger than 2 MB" in post_table(client, cast, "x" * 2_200_000).content.decode()
    assert "missing: email" in post_table(client, cast, "a,b\n").content.decode()
    assert "not allowed" in post_table(client, cast, JOSE, "t.exe").content.decode()
    assert not InvitationSheet.objects.exists()


@pytest.mark.parametrize("name", ["emre", "amina", "femi", "ibrahim"])
def test_anothers_table_does_not_exist(client: Client, cast: Cast, name: str) -> None:
    """Names and addresses in it are seen by its owner alone."""
    sheet = upload(cast, JOSE)
    sign_in_as(client, getattr(cast, name))
    for path in (f"/people/invite/{sheet.id}/", f"/people/invite/{sheet.id}/bad.csv"):
        assert client.get(path).status_code == 404
    assert client.post(f"/people/invite/{sheet.id}/").status_code == 404


def test_a_lead_cannot_choose_an_organisation_elsewhere(client: Client, cast: Cast) -> None:
    """The form offers only what she leads and takes nothing else."""
    sign_in_as(client, cast.emre)
    assert "Select a valid choice" in post_table(client, cast, JOSE).content.decode()
    assert not InvitationSheet.objects.exists()

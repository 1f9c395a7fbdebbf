"""What may tell who a child is, found in texts and file names."""

# ruff: noqa: RUF001 - names of several alphabets are found

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapel.domain.redaction import UNSURE, Find, Pupil, finds, finds_in_file_name

CLASS = [
    Pupil("Amina Yusuf"),
    Pupil("Lukas Müller", ("Luki",)),
    Pupil("María José García-López"),
    Pupil("Grace Hope"),
    Pupil("王 小明"),
    Pupil("Владимир Петров"),
    Pupil("Joy An"),
    Pupil("محمد علي"),
    Pupil("김민준"),
    Pupil("Siobhán O'Neill"),
    Pupil("欧阳思涵"),
    Pupil("Γιώργος Αλεξίου"),
    Pupil("Đặng Bảo"),
    Pupil("Bo de la Cruz"),
    Pupil("สมชาย ใจดี"),
]


def found(text: str, language: str = "en") -> list[tuple[str, str]]:
    return [(each.kind, each.text) for each in finds(text, class_list=CLASS, language=language)]


def names(text: str, language: str = "en") -> list[str]:
    return [text for kind, text in found(text, language) if kind == "name"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Then Amina spoke.", ["Amina"]),
        ("then AMINA spoke, and amina again", ["AMINA", "amina"]),
        ("Amina's book and Amina’s pen", ["Amina", "Amina"]),
        ("Amina Yusuf wrote", ["Amina Yusuf"]),
        ("Yusuf, Amina", ["Yusuf", "Amina"]),
        ("Aminas Heft", ["Aminas"]),
        ("Lukas und Luki und Mueller", ["Lukas", "Luki", "Mueller"]),
        ("Muller and MÜLLER", ["Muller", "MÜLLER"]),
        ("Maria-Jose Garcia Lopez", ["Maria-Jose Garcia Lopez"]),
        ("MaríaJosé", ["MaríaJosé"]),
        ("Lukass and Vladimir", ["Lukass"]),
        ("Siobhan O'Neill", ["Siobhan", "Neill"]),
        ("小明说，王小明写", ["小明", "王小明"]),
        ("思涵读书", ["思涵"]),
        ("Владимиру дали книгу", ["Владимиру"]),
        ("وقال محمد ثم لعلي", ["محمد", "لعلي"]),
        ("민준이가 말했다, 김민준은", ["민준이가", "김민준은"]),
        ("τον Γιώργο και του Γιώργου", ["Γιώργο", "Γιώργου"]),
        ("Bo and bo", ["Bo"]),
        ("la casa de Bo", ["Bo"]),
        ("สมชายอ่านหนังสือ", ["สมชาย"]),
        ("Nobody here, only the class.", []),
        ("đang đọc, dang, Đàng", ["dang", "Đàng"]),
    ],
)
def test_names_are_found_as_people_write_them(text: str, expected: list[str]) -> None:
    """Case, diacritics, possessives, endings, hyphens, slips and scripts do not hide a name."""
    assert names(text) == expected


def test_a_name_says_whose_it_is() -> None:
    """The pupil's place on the class list comes with it, so that her alias can stand there."""
    (find,) = finds("Here Lucas helped.", class_list=[Pupil("Amina"), Pupil("Lukas")])
    assert (find.pupil, find.text, find.start, find.end) == (1, "Lucas", 5, 10)


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("We do this with hope.", False),
        ("Hope is what we need.", False),
        ("Then Hope read on.", True),
        ("I asked HOPE", False),
        ("So Grace Hope read on.", True),
    ],
)
def test_a_name_that_is_a_word_too_is_given_as_unsure_where_it_stands_as_one(
    text: str, sure: bool
) -> None:
    """Otherwise a text about hope would be full of holes, or Hope would be left in it."""
    certain = [each.certainty >= UNSURE for each in finds(text, class_list=CLASS, language="en")]
    assert certain == [sure]


def test_the_shortest_words_in_small_letters_are_no_names() -> None:
    """A child called An, Joy or May would else be suggested in every other line."""
    assert names("Then they may see an apple, to our joy.") == []


def test_in_captions_without_capitals_small_letters_say_nothing() -> None:
    """Programs that write what is said set none: slips and names that are words are suggested."""
    said = "then amina and amnia read to lukas until may came and hope asked why " * 2
    found = finds(said, class_list=CLASS, language="en")
    assert [each.text for each in found[:4]] == ["amina", "amnia", "lukas", "hope"]
    assert [each.certainty < UNSURE for each in found[:4]] == [False, True, False, True]
    assert names(said + "Then.") == ["amina", "lukas", "hope"] * 2, "one capital, and they say all"
    assert names("then amnia read") == [], "a few words may have none by chance"


def test_a_number_in_small_letters_is_unsure() -> None:
    """As a program writes what is said; names of pictures stay what they are."""
    (find,) = finds("she is ln202393744 here", class_list=[])
    assert (find.kind, find.certainty < UNSURE) == ("id", True)
    assert finds("see img_20260514 there", class_list=[]) == []


def test_german_capitals_do_not_make_a_name_of_a_noun() -> None:
    """German writes each noun with a capital (Amtliches Regelwerk, § 55)."""
    (find,) = finds("Dort war ein Wolf.", class_list=[Pupil("Wolf Bauer")], language="de-AT")
    assert find.certainty < UNSURE


def test_a_word_without_capitals_in_its_script_is_unsure_too() -> None:
    """Hindi knows no capitals, so that hope and Asha look the same."""
    found = finds("आशा है", class_list=[Pupil("आशा शर्मा")], language="hi")
    assert [each.certainty < UNSURE for each in found] == [True]
    (chinese,) = finds("和平很好", class_list=[Pupil("李 和平")], language="zh")
    assert chinese.certainty < UNSURE


def test_a_slip_that_makes_an_ordinary_word_is_unsure() -> None:
    """ "Graces" is likely Grace's; "Hoper" is no word; what is one is said with less certainty."""
    (like,) = finds("Then Pearl spoke.", class_list=[Pupil("Pearly Shaw")], language="en")
    assert like.certainty < UNSURE
    (slip,) = finds("Then Summr spoke.", class_list=[Pupil("Summer Shaw")], language="en")
    assert slip.certainty >= UNSURE


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("write a.b+c@school.example.org now", "email", "a.b+c@school.example.org"),
        ("x (at) y.org", "email", "x (at) y.org"),
        ("x [at] y [dot] org", "email", "x [at] y [dot] org"),
        ("call +44 20 7946 0958.", "phone", "+44 20 7946 0958"),
        ("on 020 7946 0018 today", "phone", "020 7946 0018"),
        ("(555) 555-0142", "phone", "(555) 555-0142"),
        ("555-123-4567 x12", "phone", "555-123-4567 x12"),
        ("tel 555-0192", "phone", "555-0192"),
        ("or 555-0192 it was", "phone", "555-0192"),
        ("Student ID: S2023-00412", "id", "S2023-00412"),
        ("Matrikelnummer: 4711007", "id", "4711007"),
        ("学号：202312345", "id", "202312345"),
        ("SSN 123-45-6789", "id", "123-45-6789"),
        ("it is 123.456.789-09", "id", "123.456.789-09"),
        ("A123456789012", "id", "A123456789012"),
        ("12345678Z", "id", "12345678Z"),
        ("STU-004512", "id", "STU-004512"),
        ("no. 87654321 it was", "id", "87654321"),
        ("1234 5678 9012", "id", "1234 5678 9012"),
        ("born 14 May 2014 in", "other", "14 May 2014"),
        ("DOB: 14/05/2014", "other", "14/05/2014"),
        ("follow @amina_y there", "other", "@amina_y"),
    ],
)
def test_addresses_and_numbers_are_found_by_their_form(text: str, kind: str, expected: str) -> None:
    """Forms as their countries publish them; the numbers are set aside for examples or made up."""
    assert (kind, expected) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "On 14.05.2026 at 10:30-11:45, pages 112-118.",
        "In the years 2025-2026 and 2026/2027.",
        "That are 1 234 567 people, or 1,234,567.",
        "T05, CCSS.MATH.3.NF, R12, A4, MP3, IMG_20260514_101112",
        "3.14159265 and 0.0012345",
        "ISO-9001-2015 says, and IMG-20260514 too.",
        "Student 12 said",
        "12/14 - 3",
    ],
)
def test_dates_sums_and_codes_of_the_trade_are_left_alone(text: str) -> None:
    """Teachers write many numbers; a screen full of false alarms is waved through unread."""
    assert found(text) == []


def test_what_overlaps_is_given_once() -> None:
    """A name within an address is part of the address."""
    assert found("amina.yusuf@example.org") == [("email", "amina.yusuf@example.org")]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("IMG_20260514_AminaYusuf_plan2.docx", ["AminaYusuf"]),
        ("amina-yusuf-555-123-4567.pdf", ["amina-yusuf", "555-123-4567"]),
        ("lukasmueller3.jpg", ["lukasmueller"]),
        ("7b Grace Hope final.pdf", ["Grace Hope"]),
        ("DSC00012.jpg", []),
        ("IMG_20260514_101112-3.jpg", []),
    ],
)
def test_file_names_are_read_as_people_and_devices_write_them(
    name: str, expected: list[str]
) -> None:
    """Words run into each other there, and cameras write dates that are no telephones."""
    assert [each.text for each in finds_in_file_name(name, class_list=CLASS)] == expected


@given(st.text(max_size=200), st.sampled_from(["en", "de", "tr", "zh", "xx"]))
def test_finds_lie_in_the_text_in_order_and_apart(text: str, language: str) -> None:
    """Whoever replaces them relies on their places."""
    reached = 0
    for each in finds(text, class_list=CLASS, language=language):
        assert isinstance(each, Find)
        assert reached <= each.start < each.end <= len(text)
        assert text[each.start : each.end] == each.text
        assert 0 < each.certainty <= 1
        reached = each.end


@given(st.sampled_from([p.name for p in CLASS]), st.text(max_size=30), st.text(max_size=30))
def test_a_full_name_between_spaces_is_never_missed(name: str, before: str, after: str) -> None:
    """Whatever stands around it."""
    text = f"{before} . {name} . {after}"
    start, end = len(before) + 3, len(before) + 3 + len(name)
    assert any(each.start < end and start < each.end for each in finds(text, class_list=CLASS))


def test_a_mark_that_stands_alone_is_no_name_and_no_error() -> None:
    """Found by fuzzing: U+07F2, a mark of N'Ko, is a run of letters that folds to nothing."""
    assert finds("Say \u07f2 twice.", class_list=[Pupil("Jamila Kimathi")]) == []

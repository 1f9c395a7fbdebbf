"""Questions as QTI 3.0 and back: nothing is lost, and what is not read is told with its place."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.microcredential.test_items import example
from lapel.domain.microcredential import UnreadableError, check_items, parsed_items
from lapel.domain.microcredential.qti import LONGEST, plain, read_qti, write_qti
from lapel.domain.microcredential.qti.item import write_item
from lapel.domain.microcredential.qti.tree import LONGEST_XML
from lapel.domain.microcredential.qti.words import line

if TYPE_CHECKING:
    from lapel.domain.microcredential.qti import Brought

CONTENT = Path(__file__).parents[3] / "content" / "items"
PROCESSING = "<qti-response-processing>{}</qti-response-processing>"
NOT_READ = (
    "qti-response-processing is not read; what an answer is worth is taken from its declaration."
)
ITEM = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"


def sole(data: bytes | str) -> Brought:
    (found,) = read_qti(data.encode() if isinstance(data, str) else data)
    return found


def told(found: Brought) -> list[str]:
    return [f"{each.path} {each.sentence}" for each in found.problems]


def refusal(data: bytes | str) -> str:
    with pytest.raises(UnreadableError) as caught:
        read_qti(data.encode() if isinstance(data, str) else data)
    return " ".join(f"{each.path} {each.sentence}".strip() for each in caught.value.problems)


def zipped(**files: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "."), text)
    return buffer.getvalue()


def xml(
    body: str = "",
    *,
    choices: str = "ABC",
    declaration: str = "<qti-correct-response><qti-value>B</qti-value></qti-correct-response>",
    processing: str = '<qti-response-processing template="https://x.example/match_correct.xml"/>',
    interaction: str = 'max-choices="1"',
    more: str = "",
) -> str:
    """Give an item as another program might write it."""
    answers = "".join(
        f'<qti-simple-choice identifier="{each}">Answer {each}</qti-simple-choice>'
        for each in choices
    )
    return f"""<?xml version="1.0"?>
<qti-assessment-item xmlns="{ITEM}" identifier="Wait Time 3" title="Waiting" xml:lang="en">
  <qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="identifier">
    {declaration}
  </qti-response-declaration>
  <qti-item-body>
    {body}
    <qti-choice-interaction response-identifier="RESPONSE" {interaction}>
      <qti-prompt>What   would
        you do?</qti-prompt>{answers}
    </qti-choice-interaction>
  </qti-item-body>
  {processing}{more}
</qti-assessment-item>"""


def mapping(*values: str, default: str = "0") -> str:
    entries = "".join(
        f'<qti-map-entry map-key="{key}" mapped-value="{value}"/>'
        for key, value in zip("ABC", values, strict=False)
    )
    return f'<qti-mapping default-value="{default}">{entries}</qti-mapping>'


def test_our_whole_bank_comes_back_from_a_package_word_for_word() -> None:
    """450 questions in 15 files: what a designer exports she can import, and nothing changed."""
    documents = [
        parsed_items(json.loads(each.read_text(encoding="utf-8")))
        for each in sorted(CONTENT.glob("*.json"))
    ]
    package = write_qti(documents)
    assert package == write_qti(documents)
    found = read_qti(package)
    assert [(each.competency, each.language, each.fields) for each in found] == [
        (document.competency, document.language, item.model_dump())
        for document in documents
        for item in document.items
    ]
    assert not any(each.problems for each in found)


TEXT = st.text(
    st.characters(blacklist_categories=("Cs",)) | st.sampled_from(" \n\t<&\"'>\x00\x85"),
    min_size=1,
    max_size=30,
).filter(lambda text: bool(plain(text).strip() and line(text).strip()))


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    document = example()
    item = document["items"][0]
    item |= {name: draw(TEXT) for name in ("about", "vignette", "question", "band_reason")}
    item["source"] = {"cite": draw(TEXT), "says": draw(TEXT)}
    item["band"] = draw(st.integers(1, 5))
    count = draw(st.integers(3, 5))
    texts = draw(
        st.lists(TEXT, min_size=count, max_size=count, unique_by=lambda t: plain(t).casefold())
    )
    worth = draw(st.permutations(range(count)))
    item["form"] = draw(st.sampled_from(["best", "ordered"]))
    item["options"] = [
        {
            "text": text,
            "credit": int(step == 0) if item["form"] == "best" else step,
            "reason": draw(TEXT),
        }
        for text, step in zip(texts, worth, strict=True)
    ]
    return document


def normal(item: dict[str, Any]) -> dict[str, Any]:
    """Give a question as QTI keeps it: of white space what HTML keeps, some of it in one line."""
    return {
        **item,
        **{name: line(item[name]) for name in ("about", "question", "band_reason")},
        "vignette": plain(item["vignette"]),
        "source": {name: line(text) for name, text in item["source"].items()},
        "options": [
            {**each, "text": plain(each["text"]), "reason": plain(each["reason"])}
            for each in item["options"]
        ],
    }


@settings(max_examples=60, deadline=None)
@given(documents())
def test_whatever_is_written_is_read_again_but_for_white_space(document: dict[str, Any]) -> None:
    """Any words: brackets, quotation marks, other scripts, and characters that XML cannot hold."""
    if check_items(document):
        return
    package = write_qti([parsed_items(document)])
    found = sole(package)
    assert found.fields == normal(document["items"][0])
    assert (found.competency, found.language, told(found)) == ("T07", "en", [])


def test_an_item_alone_says_what_its_package_would_have_said() -> None:
    """Source and band stand in the manifest; without it they are missing, and nothing else is."""
    item = parsed_items(example()).items[0]
    found = sole(write_item(item, "T07", "en"))
    assert (found.competency, found.language) == ("T07", "en")
    whole = item.model_dump()
    assert found.fields == {
        name: value
        for name, value in whole.items()
        if name not in {"source", "band", "band_reason"}
    }


def test_an_item_of_another_program_is_read_as_far_as_it_goes() -> None:
    """Its identifier becomes a key; its single right answer is worth 1; words keep their lines."""
    found = sole(xml("<p>Grade 5.<br/>Four minutes\n left.</p><div>Two <b>hands</b>.</div>"))
    assert found.fields == {
        "key": "wait-time-3",
        "about": "Waiting",
        "vignette": "Grade 5.\nFour minutes left.\n\nTwo hands.",
        "question": "What would you do?",
        "form": "best",
        "options": [
            {"text": f"Answer {each}", "credit": int(each == "B"), "reason": ""} for each in "ABC"
        ],
    }
    assert (found.competency, found.language, told(found)) == ("", "en", [])


@pytest.mark.parametrize(
    ("values", "credit", "remark"),
    [
        (("0", "1", "2"), [0, 1, 2], ""),
        (("0", "2.5", "0"), [0, 1, 0], ""),
        (
            ("0", "1", "0.5"),
            [0, 2, 1],
            "qti-mapping has the values 0, 0.5, 1; they are taken as steps.",
        ),
        (
            ("1", "1", "0"),
            [1, 1, 0],
            "qti-mapping gives two answers the same value; each must be worth a step more.",
        ),
        (("one", "1", "2"), [0, 1, 2], "qti-map-entry has no number as its mapped-value."),
        (("0", "1"), [0, 1, 0], ""),
    ],
)
def test_values_of_a_mapping_become_steps(
    values: tuple[str, ...], credit: list[int], remark: str
) -> None:
    """QTI's values are any numbers; ours are steps, so their order counts, and it is said."""
    found = sole(xml("<p>x</p>", declaration=mapping(*values)))
    assert [each["credit"] for each in found.fields["options"]] == credit
    assert told(found) == ([remark] if remark else [])


def test_an_entry_for_an_answer_that_is_not_there_counts_nothing() -> None:
    """A mapping may name what an older version offered; a default may be no number."""
    found = sole(xml("<p>x</p>", choices="AB", declaration=mapping("2", "1", "0", default="x")))
    assert [each["credit"] for each in found.fields["options"]] == [1, 0]


def test_an_entry_without_a_key_is_not_of_a_choice_without_an_identifier() -> None:
    """Neither says what it is; what both leave out is nothing they have in common."""
    whole = xml("<p>x</p>", choices="ABC", declaration=mapping("2", "1", "0"))
    nameless = whole.replace('map-key="A"', "").replace(
        '<qti-simple-choice identifier="A"', "<qti-simple-choice"
    )
    assert nameless.count("identifier") == whole.count("identifier") - 1
    found = sole(nameless)
    assert [each["credit"] for each in found.fields["options"]] == [0, 1, 0]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {"body": '<p>A <img src="a.png"/> here.</p>'},
            "img is more than words; only its words are kept.",
        ),
        (
            {"body": "<p>x</p><table><tr/></table>"},
            "table is more than words; only its words are kept.",
        ),
        (
            {"interaction": 'max-choices="0"'},
            "qti-choice-interaction lets people choose several answers; one is read.",
        ),
        (
            {"declaration": ""},
            "qti-response-declaration names no single correct answer and no mapping.",
        ),
        (
            {"processing": PROCESSING.format("<qti-response-condition/>")},
            NOT_READ,
        ),
        (
            {"processing": PROCESSING.format("")},
            NOT_READ,
        ),
        (
            {"more": '<qti-modal-feedback show-hide="hide">No.</qti-modal-feedback>'},
            "qti-modal-feedback is not taken in: it is hidden, or a second one for an answer.",
        ),
        (
            {"more": '<qti-stylesheet href="a.css"/>'},
            "qti-stylesheet is not taken in; nothing of it is kept.",
        ),
        (
            {"interaction": 'x="" ></qti-choice-interaction><qti-choice-interaction'},
            "qti-choice-interaction is a second choice in one question; only the first is read.",
        ),
        (
            {"body": '<qti-order-interaction response-identifier="R"/>'},
            "qti-order-interaction is not read; only a choice among answers is.",
        ),
    ],
)
def test_what_the_subset_does_not_know_is_told_and_never_dropped_in_silence(
    changed: dict[str, str], said: str
) -> None:
    """Each remark names its element and stands on its line."""
    found = sole(xml(**{"body": "<p>x</p>", **changed}))
    assert said in told(found)
    assert all(each.place and each.place.line > 1 for each in found.problems)


def test_reasons_are_the_feedback_of_each_answer() -> None:
    """Modal feedback by the answer's name, as QTI shows it when FEEDBACK is the response."""
    body = "<qti-content-body><p>So.</p></qti-content-body>"
    told_ = f'<qti-modal-feedback identifier="B">{body}</qti-modal-feedback>'
    found = sole(xml("<p>x</p>", more=told_))
    assert [each["reason"] for each in found.fields["options"]] == ["", "So.", ""]


def test_an_item_without_a_question_says_so() -> None:
    """No body, a body that asks nothing, another way of asking, nothing declared, no answers."""
    root = f'<qti-assessment-item xmlns="{ITEM}" identifier="T07.x">'
    end = "</qti-assessment-item>"
    found = sole(f"{root}{end}")
    assert told(found) == ["qti-assessment-item holds no qti-item-body."]
    assert (found.competency, found.fields) == ("T07", {"key": "x"})
    found = sole(f"{root}<qti-item-body><p>Only words.</p></qti-item-body>{end}")
    assert told(found) == ["qti-item-body asks nothing: it holds no qti-choice-interaction."]
    assert found.fields["vignette"] == "Only words."
    found = sole(f"{root}<qti-item-body><qti-choice-interaction/></qti-item-body>{end}")
    assert told(found) == [
        "qti-choice-interaction has no qti-response-declaration; credits are missing."
    ]
    found = sole(xml("<p>x</p>", choices="", declaration=mapping("1")))
    assert "options" not in found.fields


def test_faults_are_told_up_to_a_thousand() -> None:
    """Nobody mends more at a time."""
    found = sole(xml("<img/>" * 1_200))
    assert len(found.problems) == 1_000


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "This is not XML: no element found."),
        (b"<a>\n <b></a>", "This is not XML: mismatched tag."),
        (
            b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
            "The file has a document type, which is not read.",
        ),
        (
            b'<?xml version="1.0" encoding="nonsense"?><a/>',
            "The file's encoding cannot be read.",
        ),
        (b"<a>" * 50, "The file is nested too deeply or too long."),
        (b"<a>" + b"<b/>" * 100_001 + b"</a>", "The file is nested too deeply or too long."),
        (b" " * (LONGEST_XML + 1), "The file is larger than 8 MB."),
        (b" " * (LONGEST + 1), "The file is larger than 10 MB."),
        (b"PK\x03\x04 and nothing", "The package is not a sound ZIP file."),
        (zipped(a="b"), "The package has no imsmanifest.xml at its top."),
        (
            zipped(imsmanifest__xml="<manifest/>"),
            "imsmanifest.xml The package names no item of QTI 3.0.",
        ),
        (zipped(imsmanifest__xml="<manifest"), "imsmanifest.xml This is not XML: unclosed token."),
        (
            zipped(**{f"a{n}": "" for n in range(2_001)}),
            "The package holds too many files, or too large ones.",
        ),
    ],
    ids=lambda each: each if isinstance(each, str) else "bytes",
)
def test_what_is_no_package_and_no_item_is_refused_in_plain_words(data: bytes, said: str) -> None:
    """Files of strangers: broken, enormous, or made to do harm."""
    assert refusal(data) == said


def test_a_locked_package_says_that_it_is_locked() -> None:
    """The bit of a file that says it is encrypted."""
    data = bytearray(zipped(imsmanifest__xml="<manifest/>"))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    assert refusal(bytes(data)) == "The package is locked with a password."


def test_a_fault_of_xml_says_its_line() -> None:
    """So that it can be found in an editor."""
    with pytest.raises(UnreadableError) as caught:
        read_qti(b"<a>\n  <b>\n</a>")
    (problem,) = caught.value.problems
    assert problem.place
    assert problem.place.line == 3


def test_what_is_wrong_with_one_item_does_not_keep_the_others_out() -> None:
    """A missing file, a broken one, one that is no item; a sound one, named twice; a picture."""

    def resource(href: str, kind: str = "imsqti_item_xmlv3p0") -> str:
        return f'<resource type="{kind}" href="{href}"/>'

    named = [resource(each) for each in ("gone", "broken", "other", "sound", "sound")]
    named.append(resource("a.png", "webcontent"))
    manifest = f"<manifest><resources>{''.join(named)}</resources></manifest>"
    package = zipped(imsmanifest__xml=manifest, broken="<a", other="<a/>", sound=xml("<p>x</p>"))
    found = read_qti(package)
    assert [told(each) for each in found] == [
        ["imsmanifest.xml: resource names a file that the package does not hold: gone."],
        ["broken This is not XML: unclosed token."],
        ["other: a is not an assessment item of QTI 3.0."],
        [],
    ]
    assert found[3].fields["key"] == "wait-time-3"
    assert told(sole("<a/>")) == ["a is not an assessment item of QTI 3.0."]


def test_metadata_of_others_is_taken_as_far_as_it_is_understood() -> None:
    """Their catalogues, their words for how hard it is, their relations and classifications."""
    lom = (
        "<lom><general><identifier><catalog>theirs</catalog><entry>7</entry></identifier>"
        "<language>fr</language></general>"
        "<educational><difficulty><value>fiendish</value></difficulty></educational>"
        "<relation><kind><value>haspart</value></kind></relation>"
        "<relation><kind><value>isbasedon</value></kind></relation>"
        "<classification><purpose><value>idea</value></purpose></classification></lom>"
    )
    manifest = (
        '<manifest><resources><resource type="imsqti_item_xmlv3p0" href="a">'
        f"<metadata>{lom}</metadata></resource></resources></manifest>"
    )
    found = sole(zipped(imsmanifest__xml=manifest, a=xml("<p>x</p>").replace('xml:lang="en"', "")))
    assert (found.competency, found.language) == ("", "fr")
    assert {"source", "band", "band_reason"} & set(found.fields) == set()

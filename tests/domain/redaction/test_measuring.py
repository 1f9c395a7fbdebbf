"""A labelled set read, and what is found held against it."""

import json

import pytest

from lapel.domain.redaction import UNSURE, Box, Pupil, Span, Track, finds
from lapel.domain.redaction.labels import BadLabelsError, Labelled, read_csv, read_json
from lapel.domain.redaction.scoring import (
    Share,
    Tally,
    score_faces,
    score_sound,
    score_text,
    score_tracks,
)

SIDES = {"left": 0.1, "top": 0.1, "width": 0.1, "height": 0.2}


def test_labels_are_read_from_json() -> None:
    """With the groups they name; a face's size follows from its height where none is named."""
    document = {
        "class_list": ["Amina Yusuf", {"name": "Lukas", "nicknames": ["Luki"]}],
        "classes": {"7b": ["Ben"]},
        "labels": [
            {"file": "a.jpg", "kind": "face", "tone": 7, "pose": "profile"} | SIDES,
            {"file": "a.mp4", "kind": "face", "second": 1.5, "size": "far"} | SIDES,
            {"file": "t.txt", "kind": "name", "text": "Amina", "language": "de", "class": "7b"},
            {"file": "Amina.txt", "kind": "name", "text": "Amina", "where": "file_name"},
            {"file": "n.txt", "kind": "none"},
            {"file": "t.vtt", "kind": "name", "text": "Amina", "start": 1.5, "end": 2},
        ],
    }
    read = read_json(json.dumps(document))
    face, moving, name, in_name, nothing, spoken = read.labels
    assert face.groups == (("pose", "profile"), ("size", "near"), ("tone", "7"))
    assert (moving.second, dict(moving.groups)["size"]) == (1.5, "far")
    assert (name.text, name.language, read.class_list(name)) == ("Amina", "de", (Pupil("Ben"),))
    assert in_name.in_name
    assert nothing.kind == "none"
    assert (spoken.said, name.said) == (Span(1.5, 2.0), None)
    assert read.class_list(face) == (Pupil("Amina Yusuf"), Pupil("Lukas", ("Luki",)))
    assert list(read.by_file()) == ["a.jpg", "a.mp4", "t.txt", "Amina.txt", "n.txt", "t.vtt"]


def test_labels_are_read_from_csv() -> None:
    """As a spreadsheet writes it: empty cells say nothing."""
    table = (
        "file,kind,left,top,width,height,text\na.jpg,face,0,0,.1,.03,\nt.txt,email,,,,,x@y.org\n"
    )
    read = read_csv(table, "Amina Yusuf; Mina\n\nBen\n")
    assert read.class_list(read.labels[0]) == (Pupil("Amina Yusuf", ("Mina",)), Pupil("Ben"))
    assert [label.kind for label in read.labels] == ["face", "email"]
    assert read.labels[0].groups == (("size", "far"),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[]", "labels.json is"),
        ("{", "labels.json is"),
        ('{"labels": [{"file": "a"}]}', "Label 1"),
        ('{"labels": [{"file": "a", "kind": "cat"}]}', "kind is face"),
        ('{"labels": [{"file": "a", "kind": "name"}]}', "text is what"),
        ('{"labels": [{"file": "a", "kind": "face", "left": 0}]}', "Label 1"),
        ('{"labels": ["a"]}', "Label 1"),
        ('{"labels": [{"file": "a", "kind": "id", "text": "7", "start": 2, "end": 1}]}', "seconds"),
        ('{"labels": [{"file": "a", "kind": "id", "text": "7", "start": 2}]}', "Label 1"),
    ],
)
def test_bad_labels_are_told(text: str, said: str) -> None:
    """Figures from half a file would be taken for those of the whole."""
    with pytest.raises(BadLabelsError, match=said):
        read_json(text)


def test_a_face_has_a_size_within_its_picture() -> None:
    """Pixels taken for fractions would find everything."""
    row = json.dumps({"labels": [{"file": "a", "kind": "face"} | SIDES | {"width": 120}]})
    with pytest.raises(BadLabelsError, match="fractions"):
        read_json(row)


def test_a_table_without_its_columns_is_told() -> None:
    """Its header says what each column is."""
    with pytest.raises(BadLabelsError, match="header"):
        read_csv("a,b\n1,2\n")


def face(left: float, **groups: str) -> Labelled:
    return Labelled("a.jpg", "face", tuple(groups.items()), Box(left, 0.4, 0.1, 0.1))


def test_faces_count_where_their_mask_covers_them() -> None:
    """A box as large as the picture covers all and finds nothing; one beside is a false alarm."""
    tally = Tally()
    boxes = [Box(0.11, 0.41, 0.09, 0.09), Box(0.7, 0.7, 0.1, 0.1)]
    score_faces(tally, [face(0.1, tone="3"), face(0.5, tone="4")], boxes, where="pictures")
    assert tally.shares() == {
        ("face", "all", ""): Share(1, 2),
        ("face", "tone", "3"): Share(1, 1),
        ("face", "tone", "4"): Share(0, 1),
    }
    assert (tally.alarms["pictures"], tally.files["pictures"]) == (1, 1)
    nothing = Labelled("a.jpg", "none", ())
    score_faces(tally, [nothing, face(0.1)], [Box(0.0, 0.0, 1.0, 1.0)], where="moments")
    assert tally.found["face", "all", ""] == 1
    assert (tally.alarms["pictures"], tally.alarms["moments"]) == (1, 1)


def test_who_is_partly_in_the_picture_is_neither_missed_nor_a_false_alarm() -> None:
    """Half a face at the border: whoever covers it does right, and nobody need."""
    tally = Tally()
    cut = Labelled("a.jpg", "partly", (), Box(0.95, 0.4, 0.05, 0.1))
    score_faces(tally, [cut], [Box(0.95, 0.4, 0.05, 0.1)], where="pictures")
    score_faces(tally, [cut], [], where="pictures")
    assert (tally.shares(), tally.alarms["pictures"]) == ({}, 0)


def on_way(track: str, second: float, left: float, kind: str = "face") -> Labelled:
    box = Box(left, 0.4, 0.1, 0.1)
    return Labelled("a.mp4", kind, (("tone", "9"),), box, second=second, track=track)


def test_a_way_is_found_where_it_is_masked_at_every_labelled_moment() -> None:
    """A face that shows once is told; a track on nobody's face is a false alarm."""
    labels = [on_way(who, at, left) for who, left in (("a", 0.1), ("b", 0.5)) for at in (1.0, 2.0)]
    labels.append(on_way("c", 2.0, 0.95, "partly"))
    followed = Track(1, ((1.0, Box(0.1, 0.4, 0.1, 0.1)), (1.8, Box(0.1, 0.4, 0.1, 0.1))))
    lost = Track(2, ((1.0, Box(0.5, 0.4, 0.1, 0.1)),))
    nobody = Track(3, ((0.5, Box(0.3, 0.1, 0.1, 0.1)), (1.5, Box(0.3, 0.1, 0.1, 0.1))))
    between = Track(4, ((1.2, Box(0.3, 0.8, 0.1, 0.1)),))
    at_border = Track(5, ((1.9, Box(0.95, 0.4, 0.05, 0.1)), (2.1, Box(0.95, 0.4, 0.05, 0.1))))
    tally = Tally()
    tracks = [followed, lost, nobody, between, at_border]
    score_tracks(tally, labels, tracks, where="tracks", padding=0.6)
    assert tally.shares()["tracks", "tone", "9"] == Share(1, 2)
    assert (tally.alarms["tracks"], tally.seconds) == (1, 1.0)


def test_sound_counts_by_the_time_in_which_it_is_said() -> None:
    """Half a name that is heard is a name; a tone over other words costs the talk."""
    tally = Tally()
    said = [Span(1.0, 2.0), Span(5.0, 5.5), None]
    labels = [
        Labelled("t.vtt", "name", (("language", "en"),), text="Amina", said=each) for each in said
    ]
    score_sound(tally, labels, [Span(0.5, 2.5), Span(5.4, 7.0)], length=60)
    assert tally.shares() == {
        ("name silenced", "all", ""): Share(1, 2),
        ("name silenced", "language", "en"): Share(1, 2),
    }
    heard = tally.heard
    assert (heard.said["all", ""], heard.length) == (1.5, 60)
    assert heard.silenced["language", "en"] == pytest.approx(1.1)
    assert heard.beside == pytest.approx(1.0 + 1.5)


def label(kind: str, text: str) -> Labelled:
    return Labelled("t.txt", kind, (), text=text)


def test_texts_count_what_is_touched_and_what_should_not_have_been() -> None:
    """Each label is one place, in the order of the text; what is unsure is counted apart."""
    text = "Then Hope and Amina, hope, Ben. Amina 030 901 820 44"
    pupils = [Pupil("Amina"), Pupil("Hope"), Pupil("Ben")]
    labels = [label("name", "Hope"), label("name", "Amina"), label("name", "Amina")]
    tally = Tally()
    score_text(tally, labels, text, finds(text, class_list=pupils), unsure=UNSURE)
    assert tally.shares()["name", "all", ""] == Share(3, 3)
    assert (dict(tally.alarms), dict(tally.unsure_alarms)) == (
        {"name": 1, "phone": 1},
        {"name": 1},
    )


def test_a_label_that_is_not_in_the_text_counts_as_missed() -> None:
    """A text lost on its way (a scan without words) hides names, it does not remove them."""
    tally = Tally()
    score_text(tally, [label("name", "Amina"), label("name", "Ben")], "Ben Ben", [], unsure=UNSURE)
    assert tally.shares()["name", "all", ""] == Share(0, 2)


def test_a_name_that_goes_on_in_the_next_line_is_one() -> None:
    """Captions break where there is room, not where a name ends."""
    tally, text = Tally(), "Then Amina\nYusuf asked."
    found = finds(text, class_list=[Pupil("Amina Yusuf")])
    score_text(tally, [label("name", "Amina Yusuf")], text, found, unsure=UNSURE)
    assert tally.shares()["name", "all", ""] == Share(1, 1)
    assert not tally.alarms


def test_labels_out_of_order_are_still_found() -> None:
    """Who labels by hand may sort them."""
    tally, text = Tally(), "Ben and Amina"
    found = finds(text, class_list=[Pupil("Ben"), Pupil("Amina")])
    score_text(tally, [label("name", "Amina"), label("name", "Ben")], text, found, unsure=UNSURE)
    assert tally.shares()["name", "all", ""] == Share(2, 2)


def test_an_interval_is_wilsons() -> None:
    """10 of 10: (0.722, 1.000), 50 of 100: (0.404, 0.596); statsmodels' proportion_confint."""
    low, high = Share(10, 10).interval
    assert (low, high) == pytest.approx((0.7225, 1.0), abs=1e-3)
    assert Share(50, 100).interval == pytest.approx((0.4038, 0.5962), abs=1e-4)
    assert Share(1, 4).value == 0.25

"""Where faces are, and the ways they go."""

import pytest

from lapel.domain.redaction import Box, Track, box_at, grown, merge_tracks, overlap, tracked

FACE = Box(0.4, 0.4, 0.1, 0.1, 0.9)


def moved(x: float, y: float = 0.0, size: float = 0.1) -> Box:
    return Box(0.4 + x, 0.4 + y, size, size, 0.8)


def test_boxes_overlap_by_what_they_share_of_both() -> None:
    """Jaccard's index: half of each of two equal squares is a third of both."""
    assert overlap(FACE, FACE) == pytest.approx(1)
    assert overlap(FACE, moved(0.05)) == pytest.approx(1 / 3)
    assert overlap(FACE, moved(0.2)) == 0
    assert overlap(FACE, moved(0, 0.2)) == 0


def test_a_grown_box_stays_within_its_picture() -> None:
    """A mask cannot lie outside of what is masked."""
    box = grown(Box(0.0, 0.9, 0.2, 0.1), 1.0)
    sides = (box.left, box.top, box.width, box.height)
    assert sides == pytest.approx((0.0, 0.85, 0.3, 0.15))


def test_between_two_looks_a_face_is_on_the_straight_way() -> None:
    """What is looked at twice a second moves on in between."""
    track = Track(1, ((1.0, FACE), (2.0, moved(0.2)), (4.0, moved(0.2, 0.1, 0.3))))
    halfway = box_at(track, 1.5, padding=0.5)
    assert halfway
    assert halfway.left == pytest.approx(0.5)
    later = box_at(track, 3.0, padding=0.5)
    assert later
    assert (later.top, later.width) == pytest.approx((0.45, 0.2))
    assert box_at(track, 2.0, padding=0.5) == moved(0.2)


def test_a_face_is_held_for_a_moment_before_and_after_it_was_seen() -> None:
    """It was there between the looks; it is not held for ever."""
    track = Track(1, ((1.0, FACE), (2.0, moved(0.2))))
    assert (track.start, track.end) == (1.0, 2.0)
    assert box_at(track, 0.6, padding=0.5) == FACE
    assert box_at(track, 2.4, padding=0.5) == moved(0.2)
    assert box_at(track, 0.4, padding=0.5) is None
    assert box_at(track, 2.6, padding=0.5) is None


def test_two_faces_that_move_are_two_tracks() -> None:
    """Each goes on where it is nearest to where it was."""
    moments = [(n / 2, [moved(0.02 * n), moved(-0.3 + 0.02 * n)]) for n in range(6)]
    one, two = tracked(moments)
    assert (one.number, two.number) == (1, 2)
    assert [box.left for _at, box in one.boxes] == pytest.approx([0.1 + 0.02 * n for n in range(6)])
    assert len(two.boxes) == 6


def test_two_faces_close_together_stay_two() -> None:
    """Each look at one goes to one track, though both would fit."""
    moments = [(0.0, [FACE, moved(0.04)]), (0.5, [moved(0.01), moved(0.05)])]
    assert [len(track.boxes) for track in tracked(moments)] == [2, 2]


def test_a_face_that_is_too_far_or_too_large_or_too_late_is_another() -> None:
    """Otherwise one decision would be about two people."""
    assert len(tracked([(0.0, [FACE]), (0.5, [moved(0.3)])])) == 2
    assert len(tracked([(0.0, [FACE]), (0.5, [moved(0, 0, 0.25)])])) == 2
    assert len(tracked([(0.0, [FACE]), (0.5, []), (4.0, [FACE])])) == 2


def test_tracks_that_go_on_soon_and_nearby_are_merged() -> None:
    """A face turned away for a moment asks for one decision, not for two."""
    first = Track(1, ((0.0, FACE), (1.0, FACE)), b"seen")
    again = Track(2, ((3.0, moved(0.01)),), b"later")
    (one,) = merge_tracks([again, first])
    assert one == Track(1, (*first.boxes, *again.boxes), b"seen")


def test_tracks_apart_in_time_or_place_stay_apart() -> None:
    """Nobody is taken for another by anything but where and when she is."""
    first = Track(7, ((0.0, FACE), (1.0, FACE)))
    far = Track(8, ((2.0, moved(0.3)),))
    late = Track(9, ((6.0, FACE),))
    beside = Track(3, ((0.5, FACE),))
    merged = merge_tracks([first, far, late, beside])
    assert [track.number for track in merged] == [1, 2, 3, 4]
    assert [track.start for track in merged] == [0.0, 0.5, 2.0, 6.0]

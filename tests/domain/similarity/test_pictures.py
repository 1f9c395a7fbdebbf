"""A picture that was cut, made smaller or written anew is found again; another one is not."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from domain.similarity.drawn import board, cut, picture, scene, written_anew
from lapel.domain.similarity.overlaying import AGREE, agreement, correlations, picture_kept
from lapel.domain.similarity.pictures import (
    NEAREST,
    WHOLE,
    Box,
    Grey,
    Picture,
    asked_keys,
    distance,
    keys_of,
    signed,
    unsigned,
)

OLD = range(30)


@pytest.fixture(scope="module")
def shelf():
    """Keep thirty pictures as the room does: codes under keys, and a small grey of each."""
    kept = {}
    olds = {}
    for seed in OLD:
        old = picture(scene(seed))
        olds[seed] = picture_kept(old.kept())
        for tile, code in old.tiles():
            for key in keys_of(code):
                kept.setdefault(key, []).append((seed, tile, code.bits))
    return kept, olds


def found(shelf, image):
    """Name the pictures that this one agrees with."""
    kept, olds = shelf
    new = picture(image)
    hits = {}
    for window, code in new.windows():
        for key in asked_keys(code):
            for seed, tile, bits in kept.get(key, ()):
                if (far := distance(bits, code.bits)) <= NEAREST:
                    hits.setdefault(seed, []).append((far, tile, window))
    best = {
        seed: max(
            agreement(olds[seed], tile, new, window)
            for _far, tile, window in sorted(each, key=lambda hit: hit[0])[:2]
        )
        for seed, each in hits.items()
    }
    return {seed for seed, value in best.items() if value >= AGREE}


@pytest.mark.parametrize("seed", [0, 7, 19])
def test_a_copy_written_anew_and_made_smaller_is_found(shelf, seed):
    """A re-encoding changes every byte and next to nothing that is seen."""
    assert found(shelf, written_anew(scene(seed).resize((260, 195)))) == {seed}


def test_most_crops_that_keep_seven_tenths_of_the_sides_are_found(shelf):
    """Half of the area is gone then; the bench prints the recall at other sizes (ADR 27)."""
    hits = sum(found(shelf, cut(scene(seed), 0.7, seed)) == {seed} for seed in range(10))
    assert hits >= 9


def test_a_crop_of_another_shape_is_found(shelf):
    """Taking the lower quarter off changes the shape; squares of it stay squares."""
    whole = scene(3)
    assert found(shelf, whole.crop((0, 0, whole.width, whole.height * 3 // 4))) == {3}


def test_another_picture_is_not_found(shelf):
    """Twelve scenes that nobody kept agree with none."""
    assert [seed for seed in range(500, 512) if found(shelf, scene(seed))] == []


def test_boards_of_one_layout_with_other_words_are_not_alike():
    """Title, rule and lines stand where they stand on every board; what they say differs."""
    told = [picture(board(seed)) for seed in range(16)]
    alike = [
        agreement(picture_kept(one.kept()), WHOLE, other, WHOLE) >= AGREE
        for one, other in itertools.combinations(told, 2)
    ]
    assert sum(alike) == 0
    copy = picture(written_anew(board(3).resize((300, 225))))
    assert agreement(picture_kept(told[3].kept()), WHOLE, copy, WHOLE) >= AGREE


def test_a_plain_wall_has_no_code_and_agrees_with_nothing():
    """Else every empty page would be a copy of every other."""
    wall = Picture(Grey(64, 48, bytes([200]) * 64 * 48))
    assert wall.code() is None
    assert list(wall.tiles()) == []
    assert list(wall.windows()) == []
    assert agreement(wall, WHOLE, picture(scene(1)), WHOLE) == 0.0
    assert correlations(np.ones((1, 9)), np.arange(9.0).reshape(1, 9)).tolist() == [0.0]


def test_a_picture_without_its_pixels_is_refused():
    """Pixels and measures come from a child that a hostile file may have turned."""
    for grey in (Grey(20, 20, b"short"), Grey(4, 4, bytes(16))):
        with pytest.raises(ValueError, match="one byte for each pixel"):
            Picture(grey)


def test_parts_that_have_nothing_in_common_do_not_agree():
    """A tile that would lie outside of the other picture tells nothing."""
    old, new = picture(scene(1)), picture(scene(1))
    corner, far = Box(0, 0, 0.1, 0.1), Box(0.9, 0.9, 0.1, 0.1)
    assert agreement(old, corner, new, far) == 0.0
    assert agreement(old, corner, new, Box(5, 5, 0.1, 0.1)) == 0.0


def test_means_of_parts_are_the_means_of_their_pixels():
    """By hand: four quarters of one grey each."""
    rows = [bytes([10] * 8 + [20] * 8)] * 8 + [bytes([30] * 8 + [40] * 8)] * 8
    four = Picture(Grey(16, 16, b"".join(rows)))
    assert four.cells([WHOLE], 2).tolist() == [[[10, 20], [30, 40]]]
    assert four.cells([Box(0.5, 0, 0.5, 0.5)], 2).tolist() == [[[20, 20], [20, 20]]]
    assert four.cells([Box(0.99, 0.99, 0.01, 0.01)], 4)[0, -1, -1] == 40


def test_sixty_four_bits_are_kept_as_a_signed_number():
    """Databases know no unsigned 64 bits."""
    for bits in (0, 1, 2**63 - 1, 2**63, 2**64 - 1):
        assert -(2**63) <= signed(bits) < 2**63
        assert unsigned(signed(bits)) == bits

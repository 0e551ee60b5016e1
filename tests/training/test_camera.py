"""The camera model: what a recorder stores of a scene in the dark."""

import numpy as np
import pytest

from lle_studio.training.camera import draw_light, infrared, next_frame, overlay, photograph
from lle_studio.training.config import ExampleShares
from lle_studio.training.examples import draw_batch, draw_example
from lle_studio.training.sets import generate_pairs

SCENE = generate_pairs(1, 64, seed=5).high[0]


def rngs(count: int) -> list[np.random.Generator]:
    return [np.random.default_rng(seed) for seed in range(count)]


def test_pictures_are_darker_than_the_scene_and_differ_by_the_draw() -> None:
    taken = [photograph(SCENE, None, rng) for rng in rngs(12)]
    assert all(t.shape == SCENE.shape and t.dtype == np.uint8 for t in taken)
    means = [t.mean() for t in taken]
    assert max(means) < SCENE.mean()
    assert min(means) < 20
    assert len({t.tobytes() for t in taken}) == 12
    again = photograph(SCENE, None, np.random.default_rng(3))
    assert np.array_equal(again, taken[3])


def test_a_grey_scene_stays_grey() -> None:
    grey = infrared(SCENE)
    assert not np.ptp(grey, axis=2).any()
    for rng in rngs(12):
        assert np.ptp(photograph(grey, None, rng).astype(int), axis=2).max() <= 2  # rounding of chroma alone


def test_islands_are_lit_and_the_ground_between_is_not() -> None:
    for rng in rngs(20):
        light = draw_light(64, rng)
        assert light.max() == pytest.approx(1)
        assert 0.0009 < light.min() < 0.5
    light = np.full((64, 64), 0.002, np.float32)
    light[:, 32:] = 1
    for rng in rngs(8):
        picture = photograph(np.full((64, 64, 3), 180, np.uint8), light, rng).astype(float)
        assert picture[:, 40:].mean() > picture[:, :24].mean() + 8


def test_what_lies_over_the_picture_is_outside_the_mask() -> None:
    changed = 0
    for rng in rngs(30):
        covered, mask = overlay(SCENE, rng)
        assert np.abs(covered.astype(int) - SCENE)[mask == 1].max() <= 6  # the faint rim of a lamp's glow
        changed += bool((mask == 0).any())
    assert changed > 15


def test_unlit_ground_of_a_target_is_kept_dark_and_a_lit_input_is_its_own_reference() -> None:
    pairs = generate_pairs(4, 64, seed=6)
    islands = ExampleShares(synthetic=1.0, islands=1.0, overlaid=0.0)
    shaded = [draw_example(pairs, pairs, 0, 64, islands, rng) for rng in rngs(6)]
    assert all(e.shade.min() < 0.5 and e.shade.max() == pytest.approx(1) for e in shaded)
    lit = draw_example(pairs, None, 1, 64, ExampleShares(lit=1.0), np.random.default_rng(1))
    assert np.array_equal(lit.low, lit.high)
    dark = draw_example(pairs, None, 1, 64, ExampleShares(lit=0.0), np.random.default_rng(1))
    assert dark.low.mean() < dark.high.mean()


def test_a_batch_holds_what_its_examples_hold_on_a_coarser_grid() -> None:
    pairs = generate_pairs(4, 128, seed=7)
    shares = ExampleShares(lit=1.0)
    batch = draw_batch(pairs, None, np.arange(4), 128, shares, (0.3, 0.4), np.random.default_rng(1))
    assert batch.picture.shape == (4, 3, 128, 128)
    assert batch.codes.shape == batch.high.shape == (4, 3, 64, 64)
    assert batch.light.shape == batch.shade.shape == batch.mask.shape == (4, 1, 64, 64)
    assert np.array_equal(batch.codes.numpy(), np.rint((batch.picture.numpy()[..., 1::2, 1::2] + 1) * 127.5))
    assert np.allclose(batch.codes.numpy() / 255, batch.high.numpy(), atol=1e-6)
    assert ((batch.level >= 0.3) & (batch.level <= 0.4)).all()


def test_a_next_frame_is_almost_the_same_picture() -> None:
    for rng in rngs(12):
        following = next_frame(SCENE, rng)
        assert following.shape == SCENE.shape
        assert not np.array_equal(following, SCENE)
        assert abs(following.mean() - SCENE.mean()) < 3


def test_shown_twice_next_frames_follow_behind() -> None:
    pairs = generate_pairs(4, 64, seed=8)
    shares = ExampleShares(lit=0.0, reexposed=0.0)
    batch = draw_batch(pairs, None, np.arange(4), 64, shares, (0.3, 0.8), np.random.default_rng(2), twice=True)
    assert batch.twice
    assert batch.codes.shape[0] == 8
    for name in ("high", "light", "level", "mask"):
        first, second = getattr(batch, name).chunk(2)
        assert np.array_equal(first, second)
    first, second = batch.codes.chunk(2)
    assert not np.array_equal(first, second)
    assert (first - second).float().abs().mean() < 10

"""Curves over time: they follow from the frames alone, not from how one came to them."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from lle_studio.core.errors import SourceError, UsageError
from lle_studio.core.frame import Frame, MissingFrame
from lle_studio.core.settings import EnhancementSettings
from lle_studio.estimator.estimator import CurveEstimator
from lle_studio.pipeline.enhance import Enhancer
from lle_studio.pipeline.export import run_export
from lle_studio.pipeline.job import ExportJob
from lle_studio.pipeline.series import SeriesBuilder
from lle_studio.pipeline.track import CUT_CORRELATION, CurveTrack, correlation, window_of
from lle_studio.record.verify import verify_package
from lle_studio.video.index import ClipIndex, build_index
from lle_studio.video.reader import ClipReader
from tests.clips import SyntheticClip
from tests.record.packages import read_rows, table_of

Clip = Callable[[str], SyntheticClip]

SMOOTHED = EnhancementSettings(curve_mode="smoothed", window=0.4)


@pytest.fixture(scope="module")
def estimator() -> CurveEstimator:
    return CurveEstimator.load()


@pytest.fixture(scope="module")
def index(sample: Path) -> ClipIndex:
    return build_index(sample)


def picture(seed: int, light: float = 1.0, size: tuple[int, int] = (96, 160)) -> NDArray[np.uint8]:
    """A scene of soft blots, as dark as wanted, with noise of its own."""
    rng = np.random.default_rng(seed)
    blots = np.kron(rng.uniform(0, 40, (3, 6, 10)), np.ones((16, 16)))
    noise = np.random.default_rng(int(1000 * light)).normal(0, 1, (3, *size))
    return np.clip(blots * light + noise, 0, 255).astype(np.uint8)


def scene(index: ClipIndex, pictures: list[NDArray[np.uint8]]) -> tuple[ClipIndex, list[Frame]]:
    """Frames of pictures, 25 a second, with an index that fits."""
    count = len(pictures)
    short = replace(
        index, pts=index.pts[:count], keyframe=index.keyframe[:count], packet=index.packet[:count], height=96, width=160
    )
    frames = [
        Frame(
            index=i, pts=int(short.pts[i]), time_base=short.time_base, picture_type="P", corrupt=False,
            after_damage=False, pixel_format="yuv420p", rgb=rgb, coded=(),
        )
        for i, rgb in enumerate(pictures)
    ]  # fmt: skip
    return short, frames


def taken(index: ClipIndex, estimator: CurveEstimator, frames: list[Frame | MissingFrame]) -> CurveTrack:
    track = CurveTrack(index, estimator)
    for frame in frames:
        track.take(frame)
    return track


def test_smoothed_curves_do_not_depend_on_the_order(index: ClipIndex, estimator: CurveEstimator) -> None:
    with ClipReader(index) as reader:
        frames = [reader.read(i) for i in range(40)]
    forward = taken(index, estimator, frames)
    shuffled = taken(index, estimator, [frames[i] for i in np.random.default_rng(3).permutation(40)])
    for i in (5, 6, 20, 33):
        one, other = forward.curves(i, SMOOTHED), shuffled.curves(i, SMOOTHED)
        np.testing.assert_array_equal(one.values, other.values)
    window = window_of(index, 20, 0.4)
    assert list(window) == list(range(15, 26))
    mean = np.mean([estimator.curves(forward.features(i), 0.6).values.astype(np.float64) for i in window], axis=0)
    np.testing.assert_allclose(forward.curves(20, SMOOTHED).values, mean, atol=1e-6)


def test_only_what_is_needed_is_asked_for(index: ClipIndex, estimator: CurveEstimator) -> None:
    with ClipReader(index) as reader:
        track = taken(index, estimator, [reader.read(4)])
    locked = EnhancementSettings(curve_mode="locked", lock_frame=4)
    median = EnhancementSettings(curve_mode="locked", lock_range=(3, 6))
    assert track.needed(9, EnhancementSettings()) == [9]
    assert track.needed(9, locked) == []
    assert track.needed(9, median) == [3, 5]
    assert track.needed(2, SMOOTHED) == [0, 1, 2, 3, 5, 6, 7]


def test_median_of_a_range_is_that_of_each_value(index: ClipIndex, estimator: CurveEstimator) -> None:
    with ClipReader(index) as reader:
        track = taken(index, estimator, [reader.read(i) for i in range(5)])
    settings = EnhancementSettings(curve_mode="locked", lock_range=(0, 5))
    values = [estimator.curves(track.features(i), 0.6).values for i in range(5)]
    np.testing.assert_array_equal(track.curves(200, settings).values, np.median(values, axis=0).astype(np.float32))


def test_noise_is_smoothed_away_and_locked_curves_stand_still(index: ClipIndex, estimator: CurveEstimator) -> None:
    short, frames = scene(index, [picture(1, 1 + 0.02 * np.sin(7.0 * i)) for i in range(60)])
    track = taken(short, estimator, frames)

    def variance(settings: EnhancementSettings) -> float:
        return float(np.var([track.curves(i, settings).values for i in range(15, 45)], axis=0).mean())

    each = variance(EnhancementSettings())
    assert each > 0
    assert variance(EnhancementSettings(curve_mode="smoothed", window=1.0)) <= each / 10
    locked = EnhancementSettings(curve_mode="locked", lock_frame=20)
    assert len({track.curves(i, locked).values.tobytes() for i in range(60)}) == 1


def test_a_cut_does_not_bleed(index: ClipIndex, estimator: CurveEstimator) -> None:
    pictures = [picture(1, 1 + 0.01 * i) for i in range(20)] + [picture(2, 3 + 0.01 * i) for i in range(20)]
    short, frames = scene(index, pictures)
    track = taken(short, estimator, frames)
    assert [i for i in range(40) if track.starts_scene(i)] == [20]
    for i, members in ((19, range(14, 20)), (20, range(20, 26))):
        mean = np.mean([estimator.curves(track.features(j), 0.6).values.astype(np.float64) for j in members], axis=0)
        np.testing.assert_allclose(track.curves(i, SMOOTHED).values, mean, atol=1e-6)


def test_light_and_noise_are_no_cut(index: ClipIndex, estimator: CurveEstimator) -> None:
    short, frames = scene(index, [picture(1, light) for light in (0.3, 0.5, 1.0, 2.0, 4.0)])
    track = taken(short, estimator, frames)
    assert not any(track.starts_scene(i) for i in range(5))
    flat = np.zeros((16, 16))
    assert correlation(flat, flat + 3) == 1
    assert correlation(flat, np.arange(256.0).reshape(16, 16)) < CUT_CORRELATION


def test_missing_frames_are_left_out(index: ClipIndex, estimator: CurveEstimator) -> None:
    short, frames = scene(index, [picture(1, 1 + 0.1 * i) for i in range(5)])
    gone = MissingFrame(index=2, pts=frames[2].pts, time_base=short.time_base, reason="gone")
    track = taken(short, estimator, [*frames[:2], gone, *frames[3:]])
    members = [estimator.curves(track.features(j), 0.6).values.astype(np.float64) for j in (0, 1, 3, 4)]
    np.testing.assert_allclose(track.curves(3, SMOOTHED).values, np.mean(members, axis=0), atol=1e-6)
    with pytest.raises(SourceError, match="Frame 2"):
        track.curves(0, EnhancementSettings(curve_mode="locked", lock_frame=2))
    with pytest.raises(SourceError, match="No frame from 2 to 2"):
        track.curves(0, EnhancementSettings(curve_mode="locked", lock_range=(2, 3)))


def test_measures_from_histograms_are_those_of_the_picture(index: ClipIndex, estimator: CurveEstimator) -> None:
    with ClipReader(index) as reader:
        frame = reader.read(30)
    track = taken(index, estimator, [frame])
    for mode in ("per-channel", "shared", "luma"):
        settings = EnhancementSettings(color_mode=mode)
        enhanced = Enhancer(index, estimator).enhance(frame, settings)
        table, measures = track.measure(30, settings)
        np.testing.assert_array_equal(table, enhanced.table)
        assert measures == enhanced.measures
        np.testing.assert_array_equal(enhanced.counts, track.counts(30, enhanced.domain))


def test_series_names_repeated_pictures_cuts_and_light(index: ClipIndex, estimator: CurveEstimator) -> None:
    pictures = [picture(1)] * 3 + [picture(1, 1.0 + 0.2 * i) for i in range(1, 20)] + [picture(5)] * 2
    short, frames = scene(index, pictures)
    track = taken(short, estimator, frames)
    builder = SeriesBuilder(short)
    for i in range(len(frames)):
        builder.set_state(track.state(i), cut=track.starts_scene(i), duplicate=track.repeats(i))
        builder.set_measures(i, *track.measure(i, EnhancementSettings()), "rgb")
    series = builder.snapshot()
    assert np.flatnonzero(series.duplicate).tolist() == [1, 2, 23]
    assert np.flatnonzero(series.cut).tolist() == [22]
    assert series.known.all()
    assert series.light[15]
    assert not series.light[22:].any()
    assert (np.diff(series.heat.astype(int), axis=1) >= 0).all()
    np.testing.assert_allclose(series.mean_in[0], track.measure(0, EnhancementSettings())[1].mean_in, rtol=1e-6)


@pytest.mark.parametrize(
    "settings", [SMOOTHED, EnhancementSettings(curve_mode="locked", lock_range=(2, 9), color_mode="luma")]
)
def test_an_export_has_the_curves_of_the_window(
    clip: Clip, tmp_path: Path, estimator: CurveEstimator, settings: EnhancementSettings
) -> None:
    source = clip("vfr").path
    list(run_export(ExportJob(source=source, folder=tmp_path / "x", settings=settings, start=10, end=16)))
    report = verify_package(tmp_path / "x", source=source)
    assert [check for check in report.checks if not check.passed] == []
    index = build_index(source)
    track = CurveTrack(index, estimator)
    enhancer = Enhancer(index, estimator, track=track)
    rows = read_rows(tmp_path / "x")
    with ClipReader(index) as reader:
        for row in reversed(rows):
            i = int(row["frame_index"])
            for needed in reversed(track.needed(i, settings)):
                track.take(reader.read(needed))
            np.testing.assert_array_equal(
                enhancer.enhance(reader.read(i), settings).table,
                table_of(row, ("y", "cb", "cr") if settings.color_mode == "luma" else ("r", "g", "b")),
            )
    assert {row["curve_mode"] for row in rows} == {settings.curve_mode}


def test_settings_that_contradict_are_refused(clip: Clip, tmp_path: Path) -> None:
    for wrong in (
        {"curve_mode": "smoothed"},
        {"window": 1.0},
        {"curve_mode": "smoothed", "window": 1000.0},
        {"curve_mode": "locked"},
        {"curve_mode": "locked", "lock_frame": 1, "lock_range": (1, 2)},
        {"curve_mode": "locked", "lock_range": (2, 2)},
        {"lock_range": (1, 2)},
        {"lock_frame": 1, "lock_range": (1, 2)},
    ):
        with pytest.raises(UsageError):
            EnhancementSettings(**wrong)
    beyond = EnhancementSettings(curve_mode="locked", lock_range=(90, 101))
    with pytest.raises(UsageError, match="90 to 101"):
        list(run_export(ExportJob(source=clip("cfr").path, folder=tmp_path / "x", settings=beyond)))

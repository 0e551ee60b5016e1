"""The bundled sample is what its README says, and its camera model is the one described."""

from collections.abc import Iterator
from fractions import Fraction

import av
import numpy as np
import numpy.typing as npt
import pytest

from tests import sample_scene as scene
from tests import sample_street as street

CHECKED = (0, 100, 158)
"""Frames that are rendered here: the start, the car far away, the plate near."""


@pytest.fixture(scope="module")
def decoded() -> list[npt.NDArray[np.uint8]]:
    """Every frame of the clip as RGB, at a quarter of the size unless it is one of `CHECKED`."""

    def frames() -> Iterator[npt.NDArray[np.uint8]]:
        with av.open(str(scene.CLIP)) as container:
            for index, frame in enumerate(container.decode(video=0)):
                picture = np.asarray(frame.to_ndarray(format="rgb24"), np.uint8)
                yield picture if index in CHECKED else picture[::4, ::4].copy()

    return list(frames())


def below_text(picture: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
    """The picture without the burnt-in rows."""
    return picture[scene.OVERLAY_ROWS :].astype(np.float64)


def sixteenths(picture: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
    """Means of 16 by 16 blocks, which carry hardly any noise."""
    return np.asarray(below_text(picture)[:656].reshape(41, 16, 80, 16, 3).mean(axis=(1, 3)))


def linear(codes: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
    """SRGB codes as linear light."""
    value = codes / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def test_file_is_a_small_tagged_cctv_recording() -> None:
    assert scene.CLIP.stat().st_size < 2_000_000
    with av.open(str(scene.CLIP)) as container:
        stream = container.streams.video[0]
        context = stream.codec_context
        assert (context.name, context.pix_fmt) == ("h264", "yuv420p")
        assert (context.width, context.height) == (street.WIDTH, street.HEIGHT)
        assert stream.average_rate == Fraction(scene.RATE)
        assert (context.color_range, context.colorspace) == (1, 1)  # limited range, BT.709
        assert (context.color_primaries, context.color_trc) == (1, 1)
        packets = [packet for packet in container.demux(stream) if packet.size]
        assert len(packets) == scene.COUNT
        assert [index for index, packet in enumerate(packets) if packet.is_keyframe][:2] == [0, 50]
        assert 0.7e6 < 8 * sum(packet.size for packet in packets) / (scene.COUNT / scene.RATE) < 1.3e6
    head = scene.CLIP.read_bytes()[:64_000]
    assert b"moov" in head
    assert head.index(b"moov") < head.index(b"mdat")


def test_every_frame_decodes_and_is_dark(decoded: list[npt.NDArray[np.uint8]]) -> None:
    assert len(decoded) == scene.COUNT
    rows = scene.OVERLAY_ROWS // 4
    means = [picture[rows:].mean() for index, picture in enumerate(decoded) if index not in CHECKED]
    assert min(means) > 12
    assert max(means) < 25


@pytest.mark.parametrize("index", CHECKED)
def test_clip_is_the_sensor_frame_within_coding_loss(decoded: list[npt.NDArray[np.uint8]], index: int) -> None:
    sensor, other = scene.sensor_frame(index), scene.sensor_frame(0 if index else 100)
    assert np.abs(decoded[index].astype(int) - sensor).mean() < 6
    blocks, wanted, unlike = (sixteenths(picture) for picture in (decoded[index], sensor, other))
    assert np.abs(blocks - wanted).mean() < 1.5
    assert np.abs(blocks - wanted).mean() < np.abs(blocks - unlike).mean()


@pytest.mark.parametrize("index", CHECKED)
def test_truth_is_bright_and_the_sensor_frame_dark(index: int) -> None:
    truth, sensor = scene.truth_frame(index), scene.sensor_frame(index)
    assert truth.shape == sensor.shape == (street.HEIGHT, street.WIDTH, 3)
    assert truth.dtype == sensor.dtype == np.uint8
    assert truth.mean() > 90
    assert 12 < below_text(sensor).mean() < 25
    assert (truth == 255).all(axis=2).mean() < 0.02


def test_sensor_frame_is_the_truth_at_the_stated_exposure() -> None:
    truth, sensor = scene.truth_frame(100), scene.sensor_frame(100)
    fair = np.asarray(((truth > 100) & (truth < 240)).all(axis=2))
    fair[: scene.OVERLAY_ROWS] = False
    assert fair.mean() > 0.1
    expected = linear(truth[fair]).mean(axis=0) * scene.EXPOSURE * np.array(scene.WHITE_BALANCE)
    np.testing.assert_allclose(linear(sensor[fair]).mean(axis=0), expected, rtol=0.02)


def test_grey_patch_follows_the_exposure_formula() -> None:
    for light in (0.2, 0.5, 1.0):
        patch = scene.sense(np.full((200, 200, 3), light), (7,))
        expected = light * scene.EXPOSURE * np.array(scene.WHITE_BALANCE)
        np.testing.assert_allclose(linear(patch).mean(axis=(0, 1)), expected, rtol=0.02)


def test_noise_is_shot_noise_on_read_noise() -> None:
    variances = []
    for light in (0.25, 1.0, 4.0):
        electrons = scene.FULL_WELL * linear(scene.sense(np.full((300, 300, 3), light), (11,)))[..., 1]
        predicted = scene.FULL_WELL * light * scene.EXPOSURE + scene.READ_NOISE**2
        assert electrons.var() == pytest.approx(predicted, rel=0.05)
        variances.append(electrons.var())
    assert variances == sorted(variances)


def test_sensor_saturates_and_has_a_floor() -> None:
    assert scene.sense(np.full((4, 4, 3), 1e3), (1,)).min() > 240
    assert scene.sense(np.zeros((64, 64, 3)), (1,)).mean() < 8


def test_same_index_gives_the_same_frame() -> None:
    first = scene.sensor_frame(158)
    scene.radiance.cache_clear()
    np.testing.assert_array_equal(first, scene.sensor_frame(158))
    noise = [scene.sense(np.full((8, 8, 3), 0.5), (street.SEED, index)) for index in (0, 0, 1)]
    np.testing.assert_array_equal(noise[0], noise[1])
    assert (noise[0] != noise[2]).any()


def test_text_is_burnt_in_after_darkening_and_runs() -> None:
    first, later = scene.sensor_frame(0), scene.sensor_frame(100)
    band = slice(0, scene.OVERLAY_ROWS)
    assert first[band].max() >= 230
    assert (first[band] >= 230).all(axis=2).sum() > 1000
    assert (first[band, :360] != later[band, :360]).any()
    assert (scene.truth_frame(0)[band, :60] < 200).all()
    assert first[scene.OVERLAY_ROWS - 6 : scene.OVERLAY_ROWS, :500].max() < 100  # no text reaches the last rows

"""What is written decodes to what was given, at the times it should, with the source's flags."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from lle_studio.core.errors import UsageError, WriteError
from lle_studio.core.frame import Frame, hash_planes
from lle_studio.video.facts import ClipIndex
from lle_studio.video.independent import frame_hashes
from lle_studio.video.index import build_index
from lle_studio.video.reader import ClipReader
from lle_studio.video.viewing import ViewingWriter
from lle_studio.video.writer import ClipWriter, plan_timing
from tests.clips import SyntheticClip, ffmpeg_audio_packet_hashes

MakeClip = Callable[[str], SyntheticClip]

FRAMES = 12


def copy(index: ClipIndex, folder: Path, codec: str, domain: str) -> tuple[Path, list[str], list[int]]:
    """Writes the first frames of a clip; returns the file, the frame hashes and the PTS."""
    end = min(FRAMES, len(index))
    timing = plan_timing(index, 0, end, codec)
    path = folder / ("copy.mkv" if timing.container == "matroska" else "copy.mp4")
    hashes, pts = [], []
    with ClipWriter(path, index, codec=codec, domain=domain, timing=timing) as writer, ClipReader(index) as reader:
        for frame in reader.frames(0, end):
            assert isinstance(frame, Frame)
            planes = tuple(frame.rgb) if domain == "rgb" else frame.coded
            writer.write(planes, frame.pts)
            hashes.append(hash_planes(planes, domain))
            pts.append(frame.pts)
        writer.finish()
    return path, hashes, pts


@pytest.mark.parametrize(("codec", "domain"), [("ffv1", "rgb"), ("h264rgb", "rgb"), ("ffv1", "coded")])
@pytest.mark.parametrize(
    "name",
    ["cfr", "vfr", "odd-size", "odd-size-420", "rotated", "sample-aspect", "full-range", "grey", "mjpeg",
     "negative-pts", "mp4-beyond-31-bits", "one-frame", "interlaced"],
)  # fmt: skip
def test_written_frames_are_lossless_and_in_time(
    clip: MakeClip, tmp_path: Path, name: str, codec: str, domain: str
) -> None:
    index = build_index(clip(name).path)
    path, hashes, pts = copy(index, tmp_path, codec, domain)
    written = build_index(path)
    with ClipReader(written) as reader:
        frames = list(reader.frames())
    found = [hash_planes(tuple(f.rgb) if domain == "rgb" else f.coded, domain) for f in frames if isinstance(f, Frame)]
    assert found == hashes
    pixel_format = "rgb24" if domain == "rgb" else written.pixel_format
    assert [frame.sha256 for frame in frame_hashes(path, pixel_format, Fraction(1, 1000))] == hashes
    timing = plan_timing(index, 0, len(pts), codec)
    off = [
        abs((source + timing.offset) * index.time_base - int(target) * written.time_base)
        for source, target in zip(pts, written.pts, strict=True)
    ]
    assert max(off) <= (Fraction(0) if timing.exact else timing.unit / 2)
    assert written.sample_aspect == index.sample_aspect
    assert written.rotation == index.rotation
    if domain == "coded":
        assert (written.color.matrix, written.color.range) == (index.color.matrix, index.color.range)


@pytest.mark.parametrize("name", ["audio-aac", "audio-pcm"])
def test_audio_packets_are_the_source_s(clip: MakeClip, tmp_path: Path, name: str) -> None:
    source = clip(name).path
    path, _, _ = copy(build_index(source), tmp_path, "ffv1", "rgb")
    assert ffmpeg_audio_packet_hashes(path) == ffmpeg_audio_packet_hashes(source)


def test_mp4_is_taken_where_a_millisecond_would_merge_frames(clip: MakeClip, tmp_path: Path) -> None:
    index = build_index(clip("mp4-beyond-31-bits").path)
    dense = index.pts[0] + np.arange(len(index)) * 20  # 4,500 frames a second
    object.__setattr__(index, "pts", dense)
    timing = plan_timing(index, 0, 5, "ffv1")
    assert (timing.container, timing.exact) == ("mp4", True)
    path = tmp_path / "dense.mp4"
    with ClipWriter(path, index, codec="ffv1", domain="rgb", timing=timing) as writer:
        for pts in dense[:5]:
            writer.write(tuple(np.zeros((3, index.height, index.width), dtype=np.uint8)), int(pts))
        writer.finish()
    written = build_index(path)
    assert [int(pts) * written.time_base for pts in written.pts] == [int(pts) * index.time_base for pts in dense[:5]]


def test_what_a_codec_cannot_hold_is_refused(clip: MakeClip, tmp_path: Path) -> None:
    for name, codec in (("cfr", "h264rgb"), ("ten-bit", "ffv1")):
        index = build_index(clip(name).path)
        with pytest.raises(UsageError, match="luma"):
            ClipWriter(tmp_path / "x.mkv", index, codec=codec, domain="coded", timing=plan_timing(index, 0, 1, codec))
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written_is_one_sentence(clip: MakeClip, tmp_path: Path) -> None:
    index = build_index(clip("cfr").path)
    path, timing = tmp_path / "none" / "x.mkv", plan_timing(index, 0, 1, "ffv1")
    black = tuple(np.zeros((3, index.height, index.width), dtype=np.uint8))
    with (
        pytest.raises(WriteError, match="cannot be written"),
        ClipWriter(path, index, codec="ffv1", domain="rgb", timing=timing) as writer,
    ):
        writer.write(black, 0)


@pytest.mark.parametrize("name", ["cfr", "rotated", "odd-size", "sample-aspect", "negative-pts", "audio-aac"])
def test_a_viewing_copy_shows_the_pictures_upright_and_in_time(clip: MakeClip, tmp_path: Path, name: str) -> None:
    index = build_index(clip(name).path)
    path, offset = tmp_path / "viewing.mp4", max(0, -int(index.pts[0]))
    with ViewingWriter(path, index, columns=2, offset=offset) as writer, ClipReader(index) as reader:
        for frame in reader.frames(0, FRAMES):
            assert isinstance(frame, Frame)
            writer.write((frame.rgb, 255 - frame.rgb), frame.pts)
        writer.finish()
    copied = build_index(path)
    assert copied.pixel_format == "yuv420p"
    assert [int(pts) * copied.time_base for pts in copied.pts] == [
        (int(pts) + offset) * index.time_base for pts in index.pts[:FRAMES]
    ]
    with ClipReader(copied) as reader, ClipReader(index) as original:
        shown, source = reader.read(FRAMES - 1).rgb, original.read(FRAMES - 1).rgb
    upright = np.rot90(source, -index.rotation // 90, axes=(1, 2)).astype(int)
    height, width = upright.shape[1:]
    assert np.abs(shown[:, :height, :width] - upright).mean() < 6
    assert np.abs(shown[:, :height, width : 2 * width] - (255 - upright)).mean() < 6
    assert copied.rotation == 0
    assert copied.sample_aspect == (1 / index.sample_aspect if index.rotation % 180 else index.sample_aspect)
    assert bool(copied.audio) == bool(index.audio)

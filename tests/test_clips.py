"""The test clips are what they claim to be: every other test of decoding stands on this."""

import hashlib
import itertools
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.bitstream import BitStreamFilterContext
from av.video.frame import PictureType, VideoFrame

from tests.clips import (
    DAMAGED,
    HEALTHY,
    UNREADABLE,
    SyntheticClip,
    draw_frame,
    ffmpeg_audio_packet_hashes,
    ffmpeg_demux_pts,
    make_clip,
    read_code,
)

_MATRICES = {1: "bt709", 2: None, 5: "bt470bg", 6: "smpte170m"}
_RANGES = {0: None, 1: "tv", 2: "pc"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the clips made in this test run."""
    folder = tmp_path_factory.getbasetemp() / "clips"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.mark.parametrize("code", [0, 1, 519, 0x5555, 0xFFFF])
def test_code_can_be_read_from_every_layout(code: int) -> None:
    picture = draw_frame(code, 353, 287)
    dark = (picture.astype(np.uint16) // 8).astype(np.uint8)
    assert read_code(picture) == read_code(picture.transpose(2, 0, 1)) == read_code(picture[:, :, 0]) == code
    assert read_code(dark) == code
    assert read_code(picture.astype(np.uint16) * 4) == code


def test_code_is_none_where_the_picture_does_not_show_one() -> None:
    picture = draw_frame(37, 192, 144)
    other = draw_frame(38, 192, 144)
    torn = np.concatenate((picture[:80], other[80:]))
    assert read_code(torn) is None
    assert read_code(np.rot90(picture)) is None
    assert read_code(np.full_like(picture, 128)) is None
    assert read_code(picture[:80]) is None


@pytest.mark.parametrize("name", HEALTHY)
def test_plain_decoding_shows_every_code_in_order(name: str, folder: Path) -> None:
    clip = make_clip(name, folder)
    with av.open(str(clip.path)) as container:
        stream = container.streams.video[0]
        frames = _decode(container, unpack=name == "packed-b-frames")
        assert tuple(_code(frame) for frame in frames) == clip.codes
        if clip.pts is not None:
            pts = [frame.pts or 0 for frame in frames]
            assert tuple(sorted(pts) if name == "packed-b-frames" else pts) == clip.pts
            assert stream.time_base == clip.time_base
        first = frames[0]
        assert stream.codec_context.name == clip.codec
        assert bool(container.streams.audio) == clip.audio
    assert (first.width, first.height) == (clip.width, clip.height)
    assert first.format.name.replace("yuvj", "yuv") == clip.pixel_format
    assert (_MATRICES[first.colorspace], _RANGES[first.color_range]) == (clip.color_matrix, clip.color_range)
    assert (stream.sample_aspect_ratio or Fraction(1)) == clip.sample_aspect
    assert first.rotation == clip.rotation
    assert {frame.interlaced_frame for frame in frames} == {clip.interlaced}
    assert not any(frame.is_corrupt for frame in frames)


@pytest.mark.parametrize("name", HEALTHY)
def test_ffmpeg_lists_the_pts_the_clip_was_made_with(name: str, folder: Path) -> None:
    clip = make_clip(name, folder)
    assert tuple(ffmpeg_demux_pts(clip.path)) == (clip.pts or ())


@pytest.mark.parametrize("name", ["cfr", "audio-aac", "audio-pcm"])
def test_audio_hashes_are_those_of_the_packets(name: str, folder: Path) -> None:
    clip = make_clip(name, folder)
    with av.open(str(clip.path)) as container:
        packets = [bytes(packet) for packet in container.demux(*container.streams.audio) if packet.size]
    hashes = [hashlib.sha256(packet).hexdigest() for packet in packets] if clip.audio else []
    assert ffmpeg_audio_packet_hashes(clip.path) == hashes
    assert bool(hashes) == clip.audio


def test_variable_rate_is_irregular(folder: Path) -> None:
    for name in ("vfr", "vfr-mkv"):
        pts = make_clip(name, folder).pts or ()
        steps = {b - a for a, b in itertools.pairwise(pts)}
        assert len(steps) > 5
        assert min(steps) > 0


def test_gops_of_250_are_closed_or_open_and_have_a_pyramid(folder: Path) -> None:
    for name, is_open in (("closed-gop-250", False), ("open-gop-250", True)):
        packets = _packets(make_clip(name, folder))
        keys = [number for number, packet in enumerate(packets) if packet.is_keyframe]
        assert len(keys) == 3
        leading = [any(_pts(p) < _pts(packets[key]) for p in packets[key + 1 : key + 4]) for key in keys]
        assert leading == [False, is_open, is_open]
        with av.open(str(make_clip(name, folder).path)) as container:
            b_frames = {frame.pts for frame in container.decode(video=0) if frame.pict_type == PictureType.B}
        references = {packet.pts for packet in packets if not packet.is_disposable}
        assert len(b_frames) > 300
        assert len(b_frames & references) > 100


def test_intra_refresh_has_key_packets_without_an_intra_picture(folder: Path) -> None:
    clip = make_clip("intra-refresh", folder)
    keys = {packet.pts for packet in _packets(clip) if packet.is_keyframe}
    with av.open(str(clip.path)) as container:
        types = [frame.pict_type for frame in container.decode(video=0) if frame.pts in keys]
    assert types[0] == PictureType.I
    assert len(types) > 2
    assert PictureType.I not in types[1:]


def test_packed_b_frames_are_packed(folder: Path) -> None:
    packets = _packets(make_clip("packed-b-frames", folder))
    counts = [bytes(packet).count(b"\x00\x00\x01\xb6") for packet in packets]
    assert counts == [1] + [2, 1, 1] * 33
    assert all(packet.size < 10 for packet in packets[3::3])
    with av.open(str(make_clip("packed-b-frames", folder).path)) as container:
        plain = [frame.pts or 0 for frame in _decode(container, unpack=False)]
        unpack = BitStreamFilterContext("mpeg4_unpack_bframes", container.streams.video[0])
        unpacked = [bytes(p) for packet in [*packets, None] for p in unpack.filter(packet)]
    assert plain != sorted(plain)  # what the bitstream filter mends
    assert [data.count(b"\x00\x00\x01\xb6") for data in unpacked] == [1] * 100


@pytest.mark.parametrize(
    ("name", "lowest", "highest"),
    [
        ("negative-pts", -(1 << 31), -1),
        ("ts-wrap", -(1 << 31), -1),
        ("ts-offset", 90_000, 1 << 31),
        ("ts-beyond-31-bits", (1 << 31) + 1, 1 << 33),
        ("mp4-beyond-31-bits", (1 << 31) + 1, 1 << 33),
    ],
)
def test_start_is_where_the_name_says(name: str, lowest: int, highest: int, folder: Path) -> None:
    assert lowest <= ffmpeg_demux_pts(make_clip(name, folder).path)[0] <= highest


def test_edit_list_hides_packets(folder: Path) -> None:
    packets = _packets(make_clip("edit-list", folder))
    hidden = [packet for packet in packets if packet.is_discard]
    assert packets[0].is_discard
    assert len(packets) - len(hidden) == len(make_clip("edit-list", folder).codes) == 83


def test_fragments_and_one_frame(folder: Path) -> None:
    assert make_clip("fragmented", folder).path.read_bytes().count(b"moof") >= 3
    assert len(make_clip("one-frame", folder).codes) == 1
    assert make_clip("raw-h264", folder).path.read_bytes().startswith(b"\x00\x00\x00\x01")


@pytest.mark.parametrize("name", DAMAGED)
def test_damaged_clips_play_in_part(name: str, folder: Path) -> None:
    clip = make_clip(name, folder)
    assert not clip.healthy
    frames, errors = _decode_carefully(clip)
    shown = [(clip.pts or ()).index(frame.pts or 0) for frame in frames]
    assert shown == sorted(set(shown))
    readable = [(index, code) for index, code in zip(shown, map(_code, frames), strict=True) if code is not None]
    if name == "damaged-packets":
        assert 195 <= len(frames) < 200
        assert errors == 200 - len(frames)
        assert sum(frame.is_corrupt for frame in frames) >= 8
        assert len(readable) > 150
        assert sum(index != code for index, code in readable) < 10  # predicted from a frame that is missing
    else:
        assert 30 < len(frames) < 70
        assert all(index == code for index, code in readable[:-3])


def test_damage_leaves_the_container_intact(folder: Path) -> None:
    clip = make_clip("damaged-packets", folder)
    assert tuple(ffmpeg_demux_pts(clip.path)) == clip.pts


@pytest.mark.parametrize("name", UNREADABLE)
def test_unreadable_files_show_nothing(name: str, folder: Path) -> None:
    path = make_clip(name, folder).path
    if name == "audio-only":
        with av.open(str(path)) as container:
            assert not container.streams.video
            assert container.streams.audio
    else:
        with pytest.raises(av.InvalidDataError):
            av.open(str(path))


@pytest.mark.parametrize("name", ["cfr", "hevc", "packed-b-frames", "audio-pcm", "edit-list", "damaged-packets"])
def test_making_a_clip_again_gives_the_same_bytes(name: str, folder: Path, tmp_path: Path) -> None:
    first, again = make_clip(name, folder), make_clip(name, tmp_path)
    assert again.path.read_bytes() == first.path.read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == [again.path.name]


def _code(frame: VideoFrame) -> int | None:
    """Code of a decoded frame."""
    return read_code(frame.to_ndarray(format="gray" if frame.format.name == "gray" else "rgb24"))


def _packets(clip: SyntheticClip) -> "list[av.Packet[av.VideoStream]]":
    """Video packets in file order."""
    with av.open(str(clip.path)) as container:
        return [packet for packet in container.demux(video=0) if packet.size]


def _pts(packet: "av.Packet[av.VideoStream]") -> int:
    """PTS of a packet that has one."""
    assert packet.pts is not None
    return packet.pts


def _decode(container: av.container.InputContainer, *, unpack: bool) -> list[VideoFrame]:
    """Every frame of the first video stream, in the order the decoder gives them."""
    stream = container.streams.video[0]
    if not unpack:
        return list(container.decode(stream))
    unpacking = BitStreamFilterContext("mpeg4_unpack_bframes", stream)
    packets = [packet for packet in container.demux(stream) if packet.size]
    frames = [frame for packet in packets for p in unpacking.filter(packet) for frame in stream.decode(p)]
    return frames + stream.codec_context.decode(None)


def _decode_carefully(clip: SyntheticClip) -> tuple[list[VideoFrame], int]:
    """Frames of a damaged clip, and how many packets could not be decoded."""
    frames: list[VideoFrame] = []
    errors = 0
    with av.open(str(clip.path)) as container:
        stream = container.streams.video[0]
        stream.codec_context.thread_count = 1
        for packet in container.demux(stream):
            try:
                frames += stream.codec_context.decode(packet if packet.size else None)
            except av.InvalidDataError:
                errors += 1
    return frames, errors

"""Files made to do harm: lists that lead elsewhere, headers that claim what is not there."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from benchmarks.fuzz_bombs import BOMBS, cram
from lle_studio.core.errors import CheckFailed, SourceError
from lle_studio.video import naming
from lle_studio.video.cache import MIN_CACHED
from lle_studio.video.direct import DirectReader
from lle_studio.video.independent import frame_hashes, reproduced_frames
from lle_studio.video.index import build_index
from lle_studio.video.indexing import index_clip
from lle_studio.video.source import PacketStream
from tests.clips import SyntheticClip

MakeClip = Callable[[str], SyntheticClip]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("list.ffconcat", "ffconcat version 1.0\nfile {clip}\n"),
        ("list.txt", "ffconcat version 1.0\nfile {clip}\n"),
        ("list.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:4,\n{clip}\n#EXT-X-ENDLIST\n"),
        ("list.sdp", "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n"),
        ("words.txt", "Nothing but words.\n" * 100),
    ],
)
def test_a_list_of_files_is_refused_and_text_is_no_video(name: str, text: str, tmp_path: Path, clip: MakeClip) -> None:
    beside = tmp_path / "ts-offset.ts"
    beside.write_bytes(clip("ts-offset").path.read_bytes())
    path = tmp_path / name
    path.write_text(text.format(clip=beside.name), encoding="utf-8")

    with pytest.raises(SourceError, match="is a list of other files or no video at all"):
        build_index(path)


@pytest.mark.parametrize("name", ["h264-8192.mp4", "y4m-8192.y4m"])
def test_a_claim_of_huge_pictures_is_refused_before_one_is_decoded(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(BOMBS[name]())

    with pytest.raises(SourceError, match="claims pictures of 8192x8192 samples"):
        build_index(path)


@pytest.mark.parametrize("name", ["samples-claimed.mp4", "samples-repeated.mp4"])
def test_a_claim_of_ten_million_pictures_is_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(BOMBS[name]())

    with pytest.raises(SourceError, match=r"holds more than 6,000,000 pictures|no picture that can be decoded"):
        build_index(path)


def test_a_claim_of_more_pictures_than_bytes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "samples-many.mp4"
    path.write_bytes(BOMBS[path.name]())

    with pytest.raises(SourceError, match=r"claims more pictures than its 4,602 bytes can hold"):
        build_index(path)


def test_decoding_ends_where_it_is_hopeless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(naming, "HOPELESS", 100)
    path = tmp_path / "samples-many.mp4"
    path.write_bytes(BOMBS[path.name]() + bytes(100_000))
    shares: list[float] = []

    with pytest.raises(SourceError, match="no picture that can be decoded"):
        index_clip(path, thorough=True, progress=shares.append)

    assert len(shares) < 20


def test_pictures_beyond_the_budget_are_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "cram.avi"
    path.write_bytes(cram(640, 480, 40))

    with DirectReader(build_index(path), cache_bytes=0) as reader:
        frames = [frame.index for frame in reader.frames()]
        kept = len(reader._cache)

    assert frames == list(range(40))
    assert kept == MIN_CACHED


def test_the_independent_ffmpeg_follows_no_list_either(tmp_path: Path, clip: MakeClip) -> None:
    whole = clip("ts-offset").path
    (tmp_path / whole.name).write_bytes(whole.read_bytes())
    path = tmp_path / "enhanced.mkv"
    path.write_text(f"ffconcat version 1.0\nfile {whole.name}\n", encoding="utf-8")

    assert len(list(frame_hashes(whole, "rgb24", Fraction(1, 1000)))) == 100
    with pytest.raises(CheckFailed, match="FFmpeg cannot decode"):
        list(frame_hashes(path, "rgb24", Fraction(1, 1000)))
    assert not list(reproduced_frames(path, "format=rgb24", Fraction(1, 1000), tmp_path))


class LateStream:
    """A container of which PyAV finds, behind the last packet, more streams than there were at first."""

    def __init__(self, container: InputContainer) -> None:
        self._container = container

    def demux(self, *streams: VideoStream) -> Iterator[Packet]:
        yield from self._container.demux(*streams)
        raise IndexError("list index out of range")


def test_a_stream_that_comes_up_late_does_not_end_the_reading_with_an_error(clip: MakeClip) -> None:
    stream = PacketStream(clip("cfr").path)
    container, stream.container = stream.container, LateStream(stream.container)

    assert len(list(stream.packets())) == 100
    assert stream.read_error == ""
    container.close()

"""Going through a clip quickly: however one jumps, interrupts and prefetches, every frame is the right frame."""

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import ClassVar

import numpy as np
import pytest

from lle_studio.core.errors import Cancelled, FrameMissing
from lle_studio.core.frame import Frame, MissingFrame, hash_rgb
from lle_studio.video.direct import AT_HAND, DirectReader
from lle_studio.video.index import ClipIndex, build_index
from lle_studio.video.source import Decoded, PacketStream, VideoPacket
from lle_studio.video.watch import Watch
from tests.clips import DAMAGED, HEALTHY, SyntheticClip

MakeClip = Callable[[str], SyntheticClip]
Fingerprint = tuple[object, ...]

LITTLE_ROOM = 8 * 2**20
"""Bytes: about 120 pictures of the clips, so that what is prefetched pushes other pictures out."""


@pytest.fixture
def fed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, bool]]:
    """Takes note of every packet given to a decoder: its ordinal, and whether only references are decoded."""
    packets: list[tuple[int, bool]] = []
    feed = PacketStream.feed

    def noted_feed(stream: PacketStream, ordinal: int, packet: VideoPacket) -> Iterator[Decoded]:
        packets.append((ordinal, stream.only_references))
        return feed(stream, ordinal, packet)

    monkeypatch.setattr(PacketStream, "feed", noted_feed)
    return packets


def stop_after(pictures: int) -> Callable[[], bool]:
    """Says stop when asked for the last of so many times, and from then on."""
    left = iter(range(pictures - 1))
    return lambda: next(left, None) is None


def fingerprint(frame: Frame | MissingFrame) -> Fingerprint:
    if isinstance(frame, MissingFrame):
        return ("missing",)
    return (frame.pts, frame.picture_type, hash_rgb(tuple(frame.rgb)), frame.corrupt, frame.after_damage)


def walk(index: ClipIndex, sound: np.ndarray | None = None) -> list[Fingerprint]:
    """The frames of a clip as decoding from the first packet to the last gives them."""
    with DirectReader(index, cache_bytes=0, sound=sound) as reader:
        return [fingerprint(frame) for frame in reader.frames()]


def jump_about(reader: DirectReader, walked: list[Fingerprint], pick: random.Random) -> None:
    """Reads at random and in steps, interrupts, prefetches; every frame that comes out must be the one walked by."""
    place = 0
    for _ in range(80):
        steps = (pick.randrange(len(walked)) - place, -pick.randrange(1, 9), pick.randrange(1, 9))
        place = min(max(place + pick.choice(steps), 0), len(walked) - 1)
        work = pick.choice(("read", "read", "interrupted", "prefetch", "near"))
        stop = stop_after(pick.randrange(1, 60))
        try:
            if work == "near":
                near = reader.read_near(place, shown=pick.choice((None, 0)), cancelled=stop)
                assert near is None or fingerprint(near) == walked[near.index]
            elif work == "prefetch":
                reader.prefetch(place, cancelled=stop)
            else:
                frame = reader.read(place, cancelled=stop) if work == "interrupted" else reader.read(place)
                assert (frame.index, fingerprint(frame)) == (place, walked[place])
        except Cancelled:
            assert work != "read"
        except FrameMissing:
            assert walked[place] == ("missing",)


@pytest.mark.parametrize("name", [*HEALTHY, *DAMAGED])
@pytest.mark.parametrize("known", [False, True], ids=["unknown", "known"])
def test_frames_are_the_same_however_one_jumps(clip: MakeClip, name: str, *, known: bool) -> None:
    index = build_index(clip(name).path)
    sound = np.zeros(len(index), dtype=np.bool_)
    walked = walk(index, sound)
    with DirectReader(index, cache_bytes=LITTLE_ROOM, sound=sound if known else None) as reader:
        jump_about(reader, walked, random.Random(name))


@pytest.mark.parametrize("name", ["open-gop-250", "closed-gop-250"])
def test_only_references_are_decoded_on_the_way_where_the_clip_is_known_to_be_sound(
    clip: MakeClip, fed: list[tuple[int, bool]], name: str
) -> None:
    index = build_index(clip(name).path)
    sound = np.zeros(len(index), dtype=np.bool_)
    walked = walk(index, sound)
    assert sound.all()
    fed.clear()
    with DirectReader(index, sound=sound) as reader:
        assert fingerprint(reader.read(240)) == walked[240]
        assert sum(dropping for _, dropping in fed) > 200
        assert len({packet for packet, _ in fed}) == len(fed)  # none twice
        fed.clear()
        assert fingerprint(reader.read(241)) == walked[241]
        assert not any(dropping for _, dropping in fed)


def test_frames_passed_over_on_an_interrupted_way_are_read(clip: MakeClip) -> None:
    index = build_index(clip("closed-gop-250").path)
    sound = np.zeros(len(index), dtype=np.bool_)
    walked = walk(index, sound)
    for place in range(40, 80):
        with DirectReader(index, sound=sound) as reader:
            with pytest.raises(Cancelled):
                reader.read(240, cancelled=stop_after(30))
            assert fingerprint(reader.read(place)) == walked[place]


def test_nothing_is_passed_over_from_the_first_frame_on_that_is_not_known_to_be_sound(
    clip: MakeClip, fed: list[tuple[int, bool]]
) -> None:
    index = build_index(clip("closed-gop-250").path)
    sound = np.ones(len(index), dtype=np.bool_)
    sound[100] = False
    with DirectReader(index, sound=sound) as reader:
        reader.read(240)
    passed = [packet for packet, dropping in fed if dropping]
    assert passed == list(range(index.packet[100]))


def test_damage_met_after_a_shortened_way_is_decoded_again_in_full(clip: MakeClip, fed: list[tuple[int, bool]]) -> None:
    index = build_index(clip("damaged-packets").path)
    sound = np.zeros(len(index), dtype=np.bool_)
    walked = walk(index, sound)
    shortened = 0
    for place in np.flatnonzero(~sound):
        fed.clear()
        with DirectReader(index, sound=sound) as reader, suppress(FrameMissing):
            assert fingerprint(reader.read(int(place))) == walked[place]
        passed = {packet for packet, dropping in fed if dropping}
        assert passed <= {packet for packet, dropping in fed if not dropping}
        shortened += bool(passed)
    assert shortened > 5


@pytest.mark.parametrize("name", DAMAGED)
def test_frames_at_damage_are_never_called_sound(clip: MakeClip, name: str) -> None:
    index = build_index(clip(name).path)
    sound = np.zeros(len(index), dtype=np.bool_)
    walked = walk(index, sound)
    doubtful = [i for i, frame in enumerate(walked) if frame == ("missing",) or any(frame[3:])]
    assert not sound[doubtful].any()


def test_interrupted_decoding_goes_on_where_it_stopped(clip: MakeClip, fed: list[tuple[int, bool]]) -> None:
    index = build_index(clip("closed-gop-250").path)
    walked = walk(index)
    fed.clear()
    with DirectReader(index) as reader:
        with pytest.raises(Cancelled):
            reader.read(240, cancelled=stop_after(100))
        assert 100 <= len(fed) < 110
        assert fingerprint(reader.read(240)) == walked[240]
        assert [packet for packet, _ in fed] == list(range(len(fed)))  # none twice


def test_interrupted_reader_reads_elsewhere(clip: MakeClip) -> None:
    index = build_index(clip("open-gop-250").path)
    walked = walk(index)
    with DirectReader(index) as reader:
        for place in (240, 30, 400, 399):
            with pytest.raises(Cancelled):
                reader.read(place, cancelled=lambda: True)
        for place in (399, 30, 240):
            assert fingerprint(reader.read(place)) == walked[place]


def test_near_frame_is_the_key_frame_with_its_own_name(clip: MakeClip, fed: list[tuple[int, bool]]) -> None:
    index = build_index(clip("closed-gop-250").path)
    fed.clear()
    with DirectReader(index) as reader:
        near = reader.read_near(430)
        assert near is not None
        assert (near.index, near.pts) == (250, int(index.pts[250]))
        assert len(fed) < 20
        frame = reader.read(430)
        assert (frame.index, frame.pts) == (430, int(index.pts[430]))
        assert [packet for packet, _ in fed].count(250) == 1  # one run of the decoder gave both


def test_near_frame_is_one_that_is_kept(clip: MakeClip, fed: list[tuple[int, bool]]) -> None:
    index = build_index(clip("closed-gop-250").path)
    with DirectReader(index) as reader:
        reader.read(460)
        fed.clear()
        near = reader.read_near(430)
        assert near is not None
        assert near.index == 452
        assert fed == []
        assert reader.read_near(430, shown=452) is None
        assert reader.read_near(430, shown=420) is None


def test_nothing_is_put_in_place_of_a_frame_at_hand(clip: MakeClip) -> None:
    index = build_index(clip("closed-gop-250").path)
    with DirectReader(index) as reader:
        assert reader.read_near(AT_HAND - 2) is None
        reader.read(300)
        assert reader.read_near(300) is None
        assert reader.read_near(303) is None


def test_prefetched_frames_before_a_key_frame_need_no_decoding(clip: MakeClip, fed: list[tuple[int, bool]]) -> None:
    index = build_index(clip("closed-gop-250").path)
    walked = walk(index)
    with DirectReader(index, cache_bytes=LITTLE_ROOM) as reader:
        reader.read(255)
        reader.prefetch(255)
        assert fed[-1][0] < 250 + 20
        fed.clear()
        for place in range(254, 200, -1):
            assert fingerprint(reader.read(place)) == walked[place]
        assert fed == []


def test_prefetching_leaves_the_frames_ahead_and_the_way_on(clip: MakeClip, fed: list[tuple[int, bool]]) -> None:
    index = build_index(clip("closed-gop-250").path)
    with DirectReader(index, cache_bytes=LITTLE_ROOM) as reader:
        reader.read(300)
        reader.prefetch(300)
        fed.clear()
        reader.read(301)
        reader.read(305)
        assert fed == []
        reader.prefetch(305)
        assert len(fed) <= 5  # the run that led there goes on


def test_prefetching_twice_decodes_nothing_again(clip: MakeClip, fed: list[tuple[int, bool]]) -> None:
    index = build_index(clip("closed-gop-250").path)
    with DirectReader(index, cache_bytes=LITTLE_ROOM) as reader:
        for place in (300, 255):
            reader.read(place)
            reader.prefetch(place)
            fed.clear()
            reader.prefetch(place)
            reader.prefetch(place - 1)
            assert fed == []


def test_interrupted_prefetching_goes_on_and_ends(clip: MakeClip, fed: list[tuple[int, bool]]) -> None:
    index = build_index(clip("closed-gop-250").path)
    with DirectReader(index, cache_bytes=LITTLE_ROOM) as reader:
        reader.read(300)
        fed.clear()
        for _ in range(40):
            try:
                reader.prefetch(300, cancelled=stop_after(10))
            except Cancelled:
                continue
            break
        else:
            pytest.fail("it never came to an end")
        assert len(fed) < 100  # the way from the key frame once, and that from the frame on


@pytest.mark.parametrize("name", ["closed-gop-250", "open-gop-250", "hevc", "packed-b-frames"])
def test_reading_on_without_a_budget_decodes_every_picture_once(clip: MakeClip, name: str) -> None:
    index = build_index(clip(name).path)
    with DirectReader(index, cache_bytes=0) as reader:
        decoded: list[int] = []
        keep = reader._keep
        reader._keep = lambda run, number, *rest, **how: decoded.append(number) or keep(run, number, *rest, **how)  # type: ignore[assignment]
        assert [frame.index for frame in reader.frames()] == list(range(len(index)))
    assert len(decoded) <= len(index)


def test_a_long_stretch_of_missing_frames_is_decoded_past_once(clip: MakeClip, fed: list[tuple[int, bool]]) -> None:
    class Broken(Watch):
        fatal: ClassVar[dict[int, str]] = dict.fromkeys(range(100, 250), "broken")

    index = build_index(clip("closed-gop-250").path)
    fed.clear()
    with DirectReader(index, cache_bytes=0, watch=Broken()) as reader:
        missing = [state.index for state in reader.states() if state.missing]

    assert missing == [i for i in range(len(index)) if 100 <= index.packet[i] < 250]
    assert len(fed) < 3 * len(index)

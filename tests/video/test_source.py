"""Feeding packets to a decoder: every picture keeps the tag of its packet, whatever else is decoded meanwhile."""

import random
from collections.abc import Callable

from lle_studio.video.source import PacketStream
from tests.clips import SyntheticClip


def test_decoders_at_work_side_by_side_keep_their_tags(clip: Callable[[str], SyntheticClip]) -> None:
    path = clip("raw-h264").path
    streams = [PacketStream(path), PacketStream(path)]
    packets = [enumerate(stream.packets()) for stream in streams]
    tags: list[list[int | None]] = [[], []]
    pick, going = random.Random(3), [0, 1]
    while going:
        place = pick.choice(going)
        for _ in range(pick.randrange(1, 12)):
            ordinal, packet = next(packets[place], (None, None))
            if ordinal is None:
                tags[place] += [decoded.packet for decoded in streams[place].drain()]
                going.remove(place)
                break
            tags[place] += [decoded.packet for decoded in streams[place].feed(ordinal, packet)]
    for stream in streams:
        stream.close()
    assert sorted(tags[0]) == sorted(tags[1]) == list(range(100))

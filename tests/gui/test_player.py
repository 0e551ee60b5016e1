"""The clock of a playing clip, with a clock of the test's own in place of the real one."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from lle_studio.gui.player import Player
from lle_studio.video.index import ClipIndex, build_index
from tests.gui.conftest import TIMEOUT


class Clock:
    """Seconds that pass only when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clip(clip_path: Callable[[str], Path]) -> ClipIndex:
    """Frames at 0, 40, 80, 1080 and 1120 ms after a start at -2 s."""
    base = build_index(clip_path("cfr"))
    ticks = np.array([0, 40, 80, 1080, 1120]) - 2000
    return replace(base, pts=(ticks / 1000 / float(base.time_base)).round().astype(np.int64))


def test_slow_decoder_makes_it_skip(qtbot: QtBot, clip: ClipIndex) -> None:
    clock = Clock()
    player = Player(clock=clock)
    due: list[int] = []
    player.frame_due.connect(due.append)
    player.set_clip(clip)
    player.start(0)
    with qtbot.waitSignal(player.frame_due, timeout=TIMEOUT):
        clock.now += 0.041
    assert due == [1]
    clock.now += 1.05  # decoding frame 1 took that long
    player.frame_shown(1)
    assert due == [1, 3]
    assert player.skipped == 1
    player.frame_shown(0)  # not the one that is waited for
    assert due == [1, 3]
    clock.now += 1
    player.frame_shown(3)
    player.frame_shown(4)
    assert due == [1, 3, 4]
    assert not player.playing


def test_starts_over_at_the_end(qtbot: QtBot, clip: ClipIndex) -> None:
    player = Player(clock=Clock())
    player.set_clip(clip)
    with qtbot.waitSignal(player.frame_due, timeout=TIMEOUT) as due:
        player.start(4)
    assert due.args == [0]
    player.stop()


def test_another_clip_stops_it(qtbot: QtBot, clip: ClipIndex) -> None:
    player = Player(clock=Clock())
    player.set_clip(clip)
    player.start(0)
    with qtbot.waitSignal(player.playing_changed, timeout=TIMEOUT) as changed:
        player.set_clip(None)
    assert changed.args == [False]
    player.start(0)
    assert not player.playing


def test_plays_backwards_at_double_speed(qtbot: QtBot, clip: ClipIndex) -> None:
    clock = Clock()
    player = Player(clock=clock)
    due: list[int] = []
    player.frame_due.connect(due.append)
    player.set_clip(clip)
    player.start(4, -2.0)
    with qtbot.waitSignal(player.frame_due, timeout=TIMEOUT):
        clock.now += 0.021  # 42 ms of the clip
    assert due == [3]
    clock.now += 0.53
    player.frame_shown(3)
    assert due == [3, 1]
    clock.now += 1
    player.frame_shown(1)
    player.frame_shown(0)
    assert due == [3, 1, 0]
    assert not player.playing
    assert player.skipped == 1


def test_loops_between_two_frames(qtbot: QtBot, clip: ClipIndex) -> None:
    clock = Clock()
    player = Player(clock=clock)
    due: list[int] = []
    player.frame_due.connect(due.append)
    player.set_clip(clip)
    player.set_loop((1, 2))
    player.start(1)
    with qtbot.waitSignal(player.frame_due, timeout=TIMEOUT):
        clock.now += 0.041
    with qtbot.waitSignal(player.frame_due, timeout=TIMEOUT):
        player.frame_shown(2)
    assert due == [2, 1]
    assert player.playing
    player.stop()


def test_loop_of_one_frame_ends(qtbot: QtBot, clip: ClipIndex) -> None:
    player = Player(clock=Clock())
    player.set_clip(clip)
    player.set_loop((2, 2))
    with qtbot.waitSignal(player.frame_due, timeout=TIMEOUT):
        player.start(2)
    player.frame_shown(2)
    assert not player.playing

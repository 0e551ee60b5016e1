"""The window when its decoder process dies: it goes on, and says what cannot be shown."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from lle_studio.gui.curve_worker import View
from lle_studio.gui.main_window import MainWindow
from lle_studio.video import decoder
from tests.clips import read_code
from tests.decoders import AT_PACKET, CRASH, misbehave, posix
from tests.gui.conftest import settle

OpenClip = Callable[[Path], View]

pytestmark = posix


def test_a_killed_decoder_is_not_noticed(
    qtbot: QtBot, window: MainWindow, open_clip: OpenClip, clip_path: Callable[[str], Path]
) -> None:
    open_clip(clip_path("closed-gop-250"))
    for index in (40, 300, 299, 41):
        os.kill(window.viewer._worker._reader.decoder_pid, signal.SIGKILL)
        window.viewer.seek(index)
        view = settle(qtbot, window)
        assert view.index == read_code(view.frame.rgb) == index
        assert view.frame_problem == ""


def test_a_frame_at_which_the_decoder_crashes_is_named_and_the_others_are_shown(
    qtbot: QtBot,
    window: MainWindow,
    open_clip: OpenClip,
    clip_path: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    misbehave(monkeypatch, AT_PACKET.format(packet=150, deed=CRASH))
    open_clip(clip_path("closed-gop-250"))
    bad = [int(i) for i, packet in enumerate(window.viewer.clip.packet) if packet == 150]

    window.viewer.seek(bad[0])
    view = settle(qtbot, window)
    assert view.frame is None
    assert "cannot be decoded: the decoder crashes at it (SIGSEGV)" in view.frame_problem

    window.viewer.seek(20)
    view = settle(qtbot, window)
    assert view.index == read_code(view.frame.rgb) == 20
    window.viewer.seek(bad[0] + 10)
    assert settle(qtbot, window).frame.after_damage
    decoder.end_decoders()

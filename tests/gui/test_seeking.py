"""Going to a far frame: what is shown until it is read is true and says so, and never passes for the frame itself."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from lle_studio.core.frame import Frame
from lle_studio.gui import curve_worker
from lle_studio.gui.curve_worker import View
from lle_studio.gui.main_window import MainWindow
from lle_studio.gui.snapshot_dialog import SnapshotDialog
from lle_studio.video.direct import DirectReader
from lle_studio.video.reader import ClipReader
from tests.clips import read_code
from tests.gui.conftest import TIMEOUT, settle

OpenClip = Callable[[Path], View]
SEEKS = ((430, 250), (240, 250), (499, 500), (120, 0))
"""Frames of a clip with key frames at 0, 250 and 500, and what is shown before them."""


Hold = Callable[[int], AbstractContextManager[View]]


@pytest.fixture
def hold(qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> Hold:
    """Asks for a far frame, and gives what is on the screen while it is not read; at the end it is let go on."""
    go_on = Event()
    go_on.set()
    read = ClipReader.read

    def held_read(reader: ClipReader, index: int, **how: object) -> Frame:
        if how:  # the analysis asks for nothing but the index
            assert go_on.wait(TIMEOUT / 1000)
        return read(reader, index, **how)

    monkeypatch.setattr(ClipReader, "read", held_read)

    @contextmanager
    def seek_and_hold(index: int) -> Iterator[View]:
        go_on.clear()
        try:
            with qtbot.waitSignal(
                window.viewer.view_changed, timeout=TIMEOUT, check_params_cb=lambda view: view.request.index == index
            ):
                window.viewer.seek(index)
            yield window.viewer.view
        finally:
            go_on.set()

    return seek_and_hold


@pytest.fixture
def decoding_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Has the window decode in this process, where one can look on."""
    monkeypatch.setattr(curve_worker, "ClipReader", DirectReader)


@pytest.fixture
def long_clip(qtbot: QtBot, window: MainWindow, clip_path: Callable[[str], Path], open_clip: OpenClip) -> View:
    """Opens a clip of 520 frames with a GOP of 250."""
    open_clip(clip_path("closed-gop-250"))
    return at_rest(qtbot, window)


def at_rest(qtbot: QtBot, window: MainWindow) -> View:
    """Waits until the window asks for nothing any more, also not for pictures of another size."""
    qtbot.waitUntil(lambda: not window.viewer._resized.isActive(), timeout=TIMEOUT)
    return settle(qtbot, window)


def test_view_ahead_names_the_frame_it_shows(qtbot: QtBot, window: MainWindow, long_clip: View, hold: Hold) -> None:
    seen: list[View] = []
    window.viewer.view_changed.connect(seen.append)
    with hold(430) as view:
        assert view.ahead
        assert not view.final
        assert window.viewer.waiting
        assert view.index == view.frame.index == read_code(view.frame.rgb) == 250
        assert view.pts == view.frame.pts == int(long_clip.request.clip.pts[250])
        assert window.transport.status.text().startswith(f"Frame index 250  ·  PTS {view.pts} ")
        assert window.transport.activity.text() == "Reading frame 430 …"
        assert window.transport.slider.value() == window.transport.go_to.value() == 430
        assert "KEY FRAME 250 is shown while frame 430 is read" in window.pictures._captions[0].text()
        assert window.pictures.canvas.messages["enhanced"] == "Reading frame 430 …"
        assert window.pictures.shown_image("original") is view.original_image
        assert window.pictures.shown_image("enhanced") is None
    view = settle(qtbot, window)
    assert view.index == read_code(view.frame.rgb) == 430
    assert [(one.index, one.final) for one in seen] == [(250, False), (430, True)]
    assert "KEY FRAME" not in window.pictures._captions[0].text()
    assert window.transport.activity.text() == ""


def test_view_ahead_is_said_in_korean(qtbot: QtBot, window: MainWindow, long_clip: View, hold: Hold) -> None:
    window.language.use("ko")
    at_rest(qtbot, window)
    with hold(430):
        assert "250번 키 프레임 표시 중 (430번 프레임 읽는 중)" in window.pictures._captions[0].text()
        assert window.pictures.canvas.messages["enhanced"] == "430번 프레임 읽는 중 …"


@pytest.mark.parametrize("mode", ["single", "split", "difference"])
@pytest.mark.usefixtures("long_clip")
def test_view_ahead_is_the_original_and_called_so_in_every_mode(
    qtbot: QtBot, window: MainWindow, hold: Hold, mode: str
) -> None:
    window.pictures.set_mode(mode)
    at_rest(qtbot, window)
    with hold(430) as view:
        assert window.pictures.canvas._panes()[0][1] == "original"
        assert window.pictures._captions[0].text().startswith("Original  ·")
        assert view.enhanced is None
    settle(qtbot, window)
    assert window.pictures.canvas._panes()[0][1] != "original"
    assert not window.pictures._captions[0].text().startswith("Original  ·")


@pytest.mark.usefixtures("long_clip")
def test_what_is_done_while_ahead_concerns_the_frame_that_is_seen(window: MainWindow, hold: Hold) -> None:
    with hold(430) as view:
        window.actions_.snapshot.trigger()
        assert not window.findChildren(SnapshotDialog)
        assert window.curves.cube() is None
        assert window.pixel_line.codes == (None, None)
        window.actions_.bookmark.trigger()
        window.actions_.mark_in.trigger()
        case = window.document.case
        assert [(mark.index, mark.pts) for mark in case.bookmarks] == [(250, view.pts)]
        assert case.mark_in == 250


@pytest.mark.usefixtures("long_clip")
def test_every_final_view_is_the_frame_asked_for(qtbot: QtBot, window: MainWindow) -> None:
    seen: list[View] = []
    window.viewer.view_changed.connect(seen.append)
    for index, _ in SEEKS:
        window.viewer.seek(index)
        view = settle(qtbot, window)
        assert view.index == view.frame.index == read_code(view.frame.rgb) == index
    for view in seen:
        assert view.index == view.frame.index == read_code(view.frame.rgb)
        assert view.pts == view.frame.pts
        assert view.final != view.ahead
        assert view.final or view.enhanced is None
    assert [view.index for view in seen if view.ahead][:1] == [250]


@pytest.mark.usefixtures("long_clip")
def test_frame_asked_for_while_another_is_read_comes_alone(qtbot: QtBot, window: MainWindow, hold: Hold) -> None:
    settle(qtbot, window)
    seen: list[View] = []
    window.viewer.view_changed.connect(seen.append)
    with hold(430):
        for index in (431, 432, 433):
            window.viewer.seek(index)
    assert settle(qtbot, window).index == 433
    assert [view.index for view in seen if view.final] == [433]


@pytest.mark.usefixtures("long_clip")
def test_nothing_is_shown_ahead_while_playing(qtbot: QtBot, window: MainWindow) -> None:
    seen: list[View] = []
    window.viewer.view_changed.connect(seen.append)
    with qtbot.waitSignal(window.viewer.position_changed, timeout=TIMEOUT):
        window.viewer.play(8.0)
    qtbot.waitUntil(lambda: len([view for view in seen if view.final]) > 5, timeout=TIMEOUT)
    window.viewer.player.stop()
    settle(qtbot, window)
    assert not any(view.ahead for view in seen)


def test_steps_back_over_a_key_frame_are_read_from_what_was_prefetched(
    qtbot: QtBot, window: MainWindow, decoding_here: None, long_clip: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = Event()
    prefetch = DirectReader.prefetch

    def noted_prefetch(reader: DirectReader, index: int, **how: object) -> None:
        prefetch(reader, index, **how)
        if index == 252:
            done.set()

    monkeypatch.setattr(DirectReader, "prefetch", noted_prefetch)
    window.viewer.seek(252)
    settle(qtbot, window)
    assert done.wait(TIMEOUT / 1000)
    reader, decoded = window.viewer._worker._reader, []
    run_past = reader._run_past
    monkeypatch.setattr(reader, "_run_past", lambda *how: decoded.append(how[1]) or run_past(*how))
    for index in range(251, 199, -1):
        qtbot.keyClick(window, Qt.Key.Key_Left)
        view = settle(qtbot, window)
        assert view.index == read_code(view.frame.rgb) == index
    assert not [index for index in decoded if index in range(200, 252)]


def test_what_the_analysis_found_sound_shortens_the_way(
    qtbot: QtBot, window: MainWindow, decoding_here: None, open_clip: OpenClip, clip_path: Callable[[str], Path]
) -> None:
    with qtbot.waitSignal(
        window.analysis.progressed,
        timeout=10 * TIMEOUT,
        check_params_cb=lambda done, total, _running: done == total > 0,
    ):
        open_clip(clip_path("closed-gop-250"))
    assert window.viewer.track.sound.all()
    window.viewer.seek(430)
    assert read_code(settle(qtbot, window).frame.rgb) == 430
    assert any(run is not None and run.passed_over for run in window.viewer._worker._reader._runs)
    window.viewer.set_weights("paper")
    assert window.viewer.track.sound.all()

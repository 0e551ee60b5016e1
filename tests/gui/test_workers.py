"""Threads: the mailbox, what becomes of errors, and that nothing is left running."""

from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest
from pytestqt.qtbot import QtBot

from lle_studio.core.errors import Cancelled, PictureOrderError, SourceError
from lle_studio.gui.curve_worker import CurveWorker, View
from lle_studio.gui.main_window import MainWindow
from lle_studio.gui.workers import IndexWorker, Mailbox, RunningWorkers, Worker
from lle_studio.video import index as video_index
from lle_studio.video.index import build_index
from lle_studio.video.reader import ClipReader
from tests.gui.conftest import TIMEOUT, relayed, settle


class OneJob(Worker):
    """Raises what it is given."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self._error = error

    def work(self) -> None:
        raise self._error


def test_new_letter_replaces_a_waiting_one() -> None:
    mailbox: Mailbox[int] = Mailbox()
    mailbox.put(1)
    mailbox.put(2)
    assert mailbox.take() == 2
    mailbox.close()
    assert mailbox.take() is None


def test_close_wakes_a_waiting_reader() -> None:
    mailbox: Mailbox[int] = Mailbox()
    taken: list[int | None] = []
    reader = Thread(target=lambda: taken.append(mailbox.take()))
    reader.start()
    mailbox.close()
    reader.join(TIMEOUT / 1000)
    assert taken == [None]


@pytest.mark.parametrize(
    ("error", "part"),
    [
        (SourceError("The disk is gone."), "The disk is gone."),
        (KeyError("secret"), "unexpected stopped this work (KeyError)"),
    ],
)
def test_failure_is_told_in_one_sentence(qtbot: QtBot, error: Exception, part: str) -> None:
    worker = OneJob(error)
    with qtbot.waitSignal(relayed(worker, "failed"), timeout=TIMEOUT) as failed:
        worker.start()
    assert part in failed.args[0].sentence
    assert "secret" not in failed.args[0].sentence
    worker.finish()


def test_unforeseen_error_goes_to_the_log(qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    worker = OneJob(KeyError("secret"))
    with qtbot.waitSignal(relayed(worker, "failed"), timeout=TIMEOUT):
        worker.start()
    worker.finish()
    assert "secret" in caplog.text


def test_cancelled_is_no_failure(qtbot: QtBot) -> None:
    worker = OneJob(Cancelled("stopped"))
    with (
        qtbot.assertNotEmitted(relayed(worker, "failed")),
        qtbot.waitSignal(relayed(worker, "cancelled"), timeout=TIMEOUT),
    ):
        worker.start()
    worker.finish()


def test_idle_curve_worker_ends(qtbot: QtBot) -> None:
    worker = CurveWorker()
    worker.start()
    worker.finish()
    assert worker.isFinished()


def test_running_workers_are_all_ended(sample: Path) -> None:
    workers = RunningWorkers()
    indexers = [IndexWorker(sample) for _ in range(3)]
    for indexer in indexers:
        workers.start(indexer)
    workers.finish()
    assert all(indexer.isFinished() for indexer in indexers)


def test_index_tells_progress_and_the_clip(qtbot: QtBot, sample: Path) -> None:
    worker = IndexWorker(sample, ticket=7)
    shares: list[int] = []
    relayed(worker, "progressed").connect(lambda progress: shares.append(progress.done))
    with qtbot.waitSignal(relayed(worker, "opened"), timeout=TIMEOUT) as opened:
        worker.start()
    worker.finish()
    assert opened.args[0].ticket == 7
    assert len(opened.args[0].clip) == len(build_index(sample))
    assert shares == sorted(set(shares))
    assert shares[-1] == 1000


def test_closing_while_a_file_is_read(window: MainWindow, sample: Path) -> None:
    window.open_path(sample)
    window.close()
    assert window.viewer.clip is None


def test_closing_while_pictures_are_made(window: MainWindow, open_clip: Callable[[Path], View], sample: Path) -> None:
    clip = open_clip(sample).request.clip
    window.viewer.seek(len(clip) - 1)
    window.close()
    assert window.viewer.waiting is False


def test_closing_while_playing(
    qtbot: QtBot, window: MainWindow, open_clip: Callable[[Path], View], sample: Path
) -> None:
    open_clip(sample)
    with qtbot.waitSignal(window.viewer.position_changed, timeout=TIMEOUT):
        window.actions_.play.trigger()
    window.close()
    assert not window.viewer.player.playing


def test_reading_can_be_cancelled(
    qtbot: QtBot, window: MainWindow, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never_ready(_path: Path, _request: object, progress: object, cancelled: Callable[[], bool]) -> None:
        progress(0.5)
        while not cancelled():
            pass
        raise Cancelled("stopped")

    monkeypatch.setattr(video_index, "_ask", never_ready)
    window.open_path(sample)
    worker = window.opener._indexer
    qtbot.waitUntil(window.clip_bar._cancel.isVisible, timeout=TIMEOUT)
    with qtbot.waitSignal(relayed(worker, "cancelled"), timeout=TIMEOUT):
        window.clip_bar._cancel.click()
    assert window.viewer.clip is None


def test_pictures_out_of_order_are_indexed_thoroughly(
    qtbot: QtBot,
    window: MainWindow,
    open_clip: Callable[[Path], View],
    clip_path: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read = ClipReader.read

    def read_if_thorough(self: ClipReader, index: int, **how: object) -> object:
        if index > 50 and not self.index.decoded_at_indexing:
            raise PictureOrderError("The pictures come out in another order than their timestamps.")
        return read(self, index, **how)

    open_clip(clip_path("open-gop-250"))
    doubted = window.viewer.clip
    assert not doubted.decoded_at_indexing
    monkeypatch.setattr(ClipReader, "read", read_if_thorough)
    with qtbot.waitSignal(
        window.viewer.view_changed,
        timeout=TIMEOUT,
        check_params_cb=lambda view: view is not None and view.request.clip is not doubted and view.final,
    ):
        window.viewer.seek(60)
    assert window.viewer.clip.decoded_at_indexing
    window.viewer.seek(60)
    assert settle(qtbot, window).frame.index == 60

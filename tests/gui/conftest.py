"""What the tests of the window share: isolated settings, clips, a window, and a check that no thread is left behind."""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QObject, QSettings, QStandardPaths, Signal, SignalInstance, Slot
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from lle_studio.gui import theme
from lle_studio.gui.curve_worker import View
from lle_studio.gui.main_window import MainWindow
from lle_studio.gui.workers import Worker
from lle_studio.resources import resource_path
from tests.clips import make_clip

TIMEOUT = 60_000
"""ms that a signal may take on a very busy machine."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Lets through the one message of the offscreen platform about what it cannot do."""
    for item in items:
        if Path(item.path).is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints"))


@pytest.fixture(autouse=True)
def isolated(tmp_path: Path, qapp: QCoreApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings, log and cases go to a folder of the test's own."""
    qapp.setOrganizationName("LLE Studio tests")
    qapp.setApplicationName("LLE Studio tests")
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "settings"))
    QStandardPaths.setTestModeEnabled(True)
    monkeypatch.setattr("lle_studio.gui.document.cases_folder", lambda: tmp_path / "cases")


@pytest.fixture(autouse=True)
def same_look(qapp: QApplication) -> Iterator[None]:
    """Gives the application back the look it had; from one style sheet to another by way of none, as themes do."""
    sheet, palette, font = qapp.styleSheet(), qapp.palette(), qapp.font()
    yield
    if qapp.styleSheet() != sheet:
        qapp.setStyleSheet("")
        qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)
    qapp.setFont(font)
    theme._chosen = theme.DARK


@pytest.fixture(autouse=True)
def collected_here() -> Iterator[None]:
    """Garbage is collected between the tests, in the thread of the widgets, as the program does."""
    gc.disable()
    gc.freeze()
    yield
    gc.collect()


@pytest.fixture(autouse=True)
def no_thread_left(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fails a test that leaves a worker running."""
    started: list[Worker] = []
    start = Worker.start

    def noted_start(worker: Worker) -> None:
        started.append(worker)
        start(worker)

    monkeypatch.setattr(Worker, "start", noted_start)
    yield
    running = [type(worker).__name__ for worker in started if worker.isRunning()]
    for worker in started:
        worker.finish()
    assert not running, f"left running: {running}"


@pytest.fixture(scope="session")
def sample() -> Path:
    """The sample clip of the product."""
    return resource_path("sample/night-street.mp4")


@pytest.fixture(scope="session")
def clip_path(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Makes a test clip by name."""
    folder = tmp_path_factory.mktemp("clips")
    return lambda name: make_clip(name, folder).path


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    """An empty window; closed, with all its threads, at the end."""
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    yield window
    window.close()
    window.language.use("en")


class Relay(QObject):
    """Passes a worker's signal on in the thread of the tests.

    Signals:
        arrived: what the worker's signal carried; None where it carries nothing.
    """

    arrived = Signal(object)

    @Slot(object)
    def take(self, value: object) -> None:
        """Passes on what was carried."""
        self.arrived.emit(value)

    @Slot()
    def take_nothing(self) -> None:
        """Passes on that it was emitted."""
        self.arrived.emit(None)


def relayed(worker: Worker, name: str) -> SignalInstance:
    """A signal of a worker, to be waited for.

    What is no QObject, such as pytest-qt's blockers, is called in the thread that emits, while the test goes on and
    takes it away: that ends the process now and then.
    """
    relay = Relay(worker)
    getattr(worker, name).connect(relay.take_nothing if name == "cancelled" else relay.take)
    return relay.arrived


def settled(window: MainWindow) -> bool:
    """Whether what was asked for last is what is on the screen."""
    view = window.viewer.view
    return view is not None and view.final and not window.viewer.waiting


def settle(qtbot: QtBot, window: MainWindow) -> View:
    """Waits until the frame asked for is on the screen, and gives what is shown of it."""
    if not settled(window):
        with qtbot.waitSignal(
            window.viewer.view_changed, timeout=TIMEOUT, check_params_cb=lambda _view: settled(window)
        ):
            pass
    return window.viewer.view


@pytest.fixture
def open_clip(qtbot: QtBot, window: MainWindow) -> Callable[[Path], View]:
    """Opens a file in the window and waits for its first picture."""

    def open_and_settle(path: Path) -> View:
        with qtbot.waitSignal(
            window.viewer.view_changed,
            timeout=TIMEOUT,
            check_params_cb=lambda view: view is not None and view.request.clip.path == path and settled(window),
        ):
            window.open_path(path)
        return window.viewer.view

    return open_and_settle

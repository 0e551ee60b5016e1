"""What each kind of spoilt file is given to: the commands, and the window without a screen."""

import contextlib
import importlib
import logging
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEventLoop, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QMessageBox

from benchmarks.fuzz_child import Limits, Sandbox, run_apart, run_bare
from benchmarks.fuzz_inputs import Pool, Prepared
from lle_studio.cli import main as run_command
from lle_studio.gui import language
from lle_studio.gui.app import set_up_application
from lle_studio.gui.main_window import MainWindow
from lle_studio.resources import resource_path

WHOLE_8K = ("cram-7680", "h264-7680")
"""Files of whole pictures of 8K, which are read."""

Step = tuple[str, Callable[[], int]]

_SETTLED = 45
"""Seconds the window may take to show something or say why not; the limit of computing ends it before."""


def load_everything(pool: Pool, sandbox: Sandbox, steps: Sequence[str]) -> None:
    """Loads what the children need, once: where they export or open windows, all that one that did so had to load."""
    import lle_studio.pipeline.export
    import lle_studio.pipeline.probe
    import lle_studio.record.timestamp
    import lle_studio.record.verify  # noqa: F401

    if steps and not {"export", "window", "verify"} & set(steps):
        return
    before = set(sys.modules)

    def work() -> int:
        package = sandbox.folder("out") / "package"
        run_command(["probe", str(pool.short)])
        run_command(["export", str(pool.short), "-o", str(package), "--end", "3"])
        run_command(["verify", str(package)])
        run_command(["audit", str(package)])
        show(pool.short)
        (sandbox.folder("home") / "modules").write_text("\n".join(set(sys.modules) - before))
        return 0

    run_apart(work, sandbox, Limits(seconds=100, memory=10**10))
    for name in (sandbox.folder("home") / "modules").read_text().split():
        with contextlib.suppress(ImportError):
            importlib.import_module(name)


def steps_of(case: Prepared, pool: Pool, sandbox: Sandbox) -> Iterator[Step]:
    """The commands a case is given to, in order."""
    file, out = str(case.file), sandbox.folder("out")
    clip = str(pool.short)

    def command(name: str, *arguments: str) -> Step:
        return name, lambda: run_command([name, *arguments])

    def window() -> Step:
        return "window", lambda: show(case.file)

    script = resource_path("reproduce/verify_package.py")
    steps: dict[str, Callable[[], tuple[Step, ...]]] = {
        "video": lambda: (
            command("probe", "--json", file),
            command("export", file, "-o", str(out / "package"), "--end", "10"),
            window(),
        ),
        "case": lambda: (
            command("export", clip, "-o", str(out / "package"), "--end", "3", "--case", file),
            command("audit", file, "--json"),
            window(),
        ),
        "audit": lambda: (command("audit", file), command("audit", file, "--json")),
        "weights": lambda: (
            command("frame", clip, "1", "-o", str(out / "f.png"), "--enhanced", "--weights", file),
            command("export", clip, "-o", str(out / "package"), "--end", "2", "--weights", file),
        ),
        "translation": lambda: (("window", lambda: show_translated(case.file)),),
        "key": lambda: (
            command("key", "show", file, "--passphrase-file", str(case.file.with_name("words.txt"))),
            command("verify", str(pool.package), "--key", file),
        ),
        "reply": lambda: (command("timestamp", str(case.file.with_name("package")), "--reply", file),),
        "package": lambda: (
            command("verify", file, "--source", clip),
            command("audit", file),
            ("verify_package.py", lambda: run_bare(script, "--package", file)),
        ),
    }
    same = {"bomb": "video", "card": "weights", "hostile": "package"}
    chosen = steps[same.get(case.kind, case.kind)]()
    yield from chosen[:1] if case.source.startswith(WHOLE_8K) else chosen  # an export takes what 8K takes


# --- The window


def show(file: Path) -> int:
    """Opens a file in the window as it is started; waits until its first and last frame, or a refusal, are shown."""
    app, window = _window()
    window.open_path(file)
    if not _wait(app, lambda: _has_answered(window)):
        return _close(app, window, "nothing was shown")
    if window.viewer.clip is not None:
        window.viewer.seek(len(window.viewer.clip) - 1)
        if not _wait(app, lambda: _has_answered(window)):
            return _close(app, window, "the last frame was not shown")
    return _close(app, window, "")


def show_translated(file: Path) -> int:
    """Opens the window in the language of a translation file."""
    app, window = _window()
    language.resource_path = lambda relative: file
    window.language.use("ko")
    app.processEvents()
    for context in ("MainWindow", "ExportDialog", "Worker", "WindowActions"):
        QCoreApplication.translate(context, "Open a clip")
    return _close(app, window, "")


def _window() -> tuple[QApplication, MainWindow]:
    """The application and its window, as ``lle-studio`` makes them; what goes to the log also goes to stderr."""

    def tell(kind: QtMsgType, context: object, text: str) -> None:
        if kind == QtMsgType.QtFatalMsg:
            print(text, file=sys.stderr)

    qInstallMessageHandler(tell)
    logging.getLogger("lle_studio").addHandler(logging.StreamHandler(sys.stderr))
    sys.excepthook = lambda kind, error, trace: traceback.print_exception(kind, error, trace)
    app = QApplication.instance() or QApplication(["fuzz"])
    set_up_application(app)
    window = MainWindow()
    window.show()
    return app, window


def _has_answered(window: MainWindow) -> bool:
    """Whether what was asked for is on the screen, or a box says why not."""
    viewer = window.viewer
    if window.opener.reading:
        return False
    if viewer.clip is None:
        return bool(window.findChildren(QMessageBox))
    return viewer.view is not None and viewer.view.final and not viewer.waiting


def _wait(app: QApplication, done: Callable[[], bool]) -> bool:
    end = time.monotonic() + _SETTLED
    while not done():
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)
        if time.monotonic() > end:
            return False
    return True


def _close(app: QApplication, window: MainWindow, complaint: str) -> int:
    """Says what the window says, closes it, and gives 0, or 3 where it refused the file."""
    refusals = [box.text() for box in window.findChildren(QMessageBox)]
    view = window.viewer.view
    problems = [view.frame_problem, view.enhancement_problem] if view is not None else []
    for sentence in (*refusals, *(problem for problem in problems if problem), *([complaint] if complaint else [])):
        print(sentence)
    window.close()
    app.processEvents()
    if complaint:
        return 99
    return 3 if refusals and view is None else 0

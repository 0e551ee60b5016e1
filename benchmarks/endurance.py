"""Works in the window for hours, without anybody at it: ``python -m benchmarks.endurance [--actions N] [--seed S]``.

What an examiner does every three seconds follows without a pause: 9,600 actions are eight hours. Clips are opened,
sound and damaged ones, looked at, enhanced, marked, saved, exported, verified (``endurance_actions``). At regular
points the same clip is opened and left in peace, and what the program holds is measured: memory (its share of what it
has in common with others, and that of the programs it started), files, threads, programs, widgets and other objects of
Qt's, temporary files.

Flat means: in the last quarter of the points nothing is held more than in the second; memory not more than 5 % (of
the medians). The first quarter is warming up. Ctrl-C, or a polite kill, ends it early and tells what was found.
"""

import argparse
import gc
import json
import os
import signal
import statistics
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import psutil
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSettings, QStandardPaths
from PySide6.QtWidgets import QApplication

from benchmarks.endurance_actions import Examiner, NeverCame
from lle_studio.core.heaps import limit_heaps
from lle_studio.gui import document
from lle_studio.gui.app import set_up_application
from lle_studio.gui.main_window import MainWindow
from lle_studio.resources import resource_path
from lle_studio.video.decoder import end_decoders
from tests.clips import make_clip

CLIPS = ("cfr", "vfr", "audio-aac", "mjpeg", "ts-offset", "damaged-packets", "truncated-mkv", "no-moov")
"""Clips of the tests that are opened, beside the sample: the first is rested on, two are damaged, one is empty."""

SLACK = 1.05
"""By so much memory may be more, and is still flat: what is kept differs with what was done last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What the program holds at a point."""

    action: int
    """Actions done before."""
    memory_mb: float
    """Its own, and its share of what it has in common with others; with the programs it started."""
    resident_mb: float
    files: int
    """Open ones, pipes included."""
    threads: int
    programs: int
    widgets: int
    windows: int
    objects: int
    """Of Qt's, below the window and the application."""
    temporary: int
    """Files in the folder for temporary ones."""


def measure(action: int, window: MainWindow | None, temporary: Path) -> Held:
    """Measures what is held, once all that is let go of is gone."""
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QApplication.processEvents()
        gc.collect()
    end_decoders()  # those that wait for another reader of their file
    own = psutil.Process()
    family = [own, *own.children(recursive=True)]
    known = [QApplication.instance(), *([window] if window is not None else [])]
    return Held(
        action=action,
        memory_mb=round(sum(_share(process) for process in family) / 2**20, 1),
        resident_mb=round(sum(process.memory_info().rss for process in family) / 2**20, 1),
        files=own.num_fds(),
        threads=own.num_threads(),
        programs=len(family) - 1,
        widgets=len(QApplication.allWidgets()),
        windows=len(QApplication.topLevelWidgets()),
        objects=sum(len(root.findChildren(QObject)) for root in known),
        temporary=sum(1 for _ in temporary.rglob("*")),
    )


def _share(process: psutil.Process) -> int:
    found = process.memory_full_info()
    return int(getattr(found, "pss", found.uss))


COUNTED = ("files", "threads", "programs", "widgets", "windows", "objects", "temporary")


def judge(points: list[Held]) -> dict[str, Any]:
    """First, last and slope of everything held, and whether it is flat; nothing, where it came to no point."""
    if not points:
        return {}
    quarter = max(1, len(points) // 4)
    second, last = points[quarter : 2 * quarter] or points[:1], points[-quarter:]
    told: dict[str, Any] = {}
    for name in ("memory_mb", "resident_mb", *COUNTED):
        values = [getattr(point, name) for point in points]
        early = statistics.median(getattr(point, name) for point in second)
        late = statistics.median(getattr(point, name) for point in last)
        steps = [point.action for point in points[quarter:]]
        slope = statistics.linear_regression(steps, values[quarter:]).slope if len(set(steps)) > 1 else 0.0
        most = early * SLACK if name not in COUNTED else max(getattr(point, name) for point in second)
        told[name] = {
            "first": values[0],
            "last": values[-1],
            "second_quarter": early,
            "last_quarter": late,
            "slope_per_1000_actions": round(1000 * slope, 3),
            "flat": late <= most,
        }
    return told


def run(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Does all actions; the report as it goes into the JSON."""
    app = QApplication.instance() or QApplication(["endurance"])
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(folder / "settings"))
    QStandardPaths.setTestModeEnabled(True)
    set_up_application(app)
    document.cases_folder = lambda: folder / "cases"
    errors: list[str] = []
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    sys.excepthook = lambda kind, error, trace: errors.append("".join(traceback.format_exception(kind, error, trace)))
    for name in ("clips", "temporary", "work"):
        (folder / name).mkdir()
    tempfile.tempdir = str(folder / "temporary")
    clips = [*(make_clip(name, folder / "clips").path for name in CLIPS), resource_path("sample/night-street.mp4")]
    began = time.monotonic()
    done: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    points: list[Held] = []
    every = max(1, options.actions // options.points)

    def try_everything(window: MainWindow) -> None:
        Examiner(window, clips, folder / "work", options.seed).act_all()

    def work(window: MainWindow) -> None:
        examiner = Examiner(window, clips, folder / "work", options.seed)
        for number in range(options.actions + 1):
            if number:
                examiner.act()
            if number % every == 0 or number == options.actions or stop.is_set():
                examiner.rest()
                points.append(measure(number, window, folder / "temporary"))
                print(" ".join(f"{name} {value}" for name, value in asdict(points[-1]).items()), flush=True)
            if stop.is_set():
                break
        done.update(examiner.done)
        refused.update(examiner.refused)

    closed = []
    try:
        closed = [in_a_window(task, folder / "temporary") for task in (try_everything, work)]
    except NeverCame as error:
        errors.append(str(error))
    finally:
        sys.excepthook = sys.__excepthook__
    report: dict[str, Any] = {"seed": options.seed, "actions": options.actions, "done": done, "refused": refused}
    report.update(errors=errors, held=judge(points), points=[asdict(point) for point in points])
    report["closed"] = [asdict(one) for one in closed]
    report["seconds"] = round(time.monotonic() - began, 1)
    report["flat"] = bool(points) and all(one["flat"] for one in report["held"].values())
    return report


def in_a_window(task: Callable[[MainWindow], None], temporary: Path) -> Held:
    """Does something in a window, closes it, and measures what is left."""
    window = MainWindow()
    window.show()
    try:
        task(window)
    finally:
        window.close()
    window.deleteLater()
    del window
    gc.unfreeze()  # so that it can be found to be garbage
    return measure(0, None, temporary)


def main() -> int:
    """Works, prints and writes the report; 1 where anything grew or went wrong."""
    limit_heaps()  # as the program does
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--actions", type=int, default=9600, help="to be done; one stands for three seconds (9600)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--points", type=int, default=24, help="at which it is measured (24)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="file to write the report to")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="endurance-") as name:
        report = run(options, Path(name))
    done = sum(report["done"].values())
    hours = done * 3 / 3600
    print(f"\n{done} actions ({hours:.1f} hours of work) in {report['seconds']} s, seed {options.seed}")
    print(", ".join(f"{count} {name}" for name, count in Counter(report["done"]).most_common()))
    print(", ".join(f"{count} times: {sentence}" for sentence, count in report["refused"].items()))
    for name, one in report["held"].items():
        print(f"{name:12} first {one['first']:8} last {one['last']:8}, quarters 2 and 4 {one['second_quarter']:8} "
              f"{one['last_quarter']:8}, {one['slope_per_1000_actions']:+8.3f} per 1,000 actions: "
              f"{'flat' if one['flat'] else 'GROWS'}")  # fmt: skip
    print("\n".join(report["errors"]))
    if options.json:
        options.json.write_text(json.dumps(report, indent=1), encoding="utf-8")
    return 0 if report["flat"] and not report["errors"] else 1


if __name__ == "__main__":
    sys.exit(main())

"""How freely the window moves: blocks of its thread, frames shown, the level slider, stepping back.

    python -m benchmarks.gui [--clip FILE] [--seconds 60] [--json FILE]

Without a clip it makes one of 1080p H.264 with a GOP of 250 from the sample. It runs without a screen, with Qt's
offscreen platform unless another is set; drawing then ends in memory.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import imageio_ffmpeg
import numpy as np
from PySide6.QtCore import QEventLoop, QSettings, QStandardPaths, QTimer
from PySide6.QtWidgets import QApplication

from lle_studio.core.heaps import limit_heaps
from lle_studio.gui.app import set_up_application
from lle_studio.gui.curve_worker import View
from lle_studio.gui.main_window import MainWindow
from lle_studio.resources import resource_path

BEAT = 5
"""ms between two looks of the event loop at the clock; what one is late by is a block."""


class Heart:
    """Measures by how much the event loop is late."""

    def __init__(self) -> None:
        self.late: list[float] = []
        self._last = 0.0
        self._timer = QTimer(interval=BEAT)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Begins to measure."""
        self.late.clear()
        self._last = time.perf_counter()
        self._timer.start()

    def stop(self) -> np.ndarray:
        """Ends and gives the lateness of every beat in ms."""
        self._timer.stop()
        return np.maximum(np.array(self.late) - BEAT, 0)

    def _beat(self) -> None:
        now = time.perf_counter()
        self.late.append(1000 * (now - self._last))
        self._last = now


def wait_until(true: Callable[[], bool], seconds: float = 120.0) -> None:
    """Lets the event loop run until something is true."""
    loop, timer = QEventLoop(), QTimer(interval=1)
    end = time.monotonic() + seconds
    timer.timeout.connect(lambda: loop.quit() if true() or time.monotonic() > end else None)
    timer.start()
    loop.exec()
    if not true():
        raise SystemExit("benchmarks.gui: what was waited for did not come.")


def settled(window: MainWindow) -> bool:
    """Whether what was asked for is on the screen."""
    view = window.viewer.view
    return view is not None and view.final and not window.viewer.waiting


def make_clip(folder: Path, *, seconds: int = 60) -> Path:
    """1080p H.264 with a GOP of 250, made of the sample, which lasts 10 s."""
    path = folder / "gop-250.mp4"
    source = resource_path("sample/night-street.mp4")
    command = (
        f"-v error -stream_loop {seconds // 10 - 1} -i {source} -vf fps=30,scale=1920:1080 -c:v libx264 "
        f"-preset veryfast -g 250 -keyint_min 250 -sc_threshold 0 -crf 24 {path}"
    )
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), *command.split()], check=True)
    return path


def measure_play(window: MainWindow, seconds: float) -> dict[str, float]:
    """Plays from the start with enhancement."""
    window.viewer.seek(0)
    wait_until(lambda: settled(window))
    shown: list[float] = []

    def note(view: View | None) -> None:
        if view is not None and view.final:
            shown.append(time.perf_counter())

    window.viewer.view_changed.connect(note)
    heart = Heart()
    heart.start()
    began = time.perf_counter()
    window.viewer.play(1.0)
    wait_until(lambda: time.perf_counter() - began > seconds or not window.viewer.player.playing, seconds + 60)
    window.viewer.player.stop()
    late = heart.stop()
    window.viewer.view_changed.disconnect(note)
    spent = (shown[-1] - began) if shown else 1.0
    return {
        "max_block_ms": float(late.max()),
        "p99_block_ms": float(np.percentile(late, 99)),
        "median_block_ms": float(np.median(late)),
        "blocks_over_50_ms": int((late > 50).sum()),
        "played_s": spent,
        "shown_fps": len(shown) / spent,
        "skipped": window.viewer.player.skipped,
    }


def measure_level(window: MainWindow, repeats: int = 40) -> float:
    """Milliseconds from a move of the level slider to the new picture, at rest on a frame; the median."""
    window.viewer.seek(100)
    wait_until(lambda: settled(window))
    spent = []
    for number in range(repeats):
        began = time.perf_counter()
        window.controls.level_slider.setValue(30 + number)
        wait_until(lambda: settled(window))
        spent.append(1000 * (time.perf_counter() - began))
    return float(np.median(spent))


def measure_back(window: MainWindow, start: int, steps: int = 100) -> list[float]:
    """Milliseconds of each of many steps back inside a GOP."""
    window.viewer.seek(start)
    wait_until(lambda: settled(window))
    spent = []
    for _ in range(steps):
        began = time.perf_counter()
        window.viewer.step(-1)
        wait_until(lambda: settled(window))
        spent.append(1000 * (time.perf_counter() - began))
    return spent


def main() -> None:
    """Runs the measurements and prints them."""
    limit_heaps()  # as the program does
    parser = argparse.ArgumentParser(prog="benchmarks.gui")
    parser.add_argument("--clip", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    app = QApplication(sys.argv[:1])
    with TemporaryDirectory(prefix="lle-studio-", ignore_cleanup_errors=True) as folder:
        QSettings.setDefaultFormat(QSettings.Format.IniFormat)
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, folder)
        QStandardPaths.setTestModeEnabled(True)
        set_up_application(app)
        clip = options.clip or make_clip(Path(folder))
        window = MainWindow()
        window.resize(1680, 1000)
        window.show()
        window.open_path(clip.resolve())
        wait_until(lambda: settled(window))
        total = len(window.viewer.clip)
        began = time.perf_counter()
        results: dict[str, object] = {"date": date.today().isoformat(), "cores": os.cpu_count()}
        results |= {"machine": platform.machine(), "platform": os.environ["QT_QPA_PLATFORM"]}
        cold = measure_play(window, min(10.0, options.seconds))
        results["shown_fps_before_analysis"] = cold["shown_fps"]
        wait_until(lambda: bool(window.viewer.track.get().known.all()), 600)
        results["analysis_s"] = time.perf_counter() - began
        results["frames"] = total
        results |= measure_play(window, options.seconds)
        window.analysis.set_running(False)
        results["level_ms"] = measure_level(window)
        back = measure_back(window, min(len(window.viewer.clip) - 1, 240))
        results |= {"step_back_ms": float(np.median(back)), "step_back_max_ms": float(np.max(back))}
        window.close()
    for name, value in results.items():
        print(f"{name:20} {value:.1f}" if isinstance(value, float) else f"{name:20} {value}")
    if options.json:
        options.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

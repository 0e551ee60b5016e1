"""How soon a frame is there: far away, one on, one back, and back across a key frame.

    python -m benchmarks.seek [--quick] [--clip FILE] [--json FILE]

Without a clip it makes one of 1080p H.264 with a GOP of 250 from the sample. It runs without a screen, with Qt's
offscreen platform unless another is set; drawing then ends in memory.

A far frame is timed beside plain decoding by one thread of FFmpeg (PyAV) from the key frame before it, turn by turn, so
that what else the machine does weighs on both; on a busy machine the ratio of the processor's time is steadier still.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import av
import numpy as np
from PySide6.QtCore import QSettings, QStandardPaths
from PySide6.QtWidgets import QApplication

from benchmarks.gui import make_clip, settled, wait_until  # sets Qt's platform
from lle_studio.core.heaps import limit_heaps
from lle_studio.gui.app import set_up_application
from lle_studio.gui.curve_worker import View
from lle_studio.gui.main_window import MainWindow
from lle_studio.video.direct import DirectReader
from lle_studio.video.index import ClipIndex, build_index
from lle_studio.video.reader import ClipReader

SEED = 20261127

REST = 1.5
"""Seconds the window is left alone before a measurement, so that it can prefetch."""


def milliseconds(work: Callable[[], object]) -> float:
    """How long a piece of work takes."""
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


class PlainDecoder:
    """What FFmpeg does by itself: one thread, from the last key frame to a frame, nothing converted."""

    def __init__(self, index: ClipIndex) -> None:
        self._index = index
        self._keys = np.flatnonzero(index.keyframe)
        self._container = av.open(str(index.path))
        self._stream = self._container.streams.video[0]
        self._stream.codec_context.thread_type = "NONE"
        self._stream.codec_context.thread_count = 1

    def read(self, frame: int) -> None:
        """Decodes up to a frame."""
        key = self._keys[np.searchsorted(self._keys, frame, side="right") - 1]
        self._container.seek(int(self._index.pts[key]), stream=self._stream)
        wanted = int(self._index.pts[frame])
        for packet in self._container.demux(self._stream):
            if any(picture.pts == wanted for picture in self._stream.codec_context.decode(packet)):
                return
        raise SystemExit(f"benchmarks.seek: frame {frame} did not come.")

    def close(self) -> None:
        """Closes the file."""
        self._container.close()


def times(work: Callable[[], object]) -> np.ndarray:
    """How long a piece of work takes by the clock and of the processor, in seconds."""
    began = time.perf_counter(), time.thread_time()
    work()
    return np.array([time.perf_counter(), time.thread_time()]) - began


def measure_ratio(index: ClipIndex, targets: list[int], *, known: bool) -> tuple[float, float]:
    """Time of a random read by that of plain decoding to the same frame, before and after; the medians.

    Both in this process: handing a frame over from another takes about a millisecond.

    Args:
        index: of the clip.
        targets: frames, spread over the clip.
        known: whether the reader knows the clip to be sound, as the window does as soon as it was analysed.

    Returns:
        By the clock, and of the processor.
    """
    sound = np.zeros(len(index), dtype=np.bool_)
    if known:
        with DirectReader(index, cache_bytes=0, sound=sound) as walker:
            for _ in walker.states():
                pass
    plain, ratios = PlainDecoder(index), []
    with DirectReader(index, sound=sound) as reader:
        reader.read(0)
        for target in targets:
            before = times(lambda target=target: plain.read(target))
            if not known:
                sound[:] = False
            spent = times(lambda target=target: reader.read(target))
            after = times(lambda target=target: plain.read(target))
            ratios.append(2 * spent / (before + after))
    plain.close()
    wall, processor = np.median(ratios, axis=0).tolist()
    return wall, processor


def measure_steps(index: ClipIndex, steps: int) -> dict[str, float]:
    """Milliseconds of reads one on, one back and back across a key frame, at rest before each series; the medians."""
    keys = [int(key) for key in np.flatnonzero(index.keyframe) if key > 0]
    start = min(keys[0] + 100, len(index) - steps - 1)
    over_key = []
    with ClipReader(index) as reader:
        reader.read(start)
        on = [milliseconds(lambda i=i: reader.read(i)) for i in range(start + 1, start + steps)]
        reader.prefetch(start + steps - 1)
        back = [milliseconds(lambda i=i: reader.read(i)) for i in range(start + steps - 2, start, -1)]
        for key in keys:
            reader.read(key)
            reader.prefetch(key)
            over_key.append(milliseconds(lambda key=key: reader.read(key - 1)))
    return {
        "step_forward_ms": float(np.median(on)),
        "step_back_ms": float(np.median(back)),
        "step_back_over_key_ms": float(np.median(over_key)),
    }


def rest(window: MainWindow) -> None:
    """Leaves the window alone for a while, with what was asked for on the screen."""
    wait_until(lambda: settled(window))
    end = time.perf_counter() + REST
    wait_until(lambda: time.perf_counter() > end)


def until_painted(window: MainWindow, ask: Callable[[], None], *, final: bool) -> float:
    """Milliseconds from a request to its first picture (or, ``final``, its complete view) painted."""
    painted: list[float] = []

    def paint(view: View | None) -> None:
        if view is not None and (view.final or not final):
            window.pictures.canvas.repaint()
            painted.append(time.perf_counter())

    window.viewer.view_changed.connect(paint)
    began = time.perf_counter()
    ask()
    wait_until(lambda: bool(painted))
    window.viewer.view_changed.disconnect(paint)
    return 1000 * (painted[0] - began)


def measure_window(window: MainWindow, targets: list[int], steps: int) -> dict[str, float]:
    """Milliseconds until there is something on the screen; medians."""
    first = []
    for target in targets:
        rest(window)
        first.append(until_painted(window, lambda target=target: window.viewer.seek(target), final=False))
    rest(window)
    key = int(np.flatnonzero(window.viewer.clip.keyframe)[1])
    window.viewer.seek(key + 60)
    rest(window)
    on = [until_painted(window, lambda: window.viewer.step(1), final=True) for _ in range(steps)]
    rest(window)
    back = [until_painted(window, lambda: window.viewer.step(-1), final=True) for _ in range(steps)]
    window.viewer.seek(key + 2)
    rest(window)
    over_key = [until_painted(window, lambda: window.viewer.step(-1), final=True) for _ in range(6)]
    return {
        "first_picture_ms": float(np.median(first)),
        "first_picture_max_ms": float(np.max(first)),
        "window_step_forward_ms": float(np.median(on)),
        "window_step_back_ms": float(np.median(back)),
        "window_step_back_over_key_ms": float(np.median(over_key)),
    }


def open_window(clip: Path, folder: Path, *, analysed: bool) -> MainWindow:
    """The real window with a clip; the analysis of the whole clip is done, or stopped."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(folder))
    QStandardPaths.setTestModeEnabled(True)
    set_up_application(app)
    window = MainWindow()
    window.resize(1680, 1000)
    window.show()
    window.open_path(clip.resolve())
    wait_until(lambda: settled(window))
    if analysed:
        wait_until(lambda: bool(window.viewer.track.get().known.all()), 1200)
    window.analysis.set_running(False)
    return window


def measure(clip: Path, *, quick: bool) -> dict[str, float]:
    """All measurements of one clip with key frames at least 100 frames apart.

    Returns:
        ``seek_ratio`` and ``seek_ratio_known`` (of a clip that was decoded before and found sound): a random read by
        plain decoding; with ``_cpu`` of the processor's time. ``step_*``: reads of single frames. ``first_picture_ms``:
        from asking the window for a far frame to its picture, or that of a near frame named as what it is, on the
        screen. ``window_step_*``: complete views. The window has analysed the clip, unless ``quick``.
    """
    index = build_index(clip, hashing=False)
    count, pick = 12 if quick else 40, np.random.default_rng(SEED)
    targets = pick.permutation(((np.arange(count) + pick.random(count)) * len(index) / count).astype(int)).tolist()
    unknown, known = (measure_ratio(index, targets, known=known) for known in (False, True))
    results = {
        "seek_ratio": unknown[0],
        "seek_ratio_cpu": unknown[1],
        "seek_ratio_known": known[0],
        "seek_ratio_known_cpu": known[1],
        **measure_steps(index, 20 if quick else 60),
    }
    far = [i for i in targets if index.keyframe[max(0, i - 40) : i + 1].sum() == 0]
    with TemporaryDirectory(prefix="lle-studio-", ignore_cleanup_errors=True) as folder:
        window = open_window(clip, Path(folder), analysed=not quick)
        results |= measure_window(window, far[: 5 if quick else 20], 10 if quick else 40)
        window.close()
    return results


def main() -> None:
    """Runs the measurements and prints them."""
    limit_heaps()  # as the program does
    parser = argparse.ArgumentParser(prog="benchmarks.seek")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--clip", type=Path)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with TemporaryDirectory(prefix="lle-studio-", ignore_cleanup_errors=True) as folder:
        clip = options.clip or make_clip(Path(folder), seconds=30 if options.quick else 60)
        results = {"cores": os.cpu_count(), "load": os.getloadavg()[0], **measure(clip, quick=options.quick)}
    for name, value in results.items():
        print(f"{name:30} {value:.2f}")
    if options.json:
        options.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""A curve log over time, for the appendix: the curves as a heat map, and what was measured as lines."""

from collections.abc import Iterable, Iterator
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from lle_studio.core.curves import LEVELS
from lle_studio.record.curve_log import MEASURES, LoggedFrame

PLACES = 500
"""Places along the time axis; where there are more frames, each shows the lowest and the highest of its frames."""

MAP_WIDTH = 1200
"""Columns of the heat map at most."""

LINES = ("mean_in", "mean_out", "clipped_low", "clipped_high", "max_gain", "hue_shift")
"""Measures that are drawn."""


class OverTime:
    """Gathers what the appendix shows over time while a log is read, frame by frame.

    Args:
        domain: of the log, ``rgb`` or ``coded``.
        count: number of frames in the range.
    """

    def __init__(self, domain: str, count: int) -> None:
        self._coded = domain == "coded"
        self._heat = np.zeros((count, LEVELS), dtype=np.uint8)
        self._values = {name: np.full(count, np.nan, dtype=np.float32) for name in LINES}
        self._times = [""] * count
        self._first = 0
        self._before = ""
        self.repeated: list[int] = []
        """Indexes of frames whose picture is identical, sample by sample, to that of the frame before."""

    def watch(self, rows: Iterable[LoggedFrame]) -> Iterator[LoggedFrame]:
        """Passes on the rows of the log and takes in each."""
        for place, row in enumerate(rows):
            if place == 0:
                self._first = row.index
            self._times[place] = row.time
            if row.table is not None:
                self._heat[place] = row.table[0] if self._coded else row.table.mean(axis=0)
                for name in LINES:
                    self._values[name][place] = float(row.measures[MEASURES.index(name)])
                if row.source_sha256 == self._before:
                    self.repeated.append(row.index)
            self._before = row.source_sha256
            yield row

    def heat_map(self) -> bytes:
        """PNG: frames from left to right, input codes from the bottom up, colour the output code."""
        codes = self._heat.T[::-1]
        width = min(len(self._heat), MAP_WIDTH)
        if width < codes.shape[1]:
            codes = np.asarray(cv2.resize(codes, (width, LEVELS), interpolation=cv2.INTER_AREA), dtype=np.uint8)
        _, data = cv2.imencode(".png", cv2.applyColorMap(np.ascontiguousarray(codes), cv2.COLORMAP_VIRIDIS))
        return bytes(data)

    def describe(self) -> dict[str, Any]:
        """The lines as points in [0, 1] × [0, 1] (None where there is no frame), their scales, and the time axis."""
        scales = {
            "mean_in": 1.0,
            "mean_out": 1.0,
            **dict.fromkeys(("clipped_low", "clipped_high"), self._top(("clipped_low", "clipped_high"), 0.01)),
            "max_gain": self._top(("max_gain",), 4.0),
            "hue_shift": self._top(("hue_shift",), 4.0),
        }
        return {
            "lines": {name: _points(self._values[name] / scales[name]) for name in LINES},
            "scales": scales,
            "still": [name for name in LINES if not np.nan_to_num(self._values[name]).any()],
            "ticks": self._ticks(),
        }

    def _top(self, names: tuple[str, ...], least: float) -> float:
        known = [float(np.nanmax(self._values[name])) for name in names if not np.isnan(self._values[name]).all()]
        highest = max([least, *known])
        step = 10.0 ** np.floor(np.log10(highest))
        return float(next(nice * step for nice in (1, 2, 4, 8, 12, 20) if nice * step >= highest))

    def _ticks(self) -> list[list[Any]]:
        """Up to five places of the time axis: place in [0, 1], frame index, time in seconds."""
        count = len(self._times)
        places = sorted({round(share * (count - 1)) for share in (0, 0.25, 0.5, 0.75, 1)})
        return [[p / max(1, count - 1), self._first + p, f"{float(self._times[p]):.2f}"] for p in places]


def _points(values: NDArray[np.float32]) -> list[list[float] | None]:
    """A line through values over [0, 1]; through the lowest and highest of a place where there are many."""
    count = len(values)
    if count <= PLACES:
        return [_point(place / max(1, count - 1), value) for place, value in enumerate(values.tolist())]
    points: list[list[float] | None] = []
    for place, some in enumerate(np.array_split(values, PLACES)):
        known = some[~np.isnan(some)]
        x = place / (PLACES - 1)
        points += [_point(x, float(known.min())), _point(x, float(known.max()))] if len(known) else [None]
    return points


def _point(x: float, value: float) -> list[float] | None:
    return None if np.isnan(value) else [round(x, 4), round(min(1.0, max(0.0, value)), 4)]

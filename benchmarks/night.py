"""Shows what becomes of night clips: ``python -m benchmarks.night FILE... [--sheet OUT.png]``.

For every clip, colour mode and gain limit: the mean luminance reached, how coloured greys become, the largest slope,
and the flicker of the result in units of what the same mean gain applied to the source would give (1 adds nothing).
The contact sheet shows one frame of each clip in all of them.
"""

import argparse
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from lle_studio.core.measures import FrameMeasures
from lle_studio.core.settings import COLOR_MODES, EnhancementSettings
from lle_studio.estimator.estimator import CurveEstimator
from lle_studio.evaluation.metrics import flicker_ratio
from lle_studio.pipeline.enhance import Enhancer
from lle_studio.record.picture import write_picture
from lle_studio.video.index import build_index
from lle_studio.video.reader import ClipReader

CELL_WIDTH = 400


def cell(planes: NDArray[np.uint8], label: str) -> NDArray[np.uint8]:
    """A picture of planes (3, H, W) at the sheet's width, labelled."""
    picture = np.ascontiguousarray(planes.transpose(1, 2, 0))
    height = round(CELL_WIDTH * picture.shape[0] / picture.shape[1])
    picture = cv2.resize(picture, (CELL_WIDTH, height), interpolation=cv2.INTER_AREA)
    for colour, thickness in (((0, 0, 0), 3), ((255, 255, 255), 1)):
        cv2.putText(picture, label, (6, 18), cv2.FONT_HERSHEY_SIMPLEX, 0.45, colour, thickness, cv2.LINE_AA)
    return picture


def variants(level: float, limits: list[float | None], first: int) -> dict[str, EnhancementSettings]:
    """Every colour mode with every gain limit, per frame; and the first colour mode locked to the first frame."""
    found = {
        f"{mode} G {limit or 'off'}": EnhancementSettings(exposure_level=level, gain_limit=limit, color_mode=mode)
        for limit in limits
        for mode in COLOR_MODES
    }
    locked = EnhancementSettings(
        exposure_level=level, gain_limit=limits[0], color_mode=COLOR_MODES[0], curve_mode="locked", lock_frame=first
    )
    return {**found, f"{COLOR_MODES[0]} G {limits[0] or 'off'} locked": locked}


def look_at(
    path: Path, estimator: CurveEstimator, level: float, limits: list[float | None], frames: range
) -> NDArray[np.uint8]:
    """Prints the figures of the frames of a clip and returns its row of the sheet, of the last of them."""
    index = build_index(path)
    frames = range(min(frames.start, len(index) - 1), min(frames.stop, len(index)))
    enhancer = Enhancer(index, estimator)
    settings = variants(level, limits, frames.start)
    source: list[float] = []
    measures: dict[str, list[FrameMeasures]] = {name: [] for name in settings}
    cells: list[NDArray[np.uint8]] = []
    with ClipReader(index) as reader:
        for place in frames:
            frame = reader.read(place)
            if place == frames.start:
                enhancer.lock(frame)
            for name, chosen in settings.items():
                result = enhancer.enhance(frame, chosen)
                measures[name].append(result.measures)
                if place == frames[-1]:
                    cells.append(cell(enhancer.picture(result), name))
            source.append(result.measures.mean_in)
    print(f"{path.name}: frames {frames.start} to {frames[-1]}, mean in {np.mean(source):.3f}, L {level}")
    for name, found in measures.items():
        ratio = flicker_ratio(np.array([m.mean_in for m in found]), np.array([m.mean_out for m in found]))
        print(
            f"  {name:<26} mean out {np.mean([m.mean_out for m in found]):.3f}  "
            f"hue shift {np.mean([m.hue_shift for m in found]):5.1f}  "
            f"largest step {max(m.max_gain for m in found):3d}  flicker ratio {ratio:.2f}",
            flush=True,
        )
    return np.hstack([cell(frame.rgb, "source"), *cells])


def main() -> None:
    """Prints the figures and writes the sheet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clips", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--weights", default="studio")
    parser.add_argument("--level", type=float, default=0.6)
    parser.add_argument("--gain-limits", type=float, nargs="*", default=[12.0], help="beside off")
    parser.add_argument("--start", type=int, default=0, help="first frame index of each clip (0)")
    parser.add_argument("--frames", type=int, default=120, help="frames of each clip (120)")
    parser.add_argument("--sheet", type=Path, metavar="OUT.png")
    options = parser.parse_args()
    estimator = CurveEstimator(options.weights, device="cpu")
    limits = [*options.gain_limits, None]
    frames = range(options.start, options.start + options.frames)
    rows = [look_at(path, estimator, options.level, limits, frames) for path in options.clips]
    if options.sheet:
        write_picture(options.sheet, np.vstack(rows).transpose(2, 0, 1))


if __name__ == "__main__":
    main()

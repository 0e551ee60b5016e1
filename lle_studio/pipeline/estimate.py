"""How large an evidence package will be and how long it will take: tried on a few of its own frames."""

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from lle_studio.core.errors import Cancelled, SourceError
from lle_studio.estimator.estimator import CurveEstimator
from lle_studio.pipeline.enhance import Enhancer
from lle_studio.pipeline.frames import FrameEncoder
from lle_studio.pipeline.job import ExportJob
from lle_studio.pipeline.made import MadeFrame
from lle_studio.pipeline.parts import Part
from lle_studio.record.extras import Extras
from lle_studio.video.index import ClipIndex
from lle_studio.video.writer import ClipWriter, plan_timing

RUNS = 3
"""Places of the range that are tried."""

RUN_FRAMES = 12
"""Frames in a row at each; time counts from the first that is coded on: an export does not seek."""

LOG_BYTES = 3600
"""Of curves.csv and the texts of ``reproduce/`` for a frame, beside the tables as FFmpeg's commands."""

COMMAND_BYTES = 4_200

CHECK_SHARE = 0.75
"""Time of the checks (decoding the result, making it again with a stock FFmpeg, hashing) for each second of writing."""

VIEWING_SHARE = {None: 0.0, "enhanced": 0.35, "side-by-side": 0.7}
"""Time of a viewing copy for each second of writing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportEstimate:
    """What an export is expected to come to; measured on few frames, so half or twice is possible."""

    frames: int
    size: int
    """Bytes of the package, without a viewing copy."""
    seconds: float
    """On this computer, as busy as it is now."""


def estimate_export(
    index: ClipIndex,
    job: ExportJob,
    estimator: CurveEstimator,
    *,
    cancelled: Callable[[], bool] = lambda: False,
) -> ExportEstimate:
    """Enhances and encodes a few frames of the range into a temporary folder, and extrapolates.

    Curves are those of each frame by itself: their mode changes neither size nor time much.

    Args:
        index: of the source.
        job: what will be exported.
        estimator: proposes the curves.
        cancelled: asked once a frame; True stops with ``Cancelled``.

    Raises:
        SourceError: none of the frames tried can be decoded.
        Cancelled: ``cancelled`` said so.
    """
    end = len(index) if job.end is None else min(job.end, len(index))
    count = end - job.start
    domain = job.settings.domain
    settings = replace(job.settings, curve_mode="per-frame", window=None, lock_frame=None, lock_range=None)
    plain = replace(job, extras=Extras(), viewing_copy=None)
    encoder = FrameEncoder(plain, index, Enhancer(index, estimator), settings, (job.start, end))
    runs = min(RUNS, max(1, count // RUN_FRAMES))  # they must not overlap
    starts = np.linspace(job.start, max(job.start, end - RUN_FRAMES), runs).astype(int)
    spent: list[float] = []
    written = 0
    with TemporaryDirectory(prefix="lle-studio-") as folder:
        path = Path(folder) / "tried"
        timing = plan_timing(index, job.start, end, job.codec)
        with ClipWriter(path, index, codec=job.codec, domain=domain, timing=timing, audio_span=None) as writer:
            for start in starts.tolist():
                times = []
                run = encoder.encode(start, min(start + RUN_FRAMES, end), Path(folder), writer)
                with closing(run):
                    for made in run:
                        if cancelled():
                            raise Cancelled("The estimate was stopped.")
                        if isinstance(made, Part):
                            continue
                        times.append(time.perf_counter())
                        written += isinstance(made, MadeFrame)
                spent += [(times[-1] - times[0]) / (len(times) - 1)] if len(times) > 1 else []
            if not written:
                raise SourceError(f"None of the frames tried can be decoded from {index.path.name}.")
            writer.finish()
        size = path.stat().st_size / written
    seconds = float(np.median(spent or [0.0])) * count * (1 + CHECK_SHARE + VIEWING_SHARE[job.viewing_copy])
    return ExportEstimate(frames=count, size=round(count * (size + LOG_BYTES + COMMAND_BYTES)), seconds=seconds)

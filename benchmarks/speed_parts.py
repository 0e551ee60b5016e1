"""What each part of our work on a frame costs by itself, and what Zero-DCE and LIME cost on the same frames."""

import argparse
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from lle_studio.core.curves import apply_table, make_table
from lle_studio.core.frame import EnhancedFrame, Frame, hash_planes
from lle_studio.core.measures import count_levels, measure_luma, measure_rgb
from lle_studio.core.ordered import core_count
from lle_studio.core.settings import EnhancementSettings
from lle_studio.estimator.estimator import CurveEstimator, network_input
from lle_studio.evaluation.lime import lime as lime_picture
from lle_studio.evaluation.zero_dce import ZeroDceBaseline
from lle_studio.pipeline.checks import PointwiseTrial
from lle_studio.pipeline.enhance import Enhancer
from lle_studio.pipeline.showcase import Showcase
from lle_studio.record.curve_log import CurveLogWriter
from lle_studio.video.color import RgbConverter, coded_planes, picture_of_planes, plane_format
from lle_studio.video.decoder import end_decoders
from lle_studio.video.direct import DirectReader
from lle_studio.video.index import ClipIndex, build_index
from lle_studio.video.planes import pack, packed_bytes, unpack
from lle_studio.video.reader import ClipReader
from lle_studio.video.writer import ClipWriter, plan_timing

HELD = 16
"""Frames held at once: their enhanced twins, too, are in memory."""

Timed = dict[str, float]


def per_frame(work: Callable[[Any], object], items: Sequence[Any]) -> Timed:
    """Milliseconds of all cores, and the median on the wall, that work takes on one of the items.

    The first item is worked on once before, unmeasured: what is built only once is no frame's.
    """
    work(items[0])
    walls: list[float] = []
    cpu = time.process_time()
    for item in items:
        began = time.perf_counter()
        work(item)
        walls.append(1000 * (time.perf_counter() - began))
    spent = 1000 * (time.process_time() - cpu) / len(items)
    return {"cpu_ms": spent, "wall_ms": statistics.median(walls)}


def _once(work: Callable[[], object], count: int) -> Timed:
    """Milliseconds a frame of work on many frames at once."""
    began, cpu = time.perf_counter(), time.process_time()
    work()
    wall, spent = time.perf_counter() - began, time.process_time() - cpu
    return {"cpu_ms": 1000 * spent / count, "wall_ms": 1000 * wall / count}


def _decode(index: ClipIndex, count: int) -> None:
    with DirectReader(index, cache_bytes=0) as reader:
        for _ in islice(reader.states(), count):
            pass


def _encode(index: ClipIndex, enhanced: Sequence[EnhancedFrame], codec: str, folder: Path) -> dict[str, Timed]:
    """Packing by itself, and encoding: writing a clip less packing."""
    domain, path = enhanced[0].domain, folder / f"{codec}-{enhanced[0].domain}.mkv"
    timing = plan_timing(index, 0, len(enhanced), codec)
    with ClipWriter(path, index, codec=codec, domain=domain, timing=timing) as writer:
        pack = per_frame(lambda one: writer._pack(one.planes), enhanced)

        def write() -> None:
            for one in enhanced:
                writer.write(one.planes, one.source.pts)
            writer.finish()

        both = _once(write, len(enhanced))
    path.unlink()
    return {"pack": pack, "encode": {name: both[name] - pack[name] for name in both}}


def _in_domain(
    index: ClipIndex, enhancer: Enhancer, held: list[Frame], settings: EnhancementSettings, codecs: Sequence[str]
) -> dict[str, Any]:
    """The parts that depend on the domain: histogram, apply, hashes, log row, packing, encoding."""
    enhanced = [enhancer.enhance(frame, settings) for frame in held]
    domain = enhanced[0].domain
    counted = slice(0, 1) if domain == "coded" else slice(0, 3)

    def measure(one: EnhancedFrame) -> None:
        make_table(one.curves, settings, index.color)
        if domain == "coded":
            measure_luma(one.counts, one.table, index.color)
        else:
            measure_rgb(one.counts, one.table)

    found: dict[str, Any] = {
        "apply": per_frame(lambda one: apply_table(one.source_planes, one.table), enhanced),
        "histogram": per_frame(lambda one: count_levels(one.source_planes[counted]), enhanced),
        "tables and measures": per_frame(measure, enhanced),
        "hashes": per_frame(lambda one: [hash_planes(p, domain) for p in (one.source_planes, one.planes)], enhanced),
    }
    with tempfile.TemporaryDirectory() as folder:
        with CurveLogWriter(Path(folder) / "curves.csv", domain, settings) as log:
            found["log row"] = per_frame(lambda one: log.write(one, "0" * 64, "0" * 64), enhanced)
        found["codecs"] = {codec: _encode(index, enhanced, codec, Path(folder)) for codec in codecs}
    return found


def _few_frames(
    index: ClipIndex, enhancer: Enhancer, held: list[Frame], settings: EnhancementSettings
) -> dict[str, Timed]:
    """What an export does to a few of its frames only, in all: shuffle their pixels, keep their pictures."""
    enhanced = [enhancer.enhance(frame, settings) for frame in held]
    trial = PointwiseTrial(0, len(held))
    showcase = Showcase({}, enhancer.picture, aspect=index.sample_aspect, rotation=index.rotation, color=index.color)

    def shuffle() -> None:
        for one in enhanced:
            trial.holds(one)

    def show() -> None:
        for one in enhanced:
            showcase.see(one)
        showcase.settle()

    return {
        "shuffled pixels": _once(shuffle, 1),
        "pictures for the appendix": _once(show, 1),
    }


def parts(options: argparse.Namespace) -> dict[str, Any]:
    """What every part costs by itself, per frame."""
    index, estimator = build_index(options.clip, hashing=False), CurveEstimator()
    enhancer = Enhancer(index, estimator)
    with ClipReader(index, cache_bytes=0) as reader:
        held = [frame for frame in reader.frames(0, min(HELD, options.frames)) if isinstance(frame, Frame)]
    settings = EnhancementSettings()
    pictures = [picture_of_planes(frame.coded, plane_format(index.pixel_format)) for frame in held]
    converter = RgbConverter(index.color)
    room = np.empty(packed_bytes(pictures[0]), dtype=np.uint8)
    small = [network_input(frame.rgb) for frame in held]
    first = _once(lambda: estimator.features_of_input(small[0]), 1)
    features = [estimator.features_of_input(one) for one in small]
    found: dict[str, Any] = {
        "of an export": {"first run of the network": first, **_few_frames(index, enhancer, held, settings)},
        "decode": _once(lambda: _decode(index, options.frames), options.frames),
        "hand over": per_frame(lambda picture: unpack(pack(picture, room), room), pictures),
        "convert": per_frame(converter.convert, pictures),
        "coded planes": per_frame(coded_planes, pictures),
        "network input": per_frame(lambda frame: network_input(frame.rgb), held),
        "network": per_frame(estimator.features_of_input, small),
        "curves": per_frame(lambda one: estimator.curves(one, settings.exposure_level), features),
    }
    del pictures
    found["rgb"] = _in_domain(index, enhancer, held, settings, ("ffv1", "h264rgb"))
    found["coded"] = _in_domain(index, enhancer, held, EnhancementSettings(color_mode="luma"), ("ffv1",))
    return found


def _pictures(options: argparse.Namespace) -> list[NDArray[np.uint8]]:
    """The first frames of a clip as pictures (H, W, 3)."""
    index = build_index(options.clip, hashing=False)
    with ClipReader(index, cache_bytes=0) as reader:
        return [
            np.ascontiguousarray(frame.rgb.transpose(1, 2, 0))
            for frame in reader.frames(0, options.frames)
            if isinstance(frame, Frame)
        ]


def zero_dce(options: argparse.Namespace) -> dict[str, Any]:
    """Zero-DCE at the clip's full size, with all cores on each frame; the fastest frame counts."""
    pictures, method = _pictures(options), ZeroDceBaseline.load()
    torch.set_num_threads(core_count())
    walls = []
    for picture in pictures:
        began = time.perf_counter()
        method(picture)
        walls.append(1000 * (time.perf_counter() - began))
    return {"wall_ms": min(walls), "frames": len(pictures), "cores": core_count()}


def _lime(picture: NDArray[np.uint8]) -> int:
    return lime_picture(picture).size


def lime(options: argparse.Namespace) -> dict[str, Any]:
    """LIME at the clip's full size, on one frame a core at once, because it does not use more by itself."""
    pictures = _pictures(options)
    work = pictures * core_count()
    end_decoders()  # a process that is copied must have one thread
    with ProcessPoolExecutor(core_count(), mp_context=multiprocessing.get_context("fork")) as pool:
        list(pool.map(abs, range(core_count())))  # the processes are there
        began = time.perf_counter()
        list(pool.map(_lime, work))
        wall = time.perf_counter() - began
    return {"wall_ms": 1000 * wall / len(work), "frames": len(work), "cores": core_count()}

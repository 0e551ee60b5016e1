"""Whether a row of the log tells of the frames it names: that of the source, and what its tables made of it."""

from collections.abc import Iterator

import numpy as np

from lle_studio.core.curves import apply_table
from lle_studio.core.frame import Frame, MissingFrame, hash_planes
from lle_studio.core.measures import count_levels, measure_luma, measure_rgb
from lle_studio.record.claims import LOG_PRECISION, Claims
from lle_studio.record.curve_log import MEASURES, LoggedFrame, format_corrupt, format_measures
from lle_studio.video.index import ClipIndex


def origin_breaches(claims: Claims, row: LoggedFrame, frame: Frame | MissingFrame) -> Iterator[str]:
    """Says where a row and the source frame of its index differ."""
    name_of = f"frame {row.index}"
    if frame.pts != row.pts:
        yield f"{name_of}: PTS {row.pts} is logged, the source has {frame.pts}"
    if isinstance(frame, MissingFrame) or row.table is None:
        if not (isinstance(frame, MissingFrame) and row.missing):
            yield f"{name_of} is {'logged' if row.missing else 'now'} missing"
        return
    planes = tuple(frame.rgb) if claims.domain == "rgb" else frame.coded
    if hash_planes(planes, claims.domain) != row.source_sha256:
        yield f"{name_of}: the source picture is not the one logged"
    if hash_planes(apply_table(planes, row.table), claims.domain) != row.enhanced_sha256:
        yield f"{name_of}: the logged table does not turn the source into the picture logged"
    if format_corrupt(frame) != row.corrupt or frame.picture_type != row.picture_type:
        yield f"{name_of}: picture type {row.picture_type} and damage {row.corrupt} are logged wrongly"
    counts = count_levels(planes)
    measures = (
        measure_rgb(counts, row.table) if claims.domain == "rgb" else measure_luma(counts, row.table, claims.color)
    )
    for name, logged, found in zip(MEASURES, row.measures, format_measures(measures), strict=True):
        if logged != found and abs(float(logged) - float(found)) > LOG_PRECISION:
            yield f"{name_of}: {name} {logged} is logged, it is {found}"


def export_breaches(claims: Claims, index: ClipIndex, row: LoggedFrame, frame: Frame | MissingFrame) -> Iterator[str]:
    """Says where a row and the frame in its place in the exported clip differ.

    Args:
        claims: of the package.
        index: of the exported clip.
        row: of the log.
        frame: of the exported clip.
    """
    if isinstance(frame, MissingFrame):
        yield f"frame {row.index} of {claims.file} cannot be decoded"
        return
    off = abs(frame.pts * index.time_base - (row.pts + claims.timing.offset) * claims.time_base)
    if off > claims.tolerance:
        yield f"frame {row.index}: its time in {claims.file} is {float(off):.6f} s off"
    planes = tuple(frame.rgb) if claims.domain == "rgb" else frame.coded
    if hash_planes(planes, claims.domain) != row.enhanced_sha256:
        yield f"frame {row.index}: the picture in {claims.file} is not the one logged"
    elif row.table is not None:
        for values, table in zip(count_levels(planes), row.table, strict=False):
            if not np.isin(np.flatnonzero(values), table).all():
                yield f"frame {row.index}: the picture holds values its logged table does not give"
                return

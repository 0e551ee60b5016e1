"""Whether a row of the log tells of the source frame it names: its picture, its tables' work and its measures."""

from collections.abc import Iterator

from lle_studio.core.curves import apply_table
from lle_studio.core.frame import Frame, MissingFrame, hash_planes
from lle_studio.core.measures import count_levels, measure_luma, measure_rgb
from lle_studio.record.claims import LOG_PRECISION, Claims
from lle_studio.record.curve_log import MEASURES, LoggedFrame, format_corrupt, format_measures


def origin_breaches(claims: Claims, row: LoggedFrame, frame: Frame | MissingFrame) -> Iterator[str]:
    """Says where a row and the source frame of its index differ; each text goes on after the frame's name."""
    if frame.pts != row.pts:
        yield f": PTS {row.pts} is logged, the source has {frame.pts}"
    if isinstance(frame, MissingFrame) or row.table is None:
        if not (isinstance(frame, MissingFrame) and row.missing):
            yield f" is {'logged' if row.missing else 'now'} missing"
        return
    planes = tuple(frame.rgb) if claims.domain == "rgb" else frame.coded
    if hash_planes(planes, claims.domain) != row.source_sha256:
        yield ": the source picture is not the one logged"
    if hash_planes(apply_table(planes, row.table), claims.domain) != row.enhanced_sha256:
        yield ": the logged table does not turn the source into the picture logged"
    if format_corrupt(frame) != row.corrupt or frame.picture_type != row.picture_type:
        yield f": picture type {row.picture_type} and damage {row.corrupt} are logged wrongly"
    counts = count_levels(planes)
    measures = (
        measure_rgb(counts, row.table) if claims.domain == "rgb" else measure_luma(counts, row.table, claims.color)
    )
    for name, logged, found in zip(MEASURES, row.measures, format_measures(measures), strict=True):
        if logged != found and abs(float(logged) - float(found)) > LOG_PRECISION:
            yield f": {name} {logged} is logged, it is {found}"

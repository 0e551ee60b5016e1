"""What can be refused of an export before any of it is made."""

from lle_studio.core.errors import CheckFailed, UsageError
from lle_studio.pipeline.job import ExportJob
from lle_studio.record.audit import check_log
from lle_studio.record.extras import PICTURE_KINDS
from lle_studio.record.typeset import LANGUAGES
from lle_studio.video.index import ClipIndex
from lle_studio.video.viewing import VIEWING_COPIES
from lle_studio.video.writer import CODECS


def check_request(job: ExportJob) -> None:
    """Refuses what can be refused before the clip is read.

    Raises:
        UsageError: choices that do not exist, or do not go together.
        CheckFailed: the audit log of the case does not hold.
    """
    if job.codec not in CODECS:
        raise UsageError(f"The codec must be one of {', '.join(CODECS)}, not {job.codec}.")
    if job.viewing_copy not in (None, *VIEWING_COPIES):
        raise UsageError(f"The viewing copy must be one of {', '.join(VIEWING_COPIES)}, not {job.viewing_copy}.")
    if job.extras.frames not in (None, *PICTURE_KINDS):
        raise UsageError(f"Frames are written as {' or '.join(PICTURE_KINDS)}, not {job.extras.frames}.")
    if job.extras.cubes and job.settings.color_mode == "luma":
        raise UsageError("A .cube file is for R, G and B: choose another colour mode than luma, or leave it out.")
    if not job.languages or not set(job.languages) <= set(LANGUAGES):
        raise UsageError(f"The appendix can be in {' or '.join(LANGUAGES)}, not {', '.join(job.languages)}.")
    if job.audit is not None and (breaches := check_log(job.audit, job.case.anchor)):
        raise CheckFailed(f"The audit log {job.audit} of the case does not hold ({breaches[0]}): keep it as it is.")


def check_range(job: ExportJob, index: ClipIndex) -> tuple[int, int]:
    """Index of the first frame of an export, and index after the last.

    Raises:
        UsageError: a frame that is asked for is not in the clip.
    """
    end = len(index) if job.end is None else min(job.end, len(index))
    if not 0 <= job.start < end:
        raise UsageError(
            f"The range {job.start} to {end if job.end is None else job.end} does not fit the clip, "
            f"which has frames 0 to {len(index) - 1} (the end is exclusive)."
        )
    settings = job.settings
    lock = settings.lock_frame
    if lock is not None and not 0 <= lock < len(index):
        raise UsageError(f"There is no frame {lock} to lock the curves to: the clip has frames 0 to {len(index) - 1}.")
    if settings.lock_range is not None and settings.lock_range[1] > len(index):
        first, stop = settings.lock_range
        raise UsageError(
            f"The range {first} to {stop} to lock the curves to does not fit the clip, "
            f"which has frames 0 to {len(index) - 1} (the end is exclusive)."
        )
    return job.start, end

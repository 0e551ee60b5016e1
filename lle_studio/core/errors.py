"""The ways in which work can fail, each with the exit code the command line ends with.

Every message is one sentence for the examiner: what is wrong with which file, and what to do.
"""


class StudioError(Exception):
    """Anything the program says instead of a result."""

    exit_code = 1


class CheckFailed(StudioError):  # noqa: N818
    """A check of evidence did not hold."""

    exit_code = 1


class UsageError(StudioError):
    """The request makes no sense for this file (an index outside the clip, a mode the format does not have)."""

    exit_code = 2


class SourceError(StudioError):
    """A file given to the program cannot be read."""

    exit_code = 3


class FrameMissing(SourceError):  # noqa: N818
    """The frame is in the index but cannot be decoded."""


class PictureOrderError(SourceError):
    """Pictures come out in another order than their timestamps say; a thorough index is needed."""


class WriteError(StudioError):
    """A result cannot be written."""

    exit_code = 4


def lacks_memory(error: BaseException) -> bool:
    """Whether an error of NumPy, OpenCV, torch or FFmpeg says that there is not enough memory."""
    words = ("Insufficient memory", "can't allocate memory", "out of memory")
    return isinstance(error, MemoryError) or any(word in str(error) for word in words)


NO_MEMORY = "This takes more memory than is free: close other programs, or use a computer with more."
"""What is said then."""


class Cancelled(StudioError):  # noqa: N818
    """The examiner stopped the work; nothing half-done was left behind."""

    exit_code = 130

"""What is wrong with a clip, found by decoding every frame once."""

from collections.abc import Callable
from dataclasses import dataclass

from lle_studio.core.errors import Cancelled, PictureOrderError
from lle_studio.core.frame import FrameState, join_runs
from lle_studio.video.index import ClipIndex, Problem, build_index
from lle_studio.video.reader import ClipReader
from lle_studio.video.source import never


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipCheck:
    """A clip whose every frame was decoded."""

    index: ClipIndex
    """Made again by decoding where the first one named frames wrongly."""
    frames: tuple[FrameState, ...]
    problems: tuple[Problem, ...]
    """Of the index and of the decoding: every corrupt or missing frame is named."""


def check_clip(
    index: ClipIndex,
    *,
    progress: Callable[[int, int], None] = lambda done, total: None,
    cancelled: Callable[[], bool] = never,
) -> ClipCheck:
    """Decodes a clip once and names every frame that is damaged, missing or may depend on damage.

    Args:
        index: of the clip.
        progress: told the frames done and their number.
        cancelled: asked once a frame.

    Raises:
        SourceError: the file cannot be read any more.
        Cancelled: the work was stopped.
    """
    try:
        frames = _decode_all(index, progress, cancelled)
    except PictureOrderError:
        index = build_index(index.path, thorough=True, cancelled=cancelled)
        frames = _decode_all(index, progress, cancelled)
    return ClipCheck(index=index, frames=frames, problems=(*index.problems, *_name_problems(index, frames)))


def _decode_all(
    index: ClipIndex, progress: Callable[[int, int], None], cancelled: Callable[[], bool]
) -> tuple[FrameState, ...]:
    frames = []
    with ClipReader(index, cache_bytes=0) as reader:
        for frame in reader.states():
            if cancelled():
                raise Cancelled("The check was cancelled.")
            progress(frame.index + 1, len(index))
            frames.append(frame)
    return tuple(frames)


def _name_problems(index: ClipIndex, frames: tuple[FrameState, ...]) -> list[Problem]:
    problems = []
    for frame in frames:
        name = f"Frame {frame.index} (PTS {frame.pts})"
        if frame.missing:
            kind, message = "missing", f"{name} cannot be decoded ({frame.missing})."
        elif frame.corrupt:
            kind, message = "corrupt", f"{name}: the decoder reported errors or concealment in it."
        elif (frame.width, frame.height) != (index.width, index.height):
            kind, message = (
                "layout-change",
                f"{name} is {frame.width}x{frame.height}, not {index.width}x{index.height}.",
            )
        else:
            continue
        problems.append(Problem(kind=kind, message=message, frame=frame.index, pts=frame.pts))
    affected = [frame.index for frame in frames if frame.after_damage]
    if affected:
        listed = join_runs(affected)
        message = f"{len(affected)} frames may depend on damage before them: {listed}."
        problems.append(Problem(kind="after-damage", message=message))
    return problems

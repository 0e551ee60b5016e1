"""One contract for all clips: every frame is the right frame, however one gets there."""

import random
from collections.abc import Callable

import numpy as np
import pytest

from lle_studio.core.errors import FrameMissing, SourceError
from lle_studio.core.frame import Frame, MissingFrame, hash_rgb
from lle_studio.video.index import build_index
from lle_studio.video.reader import ClipReader
from tests.clips import DAMAGED, HEALTHY, UNREADABLE, SyntheticClip, ffmpeg_demux_pts, read_code

MakeClip = Callable[[str], SyntheticClip]

RANDOM_READS = 200
SMALL_CACHE = 40 * 2**10
"""Bytes: less than a GOP of the clips, so that going back decodes again."""


def delivered(frame: Frame | MissingFrame) -> Frame:
    assert isinstance(frame, Frame)
    return frame


@pytest.mark.parametrize("name", HEALTHY)
def test_forward_backward_and_random_reads_give_the_right_code(clip: MakeClip, name: str) -> None:
    made = clip(name)
    index = build_index(made.path)
    assert len(index) == len(made.codes)
    with ClipReader(index, cache_bytes=SMALL_CACHE) as reader:
        forward = [read_code(delivered(frame).rgb) for frame in reader.frames()]
    assert forward == list(made.codes)
    with ClipReader(index, cache_bytes=SMALL_CACHE) as reader:
        backward = [read_code(reader.read(i).rgb) for i in range(len(index) - 1, max(-1, len(index) - 121), -1)]
    assert backward == list(made.codes[::-1][: len(backward)])
    pick = random.Random(name)
    with ClipReader(index) as reader:
        for i in (pick.randrange(len(index)) for _ in range(RANDOM_READS)):
            frame = reader.read(i)
            assert (frame.index, read_code(frame.rgb)) == (i, made.codes[i])


@pytest.mark.parametrize("name", HEALTHY)
def test_every_index_has_the_pts_that_ffmpegs_own_demux_lists(clip: MakeClip, name: str) -> None:
    made = clip(name)
    index = build_index(made.path)
    listed = ffmpeg_demux_pts(made.path)
    if made.pts is None:  # the file holds no timestamps: they are counted, and that is said
        assert [problem.kind for problem in index.problems].count("no-timestamps") == 1
        assert (np.diff(index.pts) == index.pts[1] - index.pts[0]).all()
    else:
        assert index.pts.tolist() == listed
        assert index.time_base == made.time_base
        assert index.pts.tolist() == list(made.pts)


@pytest.mark.parametrize("name", HEALTHY)
def test_facts_are_those_the_clip_was_made_with(clip: MakeClip, name: str) -> None:
    made = clip(name)
    index = build_index(made.path)
    assert (index.width, index.height) == (made.width, made.height)
    assert index.sample_aspect == made.sample_aspect
    assert index.rotation == -made.rotation % 360
    assert (index.field_order == "interlaced") == made.interlaced
    assert bool(index.audio) == made.audio
    assert index.color.range == ("full" if made.color_range == "pc" else "limited")
    assert index.color.range_origin == ("assumed" if made.color_range is None else "tagged")
    matrices = {"bt709": "bt709", "smpte170m": "bt601", "bt470bg": "bt601", None: "bt601"}
    assert index.color.matrix == matrices[made.color_matrix]
    assert index.color.matrix_origin == ("assumed" if made.color_matrix is None else "tagged")


@pytest.mark.parametrize("name", HEALTHY)
def test_nothing_sound_is_called_damaged(clip: MakeClip, name: str) -> None:
    with ClipReader(build_index(clip(name).path)) as reader:
        for state in reader.states():
            assert (state.corrupt, state.after_damage, state.missing) == (False, False, "")


@pytest.mark.parametrize("name", DAMAGED)
def test_a_frame_of_a_damaged_clip_is_the_same_however_one_gets_there(clip: MakeClip, name: str) -> None:
    index = build_index(clip(name).path)

    def fingerprint(frame: Frame | MissingFrame) -> tuple[object, ...]:
        if isinstance(frame, MissingFrame):
            return ("missing",)
        return (hash_rgb(tuple(frame.rgb)), frame.corrupt, frame.after_damage)

    with ClipReader(index) as reader:
        walked = [fingerprint(frame) for frame in reader.frames()]
    with ClipReader(index) as reader:
        assert [fingerprint(frame) for frame in reader.frames()] == walked
    pick = random.Random(name)
    with ClipReader(index, cache_bytes=SMALL_CACHE) as reader:
        for i in (pick.randrange(len(index)) for _ in range(60)):
            try:
                assert fingerprint(reader.read(i)) == walked[i]
            except FrameMissing:
                assert walked[i] == ("missing",)


def test_a_damaged_clip_loses_no_frame_in_silence(clip: MakeClip) -> None:
    """Every picture that differs from the undamaged clip's is marked, and at least 195 of 200 are delivered."""
    made = clip("damaged-packets")
    index = build_index(made.path)
    assert len(index) == 200
    with ClipReader(index) as reader:
        states = list(reader.states())
    assert sum(not state.missing for state in states) >= 195
    with ClipReader(index) as reader:
        for frame, state in zip(reader.frames(), states, strict=True):
            if isinstance(frame, Frame) and read_code(frame.rgb) != made.codes[frame.index]:
                assert state.corrupt or state.after_damage


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_without_pictures_is_refused_in_one_sentence(clip: MakeClip, name: str) -> None:
    with pytest.raises(SourceError) as caught:
        build_index(clip(name).path)
    assert clip(name).path.name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_index_outside_the_clip_is_refused(clip: MakeClip) -> None:
    with ClipReader(build_index(clip("one-frame").path)) as reader:
        for wrong in (-1, 1, 10**12):
            with pytest.raises(IndexError, match="no frame"):
                reader.read(wrong)


def test_indexing_can_be_cancelled(clip: MakeClip) -> None:
    from lle_studio.core.errors import Cancelled

    with pytest.raises(Cancelled):
        build_index(clip("cfr").path, cancelled=lambda: True)

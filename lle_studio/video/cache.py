"""Decoded pictures kept, as coded, within a budget of memory; those farthest from where one looks go first."""

from bisect import bisect_left, insort

from av.video.frame import VideoFrame

MIN_CACHED = 2
"""Decoded pictures kept whatever their size, beside those that came out ahead by reordering."""

MOST_BEFORE = 250
MOST_AFTER = 24
"""Pictures before and after the focus that are worth having: steps back cost a group of pictures, steps on only one."""


class PictureCache:
    """Decoded pictures by frame index.

    Args:
        budget: bytes the pictures may take.
    """

    def __init__(self, budget: int) -> None:
        self.focus = 0
        """Index of the frame one looks at: the pictures around it are kept longest."""
        self.least = MIN_CACHED
        """Pictures that are kept whatever their size."""
        self._budget = budget
        self._pictures: dict[int, VideoFrame] = {}
        self._indexes: list[int] = []
        """Those of ``_pictures``, sorted."""
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._pictures)

    def __contains__(self, index: int) -> bool:
        return index in self._pictures

    def get(self, index: int) -> VideoFrame | None:
        """The picture of a frame, where it is kept."""
        return self._pictures.get(index)

    def keep(self, index: int, picture: VideoFrame) -> None:
        """Keeps a picture, and drops those farthest from the focus beyond the budget; that may be this one."""
        self.forget(index)
        self._pictures[index] = picture
        insort(self._indexes, index)
        self._bytes += _bytes_of(picture)
        while self._bytes > self._budget and len(self._pictures) > self.least:
            first, last = self._indexes[0], self._indexes[-1]
            self.forget(first if self.focus - first > last - self.focus else last)

    def forget(self, index: int) -> None:
        """Drops the picture of a frame, where it is kept."""
        picture = self._pictures.pop(index, None)
        if picture is not None:
            del self._indexes[bisect_left(self._indexes, index)]
            self._bytes -= _bytes_of(picture)

    def clear(self) -> None:
        """Drops all."""
        self._pictures.clear()
        self._indexes.clear()
        self._bytes = 0

    def nearest(self, index: int) -> int | None:
        """The frame nearest to another of which the picture is kept; None where none is."""
        place = bisect_left(self._indexes, index)
        around = self._indexes[max(0, place - 1) : place + 1]
        return min(around, key=lambda i: abs(i - index), default=None)

    @property
    def room_before(self) -> int:
        """How many pictures before the focus are worth having, and leave room for those after it and seen elsewhere."""
        return min(MOST_BEFORE, self._room * 5 // 8)

    @property
    def room_after(self) -> int:
        """How many pictures after the focus are worth having and have room."""
        return min(MOST_AFTER, self._room // 8)

    @property
    def _room(self) -> int:
        """How many pictures like those kept fit into the budget."""
        return max(self.least, self._budget * len(self._pictures) // self._bytes) if self._bytes else self.least


def _bytes_of(picture: VideoFrame) -> int:
    return sum(plane.buffer_size for plane in picture.planes)

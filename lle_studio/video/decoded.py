"""A decoded frame between the decoder and the conversion to R, G, B, which may run in any thread."""

from dataclasses import dataclass

from av.video.frame import VideoFrame

from lle_studio.core.frame import Frame
from lle_studio.video.color import RgbConverter, coded_planes
from lle_studio.video.facts import ClipIndex

_PICTURE_TYPES = {1: "I", 2: "P", 3: "B", 4: "S", 5: "SI", 6: "SP", 7: "BI"}
"""FFmpeg's AVPictureType."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodedFrame:
    """A decoded frame that is not converted to R, G, B yet: that may be done in any thread."""

    index: int
    """0-based, in PTS order."""
    pts: int
    after_damage: bool
    """As in ``Frame``."""
    picture: VideoFrame
    """FFmpeg's; stays in this room."""
    clip: ClipIndex
    converter: RgbConverter

    def convert(self) -> Frame:
        """The frame with its planes."""
        return Frame(
            index=self.index,
            pts=self.pts,
            time_base=self.clip.time_base,
            picture_type=picture_type_of(self.picture),
            corrupt=self.picture.is_corrupt,
            after_damage=self.after_damage,
            pixel_format=self.picture.format.name,
            rgb=self.converter.convert(self.picture),
            coded=coded_planes(self.picture),
        )


def picture_type_of(picture: VideoFrame | None) -> str:
    """FFmpeg's letter for a picture's type; ``?`` where there is no picture, or none is told."""
    return "?" if picture is None else _PICTURE_TYPES.get(int(picture.pict_type), "?")

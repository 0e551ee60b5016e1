"""How coded samples stand for colours: matrix, range, and whether the file said so or we assumed it."""

from dataclasses import dataclass

LUMA_WEIGHTS: dict[str, tuple[float, float, float]] = {
    "bt601": (0.299, 0.587, 0.114),
    "bt709": (0.2126, 0.7152, 0.0722),
    "fcc": (0.30, 0.59, 0.11),
    "smpte240m": (0.212, 0.701, 0.087),
    "bt2020": (0.2627, 0.6780, 0.0593),
    "rgb": (0.299, 0.587, 0.114),
}
"""Weights of R, G, B in luma by matrix (ITU-T H.273); coded RGB has none and takes the paper's (BT.601)."""

MATRICES = ("bt601", "bt709", "bt2020", "smpte240m", "fcc")
"""Matrices an examiner may choose for YUV."""

RANGES = ("limited", "full")
"""Limited: luma in 16..235, chroma in 16..240. Full: 0..255."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColorInterpretation:
    """The matrix and range a clip is read with. The origin of each is ``tagged``, ``assumed`` or ``chosen``."""

    matrix: str
    """A key of ``LUMA_WEIGHTS``; ``rgb`` where the samples are coded as R, G, B."""
    range: str
    """``limited`` or ``full``."""
    matrix_origin: str
    range_origin: str

    @property
    def luma_weights(self) -> tuple[float, float, float]:
        """Weights of R, G, B in the luma of this matrix."""
        return LUMA_WEIGHTS[self.matrix]

    @property
    def black(self) -> int:
        """Luma code of black."""
        return 16 if self.range == "limited" else 0

    @property
    def white(self) -> int:
        """Luma code of white."""
        return 235 if self.range == "limited" else 255

"""What an export must tell the examiner about the colours of its result."""

from collections.abc import Sequence

from lle_studio.core.measures import false_color_risk
from lle_studio.record.representative import RepresentativeFrame
from lle_studio.video.index import Problem

SATURATED_SHARE = 0.02
"""Share of pixels driven beyond what a screen can show from which on that is told."""


def false_color_problems(mean_in: float, max_gain: float, hue_shift: float, *, coded: bool) -> list[Problem]:
    """Why a result in R, G and B may show colours the scene did not have.

    Args:
        mean_in: mean luminance of the source in [0, 1].
        max_gain: mean over the frames of their steepest step, in output codes per input code.
        hue_shift: in codes, mean over the frames.
        coded: colour mode ``luma`` can act on the clip.
    """
    risk = false_color_risk(mean_in, max_gain, hue_shift)
    if risk == "grey-shift":
        mode = "luma" if coded else "shared"
        message = f"Greys are coloured by {hue_shift:.1f} codes on average: colour mode {mode} keeps them grey."
        return [Problem(kind="hue-shift", message=message)]
    if risk == "dark-chroma" and coded:
        message = (
            f"The picture is so dark (mean {mean_in:.3f}) that its colour lives in few codes, which are amplified "
            f"up to {max_gain:.0f} times: its colours may be false; colour mode luma avoids that."
        )
        return [Problem(kind="false-color", message=message)]
    return []


def saturation_problems(shown: Sequence[RepresentativeFrame]) -> list[Problem]:
    """Whether, in ``luma``, colours became stronger than a screen can show.

    Args:
        shown: frames that were looked at.
    """
    gained = max((after - before for before, after in (f.outside for f in shown if f.outside)), default=0.0)
    if gained <= SATURATED_SHARE:
        return []
    message = (
        f"In the frames looked at, up to {gained:.0%} more of the pixels than in the source have colours that no "
        "screen can show: they are cut when shown, and look stronger than they were; a smaller chroma gain avoids it."
    )
    return [Problem(kind="saturated", message=message)]

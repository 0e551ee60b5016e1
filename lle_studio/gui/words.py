"""Words for what the other rooms name in short: stages of work, checks, colour modes, problems of a clip."""

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from lle_studio.core.settings import EnhancementSettings
from lle_studio.video.index import Problem

# The engine's sentences about problems are English. In other languages their kinds are translated in their place,
# with {frame} and {pts} where the sentence needs them.
_PROBLEM_KINDS = (
    QT_TRANSLATE_NOOP("Problem", "assumed-matrix"),
    QT_TRANSLATE_NOOP("Problem", "assumed-range"),
    QT_TRANSLATE_NOOP("Problem", "hdr"),
    QT_TRANSLATE_NOOP("Problem", "interlaced"),
    QT_TRANSLATE_NOOP("Problem", "vfr"),
    QT_TRANSLATE_NOOP("Problem", "gap"),
    QT_TRANSLATE_NOOP("Problem", "timestamps"),
    QT_TRANSLATE_NOOP("Problem", "no-timestamps"),
    QT_TRANSLATE_NOOP("Problem", "truncated"),
    QT_TRANSLATE_NOOP("Problem", "encrypted"),
    QT_TRANSLATE_NOOP("Problem", "layout-change"),
    QT_TRANSLATE_NOOP("Problem", "bit-depth"),
    QT_TRANSLATE_NOOP("Problem", "alpha"),
    QT_TRANSLATE_NOOP("Problem", "aspect"),
)


def problem_text(problem: Problem) -> str:
    """A problem's sentence in the language of the window; English where its kind has no translation."""
    words = QCoreApplication.translate("Problem", problem.kind)
    if words == problem.kind:
        return problem.message
    return words.format(frame=problem.frame, pts=problem.pts)


def matrix_text(matrix: str) -> str:
    """A colour matrix as standards write it."""
    return matrix.upper().replace("BT", "BT.")


def color_mode_text(mode: str) -> str:
    """A colour mode as the examiner reads it."""
    translate = QCoreApplication.translate
    return {
        "per-channel": translate("ColorMode", "Per channel (R, G, B)"),
        "shared": translate("ColorMode", "Shared (one curve for R, G, B)"),
        "luma": translate("ColorMode", "Luma (Y as coded, Cb and Cr straight)"),
    }[mode]


def number(value: float) -> str:
    """A setting as people write it: 12, 1.5."""
    return f"{value:g}"


def settings_text(settings: EnhancementSettings) -> str:
    """Gain limit, colour mode and curve mode in one line."""
    translate = QCoreApplication.translate
    limit = settings.gain_limit
    no_limit = translate("Settings", "no gain limit")
    parts = [
        no_limit if limit is None else translate("Settings", "gain limit {limit}").format(limit=number(limit)),
        color_mode_text(settings.color_mode),
    ]
    if settings.color_mode == "luma":
        parts.append(translate("Settings", "chroma gain {gain}").format(gain=number(settings.chroma_gain)))
    if settings.window is not None:
        text = translate("Settings", "curves smoothed over {seconds} s")
        parts.append(text.format(seconds=number(settings.window)))
    elif settings.lock_frame is not None:
        parts.append(translate("Settings", "curves of frame {index} for all").format(index=settings.lock_frame))
    elif settings.lock_range is not None:
        text = translate("Settings", "median curves of frames {first} to {last} for all")
        parts.append(text.format(first=settings.lock_range[0], last=settings.lock_range[1] - 1))
    else:
        parts.append(translate("Settings", "curves of each frame"))
    return "  ·  ".join(parts)


def advice_text(kind: str) -> str:
    """What to do about a kind of problem; empty where there is nothing to be done."""
    translate = QCoreApplication.translate
    color = translate("Advice", "Compare with a known colour in the scene; Clip, Colour as coded sets it by hand.")
    cut = translate("Advice", "Ask for the complete recording; what is here can be used.")
    return {
        "assumed-matrix": color,
        "assumed-range": color,
        "hdr": translate("Advice", "Look at the original in a player for HDR, too."),
        "interlaced": translate("Advice", "Moving edges look combed; do not measure across lines of one frame."),
        "vfr": translate("Advice", "Take times from the timestamps, never from counting frames."),
        "gap": translate("Advice", "Nothing is known of what happened meanwhile; say so in the report."),
        "timestamps": translate("Advice", "Name frames by index; do not rely on times."),
        "no-timestamps": translate("Advice", "Name frames by index; the times are nominal."),
        "truncated": cut,
        "encrypted": translate("Advice", "Ask for an unencrypted copy."),
        "layout-change": translate("Advice", "Export each part by itself."),
        "aspect": translate("Advice", "Compare with a circle or a number plate; Clip, Shape of the picture sets it."),
    }.get(kind, "")


def stage_text(stage: str) -> str:
    """What is being done now, from the short name a pipeline reports; that name itself where it is a new one."""
    translate = QCoreApplication.translate
    return {
        "index": translate("Stage", "Reading and hashing the source"),
        "analyse": translate("Stage", "Estimating the level from the frames"),
        "resume": translate("Stage", "Taking over what an interrupted export left"),
        "export": translate("Stage", "Writing the frames"),
        "check": translate("Stage", "Checking what was written"),
        "record": translate("Stage", "Writing the record"),
        "done": translate("Stage", "Finishing"),
    }.get(stage, stage)


def check_text(name: str) -> str:
    """The name of a check of the verifier; that name itself where it is a new one."""
    translate = QCoreApplication.translate
    return {
        "files": translate("Check", "Files unchanged"),
        "manifest": translate("Check", "Manifest"),
        "signature": translate("Check", "Signature"),
        "time stamp": translate("Check", "Time stamp"),
        "audit log": translate("Check", "Audit log"),
        "appendix": translate("Check", "Appendix"),
        "reproduction": translate("Check", "Files for a stock FFmpeg"),
        "extras": translate("Check", "Other open formats"),
        "tables applied by a stock FFmpeg": translate("Check", "Tables applied by a stock FFmpeg"),
        "curve log": translate("Check", "Curve log"),
        "export decoded by PyAV": translate("Check", "Export decoded by PyAV"),
        "export decoded by FFmpeg": translate("Check", "Export decoded by FFmpeg"),
        "frames and timestamps": translate("Check", "Frames and timestamps"),
        "source file": translate("Check", "Source file"),
        "tables applied to the source": translate("Check", "Tables applied to the source"),
        "audio packets": translate("Check", "Audio packets"),
    }.get(name, name)

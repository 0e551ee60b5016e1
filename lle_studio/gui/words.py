"""Words for what the other rooms name in short: stages of work, checks, colour modes, problems of a clip."""

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

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


def stage_text(stage: str) -> str:
    """What is being done now, from the short name a pipeline reports; that name itself where it is a new one."""
    translate = QCoreApplication.translate
    return {
        "index": translate("Stage", "Reading and hashing the source"),
        "analyse": translate("Stage", "Estimating the level from the frames"),
        "export": translate("Stage", "Writing the frames"),
        "check": translate("Stage", "Checking what was written"),
        "done": translate("Stage", "Finishing"),
    }.get(stage, stage)


def check_text(name: str) -> str:
    """The name of a check of the verifier; that name itself where it is a new one."""
    translate = QCoreApplication.translate
    return {
        "files": translate("Check", "Files unchanged"),
        "manifest": translate("Check", "Manifest"),
        "curve log": translate("Check", "Curve log"),
        "export decoded by PyAV": translate("Check", "Export decoded by PyAV"),
        "export decoded by FFmpeg": translate("Check", "Export decoded by FFmpeg"),
        "source file": translate("Check", "Source file"),
        "tables applied to the source": translate("Check", "Tables applied to the source"),
        "audio packets": translate("Check", "Audio packets"),
    }.get(name, name)

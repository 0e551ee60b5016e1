"""Documents for people who read paper: PDF/A from a template, with its words, its facts and its pictures.

Typst sets the pages. Facts reach a template as JSON and are shown as text, never read as markup. Only the fonts that
come along are used, so a document looks the same on every computer, and the same facts give the same bytes.
"""

import json
import subprocess
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, TypeVar

from fontTools.ttLib import TTFont

from lle_studio.core.errors import WriteError
from lle_studio.core.processes import python_command
from lle_studio.resources import resource_path

T = TypeVar("T")

LANGUAGES = ("en", "ko")
"""Languages documents are written in."""

STANDARD: Final = "a-2u"
"""PDF/A-2u (ISO 19005-2): fonts embedded, all text can be searched and copied."""

_MAIN_FONT = "NanumSquareR.ttf"
_OTHER_FONTS = range(0x20, 0x250)
"""Latin letters with all their marks, which a font that comes with Typst has."""


def typeset(
    template: str, facts: Mapping[str, Any], *, language: str, created: datetime, pictures: Mapping[str, bytes]
) -> bytes:
    """Makes a PDF/A of a template in ``resources/report``.

    Args:
        template: its name without the ending.
        facts: JSON; the template sees them as ``facts``. Letters no font has are shown as ``[U+1F600]``.
        language: one of ``LANGUAGES``; the template's words come from ``TEMPLATE.LANGUAGE.json``.
        created: stands in the document's metadata; with a time zone.
        pictures: name -> PNG or JPEG bytes.

    Raises:
        WriteError: the document cannot be made.
    """
    report = resource_path("report")
    words = json.loads((report / f"{template}.{language}.json").read_text(encoding="utf-8"))
    with TemporaryDirectory(prefix="lle-studio-") as name:
        folder = Path(name)
        for file in ("common.typ", f"{template}.typ"):
            (folder / file).write_bytes((report / file).read_bytes())
        for file, content in (("facts.json", facts), ("words.json", words)):
            (folder / file).write_text(json.dumps(printable(content)), encoding="ascii")
        for picture, data in pictures.items():
            (folder / picture).write_bytes(data)
        return _set(template, folder, language, created)


def _set(template: str, folder: Path, language: str, created: datetime) -> bytes:
    """Has the document in a folder set by a process of its own."""
    told = {
        "template": str(folder / f"{template}.typ"),
        "root": str(folder),
        "fonts": str(resource_path("fonts")),
        "language": language,
        "standard": STANDARD,
        "created": created.replace(microsecond=0).isoformat(),
    }
    command = python_command("lle_studio.record.typeset_main", json.dumps(told))
    try:
        done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, check=False)  # noqa: S603
    except OSError as error:
        raise WriteError(f"The document {template} cannot be made: no process can be started.") from error
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or ["the process ended early"]
        raise WriteError(f"The document {template} cannot be made: {said[0].rstrip('.')}.")
    return done.stdout


def printable(content: T) -> T:
    """JSON in which every letter that no font has is spelled out, e.g. ``[U+1F600]``."""
    if isinstance(content, str):
        return "".join(_shown(letter) for letter in content)  # type: ignore[return-value]
    if isinstance(content, Mapping):
        return {key: printable(value) for key, value in content.items()}  # type: ignore[return-value]
    if isinstance(content, list | tuple):
        return [printable(value) for value in content]  # type: ignore[return-value]
    return content


def _shown(letter: str) -> str:
    code = ord(letter)
    has_shape = letter.isprintable() and (code in _OTHER_FONTS or code in _covered())
    return letter if has_shape or letter == "\n" else f"[U+{code:04X}]"


@cache
def _covered() -> frozenset[int]:
    with TTFont(resource_path(f"fonts/{_MAIN_FONT}")) as font:
        return frozenset(font.getBestCmap())

"""What a command says of an error, and the exit code that goes with it."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path

from lle_studio.core.errors import NO_MEMORY, SourceError, StudioError, WriteError, lacks_memory
from lle_studio.core.plain import plain

DETAILS = "LLE_STUDIO_TRACEBACK"
"""Where this variable is set, the details of an error nobody foresaw are shown, too."""

FAULT = "A fault of the program stopped this"
"""Begins what is said of an error nobody foresaw."""


def failure_of(error: Exception) -> tuple[str, int]:
    """One sentence and the exit code of an error; one nobody foresaw is a mistake of ours, and nothing was decided."""
    if isinstance(error, StudioError):
        return plain(str(error)), error.exit_code
    if isinstance(error, OSError) and error.strerror:
        place = plain(str(error.filename or "The standard output"))
        return f"{place} cannot be used ({error.strerror}): check the path and the disk.", WriteError.exit_code
    if lacks_memory(error):
        return NO_MEMORY, SourceError.exit_code
    if os.environ.get(DETAILS):
        traceback.print_exception(error, file=sys.stderr)
    sentence = f"{FAULT} ({type(error).__name__} {_place(error)}): there is no result; with {DETAILS}=1 in the "
    return plain(f"{sentence}environment it shows the details its makers need."), SourceError.exit_code


def _place(error: Exception) -> str:
    """Where an error arose: the last line of ours on the way to it."""
    root = Path(__file__).parents[1]
    lines = [frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(root)]
    return f"at {Path(lines[-1].filename).relative_to(root).as_posix()}:{lines[-1].lineno}" if lines else "elsewhere"

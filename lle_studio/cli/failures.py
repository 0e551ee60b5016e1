"""What a command says of an error, and the exit code that goes with it."""

from __future__ import annotations

from lle_studio.core.errors import NO_MEMORY, SourceError, StudioError, WriteError, lacks_memory
from lle_studio.core.plain import plain


def failure_of(error: Exception) -> tuple[str, int] | None:
    """One sentence and the exit code of an error the user can do something about; None for a mistake of ours."""
    if isinstance(error, StudioError):
        return plain(str(error)), error.exit_code
    if isinstance(error, OSError):
        place = plain(str(error.filename or "The standard output"))
        return f"{place} cannot be used ({error.strerror}): check the path and the disk.", WriteError.exit_code
    if lacks_memory(error):
        return NO_MEMORY, SourceError.exit_code
    return None

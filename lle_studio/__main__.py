"""``lle-studio``: the window, or a command for the terminal."""

import os
import sys
from pathlib import Path

from lle_studio.cli import COMMANDS
from lle_studio.cli import main as run_command
from lle_studio.cli.failures import failure_of
from lle_studio.core.heaps import limit_heaps
from lle_studio.core.plain import plain


def main() -> int:
    """Opens the window on a file, or runs the command named first; returns the exit code."""
    limit_heaps()
    try:
        return _start(sys.argv[1:])
    except Exception as error:
        sentence, code = failure_of(error)
        print(f"lle-studio: {sentence}", file=sys.stderr)
        return code


def _start(arguments: list[str]) -> int:
    file = Path(arguments[0]) if arguments else None
    exists = file is not None and os.path.exists(file)  # False, too, for what cannot even be a name
    is_file = file is not None and len(arguments) == 1 and (exists or file.suffix or file.parent.name)
    if file is not None and (arguments[0] in COMMANDS or arguments[0].startswith("-") or not is_file):
        return run_command(arguments)
    if file is not None and not exists:
        print(f"lle-studio: {plain(str(file))} does not exist: give the path of a video file.", file=sys.stderr)
        return 3
    if not _has_screen():
        print("lle-studio: there is no screen for the window: use a command, see lle-studio --help.", file=sys.stderr)
        return 2
    from lle_studio.gui.app import run

    return run(file)


def _has_screen() -> bool:
    """Whether Qt finds a screen; elsewhere than on X11 and Wayland systems there always is one."""
    if os.name == "nt" or sys.platform == "darwin":
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


if __name__ == "__main__":
    sys.exit(main())

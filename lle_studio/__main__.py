"""``lle-studio``: the window, or a command for the terminal."""

import sys

from lle_studio.cli import COMMANDS
from lle_studio.cli import main as run_command


def main() -> int:
    """Opens the window on a file, or runs the command named first; returns the exit code."""
    arguments = sys.argv[1:]
    if arguments and (arguments[0] in COMMANDS or arguments[0].startswith("-")):
        return run_command(arguments)
    from pathlib import Path

    from lle_studio.gui.app import run

    return run(Path(arguments[0]) if arguments else None)


if __name__ == "__main__":
    sys.exit(main())

"""Text from files, as a terminal may be sent it and a window may show it."""

from __future__ import annotations

import json
from typing import Any
from unicodedata import category


def plain(text: str) -> str:
    """Text on one line: what is no letter (line ends, terminal commands, marks that turn writing round) is spelled out.

    A file's name, a tag or a note may hold anything.
    """
    return "".join(letter if is_letter(letter) else _spelled(letter) for letter in text)


def is_letter(letter: str) -> bool:
    """Whether a character shows something or is a space."""
    return letter.isprintable() or category(letter) == "Zs"


def plain_lines(text: str) -> str:
    """The same for text of several lines."""
    return "\n".join(plain(line) for line in text.split("\n"))


def plain_json(content: Any, *, ascii_only: bool) -> str:
    """JSON over several lines, in which what is no letter is escaped, too."""
    text = json.dumps(content, indent=2, ensure_ascii=ascii_only)
    return "".join(letter if is_letter(letter) or letter == "\n" else json.dumps(letter)[1:-1] for letter in text)


def _spelled(letter: str) -> str:
    return letter.encode("unicode_escape").decode("ascii")

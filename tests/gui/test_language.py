"""Both languages are complete, and changing them at run time changes every word."""

import ast
import re
import subprocess
import sysconfig
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QSettings
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

import lle_studio.gui
from lle_studio.gui.curve_worker import View
from lle_studio.gui.main_window import MainWindow
from lle_studio.gui.shortcuts import ShortcutsDialog
from lle_studio.resources import resource_path

TS = "translations/lle_studio_ko.ts"


def messages(path: Path) -> dict[tuple[str, str], tuple[str, str]]:
    """(context, source) -> (translation, its state) of a .ts file."""
    found = {}
    for context in ET.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            key = (context.findtext("name"), message.findtext("source"))
            found[key] = (translation.text or "", translation.get("type", "finished"))
    return found


def tool(name: str) -> str:
    """A Qt tool of the environment the tests run in."""
    return str(Path(sysconfig.get_path("scripts")) / name)


def test_every_word_is_translated(tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.ts"
    modules = sorted(str(path) for path in Path(lle_studio.gui.__file__).parent.glob("*.py"))
    subprocess.run([tool("pyside6-lupdate"), *modules, "-ts", str(fresh)], check=True, capture_output=True)
    translated = messages(resource_path(TS))
    assert set(translated) == set(messages(fresh)), "run pyside6-lupdate lle_studio/gui/*.py -ts resources/" + TS
    assert [key for key, (text, state) in translated.items() if not text or state != "finished"] == []


def test_placeholders_survive() -> None:
    import string

    def names(text: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}

    for (context, source), (translation, _) in messages(resource_path(TS)).items():
        if context != "Problem":
            assert names(translation) == names(source), source


def test_compiled_translation_is_current(tmp_path: Path) -> None:
    compiled = tmp_path / "fresh.qm"
    command = [tool("pyside6-lrelease"), str(resource_path(TS)), "-qm", str(compiled)]
    subprocess.run(command, check=True, capture_output=True)
    kept = resource_path("translations/lle_studio_ko.qm")
    assert kept.read_bytes() == compiled.read_bytes(), "run pyside6-lrelease on " + TS


def words(window: MainWindow) -> list[str]:
    """Every text a window shows, and every tool tip."""
    widgets = [w for kind in (QLabel, QAbstractButton) for w in window.findChildren(kind)]
    texts = [w.text() for w in widgets] + [w.toolTip() for w in widgets] + [a.text() for a in window.actions()]
    return [re.sub(r"\d+ %", "", text) for text in texts]  # longer words may leave less room for the pictures


def test_language_changes_at_run_time(
    qtbot: QtBot, window: MainWindow, open_clip: Callable[[Path], View], clip_path: Callable[[str], Path]
) -> None:
    open_clip(clip_path("cfr"))
    window.analysis.finish()  # its progress changes words, too
    english = words(window)
    window.actions_.language_chosen.emit("ko")
    QCoreApplication.sendPostedEvents()
    assert window.actions_.open.text() == "영상 열기…"
    assert window.transport.status.text().startswith("프레임 인덱스 0")
    assert "L 0.60" in window.measures.reached.text()
    assert "asked" not in window.measures.reached.text()
    assert "does not say" not in window.clip_bar.warning_text.text()
    assert QSettings().value("language") == "ko"
    window.actions_.language_chosen.emit("en")
    QCoreApplication.sendPostedEvents()
    assert words(window) == english


@pytest.mark.parametrize("code", ["en", "ko"])
def test_shortcut_list_names_every_key(window: MainWindow, code: str) -> None:
    window.language.use(code)
    QCoreApplication.sendPostedEvents()
    dialog = ShortcutsDialog(window.actions_.by_name, window)
    text = " ".join(dialog.table.item(row, 1).text() for row in range(dialog.table.rowCount()))
    left, right = {"en": ("Left", "Right"), "ko": ("왼쪽", "오른쪽")}[code]
    for key in (left, f"Shift+{right}", "Home", "F1", "Ctrl+O"):
        assert key in text
    dialog.close()


def test_no_word_hides_from_the_translator() -> None:
    """The extraction tool does not look into f-strings and sees constants only."""
    for path in Path(lle_studio.gui.__file__).parent.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        inside = [node for string in ast.walk(tree) if isinstance(string, ast.JoinedStr) for node in ast.walk(string)]
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
        for call in (call for call in calls if call.func.attr == "tr"):
            assert isinstance(call.args[0], ast.Constant), f"{path.name}:{call.lineno}"
            assert call not in inside, f"{path.name}:{call.lineno}"

"""The languages of the window, changed while it runs."""

import logging

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QSettings, QTranslator
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

from lle_studio.resources import resource_path

_log = logging.getLogger(__name__)

_FAMILIES = {
    "ko": (
        "Malgun Gothic",
        "Apple SD Gothic Neo",
        "Noto Sans CJK KR",
        "Noto Sans KR",
        "NanumBarunGothic",
        "NanumGothic",
    )
}
"""Fonts that hold a language's letters and the Latin ones, so that a line is not pieced together from two."""

LANGUAGES = {"en": "English", "ko": "한국어"}
"""Code -> its name in itself."""


class LanguageChoice:
    """Installs the translations of one language; Qt then tells every widget to write its words anew."""

    def __init__(self) -> None:
        self._installed: list[QTranslator] = []
        self.current = "en"

    def preferred(self) -> str:
        """The language chosen last time, else the system's, else English."""
        chosen = str(QSettings().value("language", ""))
        system = QLocale.system().name()[:2]
        return next((code for code in (chosen, system) if code in LANGUAGES), "en")

    def use(self, code: str, *, remember: bool = False) -> None:
        """Changes the language.

        Args:
            code: a key of `LANGUAGES`.
            remember: use it the next time, too.
        """
        for translator in self._installed:
            QCoreApplication.removeTranslator(translator)
        self._installed = []
        self.current = code
        if remember:
            QSettings().setValue("language", code)
        self._use_font(code)
        if code == "en":
            return  # the words in the code
        own = resource_path(f"translations/lle_studio_{code}.qm")
        dialogs = f"{QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)}/qtbase_{code}.qm"
        for file in (dialogs, str(own)):
            translator = QTranslator()
            if translator.load(file):
                QCoreApplication.installTranslator(translator)
                self._installed.append(translator)
            else:
                _log.warning("The translation %s cannot be loaded.", file)

    def _use_font(self, code: str) -> None:
        """Takes the first font there is for the language, else the system's."""
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
        there = set(QFontDatabase.families())
        family = next((name for name in _FAMILIES.get(code, ()) if name in there), None)
        if family is not None:
            font.setFamily(family)
        if font != QApplication.font():
            QApplication.setFont(font)

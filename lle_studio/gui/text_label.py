"""Text from files on the screen: never taken for markup, and never able to turn the writing round."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import QLabel

from lle_studio.core.plain import plain_lines


class TextLabel(QLabel):
    """A label that shows what it is given letter by letter; plain labels guess whether it is HTML."""

    def __init__(self, text: str = "", **options: object) -> None:
        super().__init__(**options)
        self.setText(text)

    def show_words(self, words: str, color: str) -> None:
        """Shows words in a colour."""
        self.setTextFormat(Qt.TextFormat.RichText)
        super().setText(f'<span style="color:{color}">{escape(plain_lines(words))}</span>')

    def setText(self, text: str) -> None:
        """Shows text as it is."""
        self.setTextFormat(Qt.TextFormat.PlainText)
        super().setText(plain_lines(text))


def tip(text: str) -> str:
    """A tool tip that shows text as it is."""
    text = plain_lines(text)
    return f'<p style="white-space:pre-wrap">{escape(text)}</p>' if GuiQt.mightBeRichText(text) else text

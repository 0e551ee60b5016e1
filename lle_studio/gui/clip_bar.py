"""The facts of the clip that is open, and what must be known before its pictures are trusted."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from lle_studio.gui.message import show_lines
from lle_studio.gui.text_label import TextLabel, tip
from lle_studio.gui.transport import clock_text
from lle_studio.gui.words import advice_text, matrix_text, problem_text
from lle_studio.video.index import ClipIndex, Problem

_SHOWN_PROBLEMS = 2


def guess_aspect(clip: ClipIndex) -> tuple[Problem, ...]:
    """The doubt about a shape that recorders store without saying so: 1080N, 960H and the like."""
    narrow = clip.width * 10 < clip.height * 11
    wide = clip.width >= 1.9 * clip.height
    if clip.sample_aspect != 1 or clip.rotation or clip.height < 240 or not (wide or (narrow and clip.width >= 640)):
        return ()
    message = (
        f"The picture is {clip.width} × {clip.height} and its pixels are said to be square: recorders often store "
        "1080N or 960H like that."
    )
    return (Problem(kind="aspect", message=message),)


class ClipBar(QWidget):
    """Facts in one line, problems in a bar under it, and the progress while a file is being read.

    Signals:
        cancel_requested: reading the file should stop.
    """

    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clip: ClipIndex | None = None
        self._reading = ""
        self._name = TextLabel(objectName="position")
        self._facts = TextLabel(objectName="quiet", textInteractionFlags=Qt.TextInteractionFlag.TextSelectableByMouse)
        self._facts.setMinimumWidth(100)  # a long line is cut rather than the window widened
        self._progress = QProgressBar(maximum=1000, minimumWidth=260)
        self._cancel = QPushButton()
        self._cancel.clicked.connect(self.cancel_requested)
        self._warnings = QFrame(objectName="warnings")
        self.warning_text = TextLabel(wordWrap=True)
        self._all = QPushButton(clicked=self._show_all)
        line = QHBoxLayout()
        line.addWidget(self._name)
        line.addSpacing(10)
        line.addWidget(self._facts, 1)
        line.addWidget(self._progress)
        line.addWidget(self._cancel)
        warning_line = QHBoxLayout(self._warnings)
        warning_line.setContentsMargins(12, 5, 8, 5)
        warning_line.addWidget(self.warning_text, 1)
        warning_line.addWidget(self._all)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(line)
        column.addWidget(self._warnings)
        self.show_clip(None)
        self.retranslate()

    def show_clip(self, clip: ClipIndex | None) -> None:
        """Shows the facts of a clip; none empties the bar."""
        self._clip = clip
        self._reading = ""
        self._write()

    def show_reading(self, name: str, thousandths: int) -> None:
        """Shows that a file is being read and how far that has come."""
        if name != self._reading:
            self._reading = name
            self._write()
        self._progress.setValue(thousandths)

    def retranslate(self) -> None:
        """Writes all words in the language chosen."""
        self._cancel.setText(self.tr("Cancel"))
        self._all.setText(self.tr("Show all"))
        self._progress.setFormat(self.tr("Reading the file: %p %"))
        self._write()

    def _write(self) -> None:
        clip = self._clip
        self._progress.setVisible(bool(self._reading))
        self._cancel.setVisible(bool(self._reading))
        self._name.setText(self._reading or (clip.path.name if clip else ""))
        self._facts.setText("" if clip is None or self._reading else self._facts_of(clip))
        self._facts.setToolTip("" if clip is None else tip(self._details_of(clip)))
        self._name.setToolTip("" if clip is None else tip(str(clip.path)))
        problems = () if clip is None or self._reading else (*clip.problems, *guess_aspect(clip))
        self._warnings.setVisible(bool(problems))
        self._all.setVisible(len(problems) > _SHOWN_PROBLEMS)
        shown = problems[:_SHOWN_PROBLEMS]
        lines = [f"⚠  {problem_text(problem)} {advice_text(problem.kind)}".rstrip() for problem in shown]
        if len(problems) > _SHOWN_PROBLEMS:
            lines.append(self.tr("… and {count} more").format(count=len(problems) - _SHOWN_PROBLEMS))
        self.warning_text.setText("\n".join(lines))

    def _facts_of(self, clip: ClipIndex) -> str:
        length = clock_text(clip.time_of(len(clip) - 1) - clip.time_of(0))
        parts = [
            f"{clip.width} × {clip.height}",
            f"{clip.codec} {clip.pixel_format}",
            self.tr("{count} frames").format(count=len(clip)),
            length,
            self._color_of(clip),
        ]
        if clip.sample_aspect != 1:
            parts.insert(1, self.tr("pixels {aspect}").format(aspect=str(clip.sample_aspect).replace("/", ":")))
        if clip.rotation:
            parts.insert(1, self.tr("turned {degrees}°").format(degrees=clip.rotation))
        return "  ·  ".join(parts)

    def _color_of(self, clip: ClipIndex) -> str:
        """Matrix and range, each with where it comes from."""
        color = clip.color
        origins = {"tagged": self.tr("tagged"), "assumed": self.tr("assumed"), "chosen": self.tr("chosen")}
        ranges = {"limited": self.tr("limited range"), "full": self.tr("full range")}
        matrix = matrix_text(color.matrix)
        if color.matrix_origin == color.range_origin:
            return f"{matrix}, {ranges[color.range]} ({origins[color.matrix_origin]})"
        return f"{matrix} ({origins[color.matrix_origin]}), {ranges[color.range]} ({origins[color.range_origin]})"

    def _details_of(self, clip: ClipIndex) -> str:
        lines = [
            str(clip.path),
            self.tr("{size} bytes, {format}").format(size=clip.size, format=clip.format_name),
            self.tr("time base {base}, nominal rate {rate}").format(base=clip.time_base, rate=clip.nominal_rate),
            self.tr("The file is opened read-only and never changed."),
        ]
        return "\n".join(lines)

    def _show_all(self) -> None:
        if self._clip is not None:
            problems = (*self._clip.problems, *guess_aspect(self._clip))
            lines = [f"{problem_text(problem)} {advice_text(problem.kind)}".strip() for problem in problems]
            show_lines(self.window(), self._clip.path.name, lines)

    def changeEvent(self, event: QEvent) -> None:
        """Writes the words anew when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

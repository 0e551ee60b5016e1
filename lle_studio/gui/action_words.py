"""The words of every action: what it is called, and what more there is to know about it."""

from PySide6.QtCore import QCoreApplication


def action_words(name: str) -> tuple[str, str]:
    """Name and explanation of an action in the language chosen."""
    translate = QCoreApplication.translate
    words = {
        "open": (translate("Action", "Open clip…"), ""),
        "open_case": (translate("Action", "Open case file…"), ""),
        "remember_recent": (
            translate("Action", "Remember files and folders"),
            translate("Action", "Off: what is remembered of them is forgotten, and nothing more is kept."),
        ),
        "forget_recent": (
            translate("Action", "Forget recent files"),
            translate("Action", "Also the folders used last, and the log. Case files and audit logs stay."),
        ),
        "save_case": (
            translate("Action", "Save case file"),
            translate("Action", "Settings, marks and notes. They are also kept by themselves while you work."),
        ),
        "save_case_as": (translate("Action", "Save case file as…"), ""),
        "export": (translate("Action", "Export…"), translate("Action", "Writes an evidence package.")),
        "snapshot": (
            translate("Action", "Snapshot…"),
            translate("Action", "Writes the frame on the screen as an exact picture, with its hash and table."),
        ),
        "verify": (translate("Action", "Verify package…"), ""),
        "audit": (
            translate("Action", "Audit log…"),
            translate("Action", "Who did what and when, and whether its chain of hashes holds."),
        ),
        "quit": (translate("Action", "Quit"), ""),
        "undo": (translate("Action", "Undo"), ""),
        "redo": (translate("Action", "Redo"), ""),
        "reset": (translate("Action", "Reset the enhancement"), ""),
        "play": (translate("Action", "Play"), ""),
        "pause": (translate("Action", "Pause"), ""),
        "play_back": (
            translate("Action", "Play backwards"),
            translate("Action", "Pressed again, twice as fast."),
        ),
        "play_on": (
            translate("Action", "Play, then faster"),
            translate("Action", "Pressed again, twice as fast."),
        ),
        "slower": (translate("Action", "Half the speed"), ""),
        "faster": (translate("Action", "Twice the speed"), ""),
        "loop": (
            translate("Action", "Loop between in and out"),
            translate("Action", "Without marks, the whole clip is played over and over."),
        ),
        "back": (translate("Action", "One frame back"), ""),
        "forward": (translate("Action", "One frame forward"), ""),
        "back_ten": (translate("Action", "Ten frames back"), ""),
        "forward_ten": (translate("Action", "Ten frames forward"), ""),
        "first": (translate("Action", "First frame"), ""),
        "last": (translate("Action", "Last frame"), ""),
        "previous_key": (
            translate("Action", "Previous key frame"),
            translate("Action", "A key frame was coded by itself: nothing in it comes from other pictures."),
        ),
        "next_key": (translate("Action", "Next key frame"), ""),
        "previous_mark": (translate("Action", "Previous marked frame"), ""),
        "next_mark": (translate("Action", "Next marked frame"), ""),
        "go_to": (translate("Action", "Go to frame index or time"), ""),
        "mark_in": (
            translate("Action", "Mark in"),
            translate("Action", "The frame on the screen becomes the first of the marked range."),
        ),
        "mark_out": (
            translate("Action", "Mark out"),
            translate("Action", "The frame on the screen becomes the last of the marked range."),
        ),
        "clear_range": (translate("Action", "Clear in and out"), ""),
        "bookmark": (
            translate("Action", "Bookmark this frame"),
            translate("Action", "Give it a note in the panel Marks."),
        ),
        "side_by_side": (translate("Action", "Side by side"), ""),
        "split": (
            translate("Action", "Split"),
            translate("Action", "Original on the left of a line you can drag, result on the right."),
        ),
        "single": (
            translate("Action", "Result alone"),
            translate("Action", "Hold Space to see the original in its place."),
        ),
        "difference": (
            translate("Action", "Difference"),
            translate("Action", "How far each sample was moved, times a gain: black is unchanged."),
        ),
        "zoom_fit": (translate("Action", "Fit to the window"), ""),
        "zoom_one": (translate("Action", "One pixel of the file, one of the screen"), ""),
        "zoom_in": (translate("Action", "Larger"), ""),
        "zoom_out": (translate("Action", "Smaller"), ""),
        "auto_level": (
            translate("Action", "Automatic exposure level"),
            translate("Action", "What the network finds natural for the frame on the screen."),
        ),
        "hold_curve": (
            translate("Action", "Hold the curves for comparison"),
            translate("Action", "Keeps the curves on the screen, dotted, while you go on; again drops them."),
        ),
        "full_screen": (translate("Action", "Full screen"), ""),
        "method": (translate("Action", "The method and the window"), ""),
        "shortcuts": (translate("Action", "Keyboard shortcuts…"), ""),
        "selftest": (
            translate("Action", "Self-test…"),
            translate("Action", "Checks this installation against recorded results."),
        ),
        "log": (translate("Action", "Show log"), ""),
        "about": (translate("Action", "About LLE Studio"), ""),
    }
    return words[name]

"""How texts are compared: without regard to case or to the form of their accents."""

import unicodedata


def fold(text: str) -> str:
    """Case-folded NFC: the form that stored columns and what is asked for meet in.

    Folded in Python because SQLite's own functions fold ASCII only.
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def fold_key(text: str) -> str:
    """The folded text without outer blanks: what uniqueness is about."""
    return fold(text.strip())

"""A line of words in a part: sent only when it says something else, and read aloud when it is about a mistake."""

from __future__ import annotations

from html import escape

import ipywidgets as W  # noqa: N812 - short, for it is everywhere


class Said(W.HTML):
    """Says something, or why something cannot be.

    Attributes:
        words: What it says, as plain text.
    """

    def __init__(self) -> None:
        """Say nothing yet."""
        super().__init__()
        self.words, self._drawn = "", ""

    def say(self, words: str, html: str = "") -> int:
        """Say something; return how many bytes that took.

        Args:
            words: The words.
            html: How they are drawn, where they are more than plain text.
        """
        return self._show(words, f'<div class="lpnb-words" role="status">{html or escape(words)}</div>')

    def refuse(self, words: str) -> int:
        """Say what is wrong; return how many bytes that took."""
        return self._show(words, f'<div class="lpnb-words lpnb-view-error" role="alert">{escape(words)}</div>')

    def draw(self, html: str) -> int:
        """Show what nobody wants to have read aloud with each change; return how many bytes that took."""
        return self._show(html, html)

    def _show(self, words: str, html: str) -> int:
        html = html if words else ""
        if html == self._drawn:
            return 0
        self.words, self._drawn = words, html
        self.value = html
        return max(len(html), 1)

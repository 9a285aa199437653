"""A line that says what went wrong and what to do next, while what was shown stays."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from scimconsole.domain.terminal_text import escape_text


class Banner(Static):
    """Hidden until there is something to say."""

    DEFAULT_CSS = """
    Banner {
        display: none; height: auto; max-height: 3; padding: 0 1;
        background: $panel; border-left: outer $error;
        &.-shown { display: block; }
    }
    """

    def say(self, what: str, then: str = "") -> None:
        """Show what happened, and the next step."""
        self.update(
            Content.assemble(
                (escape_text(what), "bold"), ("  " + escape_text(then) if then else "", "$foreground-muted")
            )
        )
        self.add_class("-shown")

    def clear(self) -> None:
        """Hide the line."""
        self.remove_class("-shown")

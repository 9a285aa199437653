"""Two themes for eyes that need more: texts at 7 and more, every line and every state at 3 and more."""

from __future__ import annotations

from textual.theme import Theme


def _variables(
    *,
    ink: str,
    ground: str,
    panel: str,
    muted: str,
    disabled: str,
    accent: str,
    focus: str,
    line: str,
    cursor: str,
    quiet: str,
) -> dict[str, str]:
    return {
        "foreground-muted": muted,
        "foreground-disabled": disabled,
        "text": ink,
        "text-muted": muted,
        "text-disabled": muted,
        "border": focus,
        "border-blurred": line,
        # The cursor's row is turned round: the ground takes the ink's place, and everything on it this ink.
        "block-cursor-foreground": ground,
        "block-cursor-background": cursor,
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-foreground": ink,
        "block-cursor-blurred-background": quiet,
        "block-cursor-blurred-text-style": "underline",
        "block-hover-background": panel,
        "footer-background": panel,
        "footer-foreground": ink,
        "footer-key-foreground": accent,
        "footer-key-background": panel,
        "footer-description-foreground": ink,
        "footer-description-background": panel,
        "footer-item-background": panel,
        "input-cursor-background": ink,
        "input-cursor-foreground": ground,
        "input-selection-background": cursor,
        "input-selection-foreground": ground,
        "screen-selection-background": cursor,
        "screen-selection-foreground": ground,
        "scrollbar": line,
        "scrollbar-hover": ink,
        "scrollbar-active": focus,
        "scrollbar-background": ground,
        "scrollbar-background-hover": ground,
        "scrollbar-background-active": ground,
        "scrollbar-corner-color": ground,
        "button-foreground": ink,
        "button-color-foreground": ground,
        "button-focus-text-style": "bold",
        # A line of 3 : 1 says where a field is; its ground alone would not.
        "field-text-style": "underline",
        "link-color": accent,
        "link-color-hover": ground,
        "link-background-hover": accent,
        **{f"markdown-h{level}-color": accent for level in range(1, 7)},
    }  # fmt: skip


DARK = Theme(
    name="high-contrast-dark",
    primary="#6fc3ff",
    secondary="#ffffff",
    accent="#6fd0ff",
    success="#6bf29b",
    warning="#ffd84d",
    error="#ffb0b0",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1c1c1c",
    dark=True,
    variables=_variables(
        ink="#ffffff", ground="#000000", panel="#1c1c1c", muted="#d6d6d6", disabled="#9e9e9e",
        accent="#6fd0ff", focus="#ffe34d", line="#8c8c8c", cursor="#ffe34d", quiet="#33302a",
    ),
)  # fmt: skip

LIGHT = Theme(
    name="high-contrast-light",
    primary="#003e9c",
    secondary="#000000",
    accent="#003e9c",
    success="#00491f",
    warning="#5a3600",
    error="#8a0010",
    foreground="#000000",
    background="#ffffff",
    surface="#ffffff",
    panel="#e8e8e8",
    dark=False,
    variables=_variables(
        ink="#000000", ground="#ffffff", panel="#e8e8e8", muted="#303030", disabled="#6a6a6a",
        accent="#003e9c", focus="#003e9c", line="#767676", cursor="#00337f", quiet="#dfe6f2",
    ),
)  # fmt: skip

"""The commands: one module per noun, imported when its noun is named."""

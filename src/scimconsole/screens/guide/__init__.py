"""The set-up guide: its steps, ticked as they are done, and what belongs to them."""

"""A secret that is shown once: its screen, the questions about it, the file it may be saved to."""

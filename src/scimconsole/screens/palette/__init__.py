"""The palette: anything by a few letters of it."""

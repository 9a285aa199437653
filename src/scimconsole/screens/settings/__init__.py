"""The settings: their place, a module for each section, and keeping what was changed."""

"""What a synchronization schema may cost."""

from __future__ import annotations

MAX_BYTES = 5_000_000
"""Size of a document; Entra's own exports have 100 to 400 KB."""
MAX_DEPTH = 250
"""Levels of objects and lists; a call inside of a call adds three, and JSON is written to 254 at most."""
MAX_MAPPINGS = 2_000
"""Attribute mappings of a document."""
MAX_OBJECT_MAPPINGS = 50
"""Object mappings of a rule, and rules of a document; Entra's have two or three."""
MAX_TOLD = 50
"""Problems, and remarks, told of one document."""

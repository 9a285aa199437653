"""The people: their place, what is asked before acts on them, and the work behind long acts."""

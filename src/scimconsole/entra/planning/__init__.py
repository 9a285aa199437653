"""A whole cycle as a dry run: decisions on single objects, folded into a plan."""

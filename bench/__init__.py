"""Measurements beside others, in one run on one machine: `python -m bench [--quick]`, or `make bench`."""

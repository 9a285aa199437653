"""Menus: short lists over everything else."""

"""Dialogs that several places open, and the form all of them share."""

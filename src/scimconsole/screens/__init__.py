"""The screens of the console, one module each; a screen is imported when it is opened for the first time."""

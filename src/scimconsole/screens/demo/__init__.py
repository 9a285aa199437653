"""The scripted demo in the console: played by itself or step by step, and recorded."""

"""What lies between the console and the terminal: clipboard, mouse, crash reports, how it ends."""

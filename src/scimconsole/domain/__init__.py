"""What is true whatever the wire, the screen or the database: pure rules, no I/O."""

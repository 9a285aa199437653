"""What must be true after a step of a demo, asked of the service's API."""

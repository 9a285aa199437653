"""The place of what Entra ID does: its requests, the state of provisioning, and why about a person."""

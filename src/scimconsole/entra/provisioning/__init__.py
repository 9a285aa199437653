"""What a provisioning job decides: who is in scope, what is sent for them, and what that would change."""

"""The state of provisioning, judged from counts by the minute: cycles, rhythm, health, forecast, silence."""

"""What a step of a demo can do: each act really happens, over HTTP."""

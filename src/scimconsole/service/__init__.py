"""The service: the SCIM endpoint, the management API, and the processes that run them."""

"""The SCIM 2.0 endpoint: plain ASGI, because a request may cost 50 microseconds in all."""

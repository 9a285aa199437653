"""A throw-away organization, filled by playing Entra ID against its SCIM endpoint."""

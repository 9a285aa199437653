"""A terminal console for SCIM provisioning from Microsoft Entra ID, and the service it manages."""

__version__ = "0.1.0"

"""Entra's synchronization schema: the JSON that the portal and Microsoft Graph export and take."""

"""The SCIM tokens: their place and its dialogs."""

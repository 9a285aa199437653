"""Microsoft Entra ID's side of provisioning, evaluated here instead of there."""

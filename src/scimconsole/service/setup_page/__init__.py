"""The page behind a set-up link: it explains first, and shows Tenant URL and a new token once."""

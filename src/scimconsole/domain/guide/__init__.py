"""The set-up guide: its steps as data of the profile, and the checks that tick them."""

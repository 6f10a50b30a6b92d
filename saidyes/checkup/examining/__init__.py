"""The check-up: what was looked at, how it stands, and what to do about it. It asks and changes nothing."""

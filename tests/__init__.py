"""The tests; each folder is named for the part of the portal it is about."""

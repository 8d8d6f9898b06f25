"""The database's way up and down."""

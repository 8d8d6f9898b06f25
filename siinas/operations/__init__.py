"""The only code that writes: each operation is one permission check, one change, one journal entry, one commit."""

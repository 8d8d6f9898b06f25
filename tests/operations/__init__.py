"""Everything that writes, on both databases."""

"""The vocabulary in which a process of the ministry is declared (pure Python, no database, no web)."""

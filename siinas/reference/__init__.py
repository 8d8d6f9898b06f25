"""Official code lists as data files and the functions that parse them; no database, no web."""

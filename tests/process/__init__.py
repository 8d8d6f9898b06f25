"""The vocabulary in which processes are declared."""

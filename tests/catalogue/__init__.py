"""What the catalogue declares, tested over all of it."""

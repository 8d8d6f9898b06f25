"""Forms as they read what is posted, without a server and without a database."""

"""The link to OSS: the stand-in, the client, calls through the outbox, pushes."""

"""What machines call: the pushes of OSS."""

"""What every request passes: session, door, headers, error pages."""

"""What a company sees: its home page, its data, its reports."""

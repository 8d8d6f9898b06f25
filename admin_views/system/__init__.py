"""What administrators and auditors see: journal, outbox, people, settings, periods, reference tables."""

"""The ministry's business of the SIINas portal, usable without a browser."""

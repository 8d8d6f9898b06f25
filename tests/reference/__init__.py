"""Tests of the reference data and of the Indonesian message catalogues."""

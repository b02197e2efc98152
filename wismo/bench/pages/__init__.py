"""Measuring the pages of the dashboard in a real browser."""

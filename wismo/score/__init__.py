"""Reads what customers wrote and keeps labels, never the words."""

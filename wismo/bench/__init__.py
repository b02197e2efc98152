"""Measuring the models against a job written by hand."""

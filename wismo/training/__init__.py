"""Trains and examines the model of ``wismo.score.model``; nothing that runs in a build comes here."""

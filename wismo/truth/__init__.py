"""How right the published figures are, where the truth is known: on the sample brand."""

"""A module per vendor, each with SAMPLES: at least one for every format of that vendor."""

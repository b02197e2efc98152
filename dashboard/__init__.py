"""The pages: what a published snapshot says, and nothing it does not."""

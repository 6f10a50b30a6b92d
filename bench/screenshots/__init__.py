"""A picture of every page, on a phone and at a desk, light and dark. Nothing compares them: people look."""

"""HTML to blocks and fields."""

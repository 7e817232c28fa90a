"""Pages that stall, blind or kill parsers and extractors, generated on demand."""

from tests.hostile.pages import hostile_pages

__all__ = ["hostile_pages"]

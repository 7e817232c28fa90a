"""One flat table of a page: `read_page` parses HTML and cuts it into columns that everything after works on."""

from cleaners.extract.page.flat import BlockRow, FlatPage, PageBlock
from cleaners.extract.page.read import read_page

__all__ = ["BlockRow", "FlatPage", "PageBlock", "read_page"]

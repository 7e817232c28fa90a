"""Khyber as a library: bytes or text of news pages in, clean articles out.

>>> import khyber
>>> article = khyber.clean("Dam Opens\\n\\n" + "The dam at Warsak was opened on Friday, it was announced. " * 9)
>>> article.title
'Dam Opens'

What this package exports is promised, and nothing else is: docs/library.md.
"""

from cleaners.model import Article, Rejected
from khyber._files import clean_files
from khyber._pages import clean, clean_all, load_rules

__all__ = ["Article", "Rejected", "__version__", "clean", "clean_all", "clean_files", "load_rules"]

__version__: str


def __getattr__(name: str) -> str:
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib.metadata import version  # loading it takes longer than this package does

    return version("khyber")

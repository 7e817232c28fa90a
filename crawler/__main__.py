"""`python -m crawler` is `khyber`."""

from crawler.cli import main

main()

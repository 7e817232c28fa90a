"""`python -m crawler` is `khyber`."""

from crawler.cli.main import main

main()

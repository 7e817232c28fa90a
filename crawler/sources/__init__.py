"""The bodies of `khyber sources check` and `khyber sources add`: asks sites what they announce, and judges it.

Every request goes the way of a crawl: address guard, robots.txt, delays, limits. Nothing is stored but, when
asked for, a source file.
"""

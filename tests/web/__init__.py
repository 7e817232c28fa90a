"""The demo web: three invented news sites on loopback, their defects, and what a perfect cleaning makes of them.

`sites/<id>/` holds the content: `site.toml`, one Markdown file a story, and the site's page templates.
A story's file is the one source of truth: the pages print it, spoiled on the way as its `printing` table
says, and `expected` reads the same file for the article that must come out.
"""

"""Trains the page model of `cleaners/extract/page_kinds`: `make model` writes its `model.json` anew.

`samples` reads the annotated pages through the extractor itself, `fit` trains trees and finds the score from which a
page is refused, `__main__` is the command. Train the body model first: this one looks at what that one chose. Needs
scikit-learn and the annotated pages beside the repository; neither is needed to clean pages.
"""

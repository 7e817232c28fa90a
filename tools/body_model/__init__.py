"""Trains the body model of `cleaners/extract/body`: `make model` writes `model.json` anew, the same bytes each time.

`samples` reads the annotated pages and labels their blocks, `names` weighs words of class names, `fit` trains, `check`
cross-validates by site, `__main__` is the command. Needs LightGBM and the annotated pages beside the repository; neither
is needed to clean pages.
"""

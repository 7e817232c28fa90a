"""Trains the body model of `cleaners/extract/body_model`: `make model` writes `model.json` anew, the same bytes each
time.

`samples` reads the annotated pages and labels their blocks, `names` weighs words of class names, `fit` trains and
writes trees, `check` cross-validates by site, `__main__` is the command. Needs scikit-learn and the annotated pages
beside the repository; neither is needed to clean pages.
"""

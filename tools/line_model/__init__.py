"""Trains the line model of `cleaners/blocks/line_model`: `make model` writes `model.json` anew, the same bytes each time.

`align` labels lines by the annotated story, `samples` reads the sets, `fit` trains, `evaluate` cleans whole texts
with a model and scores them, `__main__` is the command. Needs scikit-learn and the annotated texts beside the
repository; neither is needed to clean texts.
"""

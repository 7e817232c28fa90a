"""How sure it is that a line of plain text belongs to its story: a small model, read from `model.json`.

`measures` looks at a line by itself, `wording` at its words, `places` at its neighbours and its place, `speech` at
the words around it, and `score` does all this in order. Of the rules it shares only `blocks/shape.py`: a
change in any other must not change what the model was trained on.
"""

"""How sure it is that a line of plain text belongs to its story: a small model, read from `model.json`.

`measures` looks at a line by itself, `wording` at its words, `places` at its neighbours and its place, `speech` at
what the words around it say; `forest` adds up what the model's trees answer, and `score` does all this in order. The
patterns are its own: a change in a rule of `cleaners/blocks` must not change what the model was trained on.
"""

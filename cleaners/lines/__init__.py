"""How sure it is that a line of plain text belongs to its story: a small model, read from `model.json`.

`measures` looks at a line by itself, `places` at its neighbours and its place, `score` adds what the model's tables
say of both in two passes: the second one also sees the first scores of the lines around. The patterns are its own:
a change in a rule of `cleaners/blocks` must not change what the model was trained on.
"""

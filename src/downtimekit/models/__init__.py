"""The models: everything that crosses a boundary, a room for each kind of thing.

`downtime` the event; `people` and `directory` who acts and who is told; `notice` what they are told; `patient` whose;
`forms` and `paper` what is printed; `intake` and `breast` what is written on it; `capture` what came back; `chart` and
`plan` what becomes of it; `facts` what the journal holds. `strict` is the ground under all of them, `reading` turns
input into them.
"""

__all__: list[str] = []

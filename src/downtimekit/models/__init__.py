"""The models: everything that crosses a boundary, a room for each kind of thing.

- `downtime` the event, its window, tiers and ends; `people` who acts and who is told; `notice` what they are told
- `patient` whose it is; `schedule` who comes; `registration` and `orders` what other systems say of both
- `forms` and `paper` what is printed
- `intake`, `breast`, `behavioural`, `prescriptions` and `paperwork` what is written on it
- `results` and `documents` the same, as other systems send it
- `capture` what came back, `late_entry` its two clocks and two people, `amending` how what is final is put right
- `chart` and `plan` what becomes of it; `facts` what the journal holds, `stored` how that is written, `versions` how
  older documents are read

`strict` is the ground under all of them, `reading` turns input into them, `concern` is what a check has to say.
"""

__all__: list[str] = []

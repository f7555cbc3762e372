"""The models: everything that crosses a boundary, a room for each kind of thing.

- `downtime` the event, its window, tiers and ends; `people` who acts and who is told; `notice` what they are told,
  `phrases` the words that are filled into it, `giveaways` what must never stand in it, `told` what became of it,
  `called` what came of a call that a person made, `capabilities` and `dependency` over which channels
- `patient` whose it is; `schedule` who comes, and `schedule_check` what is strange about that
- `registration`, `appointment_news`, `orders`, `results` and `documents` what other systems tell of them
- `forms` and `paper` what is printed, and where it is; `listing` a list on paper; `prints` what was printed when;
  `numbers` what is given out without a network; `drawing` what is marked in a printed drawing
- `intake`, `breast`, `behavioural`, `prescriptions` and `paperwork` what is written on it
- `capture` what came back, `late_entry` its two clocks and two people, `amending` how what is final is put right
- `matching` who may be meant, `chart` and `plan` what becomes of it; `closing` what must be settled in the end
- `facts` what the journal holds, `stored` how that is written, `versions` how older documents are read, `retention` for
  how long they are kept

Import a model from its room: ``from downtimekit.models.breast import BreastReport``. Where a room has rooms inside, its
docstring says what is imported from those.

`strict` is the ground under all of them, and `silence` keeps patients out of what it says; `reading` turns input into
them, and `concern` is what a check has to say. `zones`, `partial_date`, `printed_dates`, `ranked`, `plain` and
`frozen` are values that they share.
"""

__all__: list[str] = []

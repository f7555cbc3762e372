"""Late entries become files in a folder that another system reads, and its answers are read from beside it.

target = FileTarget(Drop("R:/downtime"), reader=ris)
"""

from downtimekit.adapters.file_target.drop import Answer, AnswerState, Drop
from downtimekit.adapters.file_target.taking import take_in
from downtimekit.adapters.file_target.target import EntryWriter, FileTarget, as_json

__all__ = ["Answer", "AnswerState", "Drop", "EntryWriter", "FileTarget", "as_json", "take_in"]

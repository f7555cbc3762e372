"""Late entries go into a vendor's own tables: a value says which, SQLite or PostgreSQL hold them.

    target = SqlTarget(SqliteDatabase("ris.db"), mapping)
    for fault in target.check():
        print(fault)

`PostgresDatabase` stands in `sql_target.postgres`, which alone needs the extra ``postgres``.
"""

from downtimekit.adapters.sql_target.default import Dialect, default_mapping, default_schema
from downtimekit.adapters.sql_target.ledger import ledger_schema
from downtimekit.adapters.sql_target.mapping import (
    Flag,
    Form,
    Kept,
    LateColumn,
    Ledger,
    NewId,
    NumberTable,
    OrderTable,
    PatientTable,
    RecordTable,
    TargetMapping,
)
from downtimekit.adapters.sql_target.sqlite import SqliteDatabase, new_sqlite
from downtimekit.adapters.sql_target.target import SqlTarget

__all__ = [
    "Dialect",
    "Flag",
    "Form",
    "Kept",
    "LateColumn",
    "Ledger",
    "NewId",
    "NumberTable",
    "OrderTable",
    "PatientTable",
    "RecordTable",
    "SqlTarget",
    "SqliteDatabase",
    "TargetMapping",
    "default_mapping",
    "default_schema",
    "ledger_schema",
    "new_sqlite",
]

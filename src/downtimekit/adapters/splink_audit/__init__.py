"""Splink, offline: learns a site's weights from a whole index of patients, and finds charts that seem to be one's.

Needs the extra `splink`. It runs on DuckDB in this process, or on a Spark session that you bring, for indexes of tens
of millions. Nothing of it stands at the desk: what was learned is a `Weights`, which a `WardMatcher` or a
`PatientIndex` takes instead of those that ship.

Source: Linacre, R. et al., "Splink: Free software for probabilistic record linkage at scale" (2022),
https://moj-analytical-services.github.io/splink/.
"""

from downtimekit.adapters.splink_audit.audit import Duplicate, IndexAudit
from downtimekit.adapters.splink_audit.engines import on_duckdb, on_spark

__all__ = ["Duplicate", "IndexAudit", "on_duckdb", "on_spark"]

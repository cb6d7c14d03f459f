//! Running it: logs, backup, check.

//! Running it: logs, metrics, one bot a database, backups, and a check of everything.

pub mod backup;
pub mod check;
pub mod lock;
pub mod logs;
pub mod metrics;
pub mod signals;

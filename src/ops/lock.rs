//! One process a database: two bots on one would post twice, and a restore under a bot would lose what it writes.

use std::{
    ffi::OsString,
    fs::{File, TryLockError},
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};

/// Holds a database as long as it lives; the system frees it however the process ends.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// # Errors
    /// Another process holds it, or the file beside the database cannot be made.
    pub fn hold(database: &Path) -> anyhow::Result<Self> {
        let path = beside(database, ".lock");
        let file =
            File::create(&path).with_context(|| format!("cannot make {}", path.display()))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => {
                bail!(
                    "another Whetstone uses {}: stop it first",
                    database.display()
                )
            }
            Err(TryLockError::Error(fault)) => {
                Err(fault).with_context(|| format!("cannot lock {}", path.display()))
            }
        }
    }
}

/// The path with something appended to its last part: `whetstone.db` and `-wal` give `whetstone.db-wal`.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_is_held_by_one_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("whetstone.db");
        let held = Lock::hold(&database).unwrap();
        let refused = Lock::hold(&database).unwrap_err().to_string();
        assert!(refused.contains("another Whetstone uses"), "{refused}");
        drop(held);
        Lock::hold(&database).unwrap();
    }
}

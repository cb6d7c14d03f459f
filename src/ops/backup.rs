//! A copy of the database while the bot runs, and the way back.

use std::{
    fs::{self, File},
    path::Path,
};

use anyhow::{Context, bail, ensure};
use rusqlite::{
    Connection, OpenFlags,
    backup::{Backup, StepResult},
};

use super::lock::{Lock, beside};

/// How far a copy is, in pages of the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub copied: u64,
    pub of: u64,
}

/// Copies `database` into `file`, which appears whole and checked or not at all. The bot may go on writing: the copy is
/// of the moment it began. Returns the copy's size in bytes.
///
/// # Errors
/// There is no database, `file` is something else, the disk is full, or the copy is damaged.
pub fn backup(database: &Path, file: &Path, progress: impl FnMut(Progress)) -> anyhow::Result<u64> {
    ensure!(
        database.is_file(),
        "there is no database at {}: set DATABASE_PATH",
        database.display()
    );
    if file.exists() {
        ensure!(
            !is_same(database, file),
            "{} is the database itself: name another file",
            file.display()
        );
        check(file).context("not overwritten: name another file, or move this one away")?;
    }
    let source = open(database)?;
    check_tables(&source, database)?;
    put(&source, file, progress)
}

/// Puts the backup `file` in the place of `database`. What was there before is kept beside it, under the same name with
/// `.before-restore` behind. Returns its size in bytes.
///
/// # Errors
/// `file` is no sound Whetstone database, a bot uses the database, or one is there and may not be replaced.
pub fn restore(
    file: &Path,
    database: &Path,
    existing: Existing,
    progress: impl FnMut(Progress),
) -> anyhow::Result<u64> {
    ensure!(file.is_file(), "there is no file {}", file.display());
    ensure!(
        !is_same(file, database),
        "{} is the database itself",
        file.display()
    );
    check(file)?;
    let _lock = Lock::hold(database)?;
    ensure!(
        existing == Existing::Replace || !database.exists(),
        "{} exists: add --force to replace it; it will be kept as {}",
        database.display(),
        beside(database, KEPT).display()
    );
    set_aside(database)?;
    put(&open(file)?, database, progress)
}

/// What to do with a database that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    Keep,
    Replace,
}

/// Whether a file is a sound Whetstone database; an error says what is wrong with it.
pub fn check(file: &Path) -> anyhow::Result<()> {
    let connection = open(file)?;
    check_tables(&connection, file)?;
    check_integrity(&connection).with_context(|| format!("{} is damaged", file.display()))
}

const KEPT: &str = ".before-restore";

/// Keeps the database under another name too. Its write-ahead log moves there: it must not meet the restored file.
fn set_aside(database: &Path) -> anyhow::Result<()> {
    if !database.exists() {
        return Ok(());
    }
    let kept = beside(database, KEPT);
    let keep = || {
        for suffix in ["-wal", "-shm"] {
            let log = beside(database, suffix);
            if log.exists() {
                fs::rename(&log, beside(&kept, suffix))?;
            }
        }
        if kept.exists() {
            fs::remove_file(&kept)?;
        }
        // A file system without hard links gets a copy.
        fs::hard_link(database, &kept).or_else(|_| fs::copy(database, &kept).map(drop))
    };
    keep().with_context(|| format!("cannot keep the old database as {}", kept.display()))
}

/// Copies into a file beside `target`, checks it, and gives it the name.
fn put(source: &Connection, target: &Path, progress: impl FnMut(Progress)) -> anyhow::Result<u64> {
    let partial = beside(target, ".partial");
    let bytes = copy(source, &partial, progress)
        .and_then(|()| sync(&partial))
        .inspect_err(|_| {
            // What went wrong is told; a half file that stays is overwritten by the next try.
            let _ = fs::remove_file(&partial);
        })
        .with_context(|| format!("cannot write {}", partial.display()))?;
    fs::rename(&partial, target).with_context(|| format!("cannot make {}", target.display()))?;
    Ok(bytes)
}

fn copy(
    source: &Connection,
    partial: &Path,
    mut progress: impl FnMut(Progress),
) -> anyhow::Result<()> {
    if partial.exists() {
        fs::remove_file(partial)?;
    }
    // One read transaction around all steps: without it, each write of the bot would start the copy again.
    source.execute_batch("BEGIN")?;
    source.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    let mut target = Connection::open(partial)?;
    let backup = Backup::new(source, &mut target)?;
    loop {
        match backup.step(PAGES)? {
            StepResult::More => progress(so_far(&backup)),
            StepResult::Done => break,
            _ => bail!("the database is locked: try again"),
        }
    }
    progress(so_far(&backup));
    drop(backup);
    source.execute_batch("COMMIT")?;
    // The copy of a database with a write-ahead log would want one of its own; a backup is one file.
    target.pragma_update(None, "journal_mode", "delete")?;
    check_integrity(&target)
}

/// Copied between two signs of progress.
const PAGES: i32 = 1024;

fn so_far(backup: &Backup<'_, '_>) -> Progress {
    let progress = backup.progress();
    let of = u64::try_from(progress.pagecount).unwrap_or(0);
    let left = u64::try_from(progress.remaining).unwrap_or(0);
    Progress {
        copied: of.saturating_sub(left),
        of,
    }
}

/// On the disk before it gets its name. Returns its size in bytes.
fn sync(partial: &Path) -> anyhow::Result<u64> {
    let file = File::open(partial)?;
    file.sync_all()?;
    Ok(file.metadata()?.len())
}

/// Without making one. A file that may only be read is opened all the same.
fn open(path: &Path) -> anyhow::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(path, flags)
        .with_context(|| format!("cannot open {}", path.display()))
}

/// Tables that every version has had.
const TABLES: [&str; 4] = ["guild", "daily", "post", "attempt"];

fn check_tables(connection: &Connection, path: &Path) -> anyhow::Result<()> {
    let mut find = connection
        .prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?")
        .with_context(|| format!("{} is no SQLite database", path.display()))?;
    for table in TABLES {
        ensure!(
            find.exists([table])?,
            "{} is no Whetstone database: it has no table `{table}`",
            path.display()
        );
    }
    Ok(())
}

fn check_integrity(connection: &Connection) -> anyhow::Result<()> {
    let found: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    ensure!(found == "ok", "{found}");
    Ok(())
}

fn is_same(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    struct Folder(TempDir);

    impl Folder {
        fn new() -> Self {
            Self(tempfile::tempdir().unwrap())
        }

        fn path(&self, name: &str) -> std::path::PathBuf {
            self.0.path().join(name)
        }

        /// A database with the tables that are looked for, and a guild in it.
        fn database(&self, name: &str, guild: &str) -> Connection {
            let connection = Connection::open(self.path(name)).unwrap();
            connection
                .pragma_update(None, "journal_mode", "wal")
                .unwrap();
            for table in TABLES {
                connection
                    .execute_batch(&format!("CREATE TABLE {table} (name TEXT)"))
                    .unwrap();
            }
            connection
                .execute("INSERT INTO guild VALUES (?)", [guild])
                .unwrap();
            connection
        }

        fn guild_in(&self, name: &str) -> String {
            let connection = open(&self.path(name)).unwrap();
            connection
                .query_row("SELECT name FROM guild", [], |row| row.get(0))
                .unwrap()
        }

        fn names(&self) -> Vec<String> {
            let entries = fs::read_dir(self.0.path()).unwrap();
            let mut names: Vec<_> = entries
                .map(|it| it.unwrap().file_name().into_string().unwrap())
                .collect();
            names.sort();
            names
        }
    }

    fn silent(_: Progress) {}

    #[test]
    fn a_backup_is_of_the_moment_it_began_and_is_one_file() {
        let folder = Folder::new();
        let live = folder.database("live.db", "Python Guild");
        // More than is copied in one step.
        live.execute("INSERT INTO post VALUES (zeroblob(8000000))", [])
            .unwrap();
        let mut told = Vec::new();
        let bytes = backup(
            &folder.path("live.db"),
            &folder.path("copy.db"),
            |progress| {
                live.execute("UPDATE guild SET name = 'changed meanwhile'", [])
                    .unwrap();
                told.push(progress);
            },
        );
        assert_eq!(
            bytes.unwrap(),
            fs::metadata(folder.path("copy.db")).unwrap().len()
        );
        assert_eq!(told.last().map(|it| it.copied), told.last().map(|it| it.of));
        assert_eq!(folder.guild_in("copy.db"), "Python Guild");
        drop(live);
        assert_eq!(folder.names(), ["copy.db", "live.db"]);
    }

    #[test]
    fn a_backup_overwrites_an_older_one_and_nothing_else() {
        let folder = Folder::new();
        let _live = folder.database("live.db", "new");
        drop(folder.database("copy.db", "old"));
        fs::write(folder.path("letter.txt"), "dear all").unwrap();
        backup(&folder.path("live.db"), &folder.path("copy.db"), silent).unwrap();
        assert_eq!(folder.guild_in("copy.db"), "new");
        let refused =
            backup(&folder.path("live.db"), &folder.path("letter.txt"), silent).unwrap_err();
        assert!(
            refused.to_string().contains("not overwritten"),
            "{refused:#}"
        );
        assert_eq!(
            fs::read_to_string(folder.path("letter.txt")).unwrap(),
            "dear all"
        );
        assert!(backup(&folder.path("live.db"), &folder.path("live.db"), silent).is_err());
        assert!(backup(&folder.path("none.db"), &folder.path("copy.db"), silent).is_err());
    }

    #[test]
    fn a_restore_puts_the_backup_in_place_and_keeps_what_was_there() {
        let folder = Folder::new();
        drop(folder.database("copy.db", "from the backup"));
        // It stays open, so that its write-ahead log stays beside it, as after a crash.
        let crashed = folder.database("live.db", "before");
        let (file, database) = (folder.path("copy.db"), folder.path("live.db"));
        let refused = restore(&file, &database, Existing::Keep, silent).unwrap_err();
        assert!(refused.to_string().contains("--force"), "{refused:#}");
        restore(&file, &database, Existing::Replace, silent).unwrap();
        assert_eq!(folder.guild_in("live.db"), "from the backup");
        drop(crashed);
        assert_eq!(folder.guild_in("live.db.before-restore"), "before");
    }

    #[test]
    fn a_restore_refuses_what_is_no_sound_database_and_a_running_bot() {
        let folder = Folder::new();
        fs::write(
            folder.path("letter.txt"),
            "dear all, this is no database of any kind",
        )
        .unwrap();
        Connection::open(folder.path("other.db"))
            .unwrap()
            .execute_batch("CREATE TABLE t (x)")
            .unwrap();
        let database = folder.path("live.db");
        for name in ["letter.txt", "other.db", "missing.db"] {
            restore(&folder.path(name), &database, Existing::Replace, silent).unwrap_err();
        }
        drop(folder.database("copy.db", "from the backup"));
        let bot = Lock::hold(&database).unwrap();
        let refused =
            restore(&folder.path("copy.db"), &database, Existing::Keep, silent).unwrap_err();
        assert!(
            refused.to_string().contains("another Whetstone"),
            "{refused:#}"
        );
        drop(bot);
        restore(&folder.path("copy.db"), &database, Existing::Keep, silent).unwrap();
        assert_eq!(folder.guild_in("live.db"), "from the backup");
    }
}

//! SQLite: one writer thread, two readers, migrations at the start. SQL lives in the files of this folder, one for each
//! group of tables; their functions take a `&Connection`, so that they compose within one transaction.

pub mod attempt;
pub mod daily;
pub mod guild;
pub mod piece;
pub mod post;
pub mod seen;
mod sql;
pub mod streak;
pub mod tally;

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
};

use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use rusqlite_migration::{M, Migrations};
use tokio::sync::oneshot;

/// The database. Cheap to clone; the threads end with the last clone.
#[derive(Clone)]
pub struct Store {
    writer: mpsc::Sender<Job>,
    readers: Arc<[mpsc::Sender<Job>; 2]>,
    turn: Arc<AtomicUsize>,
}

type Job = Box<dyn FnOnce(&mut Connection) + Send>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the database said: {0}")]
    Sqlite(#[from] rusqlite::Error),
    #[error("cannot bring the database's tables up to date: {0}")]
    Migration(#[from] rusqlite_migration::Error),
    #[error("the database holds {found:?} where {wanted} belongs")]
    Corrupt { wanted: &'static str, found: String },
    #[error("the database's thread has ended")]
    Closed,
}

pub type Result<T> = std::result::Result<T, Error>;

/// Every change of the tables, in order. Added to, never edited.
const MIGRATIONS: [&str; 4] = [
    include_str!("../../migrations/0001_guilds.sql"),
    include_str!("../../migrations/0002_dailies.sql"),
    include_str!("../../migrations/0003_attempts.sql"),
    include_str!("../../migrations/0004_indexes.sql"),
];

fn migrate(connection: &mut Connection) -> Result<()> {
    let steps = MIGRATIONS.iter().map(|sql| M::up(sql)).collect();
    Ok(Migrations::new(steps).to_latest(connection)?)
}

impl Store {
    /// Opens or creates the database file and brings its tables up to date.
    pub fn open(path: &Path) -> Result<Self> {
        let mut writing = connect(path)?;
        migrate(&mut writing)?;
        let reader = || connect(path).map(serve);
        Ok(Self {
            writer: serve(writing),
            readers: Arc::new([reader()?, reader()?]),
            turn: Arc::default(),
        })
    }

    /// Runs `work` in a transaction of the one writer. Once this returns `Ok`, it is on disk.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        run(&self.writer, |connection| {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let value = work(&transaction)?;
            transaction.commit()?;
            Ok(value)
        })
        .await
    }

    /// Runs `work` on a reader, in a transaction of its own so that what it sees is of one moment.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed) % self.readers.len();
        run(&self.readers[turn], |connection| {
            work(&*connection.transaction()?)
        })
        .await
    }
}

async fn run<T: Send + 'static>(
    thread: &mpsc::Sender<Job>,
    work: impl FnOnce(&mut Connection) -> Result<T> + Send + 'static,
) -> Result<T> {
    let (answer, answered) = oneshot::channel();
    let job: Job = Box::new(move |connection| {
        // Nobody may be waiting any more; the work is done all the same.
        let _ = answer.send(work(connection));
    });
    thread.send(job).map_err(|_| Error::Closed)?;
    answered.await.map_err(|_| Error::Closed)?
}

/// A thread that owns the connection and does one job after the other.
fn serve(mut connection: Connection) -> mpsc::Sender<Job> {
    let (sender, jobs) = mpsc::channel::<Job>();
    thread::spawn(move || {
        for job in jobs {
            job(&mut connection);
        }
    });
    sender
}

/// The one place that sets pragmas.
fn connect(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(PathBuf::from(path), flags)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "foreign_keys", "on")?;
    connection.pragma_update(None, "secure_delete", "on")?;
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(connection)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows to be there when the next migration comes.
    const SAMPLES: [&str; MIGRATIONS.len()] = [
        include_str!("../../tests/data/migrations/0001_guilds.sql"),
        include_str!("../../tests/data/migrations/0002_dailies.sql"),
        include_str!("../../tests/data/migrations/0003_attempts.sql"),
        include_str!("../../tests/data/migrations/0004_indexes.sql"),
    ];

    #[test]
    fn each_migration_meets_the_rows_of_those_before() {
        let folder = tempfile::tempdir().unwrap();
        let mut connection = connect(&folder.path().join("sample.db")).unwrap();
        let steps = Migrations::new(MIGRATIONS.iter().map(|sql| M::up(sql)).collect());
        for (n, sample) in (1..).zip(SAMPLES) {
            steps.to_version(&mut connection, n).unwrap();
            connection.execute_batch(sample).unwrap();
        }
        let faults: i64 = connection
            .query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| {
                row.get(0)
            })
            .unwrap();
        assert_eq!(faults, 0);
        let posts = post::to_close(&connection, jiff::Timestamp::MAX).unwrap();
        assert_eq!(posts.len(), 1, "the domain reads the rows");
    }

    #[tokio::test]
    async fn what_fails_within_a_write_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("one.db")).unwrap();
        let failed = store
            .write(|db| {
                guild::join(db, 10, jiff::Timestamp::UNIX_EPOCH)?;
                Err::<(), _>(Error::Closed)
            })
            .await;
        assert!(failed.is_err());
        let known = store
            .write(|db| guild::join(db, 10, jiff::Timestamp::UNIX_EPOCH))
            .await;
        assert!(known.unwrap(), "it was not known");
    }
}

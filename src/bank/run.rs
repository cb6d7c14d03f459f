//! Runs the Python blocks of a bank, each in a process and a directory of its own, and compares what they print.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::{blocks::Block, fault::Fault};

/// Enough for any block of a question.
pub const TIME_LIMIT: Duration = Duration::from_secs(10);

const OLDEST_PYTHON: Version = (3, 11);

/// No more of what a block prints is read, in bytes.
const MAX_OUTPUT: u64 = 64 * 1024;

/// What became of the blocks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    pub executed: usize,
    pub skipped: usize,
    pub faults: Vec<Fault>,
}

/// The `python3` of this machine.
pub struct Python {
    version: Version,
}

/// Major and minor number.
type Version = (u32, u32);

impl Python {
    /// Fails if there is no `python3`, or one that is too old.
    pub fn find() -> anyhow::Result<Self> {
        let (oldest_major, oldest_minor) = OLDEST_PYTHON;
        let advice = format!(
            "install Python {oldest_major}.{oldest_minor} or newer, so that `python3` starts it"
        );
        let program = "import sys; print(*sys.version_info[:2])";
        let output = match Command::new("python3").args(["-c", program]).output() {
            Ok(output) => output,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                bail!("the blocks cannot be run without python3: {advice}")
            }
            Err(error) => return Err(error).context("cannot start python3"),
        };
        let told = String::from_utf8_lossy(&output.stdout);
        let numbers: Vec<u32> = told.split_whitespace().flat_map(str::parse).collect();
        let [major, minor] = numbers[..] else {
            bail!("python3 did not tell its version: {advice}")
        };
        let version = (major, minor);
        if version < OLDEST_PYTHON {
            bail!("python3 is {major}.{minor}, which is too old for the blocks: {advice}");
        }
        Ok(Self { version })
    }

    /// A block that only `needs 3.14` runs where that is there.
    pub fn runs(&self, block: &Block) -> bool {
        let reason = block.no_run.as_deref();
        reason.is_none_or(|reason| needed_version(reason).is_some_and(|it| it <= self.version))
    }
}

/// 3.14 of `needs 3.14`, `needs Python 3.14+` or `needs 3.14 or newer`.
fn needed_version(reason: &str) -> Option<Version> {
    let needed = reason.strip_prefix("needs ")?;
    let needed = needed.strip_prefix("Python ").unwrap_or(needed);
    let mut numbers = needed.split(|c: char| !c.is_ascii_digit());
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

/// Runs all blocks that `python` can run, as many at once as the machine has processors. `done` is called after each,
/// from any thread.
pub fn run(
    python: &Python,
    blocks: &[Block],
    time_limit: Duration,
    done: impl Fn() + Sync,
) -> anyhow::Result<Outcome> {
    let (runnable, skipped): (Vec<&Block>, Vec<&Block>) =
        blocks.iter().partition(|block| python.runs(block));
    let faults: Vec<Option<Fault>> = runnable
        .par_iter()
        .map(|block| {
            let fault = run_block(block, time_limit);
            done();
            fault
        })
        .collect::<anyhow::Result<_>>()?;
    Ok(Outcome {
        executed: runnable.len(),
        skipped: skipped.len(),
        faults: faults.into_iter().flatten().collect(),
    })
}

/// What is wrong with what the block does, if anything.
fn run_block(block: &Block, time_limit: Duration) -> anyhow::Result<Option<Fault>> {
    let dir = tempfile::tempdir().context("cannot make a directory to run a block in")?;
    let program = dir.path().join("block.py");
    fs::write(&program, &block.code).context("cannot write a block to a file")?;
    let mut child = start(dir.path()).context("cannot start python3")?;
    let Some(status) = wait(&mut child, time_limit).context("cannot wait for python3")? else {
        let what = format!("the block was still running after {time_limit:?}");
        return Ok(Some(Fault::new(&block.path, block.line, what)));
    };
    let got = read(&dir.path().join("stdout"))?;
    let errors = read(&dir.path().join("stderr"))?;
    Ok(judge(block, &got, status, &errors))
}

fn judge(block: &Block, got: &str, status: ExitStatus, errors: &str) -> Option<Fault> {
    if !status.success() {
        let last = errors.trim_end().lines().rev().take(12);
        let last: Vec<&str> = last.collect::<Vec<_>>().into_iter().rev().collect();
        let what = format!("the block fails with {status}:{}", quote(&last.join("\n")));
        return Some(Fault::new(&block.path, block.line, what));
    }
    let (expected, printed) = (lines(&block.expected), lines(got));
    if expected == printed {
        return None;
    }
    let same = expected
        .iter()
        .zip(&printed)
        .take_while(|(a, b)| a == b)
        .count();
    // The first line of the output fence that is not what is printed.
    let line = block
        .output_line
        .map_or(block.line, |fence| fence + 1 + same);
    let (expected, got) = (quote(&block.expected), quote(got));
    let what = format!(
        "the block of line {} prints something else\n  expected:{expected}\n  got:{got}",
        block.line
    );
    Some(Fault::new(&block.path, line, what))
}

/// The program writes to files, not to pipes: nothing has to read along, and nothing hangs on a grandchild.
fn start(dir: &Path) -> io::Result<Child> {
    let mut command = Command::new("python3");
    command
        .arg("block.py")
        .current_dir(dir)
        .env_remove("PYTHONPATH")
        .env_remove("PYTHONSTARTUP")
        .env("PYTHONIOENCODING", "utf-8")
        // Some machines ask for coloured messages, even in a file.
        .env("PYTHON_COLORS", "0")
        .env("TMPDIR", dir)
        .stdin(Stdio::null())
        .stdout(File::create(dir.join("stdout"))?)
        .stderr(File::create(dir.join("stderr"))?);
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command.spawn()
}

/// `None` if it had to be ended.
fn wait(child: &mut Child, time_limit: Duration) -> io::Result<Option<ExitStatus>> {
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if started.elapsed() > time_limit {
            end(child)?;
            return Ok(None);
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// With all that it has started.
fn end(child: &mut Child) -> io::Result<()> {
    #[cfg(unix)]
    Command::new("kill")
        .args(["-KILL", "--", &format!("-{}", child.id())])
        .status()?;
    child.kill()?;
    child.wait()?;
    Ok(())
}

fn read(path: &Path) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MAX_OUTPUT).read_to_end(&mut bytes))
        .context("cannot read what a block printed")?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Spaces and blank lines at the ends do not count.
fn lines(text: &str) -> Vec<&str> {
    text.trim_end().lines().map(str::trim_end).collect()
}

fn quote(text: &str) -> String {
    if text.trim().is_empty() {
        return " nothing".to_owned();
    }
    let lines = text.trim_end().lines();
    lines.map(|line| format!("\n    | {line}")).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use insta::assert_snapshot;

    use super::*;

    const PYTHON: Python = Python { version: (3, 13) };

    fn block(code: &str, expected: &str) -> Block {
        Block {
            path: "data/python/a.md".to_owned(),
            line: 7,
            code: code.to_owned(),
            expected: expected.to_owned(),
            output_line: (!expected.is_empty()).then_some(20),
            no_run: None,
        }
    }

    fn fault(code: &str, expected: &str) -> String {
        let blocks = [block(code, expected)];
        let outcome = run(&PYTHON, &blocks, Duration::from_secs(60), || {}).unwrap();
        assert_eq!(outcome.executed, 1);
        outcome
            .faults
            .first()
            .map(ToString::to_string)
            .unwrap_or_default()
    }

    #[test]
    fn what_is_printed_must_be_what_is_expected() {
        assert_eq!(fault("print('é ', 1)\nprint()", "é  1\n"), "");
        assert_eq!(fault("x = 1", ""), "");
        let asked_for = "import os\nprint(os.environ['PYTHON_COLORS'])";
        assert_eq!(fault(asked_for, "0\n"), "", "nobody asks for colours");
        assert_snapshot!(fault("print(1)\nprint(2)", "1\n3\n"), @"
        data/python/a.md:22: the block of line 7 prints something else
          expected:
            | 1
            | 3
          got:
            | 1
            | 2
        ");
        assert_snapshot!(fault("print(1)", ""), @"
        data/python/a.md:7: the block of line 7 prints something else
          expected: nothing
          got:
            | 1
        ");
    }

    #[test]
    fn a_failing_block_shows_its_error() {
        let fault = fault("1 / 0", "");
        assert!(
            fault.starts_with("data/python/a.md:7: the block fails with exit status: 1:"),
            "{fault}"
        );
        assert!(
            fault.ends_with("    | ZeroDivisionError: division by zero"),
            "{fault}"
        );
    }

    #[test]
    fn a_block_that_does_not_end_is_ended() {
        let endless = block("while True: pass", "");
        let outcome = run(&PYTHON, &[endless], Duration::from_millis(300), || {}).unwrap();
        assert_snapshot!(outcome.faults[0], @"data/python/a.md:7: the block was still running after 300ms");
    }

    #[test]
    fn skipped_blocks_are_counted_and_not_run() {
        let skipped = Block {
            no_run: Some("needs pytest".to_owned()),
            ..block("boom", "")
        };
        let calls = AtomicUsize::new(0);
        let count = || {
            calls.fetch_add(1, Ordering::Relaxed);
        };
        let newer = Block {
            no_run: Some("needs 3.9".to_owned()),
            ..block("", "")
        };
        let blocks = [skipped, block("", ""), newer];
        let outcome = run(&PYTHON, &blocks, TIME_LIMIT, count).unwrap();
        assert_eq!((outcome.executed, outcome.skipped), (2, 1));
        assert_eq!(calls.into_inner(), 2);
        assert_eq!(outcome.faults, []);
    }

    #[test]
    fn a_block_runs_where_the_version_that_it_needs_is() {
        let runs = |reason: &str| {
            PYTHON.runs(&Block {
                no_run: Some(reason.to_owned()),
                ..block("", "")
            })
        };
        assert!(runs("needs 3.9") && runs("needs 3.13") && runs("needs Python 3.13+"));
        assert!(!runs("needs 3.14") && !runs("needs 4.0"));
        assert!(!runs("needs pytest") && !runs("needs Python 2") && !runs("needs 3.x"));
    }
}

//! `whetstone bank check|stats|export`: prints to standard output, draws its progress on standard error.

use std::{
    io::{self, Write},
    path::Path,
};

use anyhow::Context;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use super::{
    Bank,
    blocks::blocks,
    fault::Fault,
    lint::lint,
    run::{self, Outcome, Python},
    source::{self, Source},
};

/// Whether the bank is without faults. With `run`, its Python blocks are executed as well.
///
/// The files are those of `data`; without it those of `./data` if that exists, so that a contributor sees faults without
/// building again; else what was compiled in.
pub fn check(data: Option<&Path>, run: bool, json: bool) -> anyhow::Result<bool> {
    let sources = sources(data)?;
    let (bank, mut faults) = lint(&sources);
    // The faults of the files are told also where the blocks cannot be run.
    let ran = run.then(|| run_blocks(&sources)).transpose();
    let outcome = ran.as_ref().ok().and_then(Option::as_ref);
    faults.extend(outcome.iter().flat_map(|outcome| outcome.faults.clone()));
    faults.sort();
    let report = Report {
        questions: bank.len(),
        executed: outcome.map(|it| it.executed),
        skipped: outcome.map(|it| it.skipped),
        faults,
    };
    if json {
        print(&serde_json::to_string_pretty(&report).context("cannot write the report")?)?;
    } else {
        print(&report.to_text())?;
    }
    ran.map(|_| report.faults.is_empty())
}

pub fn stats(data: Option<&Path>, json: bool) -> anyhow::Result<()> {
    let stats = load(data)?.stats();
    if json {
        print(&serde_json::to_string_pretty(&stats).context("cannot write the counts")?)
    } else {
        print(&stats.to_string())
    }
}

/// All questions with all they have: as JSON, or as one Markdown text.
pub fn export(data: Option<&Path>, json: bool) -> anyhow::Result<()> {
    let bank = load(data)?;
    if json {
        let questions = bank.export();
        print(&serde_json::to_string_pretty(&questions).context("cannot write the questions")?)
    } else {
        print(&bank.to_markdown())
    }
}

#[derive(Debug, Serialize)]
struct Report {
    questions: usize,
    /// Blocks that ran, and that were left out as they say why; absent if none were to be run.
    #[serde(skip_serializing_if = "Option::is_none")]
    executed: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    skipped: Option<usize>,
    faults: Vec<Fault>,
}

impl Report {
    fn to_text(&self) -> String {
        let mut lines: Vec<String> = self.faults.iter().map(ToString::to_string).collect();
        let mut sums = vec![count(self.questions, "question")];
        if let (Some(executed), Some(skipped)) = (self.executed, self.skipped) {
            sums.push(format!(
                "{} run, {skipped} skipped",
                count(executed, "Python block")
            ));
        }
        sums.push(match self.faults.len() {
            0 => "no faults".to_owned(),
            faults => count(faults, "fault"),
        });
        lines.push(sums.join(", "));
        lines.join("\n")
    }
}

fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

fn sources(data: Option<&Path>) -> anyhow::Result<Vec<Source>> {
    match data {
        Some(dir) => source::read_dir(dir),
        None if Path::new("data/topics.toml").exists() => source::read_dir(Path::new("data")),
        None => Ok(source::built_in()),
    }
}

fn load(data: Option<&Path>) -> anyhow::Result<Bank> {
    let bank = Bank::load(&sources(data)?);
    bank.context("the bank has faults, which `whetstone bank check` shows with advice")
}

/// The bar hides itself where standard error is no terminal.
fn run_blocks(sources: &[Source]) -> anyhow::Result<Outcome> {
    let (blocks, _) = blocks(sources);
    let python = Python::find()?;
    let runnable = blocks.iter().filter(|block| python.runs(block)).count();
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} Python blocks {elapsed}")
        .context("cannot draw progress")?;
    let bar = ProgressBar::new(runnable as u64).with_style(style);
    let outcome = run::run(&python, &blocks, run::TIME_LIMIT, || bar.inc(1));
    bar.finish_and_clear();
    outcome
}

/// A reader that has seen enough, as `head` has, is no error.
fn print(text: &str) -> anyhow::Result<()> {
    match writeln!(io::stdout().lock(), "{text}") {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        printed => printed.context("cannot print the result"),
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    #[test]
    fn a_report_ends_in_its_sums() {
        let mut report = Report {
            questions: 1,
            executed: None,
            skipped: None,
            faults: Vec::new(),
        };
        assert_snapshot!(report.to_text(), @"1 question, no faults");
        report.executed = Some(20);
        report.skipped = Some(3);
        report.faults = vec![Fault::new("data/python/a.md", 7, "the fence is not closed")];
        assert_snapshot!(report.to_text(), @"
        data/python/a.md:7: the fence is not closed
        1 question, 20 Python blocks run, 3 skipped, 1 fault
        ");
    }
}

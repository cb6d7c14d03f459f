//! `whetstone bank check --run` as a contributor uses it, with the question that CONTRIBUTING.md shows.

use std::{fs, path::Path};

use insta::assert_snapshot;
use whetstone::bank::{
    fault::Faults,
    lint,
    source::{self, Source},
};

use crate::support::program::{Program, text};

const CHECK: &str = "bank check --run";

const CONTRIBUTING: &str = include_str!("../../CONTRIBUTING.md");

/// The program, for which `python3` is what is found on this path, beside a `data` whose only question is this.
fn program(question: &str, path: &str) -> Program {
    let program = Program::with(&[("PATH", path)]);
    let (from, to) = (Path::new(env!("CARGO_MANIFEST_DIR")), program.folder.path());
    fs::create_dir_all(to.join("data/python")).unwrap();
    for file in ["topics.toml", "companies.toml", "python/pack.toml"] {
        let file = Path::new("data").join(file);
        fs::copy(from.join(&file), to.join(&file)).unwrap();
    }
    fs::write(to.join("data/python/half-way-rounding.md"), question).unwrap();
    program
}

/// What stands between two lines of CONTRIBUTING.md.
fn part(start: &str, end: &str) -> &'static str {
    let (_, rest) = CONTRIBUTING.split_once(start).unwrap();
    rest.split_once(end).unwrap().0
}

fn example() -> &'static str {
    part("`````markdown\n", "`````\n")
}

fn our_path() -> String {
    std::env::var("PATH").unwrap()
}

#[test]
fn the_example_is_without_faults_and_its_code_runs() {
    let output = program(example(), &our_path()).run(CHECK);
    assert_snapshot!(text(&output.stdout), @"1 question, 1 Python block run, 0 skipped, no faults");
    assert!(output.status.success());
}

#[test]
fn the_example_asks_what_no_other_question_asks() {
    let mut sources = source::built_in();
    sources.push(Source::new("data/python/half-way-rounding.md", example()));
    let (_, faults) = lint::lint(&sources);
    assert_eq!(Faults(faults).to_string(), "");
}

#[test]
fn each_fault_of_it_is_told_as_the_guide_shows() {
    let ruined = example()
        .replace("https://docs.python.org", "http://docs.python.org")
        .replace("[0, 2, 2, 4]", "[1, 2, 3, 4]")
        .replace("- *What does `int(2.7)` do?*", "It is often asked why.");
    let output = program(&ruined, &our_path()).run(CHECK);
    let told = text(&output.stdout);
    let shown = part("what to write instead:\n\n```\n", "```\n");
    assert!(told.starts_with(shown), "{told}");
    assert_snapshot!(&told[shown.len()..], @"1 question, 1 Python block run, 0 skipped, 3 faults");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn without_a_python_it_says_what_to_install_and_tells_the_other_faults() {
    let question = example().replace("https://docs.python.org", "http://docs.python.org");
    let told = program(&question, "").run(CHECK);
    assert_snapshot!(text(&told.stdout), @"
    data/python/half-way-rounding.md:7: `http://docs.python.org/3/library/functions.html#round` does not begin with https://
    1 question, 1 fault
    ");
    assert_snapshot!(text(&told.stderr), @"whetstone: the blocks cannot be run without python3: install Python 3.11 or newer, so that `python3` starts it");
    assert_eq!(told.status.code(), Some(1));
}

#[cfg(unix)]
#[test]
fn a_python_that_does_not_start_or_is_old_is_refused() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let python = folder.path().join("python3");
    fs::write(&python, "#!/bin/sh\necho 3 10\n").unwrap();
    let program = program(example(), folder.path().to_str().unwrap());
    let told = program.run(CHECK);
    assert_snapshot!(text(&told.stderr), @"whetstone: cannot start python3: Permission denied (os error 13)");
    fs::set_permissions(&python, fs::Permissions::from_mode(0o755)).unwrap();
    let told = program.run(CHECK);
    assert_snapshot!(text(&told.stderr), @"whetstone: python3 is 3.10, which is too old for the blocks: install Python 3.11 or newer, so that `python3` starts it");
    assert_eq!(told.status.code(), Some(1));
}

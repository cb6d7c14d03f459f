//! Each kind of fault in a file that is otherwise right.

use insta::assert_snapshot;

use super::*;

const GOOD: &str = r#"+++
title = "What does a chain of comparisons do?"
difficulty = "easy"
companies = ["Google"]
asked_widely = false
topics = ["syntax"]
links = ["https://docs.python.org/3/"]
+++

A colleague writes `lo <= compute(x) < hi`. How often is `compute` called?

## Hints

1. Write it with `and`.

## Answer

A chain means that **each middle operand** is evaluated exactly once, from left to right.

### What an interviewer listens for

- Evaluated once.

### Red flags

- None.

### Follow-ups

- *Why?* Because.
- *When?* Now.
"#;

fn check(files: &[(&str, &str)]) -> String {
    let mut sources: Vec<Source> = super::super::source::built_in();
    sources.retain(|source| source.file_name().ends_with(".toml"));
    sources.extend(files.iter().map(|(path, text)| Source::new(*path, text)));
    let (_, faults) = lint(&sources);
    faults
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

/// What is said of the good file with one text in it replaced.
#[track_caller]
fn with(old: &str, new: &str) -> String {
    assert!(GOOD.contains(old), "{old}");
    check(&[("data/python/a.md", &GOOD.replace(old, new))])
}

#[test]
fn a_good_file_has_no_faults() {
    assert_eq!(with("None.", "Some."), "");
}

#[test]
fn lengths() {
    assert_snapshot!(with("What does a", &"What ".repeat(20)), @"");
    assert_snapshot!(with("A colleague writes `lo <= compute(x) < hi`. How", "How"), @"");
    assert_snapshot!(with("Evaluated once", &"Evaluated once. ".repeat(700)), @"");
}

#[test]
fn names_and_links() {
    assert_snapshot!(with("https://", "http://"), @"");
    assert_snapshot!(with(r#"["syntax"]"#, "[]"), @"");
    assert_snapshot!(with("Google", "Gogle"), @"");
}

#[test]
fn layers() {
    assert_snapshot!(with("### Red flags\n\n- None.\n", ""), @"");
    assert_snapshot!(with("### Red flags", "### Complexity\n\nO(1).\n\n### Notes"), @"");
    assert_snapshot!(with("- *When?* Now.\n", ""), @"");
    assert_snapshot!(with("*When?* Now.", "When? Now."), @"");
    assert_snapshot!(with("- None.\n", ""), @"");
}

#[test]
fn hints_that_give_it_away() {
    assert_snapshot!(with("Write it", "Is each middle operand here written"), @"");
    assert_snapshot!(with("Write it", "It is evaluated exactly once, from the left"), @"");
    assert_snapshot!(with("1. Write it with `and`.\n", ""), @"");
}

#[test]
fn fences_and_tables() {
    assert_snapshot!(with("Because.", "Because.\n\n```python\nx"), @"");
    let table = "| One | Two |\n|---|---|\n| a | forty columns are all that fits on this |";
    assert_snapshot!(with("- None.", &format!("- None.\n\n{table}")), @"");
}

#[test]
fn nothing_is_asked_twice() {
    let other = GOOD.replace("How often is `compute`", "How often is it");
    assert_snapshot!(check(&[("data/python/a.md", GOOD), ("data/python/b.md", &other)]), @"");
}

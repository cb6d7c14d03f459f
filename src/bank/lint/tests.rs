//! Each kind of fault, most in a file that is otherwise right.

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
    let title = "What does a chain of comparisons do?";
    assert_eq!(with(title, &"x".repeat(90)), "");
    assert_snapshot!(with(title, &"x".repeat(91)), @"data/python/a.md:2: the title has 91 characters, at most 90 fit a choice");
    assert_snapshot!(with("A colleague writes `lo <= compute(x) < hi`. How", "How"), @"data/python/a.md:10: the prompt has 30 characters, code apart; write 40 to 400");
    assert_snapshot!(with("Evaluated once", &"Evaluated once. ".repeat(700)), @"data/python/a.md:18: the answer takes more than 5 messages");
}

#[test]
fn names_and_links() {
    assert_snapshot!(with("https://", "http://"), @"data/python/a.md:7: `http://docs.python.org/3/` does not begin with https://");
    assert_snapshot!(with(r#"["syntax"]"#, "[]"), @"data/python/a.md:6: write one to three topics, not 0");
    assert_snapshot!(with(r#"["syntax"]"#, r#"["syntax", "typing", "memory", "errors"]"#), @"data/python/a.md:6: write one to three topics, not 4");
    assert_snapshot!(with("Google", "Gogle"), @"data/python/a.md:4: `Gogle` is unknown in `companies`; the nearest are Google, Apple, Netflix");
}

#[test]
fn layers() {
    assert_snapshot!(with("### Red flags\n\n- None.\n", ""), @"data/python/a.md:16: the answer lacks `### Red flags`");
    assert_snapshot!(with("### Red flags", "### Complexity\n\nO(1).\n\n### Notes"), @"
    data/python/a.md:16: the answer lacks `### Red flags`
    data/python/a.md:16: the answer lacks `### The usual wrong turn`
    data/python/a.md:24: `### Complexity` belongs before `### What an interviewer listens for`
    data/python/a.md:28: `### Notes` is no layer of an answer
    ");
    assert_snapshot!(with("- *When?* Now.\n", ""), @"data/python/a.md:28: write two or three follow-ups, not 1");
    assert_snapshot!(with("*When?* Now.", "When? Now."), @"data/python/a.md:28: a follow-up has another form: write `- *Question?* Answer.`");
    assert_snapshot!(with("- None.\n", ""), @"data/python/a.md:24: `### Red flags` is empty");
}

#[test]
fn hints_that_give_it_away() {
    assert_snapshot!(with("Write it", "Is each middle operand here written"), @"data/python/a.md:14: the hint names what the answer is about: “each middle operand”");
    assert_snapshot!(with("Write it", "It is evaluated exactly once, from left to right, so write it"), @"data/python/a.md:14: the hint has the answer's own words: “is evaluated exactly once from left”");
    let code = GOOD.replace("evaluated exactly", "as `2**3**2`, evaluated exactly");
    let code = code.replace("Write it", "Try 3 of them");
    assert_eq!(
        check(&[("data/python/a.md", &code)]),
        "",
        "stars in code are no bold"
    );
    let asked = GOOD.replace("How often", "What of each middle operand? How often");
    let asked = asked.replace("Write it", "Write each middle operand");
    assert_eq!(
        check(&[("data/python/a.md", &asked)]),
        "",
        "the prompt names it"
    );
    let short_words = GOOD
        .replace("is evaluated exactly", "`b` of `a op b op c` is done")
        .replace("Write it", "If `b` of `a op b op c` is done once, write it");
    assert_snapshot!(check(&[("data/python/a.md", &short_words)]), @"data/python/a.md:14: the hint has the answer's own words: “of a op b op c is done once”");
    // Numbers and letters in a row may be anybody's; and what the prompt says is no secret, wherever it stands.
    let numbers = "0, 1, 2, 3, 4, 5, 6, 7, 8, 9";
    let same_numbers = GOOD
        .replace("A chain means", numbers)
        .replace("Write it", numbers);
    assert_eq!(check(&[("data/python/a.md", &same_numbers)]), "");
    let asked_first = GOOD
        .replace("A chain means", "A colleague writes a quick test today:")
        .replace("How often", "A colleague writes a quick test today. How often")
        .replace("Write it", "A colleague writes a quick test today: what is evaluated exactly once, from left to right?");
    assert_snapshot!(check(&[("data/python/a.md", &asked_first)]), @"data/python/a.md:14: the hint has the answer's own words: “is evaluated exactly once from left”");
    assert_snapshot!(with("`and`.\n", "`and`.\n2. Two.\n3. Three.\n4. Four.\n"), @"data/python/a.md:17: write one to three hints, not 4");
    assert_snapshot!(with("`and`.\n", "`and`.\n2.\n3. \n"), @"data/python/a.md:16: the hint is empty");
    assert_snapshot!(with("1. Write it with `and`.\n", ""), @"data/python/a.md:13: there is no hint: write `## Hints` and a numbered list");
}

#[test]
fn fences_and_tables() {
    assert_snapshot!(with("Because.", "Because.\n\n```python\nx"), @"data/python/a.md:32: the fence is not closed");
    assert_snapshot!(with("Because.", "Because.\n\n```python\nprint(1)\n```\n```output hidden\n1\n```"), @"data/python/a.md:35: only a prompt hides what its code prints: write ```output");
    assert_snapshot!(with("with `and`.", "so:\n\n   ```python\n   print(1)\n   ```\n   ```output hidden\n   1\n   ```"), @"data/python/a.md:19: only a prompt hides what its code prints: write ```output");
    let table = "| One | Two |\n|---|---|\n| a | forty columns are all that fits on this |";
    assert_snapshot!(with("- None.", &format!("- None.\n\n{table}")), @"data/python/a.md:28: the table is 44 columns wide, a phone shows 42");
    let fits = table.replace("forty", "two");
    let both = format!("- None.\n\n{fits}\n\nAnd:\n\n{table}");
    assert_snapshot!(with("- None.", &both), @"data/python/a.md:34: the table is 44 columns wide, a phone shows 42");
}

/// The good file, whose prompt has code that prints this.
fn hiding(output: &str) -> String {
    let code = format!("called?\n\n```python\nprint(1)\n```\n```output hidden\n{output}\n```");
    GOOD.replace("called?", &code)
}

#[test]
fn hidden_output_is_no_part_of_the_prompt() {
    let long = hiding(&"word ".repeat(1000));
    assert_eq!(
        check(&[("data/python/a.md", &long)]),
        "",
        "it takes no room"
    );
    let words: String = (0..60).map(|n| format!("word{n} ")).collect();
    let other = hiding(&words).replace("What does", "What else does");
    assert_snapshot!(check(&[("data/python/a.md", GOOD), ("data/python/b.md", &other)]), @"data/python/b.md:10: data/python/a.md asks nearly the same");
    let run = "It is evaluated exactly once, from left to right";
    let leaking = hiding(run).replace("Write it", run);
    assert_snapshot!(check(&[("data/python/a.md", &leaking)]), @"data/python/a.md:21: the hint has the answer's own words: “is evaluated exactly once from left”");
}

#[test]
fn nothing_is_asked_twice() {
    let untitled = GOOD.replace("What does a chain of comparisons do?", "");
    let other = untitled.replace(
        "A colleague writes `lo <= compute(x) < hi`. How often is `compute` called?",
        "Does `a < b < c` compare twice, or three times?",
    );
    assert_snapshot!(check(&[("data/python/a.md", &untitled), ("data/python/b.md", &other)]), @"
    data/python/a.md:2: `title` is empty
    data/python/b.md:2: `title` is empty
    ");
    let other = GOOD.replace("How often is `compute`", "How often is it");
    assert_snapshot!(check(&[("data/python/a.md", GOOD), ("data/python/b.md", &other)]), @"
    data/python/b.md:2: data/python/a.md has the same title
    data/python/b.md:10: data/python/a.md asks nearly the same
    ");
}

#[test]
fn what_discord_does_not_render() {
    let told = "Discord renders neither HTML nor images: leave it out, or write it as `code`";
    let image = with("- None.", "- None, see ![this](https://a.b/c.png)");
    assert_eq!(image, format!("data/python/a.md:26: {told}"));
    let block = with("- None.", "- None.\n\n<!-- later -->");
    assert_eq!(block, format!("data/python/a.md:28: {told}"));
    let title = with("What does a chain", "What does a <chain>");
    assert_eq!(title, format!("data/python/a.md:2: {told}"));
    let link = "- None, see <https://docs.python.org/>, if 1 < 2 > 0";
    assert_eq!(with("- None.", link), "");
    let tag = with("A colleague writes", "A <module> has");
    assert_eq!(tag, format!("data/python/a.md:10: {told}"));
    assert_eq!(with("A colleague writes", "A `<module>` has"), "");
}

#[test]
fn a_file_that_is_no_question_is_looked_at_all_the_same() {
    let spoilt = GOOD
        .replace("easy", "tricky")
        .replace("https://", "http://")
        .replace("Write it", "Is each middle operand here written")
        .replace("### Red flags\n\n- None.\n", "");
    assert_snapshot!(check(&[("data/python/a.md", &spoilt)]), @"
    data/python/a.md:3: `tricky` is no difficulty: write easy, medium or hard
    data/python/a.md:7: `http://docs.python.org/3/` does not begin with https://
    data/python/a.md:14: the hint names what the answer is about: “each middle operand”
    data/python/a.md:16: the answer lacks `### Red flags`
    ");
    assert_snapshot!(check(&[("data/python/a.md", "# Hello\n\n```python")]), @"
    data/python/a.md:1: the file must begin with front matter between two lines of `+++`
    data/python/a.md:3: the fence is not closed
    ");
    let odd_ends = "+++\ntitle = \"a\"\n+++\nabc\r\r\nabc\r\r\né\n## Hints\n1. é\n";
    assert!(check(&[("data/python/a.md", odd_ends)]).contains("the answer is missing"));
    let without_answer = &GOOD[..GOOD.find("A chain means").unwrap()];
    assert_snapshot!(check(&[("data/python/a.md", without_answer)]), @"data/python/a.md:9: the answer is missing: write it under `## Answer`");
}

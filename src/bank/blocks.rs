//! The Python blocks of question files: what `bank check --run` executes, and what each should print.

use super::{
    fault::Fault,
    fences::{Fence, Place, fences, places},
    source::Source,
};

/// One fence of Python.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    pub path: String,
    pub line: usize,
    pub code: String,
    /// From the `output` fence that follows; nothing when there is none.
    pub expected: String,
    /// Line of that fence.
    pub output_line: Option<usize>,
    /// Why it cannot be run, as its info string says: `python no-run: why`.
    pub no_run: Option<String>,
}

/// All Python blocks of the question files, and what is wrong with their info strings.
pub fn blocks(sources: &[Source]) -> (Vec<Block>, Vec<Fault>) {
    let mut blocks = Vec::new();
    let mut faults = Vec::new();
    for source in sources.iter().filter(|it| it.file_name().ends_with(".md")) {
        faults.extend(broken_fences(source));
        let fences = fences(&source.text);
        for (n, fence) in fences.iter().enumerate() {
            let before = n.checked_sub(1).map(|before| &fences[before]);
            let is_python = fence.language() == "python";
            let is_stray = !before.is_some_and(|it| is_output_of(&source.text, fence, it));
            if is_python {
                let next = fences.get(n + 1);
                let output = next.filter(|next| is_output_of(&source.text, next, fence));
                blocks.push(block(source, fence, output));
            }
            let what = info_fault(fence).or_else(|| {
                let what = "an `output` fence says what the Python block right before it prints";
                (fence.language() == "output" && is_stray).then(|| what.to_owned())
            });
            faults.extend(what.map(|what| Fault::new(&source.path, fence.line, what)));
        }
    }
    (blocks, faults)
}

/// By CommonMark a line is no fence if another backtick follows: not even in the reason for `no-run`.
fn broken_fences(source: &Source) -> impl Iterator<Item = Fault> {
    let texts = places(&source.text).filter(|(_, _, place)| *place == Place::Text);
    texts.filter_map(|(line, text, _)| {
        let info = text.trim().strip_prefix("```")?;
        let is_info = info.starts_with(|c: char| c.is_alphabetic()) && !info.ends_with("```");
        let what = "this is no fence: what follows ``` must not contain a backtick";
        is_info.then(|| Fault::new(&source.path, line, what))
    })
}

fn block(source: &Source, fence: &Fence<'_>, output: Option<&Fence<'_>>) -> Block {
    Block {
        path: source.path.clone(),
        line: fence.line,
        code: fence.code.clone(),
        expected: output.map_or_else(String::new, |output| output.code.clone()),
        output_line: output.map(|output| output.line),
        no_run: reason(fence).map(str::to_owned),
    }
}

fn reason<'a>(fence: &Fence<'a>) -> Option<&'a str> {
    let rest = fence.info.strip_prefix("python")?.trim();
    rest.strip_prefix("no-run")
        .map(|why| why.trim_start_matches(':').trim())
}

fn info_fault(fence: &Fence<'_>) -> Option<String> {
    let words = fence.info.split_whitespace().count();
    match fence.language() {
        "" => Some("the fence names no language: write ```python or ```text".to_owned()),
        "python" if reason(fence).is_some_and(str::is_empty) => {
            Some("say why the block is not run: ```python no-run: needs pytest".to_owned())
        }
        "python" if words > 1 && reason(fence).is_none() => {
            let what = "after ```python only `no-run: why` may stand, not";
            Some(format!("{what} `{}`", &fence.info["python".len()..].trim()))
        }
        "output" if words > 1 && !fence.is_hidden() => {
            let what = "after ```output only `hidden` may stand, not";
            Some(format!("{what} `{}`", &fence.info["output".len()..].trim()))
        }
        _ => None,
    }
}

/// Only blank lines lie between a block and its output.
fn is_output_of(text: &str, output: &Fence<'_>, block: &Fence<'_>) -> bool {
    let Some(end) = block.closed else {
        return false;
    };
    let between = text
        .lines()
        .skip(end)
        .take(output.line.saturating_sub(end + 1));
    output.language() == "output"
        && block.language() == "python"
        && between.into_iter().all(|line| line.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    #[test]
    fn an_output_belongs_to_the_block_right_before_it() {
        let text = "```python\nprint(1)\n```\n\n```output\n1\n```\n\
                    ```python no-run: needs 3.14\nx\n```\ntext\n```output\n2\n```\n";
        let (blocks, faults) = blocks(&[Source::new("data/python/a.md", text)]);
        assert_eq!((blocks[0].line, blocks[0].expected.as_str()), (1, "1\n"));
        assert_eq!(blocks[1].no_run.as_deref(), Some("needs 3.14"));
        assert_eq!(blocks[1].expected, "");
        assert_snapshot!(faults[0], @"data/python/a.md:12: an `output` fence says what the Python block right before it prints");
    }

    #[test]
    fn a_block_that_is_not_run_says_why() {
        let text = "```python no-run\n```\n```python norun\n```\n```output of it\n```\n```\n```\n\
                    ```python no-run: `x`\n";
        let (_, faults) = blocks(&[Source::new("data/python/a.md", text)]);
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_snapshot!(faults.join("\n"), @"
        data/python/a.md:9: this is no fence: what follows ``` must not contain a backtick
        data/python/a.md:1: say why the block is not run: ```python no-run: needs pytest
        data/python/a.md:3: after ```python only `no-run: why` may stand, not `norun`
        data/python/a.md:5: after ```output only `hidden` may stand, not `of it`
        data/python/a.md:7: the fence names no language: write ```python or ```text
        ");
    }
}

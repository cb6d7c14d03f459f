//! Lines of a Markdown text and its code fences, with their line numbers: what a question file is cut and checked by.

/// A block of code between two fences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fence<'a> {
    /// Line of the opening fence, counted from 1 at the text's beginning.
    pub line: usize,
    pub info: &'a str,
    /// The code, each line with its newline and without the indentation of the fence.
    pub code: String,
    /// Line of the closing fence; `None` if the text ends before one.
    pub closed: Option<usize>,
}

impl Fence<'_> {
    /// The first word of the info string.
    pub fn language(&self) -> &str {
        self.info.split_whitespace().next().unwrap_or("")
    }

    /// What a prompt's code prints, when that is what is asked: for the checks alone.
    pub fn is_hidden(&self) -> bool {
        self.info.split_whitespace().eq(["output", "hidden"])
    }
}

/// Where a line lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Text,
    /// Between two fences, or a fence itself.
    Code,
}

/// Every line with its number, counted from 1, and its place.
pub fn places(text: &str) -> impl Iterator<Item = (usize, &str, Place)> {
    let mut open: Option<Opening<'_>> = None;
    text.lines().enumerate().map(move |(n, line)| {
        let place = match open {
            Some(opening) => {
                if opening.is_closed_by(line) {
                    open = None;
                }
                Place::Code
            }
            None => {
                open = Opening::of(line);
                open.map_or(Place::Text, |_| Place::Code)
            }
        };
        (n + 1, line, place)
    })
}

/// All fences of the text, from top to bottom.
pub fn fences(text: &str) -> Vec<Fence<'_>> {
    let mut fences: Vec<Fence<'_>> = Vec::new();
    let mut open: Option<Opening<'_>> = None;
    for (n, line) in text.lines().enumerate() {
        match (open, fences.last_mut()) {
            (Some(opening), Some(fence)) if opening.is_closed_by(line) => {
                fence.closed = Some(n + 1);
                open = None;
            }
            (Some(opening), Some(fence)) => {
                fence.code.push_str(opening.unindented(line));
                fence.code.push('\n');
            }
            _ => {
                open = Opening::of(line);
                fences.extend(open.map(|opening| Fence {
                    line: n + 1,
                    info: opening.info,
                    code: String::new(),
                    closed: None,
                }));
            }
        }
    }
    fences
}

/// The text without its hidden fences.
pub fn shown(text: &str) -> String {
    let fences = fences(text);
    let hidden: Vec<&Fence<'_>> = fences.iter().filter(|fence| fence.is_hidden()).collect();
    let is_hidden = |line: usize| {
        let mut hidden = hidden.iter();
        hidden.any(|it| it.line <= line && it.closed.is_none_or(|closed| line <= closed))
    };
    let lines = text.lines().zip(1..);
    let shown = lines.filter(|(_, line)| !is_hidden(*line));
    shown.map(|(text, _)| format!("{text}\n")).collect()
}

/// The line, counted from 1, on which the byte at `offset` lies.
pub fn line_of(text: &str, offset: usize) -> usize {
    let before = &text.as_bytes()[..offset.min(text.len())];
    before.iter().filter(|byte| **byte == b'\n').count() + 1
}

#[derive(Clone, Copy)]
struct Opening<'a> {
    indent: usize,
    mark: char,
    length: usize,
    info: &'a str,
}

impl<'a> Opening<'a> {
    fn of(line: &'a str) -> Option<Self> {
        let text = line.trim_start();
        let mark = text.chars().next().filter(|c| matches!(c, '`' | '~'))?;
        let rest = text.trim_start_matches(mark);
        let opening = Self {
            indent: line.len() - text.len(),
            mark,
            length: text.len() - rest.len(),
            info: rest.trim(),
        };
        let is_inline = mark == '`' && rest.contains('`');
        (opening.length >= 3 && !is_inline).then_some(opening)
    }

    fn is_closed_by(&self, line: &str) -> bool {
        let line = line.trim();
        line.len() >= self.length && line.chars().all(|c| c == self.mark)
    }

    fn unindented<'l>(&self, line: &'l str) -> &'l str {
        let spaces = line.bytes().take_while(|byte| *byte == b' ').count();
        &line[spaces.min(self.indent)..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "a\n```python no-run: why\nx\n\n## y\n```\n  ~~~\n  ```\n  ~~~~\n```text\nopen";

    #[test]
    fn fences_know_their_lines() {
        let found = fences(TEXT);
        let lines: Vec<_> = found.iter().map(|it| (it.line, it.closed)).collect();
        assert_eq!(lines, [(2, Some(6)), (7, Some(9)), (10, None)]);
        assert_eq!(found[0].info, "python no-run: why");
        assert_eq!(found[0].code, "x\n\n## y\n");
        assert_eq!(found[1].code, "```\n");
        assert_eq!(found[2].language(), "text");
    }

    #[test]
    fn headings_in_code_are_code() {
        let text_lines: Vec<usize> = places(TEXT)
            .filter(|(_, _, place)| *place == Place::Text)
            .map(|(line, ..)| line)
            .collect();
        assert_eq!(text_lines, [1]);
    }

    #[test]
    fn hidden_fences_are_not_shown() {
        let text = "a\n```output hidden\nx\n```\nb\n```output\ny\n```\n";
        assert_eq!(shown(text), "a\nb\n```output\ny\n```\n");
        assert_eq!(shown("a\n```output hidden\nx"), "a\n");
    }

    #[test]
    fn three_backticks_within_a_line_open_nothing() {
        assert_eq!(fences("```a``` b\n"), []);
    }
}

//! Runs of inline text with their marks, written as Discord Markdown; a part of them is as well-formed as the whole.

use super::escape::{ZERO_WIDTH_SPACE, code_span, escape};

/// Text without a space in it that is marked alike, or one piece of inline code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// As meant, not yet escaped.
    pub text: String,
    pub kind: Kind,
    /// From the outermost to the innermost.
    pub marks: Vec<Mark>,
    pub before: Gap,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    Code,
    /// An address, shown as itself.
    Url,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    Strong,
    Emphasis,
    Strike,
    /// The number tells two links to one address apart.
    Link {
        number: usize,
        url: String,
    },
}

/// What lies between a run and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    Nothing,
    Space,
    Line,
}

impl Run {
    fn to_discord(&self, starts_line: bool) -> String {
        match self.kind {
            Kind::Text => escape(&self.text, starts_line),
            Kind::Code => code_span(&self.text),
            Kind::Url => format!("<{}>", self.text),
        }
    }
}

impl Mark {
    fn opening(&self) -> &str {
        match self {
            Self::Strong => "**",
            Self::Emphasis => "*",
            Self::Strike => "~~",
            Self::Link { .. } => "[",
        }
    }

    fn closing(&self) -> String {
        match self {
            Self::Link { url, .. } => format!("]({url})"),
            _ => self.opening().to_owned(),
        }
    }
}

/// `first` begins the first line, `rest` every other one.
pub fn to_discord(runs: &[Run], first: &str, rest: &str) -> String {
    let mut out = first.to_owned();
    let mut open: &[Mark] = &[];
    let mut last: Option<&Run> = None;
    for run in runs {
        let shared = shared(open, &run.marks);
        close(&open[shared..], &mut out);
        let opening = &run.marks[shared..];
        let gap = last.map_or(Gap::Line, |_| run.before);
        match gap {
            Gap::Line if last.is_some() => {
                out.push('\n');
                out.push_str(rest);
            }
            Gap::Space => out.push(' '),
            Gap::Nothing if last.is_some_and(|last| clash(last, run, shared)) => {
                out.push(ZERO_WIDTH_SPACE);
            }
            _ => {}
        }
        opening.iter().for_each(|mark| out.push_str(mark.opening()));
        out.push_str(&run.to_discord(gap == Gap::Line && run.marks.is_empty()));
        open = &run.marks;
        last = Some(run);
    }
    close(open, &mut out);
    out
}

/// The text alone, on one line.
pub fn to_plain(runs: &[Run]) -> String {
    let mut out = String::new();
    for run in runs {
        if run.before != Gap::Nothing && !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&run.text);
    }
    out
}

fn shared(a: &[Mark], b: &[Mark]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| a == b).count()
}

fn close(marks: &[Mark], out: &mut String) {
    let innermost_first = marks.iter().rev();
    innermost_first.for_each(|mark| out.push_str(&mark.closing()));
}

/// Whether the marks of two runs that touch would be read as one: `*a***b**`, or backticks.
fn clash(last: &Run, next: &Run, shared: usize) -> bool {
    let is_stars = |mark: Option<&Mark>| matches!(mark, Some(Mark::Strong | Mark::Emphasis));
    let is_strike = |mark: Option<&Mark>| matches!(mark, Some(Mark::Strike));
    let (closed, opened) = (last.marks.get(shared), next.marks.get(shared));
    let ends_in_backtick = last.kind == Kind::Code || last.text.ends_with('`');
    let joins_code = ends_in_backtick && next.kind == Kind::Code;
    (is_stars(closed) && is_stars(opened)) || (is_strike(closed) && is_strike(opened)) || joins_code
}

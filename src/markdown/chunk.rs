//! Blocks as chunks that follow each other down the page: each knows its text on Discord and how to be cut in two.

use pulldown_cmark::HeadingLevel;

use super::{
    escape::code_line,
    inline::{self, Gap, Run},
    parse::Block,
    table, units,
};

/// Indentation and markers beyond this are left out: a phone has no room for them.
const MAX_PREFIX: usize = 24;

/// Discord has no line across the page.
const RULE: &str = "──────────";

#[derive(Debug, Clone)]
pub struct Chunk {
    /// What the first line begins with, and every other.
    first: String,
    rest: String,
    body: Body,
    pub is_heading: bool,
    /// A blank line before it, when something is there before it.
    pub is_apart: bool,
}

#[derive(Debug, Clone)]
enum Body {
    Text(Vec<Run>),
    Code {
        language: String,
        lines: Vec<String>,
    },
}

/// Where a block stands.
#[derive(Clone, Default)]
struct Place {
    /// `> ` in a quote. Discord knows no quotes in quotes.
    quote: &'static str,
    /// Spaces under the marker of a list item.
    indent: usize,
    /// The marker that the next line of text is to bear.
    marker: Option<String>,
    is_in_list: bool,
}

pub fn chunks(blocks: &[Block]) -> Vec<Chunk> {
    let mut chunks = Vec::new();
    flatten(blocks, &mut Place::default(), &mut chunks);
    chunks
}

fn flatten(blocks: &[Block], place: &mut Place, chunks: &mut Vec<Chunk>) {
    for block in blocks {
        match block {
            Block::Paragraph(runs) => chunks.push(place.text(runs.clone())),
            Block::Heading(level, runs) => chunks.push(heading(*level, runs, place)),
            Block::Code { language, text } => {
                chunks.extend(place.marker.is_some().then(|| place.text(Vec::new())));
                chunks.push(place.code(language, text));
            }
            Block::Quote(blocks) => {
                let mut inner = Place {
                    quote: "> ",
                    ..place.clone()
                };
                flatten(blocks, &mut inner, chunks);
                place.marker = inner.marker;
            }
            Block::List { start, items } => flatten_list(*start, items, place, chunks),
            Block::Table(it) => flatten(&[table::to_block(it)], place, chunks),
            Block::Rule => chunks.push(place.text(vec![Run {
                text: RULE.to_owned(),
                kind: inline::Kind::Text,
                marks: Vec::new(),
                before: Gap::Nothing,
            }])),
        }
    }
}

fn flatten_list(
    start: Option<u64>,
    items: &[Vec<Block>],
    place: &mut Place,
    chunks: &mut Vec<Chunk>,
) {
    let first = chunks.len();
    let is_apart = !place.is_in_list;
    for (n, item) in (0..).zip(items) {
        let marker = start.map_or("- ".to_owned(), |start| {
            format!("{}. ", start.saturating_add(n))
        });
        let mut inner = place.under(&marker);
        flatten(item, &mut inner, chunks);
        chunks.extend(inner.marker.is_some().then(|| inner.text(Vec::new())));
    }
    place.marker = None;
    if let Some(chunk) = chunks.get_mut(first) {
        chunk.is_apart = is_apart;
    }
}

/// Discord has three levels; what is deeper is bold.
fn heading(level: HeadingLevel, runs: &[Run], place: &mut Place) -> Chunk {
    let mut runs = runs.to_vec();
    for run in &mut runs {
        run.before = run.before.min(Gap::Space);
    }
    let sign = match level {
        HeadingLevel::H1 => "# ",
        HeadingLevel::H2 => "## ",
        HeadingLevel::H3 => "### ",
        HeadingLevel::H4 | HeadingLevel::H5 | HeadingLevel::H6 => {
            runs.iter_mut().for_each(table::embolden);
            ""
        }
    };
    let mut chunk = place.text(runs);
    chunk.first.push_str(sign);
    chunk.is_heading = true;
    chunk
}

impl Place {
    fn text(&mut self, runs: Vec<Run>) -> Chunk {
        let rest = format!("{}{}", self.quote, " ".repeat(self.indent));
        let first = self
            .marker
            .take()
            .map(|marker| format!("{}{marker}", self.quote));
        Chunk {
            first: first.unwrap_or_else(|| rest.clone()),
            rest,
            body: Body::Text(runs),
            is_heading: false,
            is_apart: !self.is_in_list,
        }
    }

    /// Code stands at the margin, where it has the most room.
    fn code(&self, language: &str, text: &str) -> Chunk {
        Chunk {
            first: self.quote.to_owned(),
            rest: self.quote.to_owned(),
            body: Body::Code {
                language: language.to_owned(),
                lines: text.trim_end().lines().map(code_line).collect(),
            },
            is_heading: false,
            is_apart: false,
        }
    }

    /// The inside of a list item.
    fn under(&mut self, marker: &str) -> Self {
        let before = self
            .marker
            .take()
            .unwrap_or_else(|| " ".repeat(self.indent));
        let fits = before.len() + marker.len() <= MAX_PREFIX;
        let indent = before.len() + marker.len();
        Self {
            quote: self.quote,
            indent: if fits { indent } else { self.indent },
            marker: Some(if fits { before + marker } else { before }),
            is_in_list: true,
        }
    }
}

impl Chunk {
    pub fn is_code(&self) -> bool {
        matches!(self.body, Body::Code { .. })
    }

    pub fn to_discord(&self) -> String {
        match &self.body {
            Body::Text(runs) => {
                let text = inline::to_discord(runs, &self.first, &self.rest);
                text.trim_end().to_owned()
            }
            Body::Code { language, lines } => {
                let prefix = &self.rest;
                let lines: String = lines
                    .iter()
                    .map(|line| format!("{prefix}{line}\n"))
                    .collect();
                format!("{prefix}```{language}\n{lines}{prefix}```")
            }
        }
    }

    /// A beginning of at most `room` units, and what is left. Nothing is lost, and the beginning is never empty: `room`
    /// must hold the prefixes and a few letters.
    pub fn split(mut self, room: usize) -> (Self, Option<Self>) {
        let mut tail = self.clone();
        match (&mut self.body, &mut tail.body) {
            (Body::Text(runs), Body::Text(after)) => {
                *after = split_runs(runs, room, &self.first, &self.rest);
                tail.first.clone_from(&self.rest);
            }
            (Body::Code { language, lines }, Body::Code { lines: after, .. }) => {
                let fences = 2 * (3 + units(&self.rest)) + units(language) + 1;
                *after = split_lines(lines, room.saturating_sub(fences), units(&self.rest));
            }
            _ => unreachable!("the tail is a copy"),
        }
        let is_left = match &tail.body {
            Body::Text(runs) => !runs.is_empty(),
            Body::Code { lines, .. } => !lines.is_empty(),
        };
        (self, is_left.then_some(tail))
    }
}

/// Cuts `runs` to what fits and returns the others. The cut is at the end of a sentence if that leaves the beginning more
/// than half full, else between two words, else within one.
fn split_runs(runs: &mut Vec<Run>, room: usize, first: &str, rest: &str) -> Vec<Run> {
    let fits = |runs: &[Run]| units(&inline::to_discord(runs, first, rest)) <= room;
    if fits(runs) {
        return Vec::new();
    }
    let is_border = |at: &usize| runs[*at].before != Gap::Nothing;
    let fitting: Vec<usize> = (1..runs.len())
        .take_while(|at| fits(&runs[..*at]))
        .collect();
    let words = fitting.iter().rev().find(|at| is_border(at));
    let is_half_full =
        |at: &&usize| units(&inline::to_discord(&runs[..**at], first, rest)) > room / 2;
    let sentence = fitting
        .iter()
        .rev()
        .filter(|at| is_border(at) && ends_sentence(&runs[**at - 1]))
        .find(is_half_full);
    match sentence.or(words).or(fitting.last()) {
        Some(at) => runs.split_off(*at),
        None => {
            let tail = split_run(&mut runs[0], |run| fits(std::slice::from_ref(run)));
            let others = runs.split_off(1);
            tail.into_iter().chain(others).collect()
        }
    }
}

/// Cuts a run that is too long to the longest beginning that fits, at least one character.
fn split_run(run: &mut Run, fits: impl Fn(&Run) -> bool) -> Option<Run> {
    let ends: Vec<usize> = run.text.char_indices().map(|(at, _)| at).skip(1).collect();
    let beginning = |end: usize| Run {
        text: run.text[..end].to_owned(),
        ..run.clone()
    };
    let mut count = ends.partition_point(|end| fits(&beginning(*end))).max(1);
    // A cut may add an escape, so that a shorter beginning can be the longer text.
    while count > 1 && !fits(&beginning(ends[count - 1])) {
        count -= 1;
    }
    let end = *ends.get(count - 1)?;
    let tail = Run {
        text: run.text[end..].to_owned(),
        before: Gap::Nothing,
        ..run.clone()
    };
    run.text.truncate(end);
    Some(tail)
}

fn ends_sentence(run: &Run) -> bool {
    run.text
        .trim_end_matches([')', '"', '”'])
        .ends_with(['.', '!', '?', ':'])
}

/// Cuts `lines` to what fits in `room` and returns the others; a line that is too long by itself is cut as well.
fn split_lines(lines: &mut Vec<String>, room: usize, prefix: usize) -> Vec<String> {
    let mut used = 0;
    let cost = |line: &String| units(line) + prefix + 1;
    let count = lines
        .iter()
        .take_while(|line| {
            used += cost(line);
            used <= room
        })
        .count();
    if count > 0 {
        return lines.split_off(count);
    }
    let mut tail = lines.split_off(1.min(lines.len()));
    if let Some(line) = lines.first_mut() {
        let end = super::end_within(line, room.saturating_sub(prefix + 1)).max(first_end(line));
        tail.insert(0, line.split_off(end));
    }
    tail
}

fn first_end(line: &str) -> usize {
    line.chars().next().map_or(0, char::len_utf8)
}

//! Chunks into pieces within a limit: whole chunks where they fit, headings with what they head.

use super::{chunk::Chunk, end_within, escape::ZERO_WIDTH_SPACE, units};

const BARS: &str = "||";

pub fn pack(chunks: Vec<Chunk>, limit: usize) -> Vec<String> {
    let mut pages = Pages {
        limit,
        ..Pages::default()
    };
    for chunk in chunks {
        pages.add(chunk);
    }
    pages.turn();
    pages.full
}

#[derive(Default)]
struct Pages {
    limit: usize,
    full: Vec<String>,
    page: String,
    /// Where headings begin that nothing follows yet.
    headings: Option<usize>,
    after_code: bool,
}

impl Pages {
    fn add(&mut self, chunk: Chunk) {
        let is_heading = chunk.is_heading;
        let is_code = chunk.is_code();
        if !self.fits(&chunk) {
            self.turn_but_headings();
        }
        let start = self.page.len();
        if self.fits(&chunk) {
            self.append(&chunk);
        } else {
            self.append_parts(chunk);
        }
        self.after_code = is_code;
        if is_heading {
            self.headings.get_or_insert(start.min(self.page.len()));
        } else {
            self.headings = None;
        }
    }

    fn fits(&self, chunk: &Chunk) -> bool {
        let text = chunk.to_discord();
        units(&self.page) + self.separator(chunk).len() + units(&text) <= self.limit
    }

    fn append(&mut self, chunk: &Chunk) {
        let text = chunk.to_discord();
        if !text.is_empty() {
            self.page.push_str(self.separator(chunk));
            self.page.push_str(&text);
        }
    }

    /// A chunk that is longer than a page.
    fn append_parts(&mut self, chunk: Chunk) {
        let mut left = Some(chunk);
        while let Some(chunk) = left {
            let used = units(&self.page) + self.separator(&chunk).len();
            let (part, rest) = chunk.split(self.limit.saturating_sub(used));
            self.append(&part);
            if rest.is_some() {
                self.turn();
            }
            left = rest;
        }
    }

    /// Headings and code have room around them as it is.
    fn separator(&self, chunk: &Chunk) -> &'static str {
        let is_close = self.headings.is_some() || self.after_code || !chunk.is_apart;
        match (self.page.is_empty(), is_close) {
            (true, _) => "",
            (false, true) => "\n",
            (false, false) => "\n\n",
        }
    }

    /// Begins a new page with the headings at the end of this one.
    fn turn_but_headings(&mut self) {
        let headings = self.headings.take().map(|at| self.page.split_off(at));
        let headings = headings.unwrap_or_default();
        self.turn();
        if units(&headings) <= self.limit / 2 {
            headings.trim_start().clone_into(&mut self.page);
            self.headings = (!self.page.is_empty()).then_some(0);
        } else {
            self.full.push(headings);
        }
    }

    fn turn(&mut self) {
        let page = std::mem::take(&mut self.page);
        if !page.trim().is_empty() {
            self.full.push(page);
        }
        self.headings = None;
        self.after_code = false;
    }
}

/// Escaped text behind bars, a piece of its own for each page.
pub fn spoilers(escaped: &str, limit: usize) -> Vec<String> {
    let room = limit - 2 * BARS.len() - 1;
    let mut pieces = Vec::new();
    let mut rest = escaped.trim();
    while !rest.is_empty() {
        let (page, after) = rest.split_at(page_end(rest, room));
        let page = page.trim_end();
        rest = after.trim_start_matches('\n');
        // A bar at the end would join the two that close the spoiler.
        let guard = page.ends_with('|').then_some(ZERO_WIDTH_SPACE);
        let guard = guard.map(String::from).unwrap_or_default();
        if !page.is_empty() {
            pieces.push(format!("{BARS}{page}{guard}{BARS}"));
        }
    }
    pieces
}

/// At the end of a line if the page is half full there, else after a word, else before a character that is not escaped.
fn page_end(text: &str, room: usize) -> usize {
    let end = end_within(text, room);
    if end == text.len() {
        return end;
    }
    let page = &text[..end];
    let after = |c: char| page.rfind(c).map(|at| at + 1).filter(|at| *at > end / 2);
    let backslashes = page.len() - page.trim_end_matches('\\').len();
    after('\n')
        .or_else(|| after(' '))
        .unwrap_or(end - backslashes % 2)
}

//! A question file cut into its parts: front matter, prompt, hints, answer; each knows its line.

use super::fences::{Place, line_of, places};

/// Texts or faults, each with its line in the file.
pub type Placed = Vec<(usize, String)>;

/// A part of a file: its text, and the number of its first line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Section<'a> {
    pub line: usize,
    pub text: &'a str,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sections<'a> {
    pub front: Section<'a>,
    pub prompt: Section<'a>,
    pub hints: Option<Section<'a>>,
    pub answer: Option<Section<'a>>,
}

impl<'a> Sections<'a> {
    /// Faults are (line, what is wrong).
    pub fn cut(text: &'a str) -> (Self, Placed) {
        let Some((front, body)) = split_front(text) else {
            let what = "the file must begin with front matter between two lines of `+++`";
            return (Self::default(), vec![(1, what.to_owned())]);
        };
        let mut sections = Self {
            front,
            prompt: body.until_heading(),
            ..Self::default()
        };
        let mut faults = Vec::new();
        for (name, section) in body.headed() {
            let heading_line = section.line - 1;
            let slot = match name {
                "Hints" => &mut sections.hints,
                "Answer" => &mut sections.answer,
                _ => {
                    let what = format!("`## {name}` is unknown: write `## Hints` or `## Answer`");
                    faults.push((heading_line, what));
                    continue;
                }
            };
            if slot.is_some() {
                faults.push((heading_line, format!("`## {name}` is there twice")));
            } else {
                *slot = Some(section);
            }
        }
        if sections.prompt.text.trim().is_empty() {
            faults.push((
                body.line,
                "the prompt is missing: write it before `## Hints`".to_owned(),
            ));
        }
        if sections
            .answer
            .is_none_or(|answer| answer.text.trim().is_empty())
        {
            faults.push((
                body.line,
                "the answer is missing: write it under `## Answer`".to_owned(),
            ));
        }
        (sections, faults)
    }

    /// What members read only after the prompt.
    pub fn later(&self) -> impl Iterator<Item = Section<'a>> {
        [self.hints, self.answer].into_iter().flatten()
    }
}

impl<'a> Section<'a> {
    /// The items of a numbered list with one hint each, and the line on which it begins; a hint may go on over several.
    pub fn numbered(&self) -> (Placed, Placed) {
        let mut items = Placed::new();
        let mut faults = Vec::new();
        for (n, line, place) in places(self.text) {
            let item = after_number(line).filter(|_| place == Place::Text);
            match (item, items.last_mut()) {
                (Some(item), _) => items.push((self.line + n - 1, item.to_owned())),
                (None, Some((_, last))) => {
                    last.push('\n');
                    last.push_str(line.strip_prefix("   ").unwrap_or(line));
                }
                (None, None) if line.trim().is_empty() => {}
                (None, None) => {
                    let what = "hints are a numbered list: begin the line with `1. `";
                    faults.push((self.line + n - 1, what.to_owned()));
                }
            }
        }
        for (line, item) in &mut items {
            *item = item.trim().to_owned();
            if item.is_empty() {
                faults.push((*line, "the hint is empty".to_owned()));
            }
        }
        (items, faults)
    }

    fn until_heading(&self) -> Self {
        let end = self
            .headings()
            .next()
            .map_or(self.text.len(), |it| it.start);
        Self {
            line: self.line,
            text: &self.text[..end],
        }
    }

    /// The parts below each `## ` heading, with its name.
    fn headed(&self) -> Vec<(&'a str, Self)> {
        let headings: Vec<Heading<'a>> = self.headings().collect();
        let ends = headings.iter().skip(1).map(|next| next.start);
        let ends = ends.chain([self.text.len()]);
        let part = |(heading, end): (&Heading<'a>, usize)| {
            let section = Self {
                line: self.line + heading.line,
                text: &self.text[heading.end.min(end)..end],
            };
            (heading.name, section)
        };
        headings.iter().zip(ends).map(part).collect()
    }

    fn headings(&self) -> impl Iterator<Item = Heading<'a>> {
        let mut start = 0;
        places(self.text).filter_map(move |(line, text, place)| {
            let heading = Heading {
                name: text.strip_prefix("## ").unwrap_or("").trim(),
                line,
                start,
                end: start + text.len() + 1,
            };
            start = heading.end;
            (place == Place::Text && text.starts_with("## ")).then_some(heading)
        })
    }
}

struct Heading<'a> {
    name: &'a str,
    /// Counted from 1 at the section's beginning.
    line: usize,
    /// Offsets of the heading's line and of the one after it.
    start: usize,
    end: usize,
}

fn split_front(text: &str) -> Option<(Section<'_>, Section<'_>)> {
    let rest = text.strip_prefix("+++\n")?;
    let (front, body) = match rest.strip_prefix("+++\n") {
        Some(body) => ("", body),
        None => rest.split_once("\n+++\n")?,
    };
    let front = Section {
        line: 2,
        text: front,
    };
    let body = Section {
        line: line_of(text, text.len() - body.len()),
        text: body,
    };
    Some((front, body))
}

/// `Do this` of `1. Do this`.
fn after_number(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_numbered = rest.len() < line.len();
    rest.strip_prefix(". ").filter(|_| is_numbered)
}

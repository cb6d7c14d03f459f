//! What a reviewer would send back: lengths and counts, layers, tables, links, HTML, hints that give it away, questions
//! asked twice. All of it at once, sorted by path and line.

mod layers;
mod leak;
mod similar;

use std::ops::RangeInclusive;

use super::{
    Bank,
    blocks::blocks,
    fault::Fault,
    fences::{Fence, Place, fences, line_of, places},
    file::Draft,
    sections::{Placed, Section},
    source::Source,
};
use crate::markdown::{self, DESCRIPTION_LIMIT, MAX_MESSAGES, PHONE_WIDTH};

/// Characters of a title: an autocomplete choice has room for 100.
const MAX_TITLE: usize = 90;
/// Characters of a prompt, code apart: what is read without scrolling, and says something.
const PROMPT: RangeInclusive<usize> = 40..=400;
const TOPICS: RangeInclusive<usize> = 1..=3;
const MAX_HINTS: usize = 3;

/// The bank as far as it is right, and everything that is wrong with its files.
pub fn lint(sources: &[Source]) -> (Bank, Vec<Fault>) {
    let (bank, faults) = Bank::load_what_is_right(sources);
    let mut faults = faults.0;
    faults.extend(blocks(sources).1);
    let questions = sources.iter().filter(|it| it.file_name().ends_with(".md"));
    let read = |source| Draft::read(source, bank.vocabulary());
    let drafts: Vec<Draft<'_>> = questions.map(read).collect();
    faults.extend(drafts.iter().flat_map(faults_of));
    faults.extend(similar::faults(&drafts));
    faults.sort();
    faults.dedup();
    (bank, faults)
}

fn faults_of(draft: &Draft<'_>) -> Vec<Fault> {
    let mut found = front(draft);
    found.extend(prompt(draft));
    found.extend(hints(draft));
    found.extend(leak::faults(draft));
    let answer_section = draft.sections.answer.filter(|it| !it.is_empty());
    found.extend(answer_section.iter().flat_map(answer));
    found.extend(unrendered(draft.sections.prompt));
    for section in draft.sections.later() {
        found.extend(unrendered(section));
        found.extend(hidden(section));
    }
    found.extend(unclosed_fences(draft.text));
    found.extend(wide_tables(draft.text));
    let at = |(line, what)| Fault::new(draft.path, line, what);
    found.into_iter().map(at).collect()
}

fn front(draft: &Draft<'_>) -> Placed {
    let front = &draft.front;
    let mut found = Vec::new();
    let length = markdown::units(&markdown::to_plain(&front.title, usize::MAX));
    if length > MAX_TITLE {
        let what = format!("the title has {length} characters, at most {MAX_TITLE} fit a choice");
        found.push((front.title_line, what));
    }
    if !markdown::unrendered(&front.title).is_empty() {
        found.push((front.title_line, UNRENDERED.to_owned()));
    }
    if let Some(count) = front.topics_written.filter(|it| !TOPICS.contains(it)) {
        let what = format!("write one to three topics, not {count}");
        found.push((front.topics_line, what));
    }
    for link in front.links.iter().filter(|it| !it.starts_with("https://")) {
        let what = format!("`{link}` does not begin with https://");
        found.push((front.links_line, what));
    }
    found
}

fn prompt(draft: &Draft<'_>) -> Placed {
    let section = draft.sections.prompt;
    let mut found = Vec::new();
    let length = markdown::units(text_of(&draft.prompt).trim());
    if !section.is_empty() && !PROMPT.contains(&length) {
        let (least, most) = (PROMPT.start(), PROMPT.end());
        let what =
            format!("the prompt has {length} characters, code apart; write {least} to {most}");
        found.push((section.first_line(), what));
    }
    if markdown::to_pieces(&draft.prompt, DESCRIPTION_LIMIT).len() > 1 {
        let what = format!("the prompt does not fit a card of {DESCRIPTION_LIMIT} characters");
        found.push((section.first_line(), what));
    }
    found
}

fn hints(draft: &Draft<'_>) -> Option<(usize, String)> {
    if let Some((line, _)) = draft.hints.get(MAX_HINTS) {
        let what = format!("write one to three hints, not {}", draft.hints.len());
        return Some((*line, what));
    }
    let (prompt, section) = (draft.sections.prompt, draft.sections.hints);
    let is_missing = section.is_none_or(|it| it.is_empty()) && !prompt.is_empty();
    let line = section.map_or(prompt.first_line(), |it| it.line);
    let what = "there is no hint: write `## Hints` and a numbered list";
    is_missing.then(|| (line, what.to_owned()))
}

fn answer(section: &Section<'_>) -> Placed {
    let mut found = layers::faults(section);
    if markdown::render(section.text).file.is_some() {
        let what = format!("the answer takes more than {MAX_MESSAGES} messages");
        found.push((section.first_line(), what));
    }
    found
}

fn hidden(section: Section<'_>) -> Placed {
    let what = "only a prompt hides what its code prints: write ```output";
    let fences = fences(section.text).into_iter();
    let hidden = fences.filter(Fence::is_hidden);
    hidden
        .map(|fence| (section.line + fence.line - 1, what.to_owned()))
        .collect()
}

const UNRENDERED: &str =
    "Discord renders neither HTML nor images: leave it out, or write it as `code`";

fn unrendered(section: Section<'_>) -> Placed {
    let at = |offset| section.line + line_of(section.text, offset) - 1;
    let offsets = markdown::unrendered(section.text).into_iter();
    offsets
        .map(|offset| (at(offset), UNRENDERED.to_owned()))
        .collect()
}

fn unclosed_fences(text: &str) -> Placed {
    let fences = fences(text).into_iter();
    let unclosed = fences.filter(|fence| fence.closed.is_none());
    unclosed
        .map(|fence| (fence.line, "the fence is not closed".to_owned()))
        .collect()
}

fn wide_tables(text: &str) -> Placed {
    let mut tables: Placed = Vec::new();
    let mut last = 0;
    for (line, text, place) in places(text) {
        if place == Place::Text && text.trim_start().starts_with('|') {
            if last + 1 != line || tables.is_empty() {
                tables.push((line, String::new()));
            }
            last = line;
            let table = tables.last_mut().map(|(_, table)| table);
            table
                .into_iter()
                .for_each(|table| *table += &format!("{text}\n"));
        }
    }
    let too_wide = |(line, table): (usize, String)| {
        let width = markdown::table_width(&table).filter(|width| *width > PHONE_WIDTH)?;
        let what = format!("the table is {width} columns wide, a phone shows {PHONE_WIDTH}");
        Some((line, what))
    };
    tables.into_iter().filter_map(too_wide).collect()
}

impl Section<'_> {
    fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Of the text, after blank lines.
    fn first_line(&self) -> usize {
        self.line
            + self
                .text
                .lines()
                .take_while(|line| line.trim().is_empty())
                .count()
    }
}

/// The text without its code.
fn text_of(markdown: &str) -> String {
    let lines = places(markdown).filter(|(_, _, place)| *place == Place::Text);
    lines.map(|(_, line, _)| format!("{line}\n")).collect()
}

#[cfg(test)]
mod tests;

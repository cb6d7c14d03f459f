//! What a reviewer would send back: lengths, layers, tables, links, hints that give it away, questions asked twice.
//! All of it at once, sorted by path and line.

mod layers;
mod leak;
mod similar;

use super::{
    Bank,
    blocks::blocks,
    fault::Fault,
    fences::{Place, fences, places},
    front,
    sections::{Section, Sections},
    source::Source,
    vocabulary::Vocabulary,
};
use crate::{
    domain::question::Question,
    markdown::{self, DESCRIPTION_LIMIT, MAX_MESSAGES, PHONE_WIDTH},
};

/// Characters of a title: an autocomplete choice has room for 100.
const MAX_TITLE: usize = 90;
/// Characters of a prompt, code apart: what is read without scrolling, and says something.
const PROMPT: std::ops::RangeInclusive<usize> = 40..=400;

/// The bank as far as it is right, and everything that is wrong with its files.
pub fn lint(sources: &[Source]) -> (Bank, Vec<Fault>) {
    let (bank, faults) = Bank::load_what_is_right(sources);
    let mut faults = faults.0;
    faults.extend(blocks(sources).1);
    let questions = sources.iter().filter(|it| it.file_name().ends_with(".md"));
    let mut read = Vec::new();
    for source in questions {
        let file = QuestionFile::new(source, &bank);
        faults.extend(file.faults());
        read.push(file);
    }
    faults.extend(similar::faults(&read));
    faults.sort();
    faults.dedup();
    (bank, faults)
}

/// A question file with what the checks ask about it.
struct QuestionFile<'a> {
    source: &'a Source,
    sections: Sections<'a>,
    /// `None` if the file has faults already that keep it from being a question.
    question: Option<&'a Question>,
    title_line: usize,
    links_line: usize,
}

impl<'a> QuestionFile<'a> {
    fn new(source: &'a Source, bank: &'a Bank) -> Self {
        let (sections, _) = Sections::cut(&source.text);
        let (front, _) = front::parse(&sections.front, &Vocabulary::default());
        let slug = source.file_name().trim_end_matches(".md");
        let id = format!("{}/{slug}", source.folder()).parse().ok();
        Self {
            source,
            question: id.and_then(|id| bank.get(&id)).map(AsRef::as_ref),
            sections,
            title_line: front.title_line,
            links_line: front.links_line,
        }
    }

    fn faults(&self) -> Vec<Fault> {
        let mut found = self.unclosed_fences();
        found.extend(self.wide_tables());
        if let Some(question) = self.question {
            found.extend(self.front(question));
            found.extend(self.prompt(question));
            found.extend(self.answer(question));
            found.extend(leak::faults(self, question));
        }
        let at = |(line, what)| Fault::new(&self.source.path, line, what);
        found.into_iter().map(at).collect()
    }

    fn unclosed_fences(&self) -> Vec<(usize, String)> {
        let fences = fences(&self.source.text).into_iter();
        let unclosed = fences.filter(|fence| fence.closed.is_none());
        unclosed
            .map(|fence| (fence.line, "the fence is not closed".to_owned()))
            .collect()
    }

    fn wide_tables(&self) -> Vec<(usize, String)> {
        let mut tables: Vec<(usize, String)> = Vec::new();
        let mut last = 0;
        for (line, text, place) in places(&self.source.text) {
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

    fn front(&self, question: &Question) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        let length = markdown::units(&markdown::to_plain(&question.title, usize::MAX));
        if length > MAX_TITLE {
            let what =
                format!("the title has {length} characters, at most {MAX_TITLE} fit a choice");
            found.push((self.title_line, what));
        }
        if question.topics.is_empty() {
            let what = "the question has no topic: nobody would find it";
            found.push((self.title_line, what.to_owned()));
        }
        for link in &question.links {
            if !link.starts_with("https://") {
                let what = format!("`{link}` does not begin with https://");
                found.push((self.links_line, what));
            }
        }
        found
    }

    fn prompt(&self, question: &Question) -> Vec<(usize, String)> {
        let line = self.sections.prompt.first_line();
        let mut found = Vec::new();
        let length = markdown::units(text_of(&question.prompt).trim());
        if !PROMPT.contains(&length) {
            let (least, most) = (PROMPT.start(), PROMPT.end());
            let what =
                format!("the prompt has {length} characters, code apart; write {least} to {most}");
            found.push((line, what));
        }
        if markdown::to_pieces(&question.prompt, DESCRIPTION_LIMIT).len() > 1 {
            let what = format!("the prompt does not fit a card of {DESCRIPTION_LIMIT} characters");
            found.push((line, what));
        }
        if question.hints.is_empty() {
            let line = self.sections.hints.map_or(line, |hints| hints.line);
            found.push((
                line,
                "there is no hint: write `## Hints` and a numbered list".to_owned(),
            ));
        }
        found
    }

    fn answer(&self, question: &Question) -> Vec<(usize, String)> {
        let section = self.sections.answer.unwrap_or_default();
        let mut found = layers::faults(&section);
        if markdown::render(&question.answer).file.is_some() {
            let what = format!("the answer takes more than {MAX_MESSAGES} messages");
            found.push((section.first_line(), what));
        }
        found
    }
}

impl Section<'_> {
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

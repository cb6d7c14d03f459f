//! One question file, read as far as it can be: a question, or all that keeps it from being one.

use super::{
    fault::Fault,
    fences::shown,
    front::{self, FrontMatter},
    sections::{Placed, Sections},
    source::Source,
    vocabulary::Vocabulary,
};
use crate::domain::question::{Question, QuestionId};

/// The parts of a file, as far as they are there.
pub struct Draft<'a> {
    pub path: &'a str,
    pub text: &'a str,
    pub sections: Sections<'a>,
    pub front: FrontMatter,
    /// As members see it: what its code prints may be hidden.
    pub prompt: String,
    pub hints: Placed,
    id: Option<QuestionId>,
    faults: Placed,
}

impl<'a> Draft<'a> {
    /// The id is made of the file's folder and name: `data/python/decorators.md` is `python/decorators`.
    pub fn read(source: &'a Source, vocabulary: &Vocabulary) -> Self {
        let mut draft = Self {
            path: &source.path,
            text: &source.text,
            sections: Sections::default(),
            front: FrontMatter::default(),
            prompt: String::new(),
            hints: Vec::new(),
            id: None,
            faults: Vec::new(),
        };
        let cut = Sections::cut(&source.text);
        draft.sections = draft.keep(cut);
        if draft.sections == Sections::default() {
            return draft;
        }
        draft.front = draft.keep(front::parse(&draft.sections.front, vocabulary));
        draft.prompt = shown(draft.sections.prompt.text).trim().to_owned();
        draft.hints = draft.keep(draft.sections.hints.unwrap_or_default().numbered());
        let slug = source.file_name().trim_end_matches(".md");
        match QuestionId::new(source.folder(), slug) {
            Ok(id) => draft.id = Some(id),
            Err(what) => draft.faults.push((1, what)),
        }
        draft
    }

    fn keep<T>(&mut self, (part, faults): (T, Placed)) -> T {
        self.faults.extend(faults);
        part
    }

    pub fn into_question(self) -> Result<Question, Vec<Fault>> {
        let hints = self.hints.into_iter().map(|(_, hint)| hint);
        match (self.id, self.front.difficulty, self.sections.answer) {
            (Some(id), Some(difficulty), Some(answer)) if self.faults.is_empty() => Ok(Question {
                id,
                title: self.front.title,
                prompt: self.prompt,
                hints: hints.collect(),
                answer: answer.text.trim().to_owned(),
                difficulty,
                companies: self.front.companies,
                asked_widely: self.front.asked_widely,
                topics: self.front.topics,
                links: self.front.links,
            }),
            _ => {
                let at = |(line, what)| Fault::new(self.path, line, what);
                Err(self.faults.into_iter().map(at).collect())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::{bank::source, domain::question::Difficulty};

    fn parse(text: &str) -> Result<Question, String> {
        let vocabulary = Vocabulary::load(&source::built_in()).unwrap();
        let source = Source::new("data/python/chains.md", text);
        let question = Draft::read(&source, &vocabulary).into_question();
        question.map_err(|faults| {
            let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
            lines.join("\n")
        })
    }

    const GOOD: &str = r#"+++
title = "What does `1 < x < 10` do?"
difficulty = "easy"
companies = ["Google", "hft-firms"]
asked_widely = false
topics = ["syntax", "operators"]
links = ["https://docs.python.org/3/"]
+++

Say it.

```python
## Answer
```
```output hidden
It chains.
```

## Hints

1. One,
   and more.
2. Two.

## Answer

It chains.

### Red flags

- None.
"#;

    #[test]
    fn a_file_is_a_question() {
        let question = parse(GOOD).unwrap();
        assert_eq!(question.id.as_str(), "python/chains");
        assert_eq!(question.difficulty, Difficulty::Easy);
        assert_eq!(question.companies, ["google", "hft-firms"]);
        assert_eq!(question.prompt, "Say it.\n\n```python\n## Answer\n```");
        assert_eq!(question.hints, ["One,\nand more.", "Two."]);
        assert_eq!(question.answer, "It chains.\n\n### Red flags\n\n- None.");
    }

    #[test]
    fn every_fault_is_named_at_once_with_its_line() {
        let text = r#"+++
title = ""
difficulty = "tricky"
companies = ["Gogle", "google", "Google"]
asked_widely = "no"
topics = ["asincio"]
colour = 1
+++

## Hints

Think.

## Hints

1. Think.

## Notes
"#;
        assert_snapshot!(parse(text).unwrap_err(), @r#"
        data/python/chains.md:14: `## Hints` is there twice
        data/python/chains.md:18: `## Notes` is unknown: write `## Hints` or `## Answer`
        data/python/chains.md:9: the prompt is missing: write it before `## Hints`
        data/python/chains.md:9: the answer is missing: write it under `## Answer`
        data/python/chains.md:7: `colour` is unknown here: write title, difficulty, companies, asked_widely, topics, links
        data/python/chains.md:2: `title` is empty
        data/python/chains.md:3: `tricky` is no difficulty: write easy, medium or hard
        data/python/chains.md:4: `Gogle` is unknown in `companies`; the nearest are Google, Apple, Netflix
        data/python/chains.md:4: `Google` is there twice in `companies`
        data/python/chains.md:5: `asked_widely` has another type: write `asked_widely = false`
        data/python/chains.md:6: `asincio` is unknown in `topics`; the nearest are asyncio, classes, syntax
        data/python/chains.md:2: `links` is missing: write `links = ["…"]`
        data/python/chains.md:12: hints are a numbered list: begin the line with `1. `
        "#);
    }

    #[test]
    fn a_hint_without_a_number_is_a_fault() {
        let faults = parse(&GOOD.replace("1. One,", "One,")).unwrap_err();
        assert_snapshot!(faults, @"
        data/python/chains.md:21: hints are a numbered list: begin the line with `1. `
        data/python/chains.md:22: hints are a numbered list: begin the line with `1. `
        ");
    }

    #[test]
    fn a_blank_line_at_the_end_of_the_front_matter_is_a_line() {
        let faults = parse(
            &GOOD
                .replace("+++\n\nSay", "\n+++\n\nSay")
                .replace("1. One,", "One,"),
        );
        let lines = "data/python/chains.md:22: ";
        assert!(faults.unwrap_err().starts_with(lines));
    }

    #[test]
    fn broken_toml_is_a_fault_at_its_line() {
        let faults = parse(&GOOD.replace("\"easy\"", "\"easy")).unwrap_err();
        assert!(faults.starts_with("data/python/chains.md:3: "), "{faults}");
    }

    #[test]
    fn a_file_without_front_matter_is_no_question() {
        assert_snapshot!(
            parse("# Hello").unwrap_err(),
            @"data/python/chains.md:1: the file must begin with front matter between two lines of `+++`"
        );
    }
}

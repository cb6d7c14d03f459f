//! Hints that give the answer away: they say what only the answer should.

use super::{
    super::{file::Draft, words::tokens},
    text_of,
};

/// So many words in a row, out of the answer's first paragraph, are its wording and no longer a hint,
const RUN: usize = 6;
/// if so many of them are longer than `a`, `in` and `the`.
const TELLING: usize = 4;
/// So many in a row are its wording whatever they are.
const LONG_RUN: usize = 9;

/// Faults are (line in the file, what is wrong).
pub fn faults(draft: &Draft<'_>) -> Vec<(usize, String)> {
    let section = draft.sections.hints.unwrap_or_default();
    let answer = text_of(draft.sections.answer.unwrap_or_default().text);
    let first = first_paragraph(&answer);
    let asked = format!("{}\n{}", draft.front.title, draft.prompt);
    let mut found = Vec::new();
    for hint in &draft.hints {
        let line = hint.lines().next().unwrap_or("");
        let offset = section.text.find(line).unwrap_or(0);
        let line = section.line + section.text[..offset].matches('\n').count();
        if let Some(words) = shared_run(hint, first).filter(|words| !contains(&asked, words)) {
            let what = format!("the hint has the answer's own words: “{}”", words.join(" "));
            found.push((line, what));
        }
        if let Some(term) = shared_term(hint, first).filter(|term| !asked.contains(term)) {
            let what = format!("the hint names what the answer is about: “{term}”");
            found.push((line, what));
        }
    }
    found
}

fn first_paragraph(text: &str) -> &str {
    let text = text.trim_start();
    text.split("\n\n").next().unwrap_or(text)
}

fn shared_run(hint: &str, answer: &str) -> Option<Vec<String>> {
    let words: Vec<String> = tokens(hint).collect();
    let is_telling = |run: &&[String]| run.iter().filter(|word| word.len() > 3).count() >= TELLING;
    let short = words.windows(RUN).filter(is_telling);
    let mut runs = short.chain(words.windows(LONG_RUN));
    runs.find(|run| contains(answer, run))
        .map(<[String]>::to_vec)
}

fn contains(text: &str, run: &[String]) -> bool {
    let words: Vec<String> = tokens(text).collect();
    words.windows(run.len()).any(|it| it == run)
}

/// A term that the answer's first paragraph sets in bold.
fn shared_term<'a>(hint: &str, answer: &'a str) -> Option<&'a str> {
    let mut bold = answer.split("**").skip(1).step_by(2);
    bold.find(|term| !term.trim().is_empty() && hint.contains(*term))
}

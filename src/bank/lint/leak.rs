//! Hints that give the answer away: they say what only the answer should.

use super::{
    super::{file::Draft, sections::Placed, words::tokens},
    text_of,
};

/// So many words in a row, out of the answer's first paragraph, are its wording and no longer a hint, if so many of them
/// are longer than `a`, `in` and `the`.
const RUNS: [(usize, usize); 2] = [(6, 4), (9, 2)];

/// Faults are (line in the file, what is wrong).
pub fn faults(draft: &Draft<'_>) -> Placed {
    let answer = text_of(draft.sections.answer.unwrap_or_default().text);
    let first = first_paragraph(&answer);
    let asked = format!("{}\n{}", draft.front.title, draft.prompt);
    let mut found = Vec::new();
    for (line, hint) in &draft.hints {
        if let Some(run) = shared_run(hint, first, &asked) {
            let what = format!("the hint has the answer's own words: “{run}”");
            found.push((*line, what));
        }
        if let Some(term) = shared_term(hint, first, &asked) {
            let what = format!("the hint names what the answer is about: “{term}”");
            found.push((*line, what));
        }
    }
    found
}

fn first_paragraph(text: &str) -> &str {
    let text = text.trim_start();
    text.split("\n\n").next().unwrap_or(text)
}

/// Words of the answer that were not asked.
fn shared_run(hint: &str, answer: &str, asked: &str) -> Option<String> {
    let words = |text| tokens(text).collect::<Vec<String>>();
    let (hint, answer, asked) = (words(hint), words(answer), words(asked));
    let is_in = |run: &[String], words: &[String]| words.windows(run.len()).any(|it| it == run);
    RUNS.iter().find_map(|(length, telling)| {
        let is_telling = |run: &[String]| run.iter().filter(|it| it.len() > 3).count() >= *telling;
        let mut runs = hint.windows(*length);
        let run = runs.find(|run| is_telling(run) && is_in(run, &answer) && !is_in(run, &asked));
        run.map(|run| run.join(" "))
    })
}

/// A term that the answer's first paragraph sets in bold, and that was not asked.
fn shared_term(hint: &str, answer: &str, asked: &str) -> Option<String> {
    // Two stars within code are no bold.
    let prose: String = answer.split('`').step_by(2).collect();
    let mut bold = prose.split("**").skip(1).step_by(2);
    let is_told = |term: &str| hint.contains(term) && !asked.contains(term);
    let term = bold.find(|term| !term.trim().is_empty() && is_told(term));
    term.map(str::to_owned)
}

//! Questions that are asked twice: the same title, or nearly the same prompt.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::super::{fault::Fault, file::Draft, words::tokens};
use crate::markdown;

/// Prompts are compared by their runs of three words.
const SHINGLE: usize = 3;
/// So large a share of two prompts' runs in common makes them one question.
const TOO_SIMILAR: f64 = 0.6;

pub fn faults(drafts: &[Draft<'_>]) -> Vec<Fault> {
    let mut found = titles(drafts);
    found.extend(prompts(drafts));
    found
}

fn titles(drafts: &[Draft<'_>]) -> Vec<Fault> {
    let mut first: HashMap<String, &str> = HashMap::new();
    let mut found = Vec::new();
    for draft in drafts.iter().filter(|it| !it.front.title.is_empty()) {
        let title = markdown::to_plain(&draft.front.title, usize::MAX).to_lowercase();
        match first.get(&title) {
            Some(other) => {
                let what = format!("{other} has the same title");
                found.push(Fault::new(draft.path, draft.front.title_line, what));
            }
            None => {
                first.insert(title, draft.path);
            }
        }
    }
    found
}

fn prompts(drafts: &[Draft<'_>]) -> Vec<Fault> {
    let prompts: Vec<BTreeSet<Vec<String>>> = drafts.iter().map(shingles).collect();
    let mut earlier: HashMap<&Vec<String>, Vec<usize>> = HashMap::new();
    let mut found = Vec::new();
    for (n, prompt) in prompts.iter().enumerate() {
        let mut common: BTreeMap<usize, usize> = BTreeMap::new();
        for shingle in prompt {
            let having = earlier.entry(shingle).or_default();
            having
                .iter()
                .for_each(|other| *common.entry(*other).or_default() += 1);
            having.push(n);
        }
        for (other, count) in common {
            let all = prompt.len() + prompts[other].len() - count;
            if share(count, all) >= TOO_SIMILAR {
                let what = format!("{} asks nearly the same", drafts[other].path);
                let line = drafts[n].sections.prompt.first_line();
                found.push(Fault::new(drafts[n].path, line, what));
            }
        }
    }
    found
}

fn shingles(draft: &Draft<'_>) -> BTreeSet<Vec<String>> {
    let words: Vec<String> = tokens(&draft.prompt).collect();
    words.windows(SHINGLE).map(<[String]>::to_vec).collect()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a prompt has far fewer words than 2^52"
)]
fn share(part: usize, all: usize) -> f64 {
    part as f64 / all as f64
}

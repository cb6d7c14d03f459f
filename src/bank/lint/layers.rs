//! The layers of an answer: what follows the explanation, under which heading, in which order.

use super::super::{
    fences::{Place, places},
    sections::{Placed, Section},
};

const LISTENS: &str = "What an interviewer listens for";
const RED_FLAGS: &str = "Red flags";
const FOLLOW_UPS: &str = "Follow-ups";
/// Exercises have these two before the others.
const COMPLEXITY: &str = "Complexity";
const WRONG_TURN: &str = "The usual wrong turn";

/// In their order.
const LAYERS: [&str; 5] = [COMPLEXITY, WRONG_TURN, LISTENS, RED_FLAGS, FOLLOW_UPS];

struct Layer<'a> {
    name: &'a str,
    line: usize,
    lines: Vec<&'a str>,
}

/// Faults are (line in the file, what is wrong).
pub fn faults(answer: &Section<'_>) -> Placed {
    let layers = layers(answer);
    let has = |name: &str| layers.iter().any(|layer| layer.name == name);
    let is_exercise = has(COMPLEXITY) || has(WRONG_TURN);
    let wanted = if is_exercise {
        &LAYERS[..]
    } else {
        &LAYERS[2..]
    };
    let mut found = Vec::new();
    for name in wanted.iter().filter(|name| !has(name)) {
        let what = format!("the answer lacks `### {name}`");
        found.push((answer.line - 1, what));
    }
    let order = |layer: &Layer<'_>| LAYERS.iter().position(|name| *name == layer.name);
    for pair in layers.windows(2) {
        if let (Some(first), Some(second)) = (order(&pair[0]), order(&pair[1]))
            && first >= second
        {
            let what = format!(
                "`### {}` belongs before `### {}`",
                pair[1].name, pair[0].name
            );
            found.push((pair[1].line, what));
        }
    }
    for layer in &layers {
        found.extend(layer.fault().map(|what| (layer.line, what)));
    }
    found
}

impl Layer<'_> {
    fn fault(&self) -> Option<String> {
        if !LAYERS.contains(&self.name) {
            return Some(format!("`### {}` is no layer of an answer", self.name));
        }
        if self.lines.iter().all(|line| line.trim().is_empty()) {
            return Some(format!("`### {}` is empty", self.name));
        }
        let items = self.lines.iter().filter(|line| line.starts_with("- "));
        let count = items.clone().count();
        if self.name != FOLLOW_UPS {
            return None;
        }
        let is_answered = |line: &&str| {
            let question = line
                .strip_prefix("- *")
                .and_then(|line| line.split_once("* "));
            question.is_some_and(|(_, answer)| !answer.trim().is_empty())
        };
        if !(2..=3).contains(&count) {
            Some(format!("write two or three follow-ups, not {count}"))
        } else if !items.clone().all(is_answered) {
            Some("a follow-up has another form: write `- *Question?* Answer.`".to_owned())
        } else {
            None
        }
    }
}

fn layers<'a>(answer: &Section<'a>) -> Vec<Layer<'a>> {
    let mut layers: Vec<Layer<'a>> = Vec::new();
    for (n, line, place) in places(answer.text) {
        match (line.strip_prefix("### "), layers.last_mut()) {
            (Some(name), _) if place == Place::Text => layers.push(Layer {
                name: name.trim(),
                line: answer.line + n - 1,
                lines: Vec::new(),
            }),
            (_, Some(layer)) => layer.lines.push(line),
            _ => {}
        }
    }
    layers
}

//! Messages, forms and transcripts as plain text, for people and for snapshot tests.

use serde_json::Value;

use crate::channel::Place;
use crate::message::Message;
use crate::outcome::{Input, Modal};
use crate::view::View;

impl Message {
    /// What a person sees: content, embeds, files, one line for each row of buttons, who was pinged.
    pub fn text(&self) -> String {
        let mut lines = Vec::new();
        if self.is_loading() {
            lines.push("(thinking…)".to_string());
        }
        if !self.content.is_empty() {
            lines.push(self.content.clone());
        }
        lines.extend(self.embeds.iter().map(embed_text));
        let is_shown = |url: &str| self.embeds.iter().any(|it| it["image"]["url"] == url);
        let files = self.attachments.iter().filter(|file| !is_shown(&file.url));
        lines.extend(files.map(|file| format!("(file {})", file.name)));
        lines.extend(self.components.iter().map(row_text));
        if !self.pings.names.is_empty() {
            lines.push(format!("(pings {})", self.pings.names.join(", ")));
        }
        if let Some(name) = &self.only_for {
            lines.push(format!("(only {name} sees this)"));
        }
        lines.join("\n")
    }
}

impl Modal {
    /// The title, then each input with what is in it.
    pub fn text(&self) -> String {
        let title = format!("[{}]", self.title);
        let inputs = self.inputs.iter().map(Input::text);
        std::iter::once(title)
            .chain(inputs)
            .collect::<Vec<_>>()
            .join("\n")
    }
}

impl Input {
    fn text(&self) -> String {
        let star = if self.required { "*" } else { "" };
        format!("{}{star}: {}", self.label, self.value)
            .trim_end()
            .to_string()
    }
}

impl View<'_> {
    /// The public messages of a channel or thread: author and text, with a blank line between.
    pub fn transcript<'p>(&self, place: impl Into<Place<'p>>) -> String {
        let messages = self.messages(place).into_iter();
        let said = messages.map(|it| format!("{}: {}", it.author_name, it.text()));
        said.collect::<Vec<_>>().join("\n\n")
    }
}

fn embed_text(embed: &Value) -> String {
    let text = |value: &Value| value.as_str().map(str::to_string);
    let mut lines = Vec::new();
    lines.extend(text(&embed["author"]["name"]));
    lines.extend(text(&embed["title"]).map(|title| format!("# {title}")));
    lines.extend(text(&embed["description"]));
    for field in embed["fields"].as_array().into_iter().flatten() {
        let part = |key: &str| field[key].as_str().unwrap_or_default();
        lines.push(format!("{}: {}", part("name"), part("value")));
    }
    let image = embed["image"]["url"].as_str();
    lines.extend(image.map(|url| format!("(image {})", url.rsplit('/').next().unwrap_or(url))));
    lines.extend(text(&embed["footer"]["text"]).map(|footer| format!("-- {footer}")));
    let quoted = lines.join("\n");
    let quoted = quoted.lines().map(|line| format!("| {line}"));
    quoted.collect::<Vec<_>>().join("\n")
}

fn row_text(row: &Value) -> String {
    let controls = row["components"].as_array().into_iter().flatten();
    controls.map(control_text).collect::<Vec<_>>().join(" ")
}

fn control_text(control: &Value) -> String {
    if control["type"] != 2 {
        return select_text(control);
    }
    let off = if control["disabled"] == true {
        " (off)"
    } else {
        ""
    };
    match control["url"].as_str() {
        Some(url) => format!("[{} -> {url}{off}]", label_of(control)),
        None => format!("[{}{off}]", label_of(control)),
    }
}

/// A button's label; that of one with an emoji alone is the emoji.
pub(crate) fn label_of(button: &Value) -> &str {
    let label = button["label"].as_str();
    label.or(button["emoji"]["name"].as_str()).unwrap_or("")
}

fn select_text(select: &Value) -> String {
    let options = select["options"].as_array().into_iter().flatten();
    let labels = options.map(|it| it["label"].as_str().unwrap_or_default());
    let labels = labels.collect::<Vec<_>>().join(" | ");
    let placeholder = select["placeholder"].as_str().unwrap_or("select");
    format!("[{placeholder} v {labels}]").replace(" v ]", " v]")
}

//! CommonMark to Discord: pure functions from a question's Markdown, or a member's own words, to texts within Discord's
//! limits, in which nothing is lost and nothing mentions anybody.

mod chunk;
mod escape;
mod inline;
mod pack;
mod parse;
mod reader;
mod table;

pub use escape::escape;
pub use parse::unrendered;
pub use table::PHONE_WIDTH;

/// Characters of a message's content.
pub const MESSAGE_LIMIT: usize = 2000;
/// Characters of an embed's description.
pub const DESCRIPTION_LIMIT: usize = 4096;
/// An answer longer than this is sent as a file too.
pub const MAX_MESSAGES: usize = 5;

/// A text for a channel: at most [`MAX_MESSAGES`] messages, and the whole of it for a file if that is not all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rendered {
    pub messages: Vec<String>,
    /// The Markdown as written, for an attached `.md` file.
    pub file: Option<String>,
}

pub fn render(markdown: &str) -> Rendered {
    let mut messages = to_pieces(markdown, MESSAGE_LIMIT);
    let is_whole = messages.len() <= MAX_MESSAGES;
    messages.truncate(MAX_MESSAGES);
    Rendered {
        messages,
        file: (!is_whole).then(|| markdown.to_owned()),
    }
}

/// Discord Markdown in pieces of at most `limit` characters (at least 800), cut between blocks where possible. Nothing is
/// lost, and each piece is well-formed by itself.
pub fn to_pieces(markdown: &str, limit: usize) -> Vec<String> {
    pack::pack(chunk::chunks(&parse::parse(markdown)), limit.max(800))
}

/// The text of an embed. Questions fit; of a longer one the beginning, which ends in a line that says so.
pub fn to_description(markdown: &str) -> String {
    let mut pieces = to_pieces(markdown, DESCRIPTION_LIMIT);
    if pieces.len() < 2 {
        return pieces.pop().unwrap_or_default();
    }
    let cut = to_pieces(markdown, DESCRIPTION_LIMIT - 2);
    format!("{}\n…", cut[0])
}

/// One line for an embed's title or field: Discord Markdown without blocks, at most `limit` characters.
pub fn to_line(markdown: &str, limit: usize) -> String {
    let line = inline::to_discord(&runs_of_line(markdown), "", "");
    if units(&line) <= limit {
        return line;
    }
    // Cut text may end within a mark, so that only plain text can be cut; escapes may double its length.
    let plain = inline::to_plain(&runs_of_line(markdown));
    let cut = (1..=limit).rev().map(|length| truncate(&plain, length));
    cut.map(|text| escape(&text, true))
        .find(|text| units(text) <= limit)
        .unwrap_or_default()
}

/// One line without any markup, for names of threads and of choices: at most `limit` characters.
pub fn to_plain(markdown: &str, limit: usize) -> String {
    truncate(&inline::to_plain(&runs_of_line(markdown)), limit)
}

/// `text` if it has at most `limit` characters; else its beginning and an ellipsis.
pub fn truncate(text: &str, limit: usize) -> String {
    if units(text) <= limit {
        return text.to_owned();
    }
    let end = end_within(text, limit.saturating_sub(1));
    format!("{}…", text[..end].trim_end())
}

/// How many columns of a code block the first table of `markdown` takes, if there is one.
pub fn table_width(markdown: &str) -> Option<usize> {
    parse::parse(markdown).iter().find_map(|block| match block {
        parse::Block::Table(table) => Some(table::width(table)),
        _ => None,
    })
}

/// A member's own words, shown exactly as typed: no formatting, no mentions.
pub fn inert(text: &str) -> String {
    let lines = text.lines().map(|line| escape(line, true));
    lines.collect::<Vec<_>>().join("\n")
}

/// A member's own words behind spoiler bars, in pieces of at most `limit` characters (at least 100).
pub fn spoiler(text: &str, limit: usize) -> Vec<String> {
    pack::spoilers(&inert(text), limit.max(100))
}

/// What a text counts against Discord's limits. Discord says characters; UTF-16 units are never fewer.
pub fn units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// The offset up to which `text` has at most `limit` units.
fn end_within(text: &str, limit: usize) -> usize {
    let mut used = 0;
    text.char_indices()
        .find(|(_, c)| {
            used += c.len_utf16();
            used > limit
        })
        .map_or(text.len(), |(at, _)| at)
}

/// Markdown of one line is no list, heading or quote, whatever it begins with.
fn runs_of_line(markdown: &str) -> Vec<inline::Run> {
    let line = markdown.split_whitespace().collect::<Vec<_>>().join(" ");
    let blocks = parse::parse(&format!("{}\u{20}{line}", escape::ZERO_WIDTH_SPACE));
    let Some(parse::Block::Paragraph(mut runs)) = blocks.into_iter().next() else {
        return Vec::new();
    };
    runs.remove(0);
    if let Some(first) = runs.first_mut() {
        first.before = inline::Gap::Nothing;
    }
    runs
}

#[cfg(test)]
mod tests;

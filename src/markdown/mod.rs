//! CommonMark to Discord: pure functions from parsed Markdown to messages within Discord's limits.

/// Stand-in until the renderer is here: text without backticks, cut to `limit` characters.
pub fn to_plain(markdown: &str, limit: usize) -> String {
    markdown.replace('`', "").chars().take(limit).collect()
}

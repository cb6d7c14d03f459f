//! Text that Discord shows as it is written: nothing in it formats, mentions, links or folds.

/// Discord's clients show nothing for it, and it breaks up what they would interpret.
pub const ZERO_WIDTH_SPACE: char = '\u{200b}';

/// `text` of one line with a backslash before whatever Discord would interpret, and a zero-width space where it does
/// not honour one (`@everyone`). Addresses of the web are left whole, or they would not work.
pub fn escape(text: &str, starts_line: bool) -> String {
    let marker = starts_line.then(|| line_marker(text)).flatten();
    let mut escaped = String::with_capacity(text.len() + 8);
    let mut before = None;
    let mut url_end = 0;
    for (at, c) in text.char_indices() {
        let rest = &text[at..];
        if at >= url_end {
            url_end = at + url_length(rest);
        }
        let is_special = at >= url_end && is_markup(c, before, rest);
        if is_special || marker == Some(at) {
            escaped.push('\\');
        }
        escaped.push(c);
        if c == '@' && ["@everyone", "@here"].iter().any(|it| rest.starts_with(it)) {
            escaped.push(ZERO_WIDTH_SPACE);
        }
        before = Some(c);
    }
    escaped
}

/// Inline code. Discord ends it at as many backticks as began it, and takes three for a block.
pub fn code_span(code: &str) -> String {
    if !code.contains('`') {
        return format!("`{code}`");
    }
    let code = break_up(code, 2);
    let pad = |is_needed: bool| if is_needed { " " } else { "" };
    let (before, after) = (pad(code.starts_with('`')), pad(code.ends_with('`')));
    format!("``{before}{code}{after}``")
}

/// A line of a code block, unable to end it.
pub fn code_line(line: &str) -> String {
    break_up(line, 3)
}

/// How many bytes at the beginning of `text` are an address of the web.
pub fn url_length(text: &str) -> usize {
    let is_url = text.starts_with("https://") || text.starts_with("http://");
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '`' | '|'));
    if is_url { end.unwrap_or(text.len()) } else { 0 }
}

fn is_markup(c: char, before: Option<char>, rest: &str) -> bool {
    match c {
        '\\' | '*' | '_' | '`' => true,
        '~' | '|' => is_doubled(c, before, rest),
        '<' => begins_tag(&rest[1..]),
        // `](` would make a link of two texts that are none.
        '(' => before == Some(']'),
        _ => false,
    }
}

/// Two in a row are markup. At the edges of the text the neighbour is not known.
fn is_doubled(c: char, before: Option<char>, rest: &str) -> bool {
    let after = rest.chars().nth(1);
    before.is_none_or(|it| it == c) || after.is_none_or(|it| it == c)
}

/// `<@1>`, `<#1>`, `<:name:1>`, `</name:1>`, `<t:1>`, `<https://…>`; but not `a < b`, nor `list<int>`.
fn begins_tag(after: &str) -> bool {
    let word = after.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    after.starts_with(['@', '#', '/']) || word.starts_with(':')
}

/// Where the backslash goes in a line that would become a heading, quote, subtext or list item.
fn line_marker(text: &str) -> Option<usize> {
    let line = text.trim_start();
    let start = text.len() - line.len();
    let word = line.split_whitespace().next()?;
    let number = word.trim_end_matches(['.', ')']);
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    if matches!(word, "-" | "+") || word.starts_with(['#', '>']) || word.starts_with("-#") {
        Some(start)
    } else if is_number && word.len() == number.len() + 1 {
        Some(start + number.len())
    } else {
        None
    }
}

/// Puts a zero-width space into runs of backticks, so that none has as many as `length`.
fn break_up(code: &str, length: usize) -> String {
    let mut broken = String::with_capacity(code.len());
    let mut run = 0;
    for c in code.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        if run == length {
            broken.push(ZERO_WIDTH_SPACE);
            run = 1;
        }
        broken.push(c);
    }
    broken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(escape(text, true), expected);
    }

    #[test]
    fn what_discord_would_interpret_is_escaped() {
        check("a * b __c__ `d` \\", r"a \* b \_\_c\_\_ \`d\` \\");
        check("x || y", r"x \|\| y");
        check("a | b ~ c", "a | b ~ c");
        check("~~gone~~", r"\~\~gone\~\~");
        check("[a](b)", r"[a]\(b)");
    }

    #[test]
    fn mentions_are_inert() {
        check("<@1> <@&2> <#3>", r"\<@1> \<@&2> \<#3>");
        check(
            "<t:1:R> <:a:1> </b:2> <https://a.b>",
            r"\<t:1:R> \<:a:1> \</b:2> \<https://a.b>",
        );
        check(
            "@everyone @here @her",
            "@\u{200b}everyone @\u{200b}here @her",
        );
        check("a < b, list<int>", "a < b, list<int>");
    }

    #[test]
    fn a_line_does_not_become_a_block() {
        check("# a", r"\# a");
        check("-# a", r"\-# a");
        check("- a", r"\- a");
        check("> a", r"\> a");
        check(" 12. a", r" 12\. a");
        check("3.5 a - b", "3.5 a - b");
        assert_eq!(escape("- a", false), "- a");
    }

    #[test]
    fn addresses_stay_whole() {
        check("see https://a.b/c_d_e, f_g", r"see https://a.b/c_d_e, f\_g");
        check("https://a.b/||", r"https://a.b/\|\|");
    }

    #[test]
    fn code_cannot_end_early() {
        assert_eq!(code_span("a"), "`a`");
        assert_eq!(code_span("a`b"), "``a`b``");
        assert_eq!(code_span("`"), "`` ` ``");
        assert_eq!(code_span("``"), "`` `\u{200b}` ``");
        assert_eq!(code_line("````"), "``\u{200b}``");
    }
}

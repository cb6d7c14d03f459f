//! What Discord is sent for each kind of Markdown, and what holds for every text.

use insta::assert_snapshot;
use proptest::{collection::vec, prelude::*, sample::select, test_runner::TestCaseResult};

use super::*;

fn discord(markdown: &str) -> String {
    to_pieces(markdown, MESSAGE_LIMIT).join("\n=====\n")
}

#[test]
fn blocks_become_what_discord_has() {
    let markdown = "\
# One
Text with *em*, **strong**, ***both***, ~~gone~~ and `code`.
Same paragraph.\\
New line.

#### Four *deep*
> quoted
> text

1. first

   more
2. second
   - inner
   - other

* * *
![a chart](https://a.b/c.png) and <b>html</b> and <https://a.b>
<div>
block
</div>
";
    assert_snapshot!(discord(markdown), @r"
    # One
    Text with *em*, **strong**, ***both***, ~~gone~~ and `code`. Same paragraph.
    New line.

    **Four *deep***
    > quoted text

    1. first
       more
    2. second
       - inner
       - other

    ──────────

    [a chart](https://a.b/c.png) and <b>html\</b> and <https://a.b>

    <div>
    block
    \</div>
    ");
}

#[test]
fn fences_keep_only_their_language() {
    let markdown = "
```python no-run: needs 3.14
x = 1
```
```output
1
```
    indented

- item
  ```
  in a list
  ```
";
    assert_snapshot!(discord(markdown), @"
    ```python
    x = 1
    ```
    ```text
    1
    ```
    ```
    indented
    ```
    - item
    ```
    in a list
    ```
    ");
}

#[test]
fn a_narrow_table_is_aligned() {
    let markdown = "
| Name | `O(n)` | 数 |
|:-----|-------:|:--:|
| list | 10 | 三四 |
| a **set** | 9 | x |
";
    assert_snapshot!(discord(markdown), @"
    ```
    Name   O(n)   数
    -----  ----  ----
    list     10  三四
    a set     9   x
    ```
    ");
}

#[test]
fn a_wide_table_is_a_list() {
    let markdown = "
| Kind | What it is good for | When to leave it |
|------|------|------|
| list | order, and growing at its end | membership of many |
| set | membership | |
";
    assert_snapshot!(discord(markdown), @"
    - Kind: **list**; What it is good for: order, and growing at its end; When to leave it: membership of many
    - Kind: **set**; What it is good for: membership
    ");
}

#[test]
fn links_keep_their_text() {
    assert_snapshot!(discord("[a `b`](https://a.b/c_(d))"), @"[a `b`](https://a.b/c_%28d%29)");
    assert_snapshot!(discord("[list[int]](https://a.b)"), @"[list[int]](https://a.b)");
    assert_snapshot!(discord(r"[odd \] one](https://a.b)"), @"odd ] one <https://a.b>");
    assert_snapshot!(discord("[https://x.y](https://a.b)"), @"<https://x.y> <https://a.b>");
    assert_snapshot!(discord("[there](other.md) and **https://a.b/c_d**."), @"there (other.md) and **<https://a.b/c_d>**.");
}

#[test]
fn text_looks_as_it_is_meant() {
    assert_eq!(
        discord(r"\_\_init\_\_ is 2\*3 || 4, \~\~no\~\~ <t:1:R> @everyone"),
        "\\_\\_init\\_\\_ is 2\\*3 \\|\\| 4, \\~\\~no\\~\\~ \\<t:1:R> @\u{200b}everyone"
    );
    assert_eq!(discord("*a***b**"), "*a*\u{200b}**b**");
    assert_snapshot!(discord("a\\\n\\# b\\\n-# c\\\n\\- d"), @r"
    a
    \# b
    \-# c
    \- d
    ");
    assert_snapshot!(discord("`@everyone <@1> __x__`"), @"`@everyone <@1> __x__`");
}

#[test]
fn a_fence_that_must_be_split_is_reopened_with_its_language() {
    let code: String = (0..300).map(|n| format!("line_{n}()\n")).collect();
    let pieces = to_pieces(&format!("Look:\n```python\n{code}```\nDone."), 2000);
    assert_eq!(pieces.len(), 3);
    assert_eq!(pieces[0], "Look:");
    assert!(pieces[1].starts_with("```python\nline_0()\n") && pieces[1].ends_with(")\n```"));
    assert!(
        pieces[2].starts_with("```python\nline_") && pieces[2].ends_with("line_299()\n```\nDone.")
    );
}

#[test]
fn a_long_paragraph_is_split_at_a_sentence() {
    let sentence = "Seven words are quite enough for one. ";
    let pieces = to_pieces(&format!("**{}**", sentence.repeat(60).trim()), 2000);
    assert_eq!(pieces.len(), 2);
    assert!(
        pieces
            .iter()
            .all(|piece| piece.starts_with("**Seven") && piece.ends_with("one.**"))
    );
}

#[test]
fn a_heading_goes_with_what_it_heads() {
    let markdown = format!("{}\n\n### Why\n\n{}", "a ".repeat(500), "b ".repeat(500));
    let pieces = to_pieces(&markdown, 1500);
    assert!(pieces[1].starts_with("### Why\nb b"), "{}", pieces[1]);
}

#[test]
fn more_than_five_messages_are_a_file_too() {
    let markdown = "word ".repeat(3000);
    let rendered = render(&markdown);
    assert_eq!(rendered.messages.len(), 5);
    assert_eq!(rendered.file, Some(markdown));
    assert_eq!(render("short").file, None);
}

#[test]
fn titles_are_one_line() {
    assert_eq!(
        to_plain("1. What does `1 < x` **do**?", 100),
        "1. What does 1 < x do?"
    );
    assert_eq!(to_plain("abcdef", 4), "abc…");
    assert_eq!(
        to_line("What does `__init__` do_it?\n", 256),
        r"What does `__init__` do\_it?"
    );
    assert_eq!(to_line("# 😀😀😀", 6), r"\# 😀…");
}

#[test]
fn a_description_that_is_cut_says_so() {
    let description = to_description(&"word ".repeat(2000));
    assert!(description.ends_with("word\n…"));
    assert!(units(&description) <= DESCRIPTION_LIMIT);
}

#[test]
fn a_members_own_words_stay_behind_the_bars() {
    assert_eq!(spoiler("a || b |", 2000), ["||a \\|\\| b \\|\u{200b}||"]);
    assert_eq!(
        spoiler("```py\nx\n```", 2000),
        ["||\\`\\`\\`py\nx\n\\`\\`\\`||"]
    );
    assert_eq!(spoiler(" \n ", 2000), [""; 0]);
    assert_eq!(inert("# hi @here"), "\\# hi @\u{200b}here");
}

/// Letters and digits, in order: whatever markup does, these stay.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// What the parser sees as text, apart from addresses.
fn meant(markdown: &str) -> String {
    use pulldown_cmark::{Event, Options, Parser};
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let texts = Parser::new_ext(markdown, options).filter_map(|event| match event {
        Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
            Some(text.to_string())
        }
        _ => None,
    });
    texts.collect()
}

fn is_subsequence(part: &str, whole: &str) -> bool {
    let mut whole = whole.chars();
    part.chars().all(|c| whole.any(|it| it == c))
}

fn check_piece(piece: &str, limit: usize) -> TestCaseResult {
    prop_assert!(units(piece) <= limit, "{} units: {piece}", units(piece));
    prop_assert!(!piece.trim().is_empty());
    let fences = piece.matches("```").count();
    prop_assert_eq!(fences % 2, 0, "{}", piece);
    Ok(())
}

fn check_all(markdown: &str, limit: usize) -> TestCaseResult {
    let pieces = to_pieces(markdown, limit);
    for piece in &pieces {
        check_piece(piece, limit)?;
    }
    let (meant, shown) = (letters(&meant(markdown)), letters(&pieces.concat()));
    prop_assert!(is_subsequence(&meant, &shown), "{meant:?} of {shown:?}");
    Ok(())
}

fn some_markdown() -> impl Strategy<Value = String> {
    let parts = select(vec![
        "# ",
        "#### ",
        "- ",
        "1. ",
        "> ",
        "```python x\n",
        "```\n",
        "````\n",
        "~~~\n",
        "`",
        "``",
        "*",
        "**",
        "***",
        "_",
        "~~",
        "[",
        "](https://a.b/c)",
        "](x y)",
        "![",
        "<b>",
        "<!-- c -->",
        "\n",
        "\n\n",
        "  ",
        "    ",
        "\\",
        "|",
        "||",
        "---\n",
        "word",
        "Sentence end. ",
        "@everyone",
        "<@12>",
        "<t:1:R>",
        "https://a.b/c_d",
        "&amp;",
        "数",
        "😀",
        "-# ",
        "a_b",
        "x*y",
        "\t",
        "\\\n",
        "<https://e.f>",
        "](https://a.b/long/long/long/long/long/long/long)",
    ]);
    vec(
        prop_oneof![4 => parts.prop_map(str::to_owned), 1 => "[a-z ]{0,300}"],
        0..120,
    )
    .prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn every_piece_is_well_formed_and_nothing_is_lost(markdown in some_markdown(), limit in 800..2000_usize) {
        check_all(&markdown, limit)?;
    }

    #[test]
    fn any_text_is_rendered(markdown in any::<String>(), depth in 0..400_usize) {
        check_all(&markdown, 800)?;
        check_all(&format!("{}{markdown}", "> - 1. ".repeat(depth)), 800)?;
        prop_assert!(units(&to_plain(&markdown, 100)) <= 100);
        prop_assert!(units(&to_line(&markdown, 256)) <= 256);
    }

    #[test]
    fn plain_text_stays_as_it_is(words in vec("[A-Za-z][a-z]{0,12}[,.]?", 1..200)) {
        let text = words.join(" ");
        prop_assert_eq!(to_pieces(&text, 4000), [text]);
    }

    #[test]
    fn spoilers_hide_everything(text in "[a|`\\\\@ \n😀*]{0,900}", limit in 100..300_usize) {
        let pieces = spoiler(&text, limit);
        for piece in &pieces {
            prop_assert!(units(piece) <= limit);
            let inside = piece.strip_prefix("||").and_then(|it| it.strip_suffix("||")).unwrap();
            prop_assert!(!inside.contains("||") && !inside.ends_with('|'), "{piece}");
            prop_assert!(!inside.contains("``"));
        }
        prop_assert_eq!(letters(&text), letters(&pieces.concat()));
    }
}

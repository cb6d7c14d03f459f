//! Tables, which Discord lacks: aligned columns in a code block, or a list where a phone is too narrow for them.

use pulldown_cmark::Alignment;
use unicode_width::UnicodeWidthStr;

use super::{
    inline::{Gap, Kind, Mark, Run, to_plain},
    parse::{Block, Table},
};

/// As many columns of a code block as a phone shows without breaking the line.
pub const PHONE_WIDTH: usize = 42;

/// Between two columns.
const SEPARATOR: &str = "  ";

/// A table as a block that Discord can show.
pub fn to_block(table: &Table) -> Block {
    let has_link = |run: &Run| run.kind == Kind::Url || run.marks.iter().any(is_link);
    let mut runs = table.rows.iter().flatten().flatten();
    if width(table) <= PHONE_WIDTH && !runs.any(has_link) {
        to_code(table)
    } else {
        to_list(table)
    }
}

/// In columns, when it is aligned.
pub fn width(table: &Table) -> usize {
    let widths = widths(table);
    let separators = widths.len().saturating_sub(1) * SEPARATOR.len();
    widths.iter().sum::<usize>() + separators
}

fn widths(table: &Table) -> Vec<usize> {
    let mut widths = vec![0; table.alignments.len()];
    for row in &table.rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(to_plain(cell).width());
        }
    }
    widths
}

fn to_code(table: &Table) -> Block {
    let widths = widths(table);
    let mut lines: Vec<String> = table
        .rows
        .iter()
        .map(|row| line(row, table, &widths))
        .collect();
    let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
    lines.insert(1.min(lines.len()), rule.join(SEPARATOR));
    Block::Code {
        language: String::new(),
        text: lines.join("\n"),
    }
}

fn line(row: &[Vec<Run>], table: &Table, widths: &[usize]) -> String {
    let cells = row.iter().zip(&table.alignments).zip(widths);
    let cells = cells.map(|((cell, alignment), width)| pad(&to_plain(cell), *alignment, *width));
    let line = cells.collect::<Vec<_>>().join(SEPARATOR);
    line.trim_end().to_owned()
}

fn pad(text: &str, alignment: Alignment, width: usize) -> String {
    let room = width.saturating_sub(text.width());
    let left = match alignment {
        Alignment::Right => room,
        Alignment::Center => room / 2,
        Alignment::Left | Alignment::None => 0,
    };
    format!("{}{text}{}", " ".repeat(left), " ".repeat(room - left))
}

/// One item a row: `heading: **cell**; heading: cell`.
fn to_list(table: &Table) -> Block {
    let (heading, rows) = table
        .rows
        .split_first()
        .map_or((&[][..], &[][..]), |(heading, rows)| {
            (heading.as_slice(), rows)
        });
    let items = rows
        .iter()
        .map(|row| vec![Block::Paragraph(item(heading, row))]);
    let items: Vec<Vec<Block>> = items.collect();
    if items.is_empty() {
        return Block::Paragraph(item(&[], heading));
    }
    Block::List { start: None, items }
}

fn item(heading: &[Vec<Run>], row: &[Vec<Run>]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let filled = row.iter().enumerate().filter(|(_, cell)| !cell.is_empty());
    for (n, cell) in filled {
        if !runs.is_empty() {
            runs.push(text(";", Gap::Nothing));
        }
        if let Some(name) = heading.get(n).filter(|name| !name.is_empty()) {
            append(&mut runs, name);
            runs.push(text(":", Gap::Nothing));
        }
        let start = runs.len();
        append(&mut runs, cell);
        if n == 0 {
            runs[start..].iter_mut().for_each(embolden);
        }
    }
    runs
}

fn append(runs: &mut Vec<Run>, cell: &[Run]) {
    let start = runs.len();
    runs.extend_from_slice(cell);
    if start > 0 {
        runs[start].before = Gap::Space;
    }
}

fn text(text: &str, before: Gap) -> Run {
    Run {
        text: text.to_owned(),
        kind: Kind::Text,
        marks: Vec::new(),
        before,
    }
}

/// Strong on the outside, unless it is strong already.
pub fn embolden(run: &mut Run) {
    if !run.marks.contains(&Mark::Strong) {
        run.marks.insert(0, Mark::Strong);
    }
}

fn is_link(mark: &Mark) -> bool {
    matches!(mark, Mark::Link { .. })
}

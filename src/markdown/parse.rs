//! CommonMark with tables and strikethrough to the few blocks that Discord can show, or that we can show in others.

use pulldown_cmark::{Alignment, CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::{
    inline::{Gap, Kind, Mark, Run},
    reader::Inline,
};

/// Containers nested deeper than this are shown at this depth.
const MAX_DEPTH: usize = 12;

#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    Paragraph(Vec<Run>),
    Heading(HeadingLevel, Vec<Run>),
    Code {
        language: String,
        text: String,
    },
    Quote(Vec<Self>),
    List {
        start: Option<u64>,
        items: Vec<Vec<Self>>,
    },
    Table(Table),
    Rule,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    pub alignments: Vec<Alignment>,
    /// The first row is the heading.
    pub rows: Vec<Vec<Vec<Run>>>,
}

const OPTIONS: Options = Options::ENABLE_TABLES.union(Options::ENABLE_STRIKETHROUGH);

pub fn parse(markdown: &str) -> Vec<Block> {
    let mut builder = Builder {
        containers: vec![Container::new(Shape::Transparent)],
        inline: Inline::default(),
        code: None,
        table: None,
    };
    for event in Parser::new_ext(markdown, OPTIONS) {
        builder.event(event);
    }
    builder.finish_paragraph();
    builder.pop().blocks
}

/// Where HTML and images begin, neither of which Discord renders.
pub fn unrendered(markdown: &str) -> Vec<usize> {
    let events = Parser::new_ext(markdown, OPTIONS).into_offset_iter();
    let is_unrendered = |event: &Event<'_>| {
        matches!(
            event,
            Event::Start(Tag::HtmlBlock | Tag::Image { .. }) | Event::InlineHtml(_)
        )
    };
    let found = events.filter(|(event, _)| is_unrendered(event));
    found.map(|(_, range)| range.start).collect()
}

struct Builder {
    /// From the document to the innermost list item; a stack of its own, because documents nest as deep as they like.
    containers: Vec<Container>,
    inline: Inline,
    /// Language and text of the code block that is being read.
    code: Option<(String, String)>,
    table: Option<Table>,
}

struct Container {
    shape: Shape,
    blocks: Vec<Block>,
    /// Of a list.
    items: Vec<Vec<Block>>,
}

enum Shape {
    /// Its blocks belong to the container around it.
    Transparent,
    Quote,
    List(Option<u64>),
    Item,
}

impl Container {
    fn new(shape: Shape) -> Self {
        Self {
            shape,
            blocks: Vec::new(),
            items: Vec::new(),
        }
    }
}

impl Builder {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.text(&text),
            Event::Code(code) => self.inline.push(Kind::Code, &code),
            Event::SoftBreak => self.inline.widen(Gap::Space),
            Event::HardBreak => self.inline.widen(Gap::Line),
            Event::Rule => {
                self.finish_paragraph();
                self.add(Block::Rule);
            }
            // The options that make these are off.
            Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Emphasis => self.inline.marks.push(Mark::Emphasis),
            Tag::Strong => self.inline.marks.push(Mark::Strong),
            Tag::Strikethrough => self.inline.marks.push(Mark::Strike),
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                self.inline.open_link(&dest_url);
            }
            Tag::TableRow | Tag::TableHead => {
                let rows = self.table.as_mut().map(|table| &mut table.rows);
                rows.into_iter().for_each(|rows| rows.push(Vec::new()));
            }
            Tag::TableCell => {}
            _ => {
                self.finish_paragraph();
                self.start_block(tag);
            }
        }
    }

    fn start_block(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::BlockQuote(_) => self.open(Shape::Quote),
            Tag::List(start) => self.open(Shape::List(start)),
            Tag::Item => self.open(Shape::Item),
            Tag::CodeBlock(kind) => {
                let language = match kind {
                    CodeBlockKind::Fenced(info) => language(&info),
                    CodeBlockKind::Indented => String::new(),
                };
                self.code = Some((language, String::new()));
            }
            Tag::Table(alignments) => {
                self.table = Some(Table {
                    alignments,
                    rows: Vec::new(),
                });
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => {
                self.inline.marks.pop();
            }
            TagEnd::Link | TagEnd::Image => self.inline.close_link(),
            TagEnd::TableCell => {
                let cell = self.inline.take();
                let row = self.table.as_mut().and_then(|table| table.rows.last_mut());
                row.into_iter().for_each(|row| row.push(cell.clone()));
            }
            TagEnd::Table => {
                let table = self.table.take();
                self.add(Block::Table(table.unwrap_or_default()));
            }
            TagEnd::Heading(level) => {
                let runs = self.inline.take();
                if !runs.is_empty() {
                    self.add(Block::Heading(level, runs));
                }
            }
            TagEnd::CodeBlock => {
                let (language, text) = self.code.take().unwrap_or_default();
                if !text.trim().is_empty() {
                    self.add(Block::Code { language, text });
                }
            }
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item => self.close(),
            TagEnd::TableHead | TagEnd::TableRow => {}
            _ => self.finish_paragraph(),
        }
    }

    fn text(&mut self, text: &str) {
        match &mut self.code {
            Some((_, code)) => code.push_str(text),
            None => self.inline.text(text),
        }
    }

    fn finish_paragraph(&mut self) {
        let runs = self.inline.take();
        if !runs.is_empty() {
            self.add(Block::Paragraph(runs));
        }
    }

    fn open(&mut self, shape: Shape) {
        let is_too_deep = self.containers.len() > MAX_DEPTH;
        let shape = if is_too_deep {
            Shape::Transparent
        } else {
            shape
        };
        self.containers.push(Container::new(shape));
    }

    fn close(&mut self) {
        self.finish_paragraph();
        let mut closed = self.pop();
        match closed.shape {
            Shape::Transparent => self.innermost().blocks.extend(closed.blocks),
            Shape::Quote => self.add(Block::Quote(closed.blocks)),
            Shape::Item => self.innermost().items.push(closed.blocks),
            Shape::List(start) => {
                // Items that were too deep to be items.
                if !closed.blocks.is_empty() {
                    closed.items.push(closed.blocks);
                }
                let items = closed.items;
                self.add(Block::List { start, items });
            }
        }
    }

    fn add(&mut self, block: Block) {
        self.innermost().blocks.push(block);
    }

    fn innermost(&mut self) -> &mut Container {
        self.containers
            .last_mut()
            .expect("the document's own container is closed last")
    }

    fn pop(&mut self) -> Container {
        self.containers
            .pop()
            .expect("the parser closes only what it opened")
    }
}

/// `python` of `python no-run: why`. What a program printed is text.
fn language(info: &str) -> String {
    let word = info.split_whitespace().next().unwrap_or("").to_lowercase();
    let is_known = |c: char| c.is_ascii_alphanumeric() || "_+-.#".contains(c);
    match word.as_str() {
        "output" => "text".to_owned(),
        word if word.len() <= 20 && word.chars().all(is_known) => word.to_owned(),
        _ => String::new(),
    }
}

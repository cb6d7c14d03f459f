//! Inline text as it is read: words and the gaps between them, and links that Discord will show as such.

use super::{
    escape::url_length,
    inline::{Gap, Kind, Mark, Run},
};

/// A longer address is shown rather than masked, so that a piece of a text has room for it.
const MAX_MASKED_URL: usize = 300;

/// The inline text that is being read.
#[derive(Default)]
pub struct Inline {
    runs: Vec<Run>,
    pub marks: Vec<Mark>,
    gap: Option<Gap>,
    /// Links that are open: their first run, and their address.
    links: Vec<(usize, String)>,
    /// How many links there have been.
    count: usize,
}

impl Inline {
    /// Spaces are gaps; so are line ends, which only HTML still has here, and keeps.
    pub fn text(&mut self, text: &str) {
        for (n, line) in text.split('\n').enumerate() {
            if n > 0 {
                self.widen(Gap::Line);
            }
            for (n, word) in line.split([' ', '\t', '\r']).enumerate() {
                if n > 0 {
                    self.widen(Gap::Space);
                }
                self.word(word);
            }
        }
    }

    /// An address among marked text is cut out, so that it does not swallow the mark that closes after it.
    fn word(&mut self, word: &str) {
        let url = word.find("http").filter(|_| !self.marks.is_empty());
        let length = url.map_or(0, |at| url_length(&word[at..]));
        match url {
            Some(at) if length > 0 => {
                let url =
                    word[at..at + length].trim_end_matches(['.', ',', ';', ':', '!', '?', ')']);
                self.push(Kind::Text, &word[..at]);
                self.push(Kind::Url, url);
                self.push(Kind::Text, &word[at + url.len()..]);
            }
            _ => self.push(Kind::Text, word),
        }
    }

    pub fn push(&mut self, kind: Kind, text: &str) {
        if text.is_empty() {
            return;
        }
        let mut marks: Vec<Mark> = Vec::new();
        for mark in &self.marks {
            if !marks.contains(mark) {
                marks.push(mark.clone());
            }
        }
        let before = self.gap.take().unwrap_or(Gap::Nothing);
        match self.runs.last_mut() {
            Some(last)
                if (last.kind, kind, before) == (Kind::Text, Kind::Text, Gap::Nothing)
                    && last.marks == marks =>
            {
                last.text.push_str(text);
            }
            _ => self.runs.push(Run {
                text: text.to_owned(),
                kind,
                marks,
                before,
            }),
        }
    }

    pub fn widen(&mut self, gap: Gap) {
        if !self.runs.is_empty() {
            self.gap = self.gap.max(Some(gap));
        }
    }

    pub fn open_link(&mut self, url: &str) {
        self.count += 1;
        self.links.push((self.runs.len(), url.to_owned()));
        self.marks.push(Mark::Link {
            number: self.count,
            url: encode(url),
        });
    }

    /// A link whose text Discord would refuse becomes its text and its address.
    pub fn close_link(&mut self) {
        let (Some((first, url)), Some(mark)) = (self.links.pop(), self.marks.pop()) else {
            return;
        };
        let runs = &mut self.runs[first..];
        let text: String = runs.iter().map(|run| run.text.as_str()).collect();
        let is_outer = !self.marks.iter().any(|it| matches!(it, Mark::Link { .. }));
        if is_outer && is_maskable(&text, &url) {
            return;
        }
        for run in runs {
            run.marks.retain(|it| *it != mark);
        }
        if text == url {
            self.gap = self.runs.get(first).map(|run| run.before);
            self.runs.truncate(first);
        } else if !text.is_empty() {
            self.gap = Some(Gap::Space);
        }
        match is_web(&url) {
            true => self.push(Kind::Url, &encode(&url)),
            false if text == url || text.is_empty() => self.push(Kind::Text, &url),
            false => self.push(Kind::Text, &format!("({url})")),
        }
    }

    pub fn take(&mut self) -> Vec<Run> {
        self.gap = None;
        std::mem::take(&mut self.runs)
    }
}

fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// Discord does not mask an address by a text that looks like another one, and wants brackets in pairs.
fn is_maskable(text: &str, url: &str) -> bool {
    let mut depth = 0_i32;
    let is_paired = text.chars().all(|c| {
        depth += i32::from(c == '[') - i32::from(c == ']');
        (0..=1).contains(&depth)
    });
    let has_text = !text.trim().is_empty();
    let is_short = encode(url).len() <= MAX_MASKED_URL;
    is_web(url) && is_short && has_text && !text.contains("://") && is_paired && depth == 0
}

/// What would end a masked link early, as percent codes.
fn encode(url: &str) -> String {
    let mut encoded = String::with_capacity(url.len());
    for c in url.chars() {
        match c {
            '(' | ')' | '<' | '>' | '\\' | '|' | '`' => {
                encoded.push_str(&format!("%{:02X}", c as u32))
            }
            c if c.is_whitespace() || c.is_control() => encoded.push_str("%20"),
            c => encoded.push(c),
        }
    }
    encoded
}

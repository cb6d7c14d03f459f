//! The texts a bank is read from: compiled in, or of a directory that somebody is editing.

use std::{fs, path::Path};

use anyhow::Context;
use include_dir::{Dir, include_dir};

static DATA: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/data");

/// A file of the bank. The path ends in `topics.toml`, `companies.toml`, `<pack>/pack.toml` or `<pack>/<slug>.md`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    pub path: String,
    pub text: String,
}

impl Source {
    pub fn new(path: impl Into<String>, text: impl AsRef<str>) -> Self {
        Self {
            path: path.into(),
            text: text.as_ref().replace("\r\n", "\n").replace('\r', "\n"),
        }
    }

    /// `decorators.md` of `data/python/decorators.md`.
    pub fn file_name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// `python` of `data/python/decorators.md`; empty for a file outside every folder.
    pub fn folder(&self) -> &str {
        self.path.rsplit('/').nth(1).unwrap_or("")
    }
}

/// What was in `data` when the program was built.
pub fn built_in() -> Vec<Source> {
    let folders = DATA.dirs().flat_map(Dir::files);
    let mut sources: Vec<Source> = DATA
        .files()
        .chain(folders)
        .map(|file| {
            let text = String::from_utf8_lossy(file.contents());
            Source::new(format!("data/{}", file.path().display()), text)
        })
        .collect();
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

/// The files of `dir` and of the folders in it; those whose names begin with a dot are an editor's business.
pub fn read_dir(dir: &Path) -> anyhow::Result<Vec<Source>> {
    let mut sources = Vec::new();
    read_level(dir, 2, &mut sources)?;
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(sources)
}

fn read_level(dir: &Path, levels: usize, sources: &mut Vec<Source>) -> anyhow::Result<()> {
    let entries = fs::read_dir(dir).with_context(|| format!("cannot read {}", dir.display()))?;
    for entry in entries {
        let path = entry
            .with_context(|| format!("cannot read {}", dir.display()))?
            .path();
        let is_hidden = path
            .file_name()
            .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        if is_hidden {
            continue;
        }
        if path.is_dir() {
            if levels > 1 {
                read_level(&path, levels - 1, sources)?;
            }
            continue;
        }
        let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let name = path.display().to_string().replace('\\', "/");
        sources.push(Source::new(name, String::from_utf8_lossy(&bytes)));
    }
    Ok(())
}

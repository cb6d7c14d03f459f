//! What each folder does not know, as ARCHITECTURE.md tells it; and that every file says what it is.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// A folder, what in it is excepted, and the words that may not occur in the rest: in lower case, found in any.
struct Absence {
    folder: &'static str,
    except: &'static [&'static str],
    words: &'static [&'static str],
}

const ABSENCES: [Absence; 8] = [
    Absence {
        folder: "src/domain",
        except: &[],
        words: &PURE,
    },
    Absence {
        folder: "src/markdown",
        except: &[],
        words: &PURE,
    },
    Absence {
        folder: "src/bank",
        except: &[],
        words: &[
            "serenity",
            "reqwest",
            "rusqlite",
            "app::",
            "discord::",
            "store::",
        ],
    },
    Absence {
        folder: "src/store",
        except: &[],
        words: &["serenity", "reqwest", "app::", "discord::"],
    },
    Absence {
        folder: "src/app",
        except: &[],
        words: &["serenity", "reqwest", "discord::"],
    },
    Absence {
        folder: "src/discord",
        except: &[],
        words: &["rusqlite"],
    },
    Absence {
        folder: "src",
        // The log's filter names serenity's parts.
        except: &["src/discord", "src/ops/logs.rs"],
        words: &["serenity::"],
    },
    Absence {
        folder: "sandbox",
        except: &[],
        words: &["whetstone"],
    },
];

/// What a function that always gives the same for the same may not know.
const PURE: [&str; 9] = [
    "serenity",
    "reqwest",
    "rusqlite",
    "tokio",
    "::now()",
    "app::",
    "bank::",
    "discord::",
    "store::",
];

impl Absence {
    /// `path:line: word`, for each word that is there all the same.
    fn broken(&self) -> Vec<String> {
        let mut found = Vec::new();
        for path in files(Path::new(self.folder)) {
            if self.except.iter().any(|it| path.starts_with(it)) {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap().to_lowercase();
            for (n, line) in text.lines().enumerate() {
                let words = self.words.iter().filter(|word| line.contains(**word));
                found.extend(words.map(|word| format!("{}:{}: {word}", path.display(), n + 1)));
            }
        }
        found
    }
}

#[test]
fn no_folder_knows_what_it_should_not() {
    let broken: Vec<String> = ABSENCES.iter().flat_map(Absence::broken).collect();
    assert_eq!(broken, Vec::<String>::new());
}

#[test]
fn a_word_that_is_there_is_found() {
    let absence = Absence {
        folder: "src/discord",
        except: &["src/discord/rest"],
        words: &["serenity::all"],
    };
    let broken = absence.broken();
    let is_in = |path: &str| broken.iter().any(|it| it.starts_with(path));
    assert!(is_in("src/discord/card.rs:"), "{broken:?}");
    assert!(!is_in("src/discord/rest/"), "{broken:?}");
}

#[test]
fn every_file_says_what_it_is() {
    let code = ["src", "tests", "sandbox/src", "sandbox/tests"];
    let files = code.iter().flat_map(|it| files(Path::new(it)));
    let silent: Vec<PathBuf> = files
        .filter(|it| it.extension().is_some_and(|it| it == "rs"))
        .filter(|it| !fs::read_to_string(it).unwrap().starts_with("//! "))
        .collect();
    assert_eq!(silent, Vec::<PathBuf>::new());
}

/// All files in a folder and below it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|it| panic!("{}: {it}", folder.display()));
    let paths = entries.map(|it| it.unwrap().path());
    paths
        .flat_map(|it| if it.is_dir() { files(&it) } else { vec![it] })
        .collect()
}

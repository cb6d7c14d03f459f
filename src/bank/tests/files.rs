//! Packs from files and from elsewhere, and what is told of them.

use insta::assert_snapshot;

use super::*;
use crate::bank::{fault::Faults, lint::lint};

#[test]
fn the_built_in_bank_has_no_faults() {
    let (bank, faults) = lint(&source::built_in());
    assert_eq!(Faults(faults).to_string(), "");
    assert!(bank.pack("python").is_some());
}

#[test]
fn a_pack_is_replaced_without_touching_the_others() {
    let acme = Pack {
        slug: "acme".to_owned(),
        title: "Acme".to_owned(),
        author: "Bo".to_owned(),
        licence: "MIT".to_owned(),
    };
    let mut ours = question("ours", Easy, &["no-such"], &["testing"]);
    ours.id = "acme/ours".parse().unwrap();
    let bank = bank().with_pack(acme.clone(), [ours]);
    assert_eq!(bank.len(), 7);
    let acme_only = Filter {
        words: vec!["acme".to_owned()],
        ..Filter::default()
    };
    assert_eq!(slugs(bank.pool(&acme_only).iter()), ["ours"]);
    let none: [Question; 0] = [];
    assert_eq!(bank.with_pack(acme, none).len(), 6);
}

#[test]
fn questions_are_counted_by_what_they_are() {
    let stats = serde_json::to_string(&BANK.stats()).unwrap();
    assert_eq!(
        stats,
        r#"{"questions":6,"by_difficulty":{"easy":2,"medium":2,"hard":2},"#.to_owned()
            + r#""by_company":{"Amazon":1,"Google":3,"HFT Firms":1,"Meta":1},"#
            + r#""by_topic":{"Asyncio":2,"Concurrency":2,"Context managers":1,"Testing":2}}"#
    );
    assert_snapshot!(BANK.stats(), @"
    6 questions

    Difficulty
      easy        2
      medium      2
      hard        2

    Company
      Google         3
      Amazon         1
      HFT Firms      1
      Meta           1

    Topic
      Asyncio               2
      Concurrency           2
      Testing               2
      Context managers      1
    ");
}

#[test]
fn an_export_has_everything() {
    let mut question = question("chains", Easy, &["hft-firms"], &["syntax", "operators"]);
    question.prompt = "What?".to_owned();
    question.hints = vec!["Look.".to_owned()];
    question.links = vec!["https://a.b".to_owned()];
    let bank = bank_of(vec![question]);
    assert_snapshot!(serde_json::to_string_pretty(&bank.export()).unwrap(), @r#"
    [
      {
        "id": "python/chains",
        "title": "chains",
        "prompt": "What?",
        "hints": [
          "Look."
        ],
        "answer": "Yes.",
        "difficulty": "easy",
        "companies": [
          "HFT Firms"
        ],
        "asked_widely": false,
        "topics": [
          "syntax",
          "operators"
        ],
        "links": [
          "https://a.b"
        ]
      }
    ]
    "#);
    assert_snapshot!(bank.to_markdown(), @"
    # chains

    python/chains: easy; HFT Firms; syntax, operators

    What?

    ## Hints

    1. Look.

    ## Answer

    Yes.

    ## Links

    - <https://a.b>
    ");
}

#[test]
fn files_without_a_place_are_faults() {
    let sources = [
        Source::new("data/topics.toml", ""),
        Source::new("data/python/notes.txt", ""),
        Source::new("data/sql/joins.md", "x"),
        Source::new("data/python/pack.toml", "title = 1"),
    ];
    assert_snapshot!(Bank::load(&sources).unwrap_err(), @"
    data/companies.toml:1: this file is missing: it names the vocabulary
    data/python/notes.txt:1: this file does not belong here: questions end in .md
    data/python/pack.toml:1: invalid type: integer `1`, expected a string
    data/sql/joins.md:1: the file must begin with front matter between two lines of `+++`
    data/sql/pack.toml:1: this file is missing: write title, author and licence of the pack
    ");
}

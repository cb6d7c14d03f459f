//! Queries, what autocomplete offers for them, and what to give up.

use insta::assert_snapshot;
use proptest::{collection::vec, prelude::*, sample::select};

use super::*;
use crate::bank::{
    complete::Completion,
    query::{Given, Parsed, Wanted},
    relax::Relaxation,
};

fn parse(query: &str) -> Parsed {
    match BANK.parse_query(query, &Given::default()) {
        Ok(Wanted::Matching(parsed)) => parsed,
        other => panic!("{query}: {other:?}"),
    }
}

#[track_caller]
fn check(query: &str, filter: &str, found: &[&str]) {
    let parsed = parse(query);
    assert_eq!(parsed.unknown, []);
    assert_eq!(parsed.filter.to_query(), filter);
    assert_eq!(slugs(BANK.pool(&parsed.filter).iter()), found);
}

#[test]
fn words_come_in_any_order() {
    check("hard google asyncio", "hard google asyncio", &["gather"]);
    check("asyncio, Google HARD", "hard google asyncio", &["gather"]);
    check(
        "a hard question about asyncio, please",
        "hard asyncio",
        &["gather"],
    );
    check(
        "",
        "",
        &[
            "closing-files",
            "fixtures",
            "doubles",
            "thread-pools",
            "gather",
            "the-lock",
        ],
    );
}

#[test]
fn words_of_a_sentence_say_nothing() {
    check("what happens with fixtures", "fixtures", &["fixtures"]);
    check("with", "context-managers with", &["closing-files"]);
}

#[test]
fn names_may_have_several_words_and_small_typos() {
    check("context managers", "context-managers", &["closing-files"]);
    check("testing hft firms", "hft-firms testing", &["doubles"]);
    check("gogle hrad", "hard google", &["gather", "the-lock"]);
    check("amzn", "amazon", &["closing-files"]);
}

#[test]
fn an_alias_prefers_what_says_it_and_falls_back_to_its_topic() {
    check("pytest", "testing pytest", &["fixtures"]);
    check("gil", "concurrency gil", &["the-lock"]);
    check("unittest", "testing unittest", &["doubles", "fixtures"]);
    check("medium pytest", "medium testing pytest", &["doubles"]);
}

#[test]
fn a_second_name_narrows_the_first() {
    check(
        "concurrency asyncio",
        "concurrency asyncio",
        &["thread-pools"],
    );
    check("google meta", "google meta", &["the-lock"]);
}

#[test]
fn other_words_are_searched_for() {
    check("fixture", "fixture", &["fixtures"]);
    check("thre", "thre", &["thread-pools"]);
    check("python easy", "easy python", &["closing-files", "fixtures"]);
}

#[test]
fn an_unknown_word_gets_the_nearest_names() {
    let parsed = parse("hard quantumcomputing");
    assert_eq!(parsed.filter.to_query(), "hard");
    assert_eq!(parsed.unknown[0].word, "quantumcomputing");
    assert!(parsed.unknown[0].nearest.len() <= 3);
    assert!(
        parse("zzzzqq").unknown[0].nearest.is_empty(),
        "nothing is near"
    );
    assert_eq!(parse("drop").unknown[0].nearest[0], "Dropbox");
}

#[test]
fn options_are_joined_with_the_query() {
    let given = Given {
        difficulty: Some(Hard),
        company: Some("gogle"),
        topic: Some("Nonsense"),
    };
    let Ok(Wanted::Matching(parsed)) = BANK.parse_query("asyncio", &given) else {
        panic!("the options go with the query");
    };
    assert_eq!(parsed.filter.to_query(), "hard google asyncio");
    assert_eq!(parsed.unknown[0].word, "Nonsense");
}

#[test]
fn a_contradiction_is_a_fault() {
    let fault = |query, difficulty| {
        let given = Given {
            difficulty,
            ..Given::default()
        };
        BANK.parse_query(query, &given).unwrap_err().to_string()
    };
    assert_snapshot!(fault("easy", Some(Hard)), @"A question cannot be hard and easy at once. Keep one of the two.");
    assert_snapshot!(fault("easy medium", None), @"A question cannot be easy and medium at once. Keep one of the two.");
}

#[test]
fn a_question_may_be_named_by_its_id() {
    let given = Given::default();
    let wanted = BANK.parse_query("id:python/gather", &given).unwrap();
    assert_eq!(wanted, Wanted::Question("python/gather".parse().unwrap()));
    let fault = BANK.parse_query("id:python/none", &given).unwrap_err();
    assert_snapshot!(fault, @"There is no question `python/none` here. It may have been removed: type a word of its title instead.");
}

fn completions(input: &str) -> String {
    let found = BANK.complete_query(input, &Given::default(), 25);
    let line = |it: Completion| {
        if it.name == it.value {
            it.name
        } else {
            format!("{} -> {}", it.name, it.value)
        }
    };
    found.into_iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_whole_query_is_offered_with_its_last_word_completed() {
    assert_snapshot!(completions("hard goo"), @"
    hard Google
    gather -> id:python/gather
    the lock -> id:python/the-lock
    ");
    assert_snapshot!(completions("context man"), @"
    Context managers
    closing files -> id:python/closing-files
    ");
    assert_snapshot!(completions("pyt"), @"
    Testing
    Scopes of a pytest fixture -> id:python/fixtures
    doubles -> id:python/doubles
    closing files -> id:python/closing-files
    gather -> id:python/gather
    the lock -> id:python/the-lock
    thread pools -> id:python/thread-pools
    ");
}

#[test]
fn only_what_matches_is_offered() {
    assert_snapshot!(completions("easy "), @"
    easy
    easy Amazon
    easy Context managers
    easy Testing
    closing files -> id:python/closing-files
    Scopes of a pytest fixture -> id:python/fixtures
    ");
}

#[test]
fn a_word_that_means_nothing_is_replaced_by_names_that_do() {
    assert_snapshot!(completions("hard gooooogle"), @"hard Google");
}

#[test]
fn companies_and_topics_complete_to_their_slugs() {
    let found = BANK.complete_company("hft", 25);
    assert_eq!(found[0].name, "HFT Firms");
    assert_eq!(found[0].value, "hft-firms");
    assert_eq!(BANK.complete_topic("", 25).len(), 25);
}

#[test]
fn what_does_not_match_is_relaxed_by_as_little_as_helps() {
    let found = |query: &str| -> Vec<String> {
        let relaxations = BANK.relaxations(&parse(query).filter);
        let line = |it: Relaxation| format!("{} {}", it.count, it.filter.to_query());
        relaxations.into_iter().map(line).collect()
    };
    assert_eq!(found("easy google asyncio"), ["2 google asyncio"]);
    assert_eq!(
        found("easy hft asyncio"),
        ["2 asyncio", "2 easy", "1 hft-firms"]
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_query_is_answered(query in any::<String>(), words in vec(select(vec![
        "hard", "google", "meta", "asyncio", "pytest", "gil", "context managers", "lock", "tests", "heap",
    ]), 0..6)) {
        let bank = &*BANK;
        let _ = bank.parse_query(&query, &Given::default());
        for completion in bank.complete_query(&query, &Given::default(), 25) {
            proptest::prop_assert!(completion.name.encode_utf16().count() <= 100);
            proptest::prop_assert!(!completion.name.is_empty());
        }
        let Ok(Wanted::Matching(parsed)) = bank.parse_query(&words.join(" "), &Given::default()) else {
            unreachable!("there is one difficulty and no id");
        };
        let again = bank.parse_query(&parsed.filter.to_query(), &Given::default());
        proptest::prop_assert_eq!(again, Ok(Wanted::Matching(Parsed { unknown: Vec::new(), ..parsed })));
    }
}

//! Finding questions again: by filter, by words, by a query, by what is being typed.

use std::{collections::HashMap, sync::LazyLock};

use insta::assert_snapshot;
use proptest::{
    collection::vec,
    option,
    prelude::{ProptestConfig, Strategy, any, proptest},
    sample::{select, subsequence},
    test_runner::TestCaseResult,
};
use rand::{SeedableRng, rngs::StdRng};

use super::{
    complete::Completion,
    query::{Given, Parsed, Wanted},
    *,
};
use crate::domain::question::Difficulty::{self, Easy, Hard, Medium};

fn question(slug: &str, difficulty: Difficulty, companies: &[&str], topics: &[&str]) -> Question {
    let owned = |names: &[&str]| names.iter().map(ToString::to_string).collect();
    Question {
        id: QuestionId::new("python", slug).unwrap(),
        title: slug.replace('-', " "),
        prompt: String::new(),
        hints: Vec::new(),
        answer: "Yes.".to_owned(),
        difficulty,
        companies: owned(companies),
        asked_widely: false,
        topics: owned(topics),
        links: Vec::new(),
    }
}

static VOCABULARY: LazyLock<Arc<Vocabulary>> =
    LazyLock::new(|| Arc::new(Vocabulary::load(&source::built_in()).unwrap()));

static BANK: LazyLock<Bank> = LazyLock::new(bank);

fn bank_of(questions: Vec<Question>) -> Bank {
    let pack = Pack {
        slug: "python".to_owned(),
        title: "Python".to_owned(),
        author: "Ana".to_owned(),
        licence: "CC BY 4.0".to_owned(),
    };
    Bank::new(VOCABULARY.clone(), [pack], questions)
}

fn bank() -> Bank {
    let mut questions = vec![
        question("the-lock", Hard, &["google", "meta"], &["concurrency"]),
        question(
            "thread-pools",
            Medium,
            &["google"],
            &["concurrency", "asyncio"],
        ),
        question("gather", Hard, &["google"], &["asyncio"]),
        question("fixtures", Easy, &[], &["testing"]),
        question("doubles", Medium, &["hft-firms"], &["testing"]),
        question("closing-files", Easy, &["amazon"], &["context-managers"]),
    ];
    questions[0].prompt = "What does the GIL keep from running at once?".to_owned();
    questions[3].title = "Scopes of a `pytest` fixture".to_owned();
    bank_of(questions)
}

fn slugs<'a>(ids: impl IntoIterator<Item = &'a QuestionId>) -> Vec<&'a str> {
    ids.into_iter().map(QuestionId::slug).collect()
}

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
fn the_built_in_bank_has_no_faults() {
    let bank = Bank::built_in().unwrap_or_else(|faults| panic!("{faults}"));
    assert!(bank.pack("python").is_some());
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
    assert_eq!(parsed.unknown[0].nearest.len(), 3);
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
    assert_snapshot!(completions("hard gooooogle"), @"
    hard Google
    hard Asyncio
    ");
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
        let line = |it: relax::Relaxation| format!("{} {}", it.count, it.filter.to_query());
        relaxations.into_iter().map(line).collect()
    };
    assert_eq!(found("easy google asyncio"), ["2 google asyncio"]);
    assert_eq!(
        found("easy hft asyncio"),
        ["2 asyncio", "2 easy", "1 hft-firms"]
    );
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
fn a_choice_is_uniform_among_the_unseen() {
    let pool = BANK.pool(&parse("").filter);
    let seen: QuestionId = "python/gather".parse().unwrap();
    let mut rng = StdRng::seed_from_u64(7);
    let mut counts: HashMap<&QuestionId, u32> = HashMap::new();
    for _ in 0..5000 {
        let chosen = pool.choose(&mut rng, |id| *id == seen).unwrap();
        *counts.entry(chosen).or_default() += 1;
    }
    assert_eq!(counts.len(), 5);
    assert!(
        counts.values().all(|count| (900..1100).contains(count)),
        "{counts:?}"
    );
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

const COMPANIES: [&str; 3] = ["google", "amazon", "hft-firms"];
const TOPICS: [&str; 3] = ["asyncio", "testing", "memory"];

fn some_bank() -> impl Strategy<Value = Vec<Question>> {
    let companies = subsequence(COMPANIES.to_vec(), 0..=3);
    let topics = subsequence(TOPICS.to_vec(), 0..=3);
    let facets = (select(Difficulty::ALL.to_vec()), companies, topics);
    vec(facets, 0..40).prop_map(|all| {
        let number = |(n, (difficulty, companies, topics)): (usize, (_, Vec<_>, Vec<_>))| {
            question(&format!("q{n}"), difficulty, &companies, &topics)
        };
        all.into_iter().enumerate().map(number).collect()
    })
}

fn some_filter() -> impl Strategy<Value = Filter> {
    let company = option::of(select(COMPANIES.to_vec()));
    let topic = option::of(select(TOPICS.to_vec()));
    (option::of(select(Difficulty::ALL.to_vec())), company, topic).prop_map(
        |(difficulty, company, topic)| Filter {
            difficulty,
            company: company.map(str::to_owned),
            topic: topic.map(str::to_owned),
            words: Vec::new(),
        },
    )
}

fn matches(question: &Question, filter: &Filter) -> bool {
    let is_of = |slugs: &[String], slug: &Option<String>| {
        slug.as_ref().is_none_or(|slug| slugs.contains(slug))
    };
    filter.difficulty.is_none_or(|it| it == question.difficulty)
        && is_of(&question.companies, &filter.company)
        && is_of(&question.topics, &filter.topic)
}

fn check_pool(
    questions: &[Question],
    filter: &Filter,
    seen_below: usize,
    seed: u64,
) -> TestCaseResult {
    let bank = bank_of(questions.to_vec());
    let pool = bank.pool(filter);
    let expected: Vec<&Question> = questions.iter().filter(|it| matches(it, filter)).collect();
    proptest::prop_assert_eq!(pool.count(), expected.len());
    for question in questions {
        proptest::prop_assert_eq!(pool.contains(&question.id), expected.contains(&question));
    }
    let is_seen = |id: &QuestionId| {
        expected[..seen_below.min(expected.len())]
            .iter()
            .any(|it| it.id == *id)
    };
    match pool.choose(&mut StdRng::seed_from_u64(seed), is_seen) {
        Some(id) => proptest::prop_assert!(pool.contains(id) && !is_seen(id)),
        None => proptest::prop_assert!(expected.iter().all(|it| is_seen(&it.id))),
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_pool_is_what_matches_one_by_one(
        questions in some_bank(), filter in some_filter(), seen_below in 0..12_usize, seed: u64
    ) {
        check_pool(&questions, &filter, seen_below, seed)?;
    }

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

//! Pools are what matches, and a choice from one is fair.

use std::{collections::HashMap, convert::Infallible};

use jiff::Timestamp;
use proptest::{
    collection::vec,
    option,
    prelude::*,
    sample::{select, subsequence},
    test_runner::TestCaseResult,
};
use rand::{SeedableRng, rngs::StdRng};

use super::*;

#[test]
fn a_choice_is_uniform_among_the_unseen() {
    let pool = BANK.pool(&Filter::default());
    let seen: QuestionId = "python/gather".parse().unwrap();
    let mut rng = StdRng::seed_from_u64(7);
    let mut counts: HashMap<&QuestionId, u32> = HashMap::new();
    for _ in 0..5000 {
        let chosen = pool.choose(&mut rng, |id| Ok::<_, Infallible>(*id == seen));
        let chosen = chosen.unwrap().unwrap();
        *counts.entry(chosen).or_default() += 1;
    }
    assert_eq!(counts.len(), 5);
    assert!(
        counts.values().all(|count| (900..1100).contains(count)),
        "{counts:?}"
    );
}

#[test]
fn when_all_are_seen_the_one_shown_longest_ago_comes_back() {
    let pool = BANK.pool(&Filter::default());
    let shown = |id: &QuestionId| {
        let day = BANK.iter().position(|it| it.id == *id).unwrap();
        // Neither the first nor the last; one was never shown.
        let days = [Some(5), Some(3), None, Some(2), Some(4), Some(6)];
        Ok::<_, Infallible>(days[day].map(|day| Timestamp::from_second(day).unwrap()))
    };
    let Ok(longest_ago) = pool.longest_ago(shown);
    assert_eq!(longest_ago, BANK.iter().nth(3).map(|it| &it.id));
    let Ok(none) = pool.longest_ago(|_| Ok::<_, Infallible>(None));
    assert_eq!(none, None);
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
    prop_assert_eq!(pool.count(), expected.len());
    for question in questions {
        prop_assert_eq!(pool.contains(&question.id), expected.contains(&question));
    }
    let is_seen = |id: &QuestionId| {
        expected[..seen_below.min(expected.len())]
            .iter()
            .any(|it| it.id == *id)
    };
    let chance = &mut StdRng::seed_from_u64(seed);
    let Ok(chosen) = pool.choose(chance, |id| Ok::<_, Infallible>(is_seen(id)));
    match chosen {
        Some(id) => prop_assert!(pool.contains(id) && !is_seen(id)),
        None => prop_assert!(expected.iter().all(|it| is_seen(&it.id))),
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
}

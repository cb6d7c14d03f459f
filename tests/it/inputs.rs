//! What comes in is checked: texts that are too long, ids that members forge, questions that lack something.

use sandbox::{Guild, World};
use whetstone::bank::source::Source;

use crate::support::{TestBot, attempt, press, slash};

async fn outcome_text(outcome: sandbox::Outcome) -> String {
    match outcome {
        sandbox::Outcome::NoResponse => "NO RESPONSE".into(),
        other => other.settled().await.text(),
    }
}

/// Nothing fails silently: twenty-five unknown words.
#[tokio::test]
async fn many_unknown_words_get_an_answer() {
    let bot = TestBot::start().await;
    let words: Vec<String> = (0..20).map(|n| format!("zq{n:02}")).collect();
    let query = format!("question query:{}", words.join(" "));
    let shown = outcome_text(bot.ana().slash(&query).await.unwrap()).await;
    assert!(shown.contains("zq00"), "{shown}");
}

/// What is typed is as long as Discord lets it be; longer than a message it cannot come.
#[tokio::test]
async fn options_that_are_too_long_are_not_taken() {
    let bot = TestBot::start().await;
    let long = "q".repeat(101);
    for command in [
        format!("question company:{long}"),
        format!("daily add channel:#daily time:{long}"),
    ] {
        assert!(bot.max().slash(&command).await.is_err(), "{command}");
    }
}

/// within Discord's limits, nothing lost.
#[tokio::test]
async fn a_long_hint_is_shown() {
    let hint = "word ".repeat(500);
    let text = format!(
        "+++\ntitle = \"What is long?\"\ndifficulty = \"easy\"\ncompanies = []\nasked_widely = false\ntopics = [\"testing\"]\n\
         links = []\n+++\n\nSay it.\n\n## Hints\n\n1. {hint}\n\n## Answer\n\nThis.\n"
    );
    let more = vec![Source::new("tests/data/bank/python/long.md", text)];
    let bot = TestBot::start_with(World::example().bot("Whetstone"), more).await;
    let ana = bot.ana();
    let card = slash(&ana, "question query:id:python/long").await;
    let shown = outcome_text(ana.press(&card, "Hint").await.unwrap()).await;
    assert!(shown.contains("Hint 1 of 1"), "{shown}");
}

/// The same 100 words of a query twice over: ids of buttons are cut to 100 characters, and two are then the same.
#[tokio::test]
async fn relaxations_of_long_words_are_offered() {
    let bot = TestBot::start().await;
    let (one, other) = (["await"; 8].join("-"), ["fixture"; 6].join("-"));
    let query = format!("question query:{one} {other}");
    let shown = outcome_text(bot.ana().slash(&query).await.unwrap()).await;
    assert_ne!(shown, "NO RESPONSE");
}

/// A question without topics passes the loader, and its card has an empty field, which Discord refuses.
#[tokio::test]
async fn a_question_without_topics_has_a_card() {
    let text = "+++\ntitle = \"What is bare?\"\ndifficulty = \"easy\"\ncompanies = []\nasked_widely = false\ntopics = []\n\
         links = []\n+++\n\nSay it.\n\n## Hints\n\n1. So.\n\n## Answer\n\nThis.\n";
    let more = vec![Source::new("tests/data/bank/python/bare.md", text)];
    let bot = TestBot::start_with(World::example().bot("Whetstone"), more).await;
    let shown = outcome_text(
        bot.ana()
            .slash("question query:id:python/bare")
            .await
            .unwrap(),
    )
    .await;
    assert!(shown.contains("What is bare?"), "{shown}");
}

/// giving up is "an attempt graded missed", and the answer was shown with it.
#[tokio::test]
async fn a_given_up_attempt_cannot_be_graded_for_points() {
    let mut bot = TestBot::start().await;
    bot.add_daily("time:09:00 topic:asyncio").await;
    bot.at("2027-03-01 09:00").await;
    let ana = bot.ana();
    let card = bot.last_in("daily");
    let refused = press(&ana, &card, "Reveal answer").await;
    let given_up = press(&ana, &refused, "I give up").await;
    let forged = ana.press_id(&given_up, "grade:1:nailed").await.unwrap();
    let said = forged.settled().await.text();
    assert!(!said.contains("+6"), "{said}");
}

/// A guild's attempts are not to be graded or shared from another guild.
#[tokio::test]
async fn an_attempt_of_another_guild_is_out_of_reach() {
    let other = Guild::new("Other Guild").text("lobby").member("ana");
    let bot = TestBot::start_in(World::example().guild(other).bot("Whetstone")).await;
    let ana = bot.ana();
    let card = slash(&ana, "question query:id:python/truth").await;
    attempt(&ana, &card, "false").await;
    let there = ana.in_channel("lobby");
    let there_card = slash(&there, "question query:id:python/locks").await;
    let said = there
        .press_id(&there_card, "share:1")
        .await
        .unwrap()
        .settled()
        .await
        .text();
    assert!(!said.contains("Shared behind"), "{said}");
}

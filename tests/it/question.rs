//! `/question`: cards, hints, attempts, answers.

use insta::assert_snapshot;

use crate::support::{TestBot, attempt, outcome, press, slash};

#[tokio::test]
async fn a_card_a_hint_an_attempt_a_grade() {
    let bot = TestBot::start().await;
    let ana = bot.ana();
    let card = slash(&ana, "question query:hard amazon").await;
    assert_snapshot!(card.text(), @"");
    assert_snapshot!(press(&ana, &card, "Hint").await.text(), @"");
    assert_snapshot!(press(&ana, &card, "Hint").await.text(), @"");
    assert_snapshot!(press(&ana, &card, "Hint").await.text(), @"");
    assert_snapshot!(press(&bot.bob(), &card, "Hint").await.text(), @"");
    assert_snapshot!(outcome(&ana, &card, "Attempt").await.text(), @"");
    let answer = attempt(&ana, &card, "it is three steps").await;
    assert_snapshot!(answer.text(), @"");
    assert_snapshot!(press(&ana, &answer, "Nailed it").await.text(), @"");
    assert_snapshot!(press(&ana, &answer, "Partly").await.text(), @"");
    let again = attempt(&ana, &card, "and a lock").await;
    assert_snapshot!(press(&ana, &again, "Nailed it").await.text(), @"");
}

#[tokio::test]
async fn an_attempt_waits_for_its_grade() {
    let mut bot = TestBot::start().await;
    let ana = bot.ana();
    let card = slash(&ana, "question query:id:python/truth").await;
    attempt(&ana, &card, "false").await;
    bot.restart(|_| {}).await;
    let again = press(&ana, &card, "Attempt").await;
    assert_snapshot!(again.text(), @"");
    assert_snapshot!(press(&ana, &again, "Missed").await.text(), @"");
    assert!(
        outcome(&ana, &card, "Attempt")
            .await
            .text()
            .contains("Your attempt")
    );
    bot.at("2027-03-01 08:11").await;
    assert_snapshot!(press(&ana, &again, "Nailed it").await.text(), @"");
}

#[tokio::test]
async fn words_come_in_any_order_with_aliases_and_typos() {
    let bot = TestBot::start().await;
    let ana = bot.ana();
    for (query, title) in [
        ("query:hard google asyncio", "What does `await` hand over?"),
        ("query:asyncio gogle", "What does `await` hand over?"),
        ("query:amzn", "Why can `n += 1` lose counts?"),
        ("query:pytest medium", "When does a fixture run?"),
        (
            "query:hard company:goog topic:coroutines",
            "What does `await` hand over?",
        ),
        ("difficulty:Easy", "Is an empty list true?"),
        ("query:threads million", "Why can `n += 1` lose counts?"),
    ] {
        let card = slash(&ana, &format!("question {query}")).await.text();
        assert!(card.contains(title), "{query}: {card}");
    }
}

#[tokio::test]
async fn what_means_nothing_gets_the_nearest_names() {
    let bot = TestBot::start().await;
    let ana = bot.ana();
    assert_snapshot!(slash(&ana, "question query:hard gooooogle").await.text(), @"");
    assert_snapshot!(slash(&ana, "question company:netflix").await.text(), @"");
    assert_snapshot!(slash(&ana, "question query:id:python/gone").await.text(), @"");
    assert_snapshot!(slash(&ana, "question query:easy difficulty:Hard").await.text(), @"");
}

#[tokio::test]
async fn no_match_offers_what_comes_close() {
    let bot = TestBot::start().await;
    let ana = bot.ana();
    let close = slash(&ana, "question query:easy google").await;
    assert_snapshot!(close.text(), @"");
    assert_snapshot!(press(&ana, &close, "without Google (1)").await.text(), @"");
}

#[tokio::test]
async fn another_deals_what_the_channel_has_not_seen() {
    let mut bot = TestBot::start().await;
    let ana = bot.ana();
    let mut card = slash(&ana, "question query:hard").await;
    let first = card.text();
    bot.at("2027-03-01 08:01").await;
    card = press(&ana, &card, "Another").await;
    assert_ne!(card.text(), first, "the other hard one");
    card = press(&ana, &card, "Another").await;
    assert_eq!(
        card.text(),
        first,
        "all are seen: the longest unseen comes back"
    );
}

#[tokio::test]
async fn what_was_shown_is_known_after_a_restart() {
    let mut bot = TestBot::start().await;
    let ana = bot.ana();
    let first = slash(&ana, "question query:hard").await.text();
    bot.restart(|_| {}).await;
    assert_ne!(slash(&ana, "question query:hard").await.text(), first);
}

#[tokio::test]
async fn a_private_question_stays_private() {
    let bot = TestBot::start().await;
    let ana = bot.ana();
    let card = slash(&ana, "question query:id:python/truth private:true").await;
    assert!(card.is_ephemeral());
    assert_snapshot!(press(&ana, &card, "Reveal answer").await.text(), @"");
    assert_snapshot!(attempt(&ana, &card, "false").await.text(), @"");
    assert!(press(&ana, &card, "Another").await.is_ephemeral());
    assert!(
        bot.discord
            .messages("general")
            .iter()
            .all(|it| it.is_ephemeral())
    );
}

#[tokio::test]
async fn autocomplete_completes_the_last_word_and_finds_titles() {
    let bot = TestBot::start().await;
    let ana = bot.ana();
    let offers = async |typed: &str| ana.autocomplete(typed).await.unwrap().text();
    assert_snapshot!(offers("question query:hard go").await, @"");
    assert_snapshot!(offers("question query:fixt").await, @"");
    assert_snapshot!(offers("question company:am").await, @"");
    assert_snapshot!(offers("question topic:thr").await, @"");
}

#[tokio::test]
async fn an_attempt_is_shared_behind_a_spoiler_once() {
    let bot = TestBot::start().await;
    let ana = bot.ana();
    let card = slash(&ana, "question query:id:python/locks").await;
    let answer = attempt(&ana, &card, "a lock || @everyone\n```py\nx\n```").await;
    assert_snapshot!(press(&ana, &answer, "Share in thread").await.text(), @"");
    assert_snapshot!(press(&ana, &answer, "Share in thread").await.text(), @"");
    assert_snapshot!(bot.thread_of(&card), @"");
}

#[tokio::test]
async fn buttons_that_do_not_fit_say_what_to_do() {
    let bot = TestBot::start().await;
    let (ana, bob) = (bot.ana(), bot.bob());
    let card = slash(&ana, "question query:id:python/locks").await;
    attempt(&ana, &card, "a lock").await;
    let forged = async |id: &str| {
        bob.press_id(&card, id)
            .await
            .unwrap()
            .settled()
            .await
            .text()
    };
    assert_snapshot!(forged("grade:1:nailed").await, @"");
    assert_snapshot!(forged("grade:99:nailed").await, @"");
    assert_snapshot!(forged("share:1").await, @"");
    assert_snapshot!(forged("hint:0:python/gone").await, @"");
    assert_snapshot!(forged("dance").await, @"");
    assert_snapshot!(forged("cut-over:09:00:Europe/Berlin").await, @"");
}

#[tokio::test]
async fn in_a_direct_message_all_stays_there() {
    let bot = TestBot::start().await;
    let ana = bot.ana().in_dm();
    let card = slash(&ana, "question query:id:python/truth").await;
    assert_snapshot!(press(&ana, &card, "Reveal answer").await.text(), @"");
    let answer = attempt(&ana, &card, "false").await;
    assert_snapshot!(press(&ana, &answer, "Nailed it").await.text(), @"");
    assert_snapshot!(bot.discord.transcript(ana.place), @"");
}

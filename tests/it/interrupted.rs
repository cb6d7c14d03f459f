//! Interrupted: answers cut off between their pieces, channels that hide, notices that did not arrive.

use std::time::Duration;

use sandbox::{Fault, User, World, permissions};
use whetstone::bank::source::Source;

use crate::support::{TestBot, attempt, clock, press, slash, sql, value};

const MESSAGES: &str = "/channels/{channel}/messages";
const THREADS: &str = "/channels/{channel}/messages/{message}/threads";

/// A question whose answer takes three messages.
fn long() -> Vec<Source> {
    let parts: Vec<String> = (1..=3)
        .map(|n| format!("Part {n}. {}", "word ".repeat(330)))
        .collect();
    let text = format!(
        "+++\ntitle = \"What is long?\"\ndifficulty = \"easy\"\ncompanies = []\nasked_widely = false\ntopics = [\"testing\"]\n\
         links = []\n+++\n\nSay it.\n\n## Hints\n\n1. So.\n\n## Answer\n\n{}\n",
        parts.join("\n\n")
    );
    vec![Source::new("tests/data/bank/python/long.md", text)]
}

async fn start_long() -> TestBot {
    TestBot::start_with(World::example().bot("Whetstone"), long()).await
}

// Direct messages.

/// As if the process had been killed on the way: the last message of the answer never arrived.
async fn cut_off(bot: &mut TestBot, ana: &User, sending: u8) {
    bot.stop().await;
    let last = bot.discord.messages(ana.place).pop().unwrap();
    assert!(last.content.contains("Model answer"), "{}", last.content);
    bot.discord.delete_message(last.id);
    sql(
        bot,
        &format!(
            "UPDATE piece SET message_id = NULL, sending = {sending}; UPDATE post SET answered_at = NULL"
        ),
    );
}

/// A reveal that was cut off is finished after the start, in a direct message too. Here looking for the piece in flight
/// panics (there is no guild 0), the post stays in hand, and the clock loop never comes to rest again.
#[tokio::test]
async fn a_reveal_in_a_direct_message_that_was_cut_off_is_finished() {
    let mut bot = TestBot::start().await;
    let ana = bot.ana().in_dm();
    let card = slash(&ana, "question query:id:python/truth").await;
    press(&ana, &card, "Reveal answer").await;
    cut_off(&mut bot, &ana, 1).await;
    bot.run().await;
    assert!(bot.discord.transcript(ana.place).contains("Model answer"));
}

/// "Answer text never reaches somebody who is not yet entitled to it": the reveal that was cut off in a direct message is
/// finished when a daily with the question has opened in a guild of the member.
#[tokio::test]
async fn a_reveal_in_a_direct_message_that_was_cut_off_does_not_give_away_the_open_daily() {
    let mut bot = TestBot::start().await;
    bot.add_daily("time:09:00 topic:asyncio").await;
    slash(&bot.ana(), "question query:id:python/truth").await;
    let ana = bot.ana().in_dm();
    let card = slash(&ana, "question query:id:python/event-loop").await;
    press(&ana, &card, "Reveal answer").await;
    cut_off(&mut bot, &ana, 0).await;
    clock(&bot, "2027-03-01 09:00");
    bot.run().await;
    assert_eq!(bot.discord.messages("daily").len(), 1, "it is open");
    let chat = bot.discord.transcript(ana.place);
    assert!(!chat.contains("Model answer"), "{chat}");
}

/// The same for a member whom the bot has not met in the guild yet: they ask in the chat and have the answer.
#[tokio::test]
async fn a_member_who_was_never_met_does_not_get_the_open_dailys_answer_in_a_direct_message() {
    let mut bot = TestBot::start().await;
    bot.add_daily("time:09:00 topic:asyncio").await;
    bot.at("2027-03-01 09:00").await;
    let bob: User = bot.bob().in_dm();
    let card = slash(&bob, "question query:id:python/event-loop").await;
    press(&bob, &card, "Reveal answer").await;
    let chat = bot.discord.transcript(bob.place);
    assert!(!chat.contains("Model answer"), "{chat}");
}

// Dropped pieces.

/// "nothing lost": a limit between two messages of an answer drops the rest for ever, and later presses link to the half.
#[tokio::test]
async fn an_answer_that_a_limit_cut_in_two_is_finished() {
    let mut bot = start_long().await;
    bot.allowed_429 = 1;
    let ana = bot.ana();
    let card = slash(&ana, "question query:id:python/long").await;
    bot.discord.fail(
        Fault::on("POST", MESSAGES)
            .nth(2)
            .rate_limited(Duration::from_secs(40)),
    );
    press(&ana, &card, "Reveal answer").await;
    // The limit is over for a bot that starts anew.
    bot.restart(|_| {}).await;
    let said = press(&ana, &card, "Reveal answer").await.text();
    let thread = bot.thread_of(&card);
    assert!(
        thread.contains("Part 1.") && thread.contains("Part 3."),
        "{said}\nonly this is in the thread: {} characters",
        thread.len()
    );
}

/// The same for a thread that was closed to the bot for a while, and then the daily's close.
#[tokio::test]
async fn the_close_completes_an_answer_that_was_cut_in_two() {
    let mut bot = start_long().await;
    bot.add_daily("time:09:00 topic:testing difficulty:Easy reveal:anyone")
        .await;
    sql(
        &bot,
        "INSERT INTO seen VALUES ('daily', 1, 'python/truth', 1)",
    );
    bot.at("2027-03-01 09:00").await;
    let card = bot.last_in("daily");
    assert!(card.text().contains("What is long?"), "{}", card.text());
    bot.discord
        .fail(Fault::on("POST", MESSAGES).nth(2).status(403));
    press(&bot.ana(), &card, "Reveal answer").await;
    bot.at("2027-03-02 08:59").await;
    bot.at("2027-03-02 09:00").await;
    let thread = bot.thread_of(&card);
    assert!(thread.contains("That was the daily"), "{thread}");
    assert!(thread.contains("Part 3."), "half an answer is all there is");
}

/// The number of a dropped piece, and with it its nonce, goes to the next text: where the dropped one had arrived, Discord
/// takes the summary for a repetition, and the thread never has it.
#[tokio::test]
async fn a_summary_does_not_take_the_nonce_of_a_dropped_piece() {
    let mut bot = start_long().await;
    bot.add_daily("time:09:00 topic:testing difficulty:Easy reveal:anyone")
        .await;
    sql(
        &bot,
        "INSERT INTO seen VALUES ('daily', 1, 'python/truth', 1)",
    );
    bot.at("2027-03-01 09:00").await;
    let card = bot.last_in("daily");
    assert!(card.text().contains("What is long?"), "{}", card.text());
    clock(&bot, "2027-03-02 07:58");
    bot.settle().await;
    bot.discord
        .fail(Fault::on("POST", MESSAGES).nth(2).cut_after());
    bot.discord
        .fail(Fault::on("POST", MESSAGES).nth(3).status(403));
    press(&bot.ana(), &card, "Reveal answer").await;
    bot.at("2027-03-02 08:00").await;
    let thread = bot.thread_of(&card);
    assert!(thread.contains("That was the daily"), "{thread}");
}

/// "No crash, error, time-out or restart makes two posts": the piece in flight had arrived, its row was dropped with the
/// mark that it may have, and the next press sends it again.
#[tokio::test]
async fn a_piece_that_arrived_before_the_limit_is_there_once() {
    let mut bot = TestBot::start().await;
    bot.allowed_429 = 1;
    let ana = bot.ana();
    let card = slash(&ana, "question query:id:python/truth").await;
    bot.discord.fail(Fault::on("POST", MESSAGES).cut_after());
    bot.discord.fail(
        Fault::on("POST", MESSAGES)
            .nth(2)
            .rate_limited(Duration::from_secs(40)),
    );
    press(&ana, &card, "Reveal answer").await;
    bot.restart(|bot| clock(bot, "2027-03-01 08:30")).await;
    press(&ana, &card, "Reveal answer").await;
    let thread = bot.thread_of(&card);
    assert_eq!(thread.matches("Model answer").count(), 1, "{thread}");
}

/// The clock loop comes to rest: where it may not look whether a piece is there, it asks again for ever, and tells nobody.
#[tokio::test]
async fn a_close_that_may_not_look_comes_to_rest() {
    let mut bot = TestBot::start().await;
    bot.add_daily("time:09:00 topic:asyncio").await;
    bot.at("2027-03-01 09:00").await;
    let card = bot.last_in("daily");
    bot.at("2027-03-02 08:30").await;
    bot.stop().await;
    // As if the process had been killed between the answer and the summary.
    let summary = bot
        .discord
        .messages(bot.discord.thread_of(card.id).unwrap())
        .pop()
        .unwrap();
    bot.discord.delete_message(summary.id);
    sql(
        &bot,
        "UPDATE piece SET message_id = NULL WHERE kind = 'summary'; UPDATE post SET closed_at = NULL",
    );
    bot.discord
        .overwrite("daily", "Whetstone", 0, permissions::READ_MESSAGE_HISTORY);
    bot.connect().await;
    let before = bot.discord.requests().len();
    bot.rounds_within(Duration::from_millis(500)).await;
    let calls = bot.discord.requests().len() - before;
    assert!(calls <= 8, "{calls} calls in half a second");
}

// Channels set aside.

/// "its rows stay due until their grace ends", "else recorded as skipped": after a refusal the row is `sending`, and the
/// end of its grace is looked for in `due` alone.
#[tokio::test]
async fn what_a_channel_refused_is_skipped_when_its_grace_ends() {
    let mut bot = TestBot::start().await;
    bot.add_daily("time:09:00 topic:asyncio grace:2h").await;
    bot.discord.fail(Fault::on("POST", MESSAGES).status(403));
    bot.at("2027-03-01 09:00").await;
    bot.at("2027-03-01 11:00").await;
    assert_eq!(value::<String>(&bot, "SELECT state FROM post"), "skipped");
}

/// And where the bot may not see the channel any more, each of its rows stays for ever, with one call and one more at each
/// due instant.
#[tokio::test]
async fn a_channel_hidden_from_the_bot_does_not_gather_rows() {
    let mut bot = TestBot::start().await;
    bot.add_daily("time:09:00 topic:asyncio grace:2h").await;
    bot.discord
        .overwrite("daily", "Whetstone", 0, permissions::VIEW_CHANNEL);
    for day in 1..=5 {
        bot.at(&format!("2027-03-0{day} 09:00")).await;
    }
    bot.at("2027-03-05 12:00").await;
    let left = value::<String>(
        &bot,
        "SELECT CAST(count(*) AS TEXT) FROM post WHERE state NOT IN ('skipped', 'failed')",
    );
    assert_eq!(left, "0", "rows whose grace ended");
}

/// `/daily remove` says "no more questions": what was never posted is not open any more.
#[tokio::test]
async fn a_removed_daily_that_never_posted_holds_no_question_back() {
    let mut bot = TestBot::start().await;
    bot.add_daily("time:09:00 topic:asyncio").await;
    bot.discord.fail(Fault::on("POST", MESSAGES).status(403));
    bot.at("2027-03-01 09:00").await;
    slash(&bot.max(), "daily remove daily:1").await;
    bot.settle().await;
    let card = slash(&bot.ana(), "question query:id:python/event-loop").await;
    assert!(!card.text().contains("open as a daily"), "{}", card.text());
    let said = press(&bot.ana(), &card, "Reveal answer").await.text();
    assert!(!said.contains("Have a go first"), "{said}");
}

// The clock loop.

/// "Reveals and closes are never skipped for lateness": a close that comes due while its post is in hand waits until no
/// other post is in hand.
#[tokio::test]
async fn a_close_does_not_wait_for_all_other_posts() {
    let mut bot = TestBot::start().await;
    bot.add_daily("time:09:00 topic:asyncio reveal_at:09:05")
        .await;
    slash(
        &bot.max(),
        "daily add channel:#announcements time:08:30 topic:testing",
    )
    .await;
    let hold = |seconds| Fault::on("POST", THREADS).rate_limited(Duration::from_secs(seconds));
    bot.allowed_429 = 2;
    bot.discord.fail(hold(120));
    clock(&bot, "2027-03-01 08:30");
    bot.discord.next_message_in("announcements").await;
    limited(&bot, 1).await;
    bot.discord.fail(hold(2));
    clock(&bot, "2027-03-01 09:00");
    let card = bot.discord.next_message_in("daily").await;
    limited(&bot, 2).await;
    clock(&bot, "2027-03-01 09:05");
    bot.discord
        .wait(|it| {
            let thread = it.thread_of(card.id)?;
            it.transcript(thread)
                .contains("That was the daily")
                .then_some(())
        })
        .await;
}

async fn limited(bot: &TestBot, times: usize) {
    bot.discord
        .wait(|it| {
            let limited = it.requests().iter().filter(|it| it.status == 429);
            (limited.count() == times).then_some(())
        })
        .await;
}

/// A grace that nothing can keep is taken: each post of the daily is skipped.
#[tokio::test]
async fn a_daily_without_grace_is_posted_or_refused() {
    let mut bot = TestBot::start().await;
    let said = bot.add_daily("time:09:00 topic:asyncio grace:0m").await;
    bot.at("2027-03-01 09:00").await;
    let posted = bot.discord.messages("daily").len();
    assert!(posted == 1 || !said.contains("Done"), "{said}");
}

// The router.

/// "items are kept, shown ... at the next admin command": what the admin did not get is not kept.
#[tokio::test]
async fn a_notice_that_did_not_arrive_is_kept() {
    let mut bot = TestBot::start().await;
    bot.add_daily("time:09:00 topic:asyncio grace:1h").await;
    bot.stop().await;
    clock(&bot, "2027-03-01 11:00");
    bot.run().await;
    bot.discord
        .fail(Fault::on("POST", "/interactions/{id}/{token}/callback").status(400));
    let first = slash(&bot.max(), "daily list").await.text();
    assert!(first.contains("went wrong"), "{first}");
    slash(&bot.max(), "daily list").await;
    let told = bot.discord.wait(|it| {
        let mut seen = it.messages_for("max", "general").into_iter();
        seen.find(|it| it.text().contains("2027-03-01"))
    });
    told.await;
}

/// What the member has got is not taken away: the first message of an answer is overwritten by the failure of a later one.
#[tokio::test]
async fn a_follow_up_that_fails_leaves_the_first_message() {
    let mut bot = start_long().await;
    let ana = bot.ana();
    let card = slash(&ana, "question query:id:python/long private:true").await;
    bot.discord
        .fail(Fault::on("POST", "/webhooks/{id}/{token}").status(400));
    press(&ana, &card, "Reveal answer").await;
    bot.discord
        .wait(|it| {
            it.requests()
                .iter()
                .any(|it| it.status == 400)
                .then_some(())
        })
        .await;
    bot.stop().await;
    let shown = ana.sees();
    assert!(
        shown.iter().any(|it| it.text().contains("Part 1.")),
        "{:?}",
        shown.iter().map(|it| it.text()).collect::<Vec<_>>()
    );
}

/// While Discord limits the making of threads, `Share in thread` says so, and when to press again.
#[tokio::test]
async fn a_limited_share_says_so() {
    let mut bot = TestBot::start().await;
    bot.allowed_429 = 1;
    let ana = bot.ana();
    let card = slash(&ana, "question query:id:python/truth").await;
    let answer = attempt(&ana, &card, "false").await;
    bot.discord
        .fail(Fault::on("POST", THREADS).rate_limited(Duration::from_secs(40)));
    let said = press(&ana, &answer, "Share in thread").await.text();
    assert!(said.contains("limits"), "{said}");
}

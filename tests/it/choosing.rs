//! Which question comes: the unseen first, then the longest unseen.

use std::collections::HashSet;

use crate::support::{TestBot, press, slash, value};

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
    let mut shown = HashSet::new();
    for _ in 0..4 {
        shown.insert(slash(&ana, "question").await.text());
        bot.restart(|_| {}).await;
    }
    assert_eq!(shown.len(), 4, "each of the bank's questions once");
}

/// The questions that were posted on these days, in order.
fn posted(bot: &TestBot, dates: &str) -> Vec<String> {
    let questions: String = value(
        bot,
        &format!("SELECT group_concat(question ORDER BY due_at) FROM post WHERE date {dates}"),
    );
    questions.split(',').map(str::to_owned).collect()
}

#[tokio::test]
async fn a_daily_repeats_itself_when_it_has_posted_all_from_the_longest_ago() {
    let mut bot = TestBot::start().await;
    bot.add_daily("time:09:00 days:every day").await;
    for day in 1..=8 {
        bot.at(&format!("2027-03-0{day} 09:00")).await;
    }
    let first = posted(&bot, "<= '2027-03-04'");
    let different: HashSet<&String> = first.iter().collect();
    assert_eq!(different.len(), 4, "{first:?}");
    assert_eq!(posted(&bot, "> '2027-03-04'"), first);
}

#[tokio::test]
async fn dailies_of_a_guild_keep_out_of_each_others_way_while_they_can() {
    let mut bot = TestBot::start().await;
    for hour in ["09", "10", "11", "12"] {
        bot.add_daily(&format!("time:{hour}:00")).await;
    }
    for time in ["01 09", "01 10", "01 11", "01 12", "02 09"] {
        bot.at(&format!("2027-03-{time}:00")).await;
    }
    let monday = posted(&bot, "= '2027-03-01'");
    let different: HashSet<&String> = monday.iter().collect();
    assert_eq!(different.len(), 4, "{monday:?}");
    let tuesday = posted(&bot, "= '2027-03-02'");
    assert_eq!(
        tuesday.len(),
        1,
        "what the others posted is better than nothing"
    );
    assert_ne!(tuesday[0], monday[0]);
}

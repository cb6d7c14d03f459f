//! `/streak`, over several days.

use insta::assert_snapshot;

use crate::support::{TestBot, attempt, slash, without_ids};

#[tokio::test]
async fn a_missed_day_ends_the_streak_and_a_weekend_does_not() {
    let mut bot = TestBot::start().await;
    let ana = bot.ana();
    assert_snapshot!(slash(&ana, "streak").await.text(), @"
    You has not tried a question here yet. `/question` gives one.
    (only ana sees this)
    ");
    bot.add_daily("time:09:00").await;
    for day in 1..=8 {
        bot.at(&format!("2027-03-0{day} 10:00")).await;
        if [1, 2, 3, 5, 8].contains(&day) {
            attempt(&ana, &bot.last_in("daily"), "so").await;
        }
    }
    assert_snapshot!(slash(&ana, "streak").await.text(), @"
    You: **2 days** in a row, longest 3 days, 0 freezes in hand.

    🟩 Mon 8 Mar: tried a question
    ⬜ Sun 7 Mar: no daily: nothing was due
    ⬜ Sat 6 Mar: no daily: nothing was due
    🟩 Fri 5 Mar: tried a question
    🟥 Thu 4 Mar: missed: the streak ended
    🟩 Wed 3 Mar: tried a question
    🟩 Tue 2 Mar: tried a question
    🟩 Mon 1 Mar: tried a question
    ⬜ Sun 28 Feb: before your first attempt
    ⬜ Sat 27 Feb: before your first attempt
    ⬜ Fri 26 Feb: before your first attempt
    ⬜ Thu 25 Feb: before your first attempt
    ⬜ Wed 24 Feb: before your first attempt
    ⬜ Tue 23 Feb: before your first attempt
    -# A day with an attempt adds one. Every 7 days in a row earn a freeze, two at most; a missed day with a daily uses one. Days without a daily break nothing.
    (only ana sees this)
    ");
    let of_ana = slash(&bot.bob(), "streak member:@ana").await.text();
    assert_snapshot!(without_ids(of_ana.lines().next().unwrap()), @"<@ID>: **2 days** in a row, longest 3 days, 0 freezes in hand.");
}

#[tokio::test]
async fn seven_days_earn_a_freeze_that_saves_one() {
    let mut bot = TestBot::start().await;
    let ana = bot.ana();
    bot.add_daily("time:09:00 days:every day").await;
    for day in 1..=9 {
        bot.at(&format!("2027-03-0{day} 10:00")).await;
        if day != 8 {
            attempt(&ana, &bot.last_in("daily"), "so").await;
        }
    }
    assert_snapshot!(slash(&ana, "streak").await.text(), @"
    You: **8 days** in a row, longest 8 days, 0 freezes in hand.

    🟩 Tue 9 Mar: tried a question
    🟦 Mon 8 Mar: missed; a freeze saved the streak
    🟩 Sun 7 Mar: tried a question, a freeze earned
    🟩 Sat 6 Mar: tried a question
    🟩 Fri 5 Mar: tried a question
    🟩 Thu 4 Mar: tried a question
    🟩 Wed 3 Mar: tried a question
    🟩 Tue 2 Mar: tried a question
    🟩 Mon 1 Mar: tried a question
    ⬜ Sun 28 Feb: before your first attempt
    ⬜ Sat 27 Feb: before your first attempt
    ⬜ Fri 26 Feb: before your first attempt
    ⬜ Thu 25 Feb: before your first attempt
    ⬜ Wed 24 Feb: before your first attempt
    -# A day with an attempt adds one. Every 7 days in a row earn a freeze, two at most; a missed day with a daily uses one. Days without a daily break nothing.
    (only ana sees this)
    ");
}

#[tokio::test]
async fn a_day_made_required_late_is_counted_in() {
    let mut bot = TestBot::start().await;
    let ana = bot.ana();
    bot.add_daily("time:09:00 topic:asyncio").await;
    bot.at("2027-03-01 10:00").await;
    attempt(&ana, &bot.last_in("daily"), "so").await;
    bot.at("2027-03-02 10:00").await;
    bot.at("2027-03-03 10:00").await;
    attempt(&ana, &bot.last_in("daily"), "so").await;
    let before = slash(&ana, "streak").await.text();
    assert!(before.contains("**1 day** in a row"), "{before}");
    bot.stop().await;
    let db = rusqlite::Connection::open(bot.database()).unwrap();
    let forget =
        "UPDATE post SET state = 'sending', message_id = NULL, thread_id = NULL, sent_at = NULL
                  WHERE date = '2027-03-02';
                  DELETE FROM required_day WHERE day = '2027-03-02';
                  UPDATE streak SET current = 2, longest = 2";
    db.execute_batch(forget).unwrap();
    bot.run().await;
    assert_eq!(
        slash(&ana, "streak").await.text(),
        before,
        "found again and recomputed"
    );
}

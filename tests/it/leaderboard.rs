//! `/leaderboard`: periods, what counts, ties.

use insta::assert_snapshot;
use sandbox::User;

use crate::support::{TestBot, attempt, press, slash};

async fn solve(user: &User, question: &str, grade: &str) {
    let card = slash(user, &format!("question query:id:python/{question}")).await;
    let answer = attempt(user, &card, "so").await;
    press(user, &answer, grade).await;
}

#[tokio::test]
async fn the_team_by_points_streak_and_questions_solved() {
    let mut bot = TestBot::start().await;
    let (ana, bob, max) = (bot.ana(), bot.bob(), bot.max());
    assert_snapshot!(slash(&ana, "leaderboard").await.text(), @"
    | # Points this week
    | Nobody is on this board yet. Be the first: `/question`, `Attempt`, then grade yourself.
    | -- Page 1 of 1
    ");
    solve(&bob, "locks", "Nailed it").await;
    solve(&ana, "locks", "Partly").await;
    solve(&ana, "event-loop", "Partly").await;
    solve(&max, "truth", "Nailed it").await;
    assert_snapshot!(slash(&ana, "leaderboard").await.text(), @"
    | # Points this week
    | **1.** ana: 6 points
    | **1.** bob: 6 points
    | **3.** max: 2 points
    | -- Page 1 of 1
    ");
    assert_snapshot!(slash(&ana, "leaderboard by:solved").await.text(), @"
    | # Questions solved this week
    | **1.** max: 1 question
    | **1.** bob: 1 question
    | -- Page 1 of 1
    ");
    bot.at("2027-03-08 08:00").await;
    solve(&max, "fixtures", "Nailed it").await;
    assert_snapshot!(slash(&ana, "leaderboard").await.text(), @"
    | # Points this week
    | **1.** max: 4 points
    | -- Page 1 of 1
    ");
    assert_snapshot!(slash(&ana, "leaderboard period:month").await.text(), @"
    | # Points this month
    | **1.** ana: 6 points
    | **1.** bob: 6 points
    | **1.** max: 6 points
    | -- Page 1 of 1
    ");
    assert_snapshot!(slash(&ana, "leaderboard by:streak").await.text(), @"
    | # Current streaks
    | **1.** max: 2 days
    | **2.** ana: 1 day
    | **2.** bob: 1 day
    | -- Page 1 of 1
    ");
    assert_snapshot!(slash(&ana, "leaderboard by:streak period:all time").await.text(), @"
    | # Longest streaks of all time
    | **1.** max: 2 days
    | **2.** ana: 1 day
    | **2.** bob: 1 day
    | -- Page 1 of 1
    ");
}

#[tokio::test]
async fn only_ten_questions_a_day_and_the_first_attempt_give_points() {
    let bot = TestBot::start().await;
    let ana = bot.ana();
    solve(&ana, "truth", "Missed").await;
    solve(&ana, "truth", "Nailed it").await;
    assert_snapshot!(slash(&ana, "leaderboard").await.text(), @"
    | # Points this week
    | Nobody is on this board yet. Be the first: `/question`, `Attempt`, then grade yourself.
    | -- Page 1 of 1
    ");
    assert_snapshot!(slash(&ana, "leaderboard by:solved").await.text(), @"
    | # Questions solved this week
    | **1.** ana: 1 question
    | -- Page 1 of 1
    ");
}

#[tokio::test]
async fn pages_turn() {
    let guild = (1..=23).fold(sandbox::Guild::new("Big").text("general"), |guild, n| {
        guild.member(&format!("m{n:02}"))
    });
    let bot = TestBot::start_in(sandbox::World::new().bot("Whetstone").guild(guild)).await;
    for n in 1..=23 {
        solve(&bot.discord.user(&format!("m{n:02}")), "truth", "Nailed it").await;
    }
    let user = bot.discord.user("m01");
    let first = slash(&user, "leaderboard").await;
    assert_snapshot!(first.text(), @"
    | # Points this week
    | **1.** m01: 2 points
    | **1.** m02: 2 points
    | **1.** m03: 2 points
    | **1.** m04: 2 points
    | **1.** m05: 2 points
    | **1.** m06: 2 points
    | **1.** m07: 2 points
    | **1.** m08: 2 points
    | **1.** m09: 2 points
    | **1.** m10: 2 points
    | -- Page 1 of 3
    [Earlier places (off)] [Later places]
    ");
    let second = press(&user, &first, "Later places").await;
    let third = press(&user, &second, "Later places").await;
    assert_snapshot!(third.text(), @"
    | # Points this week
    | **1.** m21: 2 points
    | **1.** m22: 2 points
    | **1.** m23: 2 points
    | -- Page 3 of 3
    [Earlier places] [Later places (off)]
    ");
    assert_eq!(
        press(&user, &third, "Earlier places").await.text(),
        second.text()
    );
}

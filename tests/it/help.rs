//! `/help`, over the real socket.

use insta::assert_snapshot;

use crate::support::{TestBot, slash};

#[tokio::test]
async fn help_teaches_what_the_bot_can_do() {
    let bot = TestBot::start().await;
    assert_snapshot!(slash(&bot.ana(), "help").await.text(), @"
    **Practise**
    `/question` gives a question. Narrow it down in any order: `/question query:hard google asyncio`. With `private:True` only you see it.
    On a card: `Hint` helps a little, `Attempt` takes your answer and shows the model answer, `Reveal answer` opens it in a thread, `Another` deals a new card.

    **Keep at it**
    `/streak` shows your streak and why it is so. `/leaderboard` shows the team by points, streak or questions solved.

    **For those who manage the server**
    `/daily add channel:#general time:09:00` posts a question every working day; `/daily list`, `/daily remove` and `/daily post` do what they say.
    `/server settings` sets the time zone, when the day begins, and the log channel.

    Points: easy 2, medium 4, hard 6, half for partly. The first graded attempt at a question counts.
    (only ana sees this)
    ");
}

//! The rules of a daily: who may see its answer, and when it closes.

use insta::assert_snapshot;

use crate::support::{TestBot, attempt, press, slash, without_ids};

#[tokio::test]
async fn the_answer_is_for_those_who_attempted_until_the_close() {
    let mut bot = TestBot::start().await;
    let (ana, bob) = (bot.ana(), bot.bob());
    bot.add_daily("time:09:00 topic:asyncio").await;
    bot.at("2027-03-01 09:00").await;
    let post = bot.last_in("daily");
    let first = press(&ana, &post, "Reveal answer").await;
    assert_snapshot!(first.text(), @"
    Have a go first: press `Attempt` on the card, a few words will do. Then I show you the answer at once.
    No idea at all? Giving up shows it too, and counts as missed.
    [I give up]
    (only ana sees this)
    ");
    let answer = attempt(&ana, &post, "the loop").await;
    assert_snapshot!(answer.text(), @r#"
    Your attempt is saved. Compare it with the model answer, then grade yourself below.

    **Model answer: What does `await` hand over?**

    Control goes to the event loop, which runs whatever is ready next.

    ### What an interviewer listens for
    - One thread.

    ### Red flags
    - "The operating system switches."

    ### Follow-ups
    - *What blocks everybody?* A call that does not await.
    - *Where does the result go?* Into the awaiting expression.
    [Missed] [Partly] [Nailed it] [Share in thread]
    (only ana sees this)
    "#);
    assert_snapshot!(press(&ana, &answer, "Nailed it").await.text(), @"
    **Nailed it.** +6 points.
    Streak: 1 day.
    You may change the grade for ten minutes.
    (only ana sees this)
    ");
    assert_snapshot!(press(&ana, &post, "Reveal answer").await.text(), @r#"
    **Model answer: What does `await` hand over?**

    Control goes to the event loop, which runs whatever is ready next.

    ### What an interviewer listens for
    - One thread.

    ### Red flags
    - "The operating system switches."

    ### Follow-ups
    - *What blocks everybody?* A call that does not await.
    - *Where does the result go?* Into the awaiting expression.
    (only ana sees this)
    "#);
    let refused = press(&bob, &post, "Reveal answer").await;
    assert_snapshot!(press(&bob, &refused, "I give up").await.text(), @r#"
    Noted as missed: knowing what you do not know is half of it. Streak: 1 day.

    **Model answer: What does `await` hand over?**

    Control goes to the event loop, which runs whatever is ready next.

    ### What an interviewer listens for
    - One thread.

    ### Red flags
    - "The operating system switches."

    ### Follow-ups
    - *What blocks everybody?* A call that does not await.
    - *Where does the result go?* Into the awaiting expression.
    (only bob sees this)
    "#);
    assert_snapshot!(bot.thread_of(&post), @"");
    bot.at("2027-03-02 09:00").await;
    assert_snapshot!(bot.thread_of(&post), @r#"
    Whetstone: **Model answer: What does `await` hand over?**

    Control goes to the event loop, which runs whatever is ready next.

    ### What an interviewer listens for
    - One thread.

    ### Red flags
    - "The operating system switches."

    ### Follow-ups
    - *What blocks everybody?* A call that does not await.
    - *Where does the result go?* Into the awaiting expression.

    Whetstone: **That was the daily.** 2 members tried it: 1 nailed it, 1 missed it. Well done for showing up.
    "#);
    assert_snapshot!(without_ids(&press(&bot.max(), &post, "Reveal answer").await.text()), @"
    The answer is here: <#ID>
    (only max sees this)
    ");
}

#[tokio::test]
async fn a_timed_daily_closes_at_its_time() {
    let mut bot = TestBot::start().await;
    assert_snapshot!(bot.add_daily("time:09:00 reveal:timed").await, @"
    With `reveal` timed I need `reveal_at`: the local time of the answer, for example `reveal_at:17:00`.
    (only max sees this)
    ");
    assert_snapshot!(without_ids(&bot.add_daily("time:09:00 topic:asyncio reveal_at:17:00").await), @"
    Done: I post in <#ID> mon-fri at 09:00 (UTC), choosing from 1 question. The first comes <t:1803891600:R>.
    (only max sees this)
    ");
    bot.at("2027-03-01 09:00").await;
    let post = bot.last_in("daily");
    bot.at("2027-03-01 16:59").await;
    assert_eq!(bot.thread_of(&post), "");
    bot.at("2027-03-01 17:00").await;
    assert_snapshot!(bot.thread_of(&post), @r#"
    Whetstone: **Model answer: What does `await` hand over?**

    Control goes to the event loop, which runs whatever is ready next.

    ### What an interviewer listens for
    - One thread.

    ### Red flags
    - "The operating system switches."

    ### Follow-ups
    - *What blocks everybody?* A call that does not await.
    - *Where does the result go?* Into the awaiting expression.

    Whetstone: **That was the daily.** Nobody tried it this time. There is a new chance with the next one.
    "#);
}

#[tokio::test]
async fn the_strictest_open_rule_holds_on_every_card() {
    let mut bot = TestBot::start().await;
    let ana = bot.ana();
    let before = slash(&ana, "question query:id:python/event-loop").await;
    attempt(&ana, &before, "no idea").await;
    bot.add_daily("time:09:00 topic:asyncio").await;
    bot.at("2027-03-01 09:00").await;
    let by_name = slash(&ana, "question query:id:python/event-loop").await;
    assert_snapshot!(without_ids(&by_name.text()), @"
    This one is open as a daily: https://discord.com/channels/ID/ID/ID. Its answer keeps to that daily's rule.
    | # What does `await` hand over?
    | A coroutine awaits a sleep of one second. Who runs meanwhile, and who decides?
    | Difficulty: Hard
    | Asked at: Google
    | Topics: Asyncio, Concurrency
    | -- Small pack by the tests, CC0
    [Attempt] [Hint] [Reveal answer] [Another]
    ");
    assert_snapshot!(press(&ana, &by_name, "Reveal answer").await.text(), @"
    Have a go first: press `Attempt` on the card, a few words will do. Then I show you the answer at once.
    No idea at all? Giving up shows it too, and counts as missed.
    [I give up]
    (only ana sees this)
    ");
    assert_snapshot!(press(&ana, &before, "Reveal answer").await.text(), @"
    Have a go first: press `Attempt` on the card, a few words will do. Then I show you the answer at once.
    No idea at all? Giving up shows it too, and counts as missed.
    [I give up]
    (only ana sees this)
    ");
    let modal = ana.press(&before, "Attempt").await.unwrap();
    assert!(
        modal.text().contains("Your attempt"),
        "the old attempt does not open the answer: {}",
        modal.text()
    );
    let other = slash(&ana, "question query:hard google").await.text();
    assert!(
        other.contains("lose counts"),
        "the open question is not chosen: {other}"
    );
}

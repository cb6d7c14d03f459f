//! Dailies: made, listed, removed, and posted on time where they may be.

use insta::assert_snapshot;
use sandbox::permissions::{SEND_MESSAGES, VIEW_CHANNEL};

use crate::support::{TestBot, attempt, press, slash, without_ids};

#[tokio::test]
async fn a_daily_is_posted_on_time_with_its_thread_and_ping() {
    let mut bot = TestBot::start().await;
    assert_snapshot!(without_ids(&bot.add_daily("time:09:00 topic:asyncio ping:@early-birds").await), @"
    Done: I post in <#ID> mon-fri at 09:00 (UTC), choosing from 1 question. The first comes <t:1803891600:R>.
    (only max sees this)
    ");
    bot.at("2027-03-01 08:59").await;
    assert!(bot.discord.messages("daily").is_empty());
    bot.at("2027-03-01 09:00").await;
    let post = bot.last_in("daily");
    assert_snapshot!(without_ids(&post.text()), @"
    <@&ID>
    | # What does `await` hand over?
    | A coroutine awaits a sleep of one second. Who runs meanwhile, and who decides?
    | Difficulty: Hard
    | Asked at: Google
    | Topics: Asyncio, Concurrency
    | -- Daily #1 · Small pack by the tests, CC0
    [Attempt] [Hint] [Reveal answer]
    (pings @early-birds)
    ");
    let thread = bot.discord.thread_of(post.id).unwrap();
    assert_eq!(
        bot.discord.view(|it| it.channel(thread).name.clone()),
        "What does await hand over?"
    );
    for day in 2..=6 {
        bot.at(&format!("2027-03-0{day} 09:00")).await;
    }
    assert_eq!(
        bot.discord.messages("daily").len(),
        5,
        "Monday to Friday, not on Saturday"
    );
}

#[tokio::test]
async fn a_post_within_the_grace_is_late_and_after_it_skipped() {
    let mut bot = TestBot::start().await;
    bot.add_daily("time:09:00 topic:asyncio grace:2h").await;
    bot.stop().await;
    bot.discord
        .clock()
        .set("2027-03-01T10:30:00Z".parse().unwrap());
    bot.run().await;
    assert_eq!(
        bot.discord.messages("daily").len(),
        1,
        "an hour and a half late"
    );
    bot.stop().await;
    bot.discord
        .clock()
        .set("2027-03-02T11:30:00Z".parse().unwrap());
    bot.run().await;
    assert_eq!(
        bot.discord.messages("daily").len(),
        1,
        "two and a half hours late"
    );
    slash(&bot.max(), "daily list").await;
    let told = bot.discord.wait(|it| {
        let mut seen = it.messages_for("max", "general").into_iter();
        seen.find(|it| it.text().contains("not posted"))
    });
    assert_snapshot!(without_ids(&told.await.text()), @"
    **While you were away**
    - The question of 2027-03-02 for <#ID> was not posted: I could not in time. The day is not required, so no streak breaks.
    (only max sees this)
    ");
}

#[tokio::test]
async fn wrong_options_get_the_right_ones() {
    let bot = TestBot::start().await;
    let mut said = String::new();
    for options in [
        "time:25:00",
        "time:09:00 timezone:Europe/Berln",
        "time:09:00 days:blursday",
        "time:09:00 company:gooooogle",
        "time:09:00 difficulty:Easy company:google",
        "time:09:00 reveal:anyone reveal_at:17:00",
        "time:09:00 grace:soon",
    ] {
        let answer = bot
            .add_daily(options)
            .await
            .replace("\n(only max sees this)", "");
        said.push_str(&format!("{options}\n  {answer}\n"));
    }
    assert_snapshot!(said, @"
    time:25:00
      `25:00` is no time of day: write it like `09:00`, `21:30` or `9:30 pm`
    time:09:00 timezone:Europe/Berln
      `Europe/Berln` is no time zone that I know: write one like `Europe/Berlin`, `Europe/Dublin`, `Europe/Belgrade`
    time:09:00 days:blursday
      `blursday` names no days: write `mon-fri`, `mon, wed`, `weekends` or `every day`
    time:09:00 company:gooooogle
      I do not know `gooooogle`. Did you mean `Google`, `Amazon` or `Stripe`?
    time:09:00 difficulty:Easy company:google
      No question matches this daily's filter, so there is nothing to post. Make a wider one with `/daily add`.
    time:09:00 reveal:anyone reveal_at:17:00
      `reveal_at` goes with `reveal` timed only. Choose that, or leave `reveal_at` out.
    time:09:00 grace:soon
      `soon` is no grace time: write it like `6h`, `90m` or `1h 30m`, at most `168h`
    ");
}

#[tokio::test]
async fn a_channel_where_the_bot_may_not_post_is_named_with_what_lacks() {
    let bot = TestBot::start().await;
    let said = slash(&bot.max(), "daily add channel:#leads time:09:00")
        .await
        .text();
    assert_snapshot!(without_ids(&said), @"
    I may not post in <#ID> yet: there I lack `Send Messages`, `Create Public Threads`, `Send Messages in Threads`. Please allow me that in the channel's settings, then try again.
    (only max sees this)
    ");
    bot.discord
        .overwrite("daily", "Whetstone", 0, SEND_MESSAGES);
    assert_snapshot!(without_ids(&bot.add_daily("time:09:00").await), @"
    I may not post in <#ID> yet: there I lack `Send Messages`. Please allow me that in the channel's settings, then try again.
    (only max sees this)
    ");
}

#[tokio::test]
async fn a_channel_that_refuses_is_set_aside_until_it_takes_posts_again() {
    let mut bot = TestBot::start().await;
    slash(&bot.max(), "server settings log_channel:#general").await;
    bot.add_daily("time:09:00 topic:asyncio").await;
    bot.discord.overwrite("daily", "Whetstone", 0, VIEW_CHANNEL);
    bot.at("2027-03-01 09:00").await;
    assert_snapshot!(without_ids(&bot.last_in("general").text()), @"
    Hello! I keep your team sharp for interviews. `/question` gives one at any moment.
    **Next step** for an admin: `/daily add channel:#general time:09:00` posts one every working day. `/help` says the rest.
    ");
    let posts = |bot: &TestBot| {
        bot.discord
            .requests()
            .iter()
            .filter(|it| it.status == 403)
            .count()
    };
    let refused = posts(&bot);
    bot.at("2027-03-01 10:00").await;
    assert_eq!(posts(&bot), refused, "no further call");
    bot.discord.overwrite("daily", "Whetstone", VIEW_CHANNEL, 0);
    bot.discord.next_message_in("daily").await;
}

#[tokio::test]
async fn list_remove_and_post() {
    let mut bot = TestBot::start().await;
    let max = bot.max();
    assert_snapshot!(slash(&max, "daily list").await.text(), @"
    There is no daily yet. Make one with `/daily add`, for example `/daily add channel:#general time:09:00`.
    (only max sees this)
    ");
    bot.add_daily("time:09:00 difficulty:Hard company:google ping:@team")
        .await;
    slash(
        &max,
        "daily add channel:#general time:7pm timezone:new york days:every day reveal_at:21:00",
    )
    .await;
    assert_snapshot!(without_ids(&slash(&max, "daily list").await.text()), @"
    **#1** mon-fri at 09:00 (UTC) in <#ID>: hard, asked at Google, pings <@&ID>
    Answer for: those who attempted
    Next: <t:1803891600:F>
    **#2** every day at 19:00 (America/New_York) in <#ID>: any question
    Answer for: all at 21:00
    Next: <t:1803945600:F>
    (only max sees this)
    ");
    assert_snapshot!(max.autocomplete("daily remove daily:").await.unwrap().text(), @"
    #1 mon-fri at 09:00 (UTC): hard, asked at google
    #2 every day at 19:00 (America/New_York): any question
    ");
    assert_snapshot!(without_ids(&slash(&max, "daily post daily:1").await.text()), @"
    On its way to <#ID>.
    (only max sees this)
    ");
    bot.discord.next_message_in("daily").await;
    assert_snapshot!(without_ids(&slash(&max, "daily remove daily:1").await.text()), @"
    Removed: no more questions at that time in <#ID>. What was posted stays, and so do streaks and points; open questions still get their answers.
    (only max sees this)
    ");
    assert_snapshot!(slash(&max, "daily remove daily:1").await.text(), @"
    I do not find that daily. Choose one from the list that appears while you type, or look with `/daily list`.
    (only max sees this)
    ");
    bot.at("2027-03-01 09:00").await;
    assert_eq!(bot.discord.messages("daily").len(), 1, "only the extra");
    let refused = bot.ana().slash("daily list").await;
    assert!(refused.is_err(), "{refused:?}");
}

#[tokio::test]
async fn in_a_forum_a_post_is_a_thread_of_its_own() {
    let mut bot = TestBot::start().await;
    slash(
        &bot.max(),
        "daily add channel:#practice time:09:00 topic:asyncio tag:hard",
    )
    .await;
    bot.at("2027-03-01 09:00").await;
    let threads = bot.discord.threads("practice");
    assert_eq!(threads.len(), 1);
    let post = bot.discord.messages(threads[0].id).remove(0);
    let ana = bot.ana().in_thread(threads[0].id);
    attempt(&ana, &post, "the loop").await;
    bot.at("2027-03-02 09:00").await;
    assert_snapshot!(bot.discord.transcript(threads[0].id), @r#"
    Whetstone: | # What does `await` hand over?
    | A coroutine awaits a sleep of one second. Who runs meanwhile, and who decides?
    | Difficulty: Hard
    | Asked at: Google
    | Topics: Asyncio, Concurrency
    | -- Daily #1 · Small pack by the tests, CC0
    [Attempt] [Hint] [Reveal answer]

    Whetstone: **Model answer: What does `await` hand over?**

    Control goes to the event loop, which runs whatever is ready next.

    ### What an interviewer listens for
    - One thread.

    ### Red flags
    - "The operating system switches."

    ### Follow-ups
    - *What blocks everybody?* A call that does not await.
    - *Where does the result go?* Into the awaiting expression.

    Whetstone: **That was the daily.** 1 member tried it. Well done for showing up.
    "#);
}

#[tokio::test]
async fn a_post_late_in_the_day_offers_to_move_the_day() {
    let bot = TestBot::start().await;
    slash(&bot.max(), "server settings day_begins:00:00").await;
    let max = bot.max();
    let added = slash(&max, "daily add channel:#daily time:18:00").await;
    assert_snapshot!(without_ids(&added.text()), @"
    Done: I post in <#ID> mon-fri at 18:00 (UTC), choosing from 4 questions. The first comes <t:1803924000:R>.
    Mind: this server's day ends <t:1804032000:R>, so members would have less than 12 hours for it that day. The button moves the day to begin with this post; it holds from the next day on.
    [Begin the day with this post]
    (only max sees this)
    ");
    assert_snapshot!(press(&max, &added, "Begin the day with this post").await.text(), @"
    **Settings of this server**
    Day begins at: 18:00 (UTC)
    Log channel: none: I keep notices for your next admin command
    The day's new beginning holds from 2027-03-02 on; today stays as it is.
    (only max sees this)
    ");
}

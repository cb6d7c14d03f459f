//! `Reveal answer`: to whom, where, and once.

use insta::assert_snapshot;
use sandbox::Fault;
use sandbox::permissions::{CREATE_PUBLIC_THREADS, SEND_MESSAGES_IN_THREADS};

use crate::support::{TestBot, attempt, outcome, press, slash, without_ids};

#[tokio::test]
async fn the_answer_goes_into_the_thread_once_however_many_press() {
    let bot = TestBot::start().await;
    let (ana, bob) = (bot.ana(), bot.bob());
    let card = slash(&ana, "question query:id:python/locks").await;
    let (one, other) = tokio::join!(
        outcome(&ana, &card, "Reveal answer"),
        outcome(&bob, &card, "Reveal answer")
    );
    let (one, other) = (one.settled().await.text(), other.settled().await.text());
    assert_eq!(one.replace("ana", "bob"), other);
    assert_snapshot!(without_ids(&other), @"
    The answer is here: <#ID>
    (only bob sees this)
    ");
    assert_snapshot!(bot.thread_of(&card), @r#"
    Whetstone: **Model answer: Why can `n += 1` lose counts?**

    It reads, adds and writes; another thread may write in between. Hold a **lock** around it.
    ```python
    with lock:
        n += 1
    ```
    ```
    step     thread
    -------  ------
    read 1   A
    write 2  B
    ```
    ### What an interviewer listens for
    - The three steps.

    ### Red flags
    - "The GIL makes it safe."

    ### Follow-ups
    - *Is `list.append` safe?* One call, one step that others cannot see half done.
    - *What else helps?* A queue, or a counter for each thread.

    Read on:

    - <https://docs.python.org/3/library/threading.html#lock-objects>
    "#);
    press(&ana, &card, "Reveal answer").await;
    assert_eq!(
        bot.discord
            .messages(bot.discord.thread_of(card.id).unwrap())
            .len(),
        1
    );
}

#[tokio::test]
async fn an_answer_cut_off_while_it_was_sent_is_there_once() {
    let bot = TestBot::start().await;
    let ana = bot.ana();
    let card = slash(&ana, "question query:id:python/locks").await;
    bot.discord
        .fail(Fault::on("POST", "/channels/{channel}/messages").cut_after());
    press(&ana, &card, "Reveal answer").await;
    assert_eq!(
        bot.discord
            .messages(bot.discord.thread_of(card.id).unwrap())
            .len(),
        1
    );
}

#[tokio::test]
async fn without_a_thread_only_the_one_who_asked_sees_it() {
    let bot = TestBot::start().await;
    let ana = bot.ana();
    bot.discord.overwrite(
        "general",
        "Whetstone",
        0,
        CREATE_PUBLIC_THREADS | SEND_MESSAGES_IN_THREADS,
    );
    let card = slash(&ana, "question query:id:python/truth").await;
    assert_snapshot!(press(&ana, &card, "Reveal answer").await.text(), @"
    I may not make threads here, so only you see the answer. An admin can allow me `Create Public Threads` and `Send Messages in Threads`.

    **Model answer: Is an empty list true?**

    It is false, since it is empty. `__bool__` decides, then `__len__`.

    ### What an interviewer listens for
    - Both methods in this order.

    ### Red flags
    - Comparing with `True`.

    ### Follow-ups
    - *And an object without either?* It is true.
    - *What about `NaN`?* It is true: only zero is false.
    (only ana sees this)
    ");
    assert_eq!(bot.discord.thread_of(card.id), None);
}

#[tokio::test]
async fn in_a_thread_the_answer_goes_there() {
    let bot = TestBot::start().await;
    let ana = bot.ana();
    let card = slash(&ana, "question query:id:python/truth").await;
    press(&ana, &card, "Reveal answer").await;
    let thread = bot.discord.thread_of(card.id).unwrap();
    let inside = slash(&ana.in_thread(thread), "question query:id:python/fixtures").await;
    press(&ana.in_thread(thread), &inside, "Reveal answer").await;
    assert_snapshot!(bot.discord.transcript(thread), @r#"
    Whetstone: **Model answer: Is an empty list true?**

    It is false, since it is empty. `__bool__` decides, then `__len__`.

    ### What an interviewer listens for
    - Both methods in this order.

    ### Red flags
    - Comparing with `True`.

    ### Follow-ups
    - *And an object without either?* It is true.
    - *What about `NaN`?* It is true: only zero is false.

    Whetstone: | # When does a fixture run?
    | A fixture prints its name. How often is it printed when three tests of one module use it?
    | Difficulty: Medium
    | Asked at: Stripe
    | Topics: Testing
    | -- Small pack by the tests, CC0
    [Attempt] [Hint] [Reveal answer] [Another]

    Whetstone: **Model answer: When does a fixture run?**

    Once for each test, unless its scope is wider.

    ### What an interviewer listens for
    - Scopes.

    ### Red flags
    - "Once, at import."

    ### Follow-ups
    - *How is it torn down?* After the `yield`.
    - *Which scope shares it in a module?* `scope="module"`.
    "#);
}

#[tokio::test]
async fn a_deleted_thread_leaves_the_answer_to_the_one_who_asks() {
    let bot = TestBot::start().await;
    let ana = bot.ana();
    let card = slash(&ana, "question query:id:python/truth").await;
    let answer = attempt(&ana, &card, "false").await;
    press(&ana, &answer, "Share in thread").await;
    bot.discord
        .delete_channel(bot.discord.thread_of(card.id).unwrap());
    assert_snapshot!(press(&ana, &card, "Reveal answer").await.text(), @"
    The thread of this question was deleted, so only you see the answer.

    **Model answer: Is an empty list true?**

    It is false, since it is empty. `__bool__` decides, then `__len__`.

    ### What an interviewer listens for
    - Both methods in this order.

    ### Red flags
    - Comparing with `True`.

    ### Follow-ups
    - *And an object without either?* It is true.
    - *What about `NaN`?* It is true: only zero is false.
    (only ana sees this)
    ");
}

#[tokio::test]
async fn an_answer_seen_before_gives_no_points() {
    let bot = TestBot::start().await;
    let (ana, bob) = (bot.ana(), bot.bob());
    let card = slash(&ana, "question query:id:python/truth").await;
    press(&ana, &card, "Reveal answer").await;
    let mut said = Vec::new();
    for user in [ana, bob] {
        let answer = attempt(&user, &card, "false").await;
        said.push(press(&user, &answer, "Nailed it").await.text());
    }
    assert_snapshot!(said.join("\n\n"), @"
    **Nailed it.** No points: you had seen the answer before.
    Streak: 1 day.
    You may change the grade for ten minutes.
    (only ana sees this)

    **Nailed it.** No points: you had seen the answer before.
    Streak: 1 day.
    You may change the grade for ten minutes.
    (only bob sees this)
    ");
}

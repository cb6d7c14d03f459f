//! `/question`: cards, hints, attempts, answers.

use insta::assert_snapshot;

use crate::support::{TestBot, attempt, outcome, press, slash, without_ids};

#[tokio::test]
async fn a_card_a_hint_an_attempt_a_grade() {
    let bot = TestBot::start().await;
    let ana = bot.ana();
    let card = slash(&ana, "question query:hard amazon").await;
    assert_snapshot!(card.text(), @"
    | # Why can `n += 1` lose counts?
    | Two threads run `n += 1` a million times each. Why may the sum be short?
    | Difficulty: Hard
    | Asked at: Google, Amazon
    | Topics: Concurrency
    | -- Small pack by the tests, CC0
    [Attempt] [Hint] [Reveal answer] [Another]
    ");
    assert_snapshot!(press(&ana, &card, "Hint").await.text(), @"
    **Hint 1 of 2**

    How many steps does the line take?
    (only ana sees this)
    ");
    assert_snapshot!(press(&ana, &card, "Hint").await.text(), @"
    **Hint 2 of 2**

    What may happen between two of them?
    (only ana sees this)
    ");
    assert_snapshot!(press(&ana, &card, "Hint").await.text(), @"
    You have seen all 2 hints. Try it now: press `Attempt`.
    (only ana sees this)
    ");
    assert_snapshot!(press(&bot.bob(), &card, "Hint").await.text(), @"
    **Hint 1 of 2**

    How many steps does the line take?
    (only bob sees this)
    ");
    assert_snapshot!(outcome(&ana, &card, "Attempt").await.text(), @"
    [Your attempt]
    What would you say to the interviewer?*:
    ");
    let answer = attempt(&ana, &card, "it is three steps").await;
    assert_snapshot!(answer.text(), @r#"
    Your attempt is saved. Compare it with the model answer, then grade yourself below.

    **Model answer: Why can `n += 1` lose counts?**

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
    [Missed] [Partly] [Nailed it] [Share in thread]
    (only ana sees this)
    "#);
    assert_snapshot!(press(&ana, &answer, "Nailed it").await.text(), @"
    **Nailed it.** +6 points.
    Streak: 1 day.
    You may change the grade for ten minutes.
    (only ana sees this)
    ");
    assert_snapshot!(press(&ana, &answer, "Partly").await.text(), @"
    **Partly there.** +3 points.
    Streak: 1 day.
    You may change the grade for ten minutes.
    (only ana sees this)
    ");
    let again = attempt(&ana, &card, "and a lock").await;
    assert_snapshot!(press(&ana, &again, "Nailed it").await.text(), @"
    **Nailed it.** No points: only the first graded attempt at a question gives some.
    Streak: 1 day.
    You may change the grade for ten minutes.
    (only ana sees this)
    ");
}

#[tokio::test]
async fn an_attempt_waits_for_its_grade() {
    let mut bot = TestBot::start().await;
    let ana = bot.ana();
    let card = slash(&ana, "question query:id:python/truth").await;
    attempt(&ana, &card, "false").await;
    bot.restart(|_| {}).await;
    let again = press(&ana, &card, "Attempt").await;
    assert_snapshot!(again.text(), @"
    You have tried this one already. Here is the model answer again: how did you do?

    **Model answer: Is an empty list true?**

    It is false, since it is empty. `__bool__` decides, then `__len__`.

    ### What an interviewer listens for
    - Both methods in this order.

    ### Red flags
    - Comparing with `True`.

    ### Follow-ups
    - *And an object without either?* It is true.
    - *What about `NaN`?* It is true: only zero is false.
    [Missed] [Partly] [Nailed it] [Share in thread]
    (only ana sees this)
    ");
    assert_snapshot!(press(&ana, &again, "Missed").await.text(), @"
    **Missed, and noted.** That is what practice is for. No points this time.
    Streak: 1 day.
    You may change the grade for ten minutes.
    (only ana sees this)
    ");
    assert!(
        outcome(&ana, &card, "Attempt")
            .await
            .text()
            .contains("Your attempt")
    );
    bot.at("2027-03-01 08:11").await;
    assert_snapshot!(press(&ana, &again, "Nailed it").await.text(), @"
    This attempt was graded more than ten minutes ago; its grade stays. Press `Attempt` on the card to try again.
    (only ana sees this)
    ");
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
    assert_snapshot!(slash(&ana, "question query:hard gooooogle").await.text(), @"
    I do not know `gooooogle`. Did you mean `Google`?
    (only ana sees this)
    ");
    assert_snapshot!(slash(&ana, "question company:netflix").await.text(), @"
    I do not know `netflix`. Did you mean `Google`, `Stripe` or `Amazon`?
    (only ana sees this)
    ");
    assert_snapshot!(slash(&ana, "question query:id:python/gone").await.text(), @"
    There is no question `python/gone` here. It may have been removed: type a word of its title instead.
    (only ana sees this)
    ");
    assert_snapshot!(slash(&ana, "question query:easy difficulty:Hard").await.text(), @"
    A question cannot be hard and easy at once. Keep one of the two.
    (only ana sees this)
    ");
}

#[tokio::test]
async fn no_match_offers_what_comes_close() {
    let bot = TestBot::start().await;
    let ana = bot.ana();
    let close = slash(&ana, "question query:easy google").await;
    assert_snapshot!(close.text(), @"
    No question is easy, asked at Google. These come close:
    [any difficulty (2)] [any company (1)]
    (only ana sees this)
    ");
    assert_snapshot!(press(&ana, &close, "any company (1)").await.text(), @"
    | # Is an empty list true?
    | What does `if []:` do, and which method decides it for your own class?
    | Difficulty: Easy
    | Asked at: most companies
    | Topics: Testing
    | -- Small pack by the tests, CC0
    [Attempt] [Hint] [Reveal answer] [Another]
    ");
}

#[tokio::test]
async fn a_private_question_stays_private() {
    let bot = TestBot::start().await;
    let ana = bot.ana();
    let card = slash(&ana, "question query:id:python/truth private:true").await;
    assert!(card.is_ephemeral());
    assert_snapshot!(press(&ana, &card, "Reveal answer").await.text(), @"
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
    assert_snapshot!(attempt(&ana, &card, "false").await.text(), @"
    Your attempt is saved. Compare it with the model answer, then grade yourself below.

    **Model answer: Is an empty list true?**

    It is false, since it is empty. `__bool__` decides, then `__len__`.

    ### What an interviewer listens for
    - Both methods in this order.

    ### Red flags
    - Comparing with `True`.

    ### Follow-ups
    - *And an object without either?* It is true.
    - *What about `NaN`?* It is true: only zero is false.
    [Missed] [Partly] [Nailed it]
    (only ana sees this)
    ");
    assert!(press(&ana, &card, "Another").await.is_ephemeral());
    let cards = bot
        .discord
        .messages("general")
        .into_iter()
        .filter(|it| it.text().contains("[Attempt]"));
    assert!(cards.into_iter().all(|it| it.is_ephemeral()));
}

#[tokio::test]
async fn autocomplete_completes_the_last_word_and_finds_titles() {
    let bot = TestBot::start().await;
    let ana = bot.ana();
    let offers = async |typed: &str| ana.autocomplete(typed).await.unwrap().text();
    assert_snapshot!(offers("question query:hard go").await, @"
    hard Google
    What does await hand over?
    Why can n += 1 lose counts?
    ");
    assert_snapshot!(offers("question query:fixt").await, @"When does a fixture run?");
    assert_snapshot!(offers("question company:am").await, @"Amazon");
    assert_snapshot!(offers("question topic:thr").await, @"Concurrency");
}

#[tokio::test]
async fn an_attempt_is_shared_behind_a_spoiler_once() {
    let bot = TestBot::start().await;
    let ana = bot.ana();
    let card = slash(&ana, "question query:id:python/locks").await;
    let answer = attempt(&ana, &card, "a lock || @everyone\n```py\nx\n```").await;
    assert_snapshot!(without_ids(&press(&ana, &answer, "Share in thread").await.text()), @"
    Shared behind a spoiler: <#ID>
    (only ana sees this)
    ");
    assert_snapshot!(press(&ana, &answer, "Share in thread").await.text(), @"
    You have shared this attempt already.
    (only ana sees this)
    ");
    let thread = bot.thread_of(&card).replace('\u{200b}', "(zero width)");
    assert_snapshot!(thread, @r"
    Whetstone: **ana** tried it:

    Whetstone: ||a lock \|\| @(zero width)everyone
    \`\`\`py
    x
    \`\`\`||
    ");
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
    assert_snapshot!(forged("grade:1:nailed").await, @"
    That attempt is somebody else's. Press `Attempt` on the card to make your own.
    (only bob sees this)
    ");
    assert_snapshot!(forged("grade:99:nailed").await, @"
    This button is from an older time and does nothing any more. Please ask for a new card with `/question`.
    (only bob sees this)
    ");
    assert_snapshot!(forged("share:1").await, @"
    That attempt is somebody else's. Press `Attempt` on the card to make your own.
    (only bob sees this)
    ");
    assert_snapshot!(forged("hint:0:python/gone").await, @"
    This question has left the bank. Please take another one with `/question`.
    (only bob sees this)
    ");
    assert_snapshot!(forged("dance").await, @"
    This button is from an older time and does nothing any more. Please ask for a new card with `/question`.
    (only bob sees this)
    ");
    assert_snapshot!(forged("cut-over:09:00:Europe/Berlin").await, @"
    That is for those who manage the server. Please ask one of them.
    (only bob sees this)
    ");
}

#[tokio::test]
async fn in_a_direct_message_all_stays_there() {
    let bot = TestBot::start().await;
    let ana = bot.ana().in_dm();
    let card = slash(&ana, "question query:id:python/truth").await;
    assert_snapshot!(press(&ana, &card, "Reveal answer").await.text(), @"
    The answer is here in our chat.
    (only ana sees this)
    ");
    let answer = attempt(&ana, &card, "false").await;
    assert_snapshot!(press(&ana, &answer, "Nailed it").await.text(), @"
    **Nailed it.** Points are for servers; here it is practice.
    You may change the grade for ten minutes.
    (only ana sees this)
    ");
    assert_snapshot!(bot.discord.transcript(ana.place), @"
    Whetstone: | # Is an empty list true?
    | What does `if []:` do, and which method decides it for your own class?
    | Difficulty: Easy
    | Asked at: most companies
    | Topics: Testing
    | -- Small pack by the tests, CC0
    [Attempt] [Hint] [Reveal answer] [Another]

    Whetstone: **Model answer: Is an empty list true?**

    It is false, since it is empty. `__bool__` decides, then `__len__`.

    ### What an interviewer listens for
    - Both methods in this order.

    ### Red flags
    - Comparing with `True`.

    ### Follow-ups
    - *And an object without either?* It is true.
    - *What about `NaN`?* It is true: only zero is false.
    ");
}

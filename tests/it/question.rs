//! `/question`: cards, hints, attempts, answers.

use insta::assert_snapshot;

use crate::support::{TestBot, attempt, press, slash, with_button};

#[tokio::test]
async fn a_card_a_hint_an_attempt_a_grade() {
    let bot = TestBot::start().await;
    let ana = bot.ana();
    let card = slash(&ana, "question query:id:python/locks").await;
    assert_snapshot!(card.text(), @"");
    assert_snapshot!(press(&ana, &card, "Hint").await.text(), @"");
    let answer = attempt(&ana, &card, "it stops at the shortest").await;
    assert_snapshot!(answer.text(), @"");
    let last = with_button(&ana, "Nailed it");
    assert_snapshot!(press(&ana, &last, "Nailed it").await.text(), @"");
    assert_snapshot!(press(&ana, &card, "Reveal answer").await.text(), @"");
    assert_snapshot!(bot.thread_of(&card), @"");
}

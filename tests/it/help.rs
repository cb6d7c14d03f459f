//! `/help`, over the real socket.

use insta::assert_snapshot;

use crate::support::{TestBot, slash};

#[tokio::test]
async fn help_teaches_what_the_bot_can_do() {
    let bot = TestBot::start().await;
    assert_snapshot!(slash(&bot.ana(), "help").await.text(), @"");
}

//! `/server settings`, and the greeting.

use insta::assert_snapshot;
use sandbox::Guild;

use crate::support::{TestBot, slash, without_ids};

#[tokio::test]
async fn settings_hold_from_the_next_day_on() {
    let bot = TestBot::start().await;
    let max = bot.max();
    assert_snapshot!(slash(&max, "server settings").await.text(), @"
    **Settings of this server**
    Day begins at: 00:00 (UTC)
    Log channel: none: I keep notices for your next admin command
    (only max sees this)
    ");
    let change = "server settings timezone:Europe/Berlin day_begins:9am log_channel:#general";
    assert_snapshot!(without_ids(&slash(&max, change).await.text()), @"
    **Settings of this server**
    Day begins at: 09:00 (Europe/Berlin)
    Log channel: <#ID>
    The day's new beginning holds from 2027-03-02 on; today stays as it is.
    (only max sees this)
    ");
    assert_snapshot!(without_ids(&slash(&max, "server settings").await.text()), @"
    **Settings of this server**
    Day begins at: 09:00 (Europe/Berlin)
    Log channel: <#ID>
    (only max sees this)
    ");
    assert_snapshot!(slash(&max, "server settings timezone:Europe/Berln").await.text(), @"
    `Europe/Berln` is no time zone that I know: write one like `Europe/Berlin`, `Europe/Dublin`, `Europe/Belgrade`
    (only max sees this)
    ");
    assert_snapshot!(max.autocomplete("server settings timezone:berl").await.unwrap().text(), @"Europe/Berlin");
}

#[tokio::test]
async fn the_bot_says_hello_once_where_it_may_speak() {
    let mut bot = TestBot::start().await;
    let guild = Guild::new("New Guild")
        .private("rules")
        .text("lobby")
        .member("eve");
    bot.discord.join_guild(guild);
    assert_snapshot!(bot.discord.next_message_in("lobby").await.text(), @"
    Hello! I keep your team sharp for interviews. `/question` gives one at any moment.
    **Next step** for an admin: `/daily add channel:#general time:09:00` posts one every working day. `/help` says the rest.
    ");
    bot.restart(|_| {}).await;
    assert_eq!(bot.discord.messages("lobby").len(), 1);
}

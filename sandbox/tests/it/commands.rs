//! Registration of commands: scopes, ids, replacement.

use serde_json::{Value, json};

use crate::support::{call, discord};

fn command(name: &str) -> Value {
    json!({ "name": name, "description": "Does it" })
}

#[tokio::test]
async fn a_bulk_overwrite_keeps_the_ids_of_names_that_stay() {
    let discord = discord().await;
    let path = format!("/applications/{}/commands", discord.bot_id());
    let body = json!([command("a"), command("b")]);
    let (_, first) = call(&discord, "PUT", &path, body).await;
    let body = json!([command("b"), command("c")]);
    let (_, second) = call(&discord, "PUT", &path, body).await;
    assert_eq!(first[1]["id"], second[0]["id"]);
    let (_, listed) = call(&discord, "GET", &path, Value::Null).await;
    assert_eq!(listed, second);
}

#[tokio::test]
async fn a_guild_has_commands_of_its_own() {
    let discord = discord().await;
    let (bot, guild) = (discord.bot_id(), discord.guild("Guild"));
    let global = format!("/applications/{bot}/commands");
    let own = format!("/applications/{bot}/guilds/{guild}/commands");
    call(&discord, "POST", &global, command("a")).await;
    let (status, made) = call(&discord, "POST", &own, command("a")).await;
    assert_eq!(
        (status, &made["guild_id"]),
        (201, &json!(guild.to_string()))
    );
    assert_eq!(discord.commands().len(), 2);
    let one = format!("{own}/{}", made["id"].as_str().unwrap());
    let edit = json!({ "description": "Did it" });
    let (_, edited) = call(&discord, "PATCH", &one, edit).await;
    assert_eq!(edited["description"], "Did it");
    assert_eq!(call(&discord, "DELETE", &one, Value::Null).await.0, 204);
    assert_eq!(discord.commands().len(), 1);
    let (status, gone) = call(&discord, "GET", &one, Value::Null).await;
    assert_eq!((status, &gone["code"]), (404, &json!(10063)));
}

#[tokio::test]
async fn another_applications_commands_are_out_of_reach() {
    let discord = discord().await;
    let (status, answer) = call(&discord, "GET", "/applications/7/commands", Value::Null).await;
    assert_eq!((status, &answer["code"]), (404, &json!(10002)));
}

//! Answers to interactions over plain REST: what is taken, what is refused, what follows.

use std::time::Duration;

use sandbox::{Discord, Options, Outcome, Refused};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::support::{Ear, call, discord, register, world};

/// A sandbox with `/ask`, and a bot that only listens.
async fn start() -> (Discord, Ear) {
    listen(discord().await).await
}

async fn listen(discord: Discord) -> (Discord, Ear) {
    let file = json!({ "type": 11, "name": "file", "description": "F" });
    let query = json!({ "type": 3, "name": "query", "description": "Q", "autocomplete": true });
    let ask = json!({ "name": "ask", "description": "Asks", "options": [query, file] });
    register(&discord, json!([ask])).await;
    let ear = Ear::connect(&discord).await;
    (discord, ear)
}

type Asking = JoinHandle<Result<Outcome, Refused>>;

/// Ana asks; returns her client and what the bot heard.
async fn ask(discord: &Discord, ear: &mut Ear) -> (Asking, Value) {
    let ana = discord.user("ana");
    let asking = tokio::spawn(async move { ana.slash("ask query:x").await });
    (asking, ear.hear("INTERACTION_CREATE").await)
}

/// Presses a button of that custom id on the message that answered.
async fn press(discord: &Discord, ear: &mut Ear, asking: Asking, id: &str) -> (Asking, Value) {
    let message = asking.await.unwrap().unwrap().message();
    let (ana, id) = (discord.user("ana"), id.to_string());
    let pressing = tokio::spawn(async move { ana.press_id(&message, &id).await });
    (pressing, ear.hear("INTERACTION_CREATE").await)
}

fn callback(interaction: &Value) -> String {
    let text = |key: &str| interaction[key].as_str().unwrap();
    format!("/interactions/{}/{}/callback", text("id"), text("token"))
}

fn webhook(interaction: &Value) -> String {
    let text = |key: &str| interaction[key].as_str().unwrap();
    format!("/webhooks/{}/{}", text("application_id"), text("token"))
}

async fn post(discord: &Discord, path: &str, body: Value) -> (u16, Value) {
    call(discord, "POST", path, body).await
}

fn say(text: &str) -> Value {
    json!({ "type": 4, "data": { "content": text } })
}

#[tokio::test]
async fn an_interaction_is_answered_once() {
    let (discord, mut ear) = start().await;
    let (asking, heard) = ask(&discord, &mut ear).await;
    let path = callback(&heard);
    assert_eq!(post(&discord, &path, say("one")).await.0, 204);
    let (status, again) = post(&discord, &path, say("two")).await;
    assert_eq!((status, &again["code"]), (400, &json!(40060)));
    assert_eq!(asking.await.unwrap().unwrap().text(), "one");
    let (status, unknown) = post(&discord, "/interactions/1/x/callback", say("x")).await;
    assert_eq!((status, &unknown["code"]), (404, &json!(10062)));
}

#[tokio::test]
async fn an_answer_that_comes_too_late_is_refused() {
    let options = Options {
        answer_within: Duration::from_nanos(1),
        ..Options::default()
    };
    let (discord, mut ear) = listen(Discord::start(world(), options).await).await;
    let (asking, heard) = ask(&discord, &mut ear).await;
    assert!(matches!(asking.await.unwrap(), Ok(Outcome::NoResponse)));
    let (status, late) = post(&discord, &callback(&heard), say("late")).await;
    assert_eq!((status, &late["code"]), (404, &json!(10062)));
}

#[tokio::test]
async fn a_token_dies_but_not_by_the_settable_clock() {
    let (discord, mut ear) = start().await;
    let (_asking, heard) = ask(&discord, &mut ear).await;
    discord.clock().advance(jiff::SignedDuration::from_hours(1));
    assert_eq!(post(&discord, &callback(&heard), say("one")).await.0, 204);
    let follow_up = json!({ "content": "two" });
    assert_eq!(
        post(&discord, &webhook(&heard), follow_up.clone()).await.0,
        200
    );
    let options = Options {
        token_lives: Duration::ZERO,
        ..Options::default()
    };
    let (discord, mut ear) = listen(Discord::start(world(), options).await).await;
    let (_asking, heard) = ask(&discord, &mut ear).await;
    let (status, dead) = post(&discord, &webhook(&heard), follow_up).await;
    assert_eq!((status, &dead["code"]), (401, &json!(50027)));
}

#[tokio::test]
async fn a_refused_answer_can_be_mended() {
    let (discord, mut ear) = start().await;
    let (asking, heard) = ask(&discord, &mut ear).await;
    let path = callback(&heard);
    let (status, refused) = post(&discord, &path, json!({ "type": 4, "data": {} })).await;
    assert_eq!((status, &refused["code"]), (400, &json!(50006)));
    let long = post(&discord, &path, say(&"x".repeat(2001))).await.1;
    let fault = &long["errors"]["data"]["content"]["_errors"][0]["code"];
    assert_eq!(fault, "BASE_TYPE_MAX_LENGTH");
    let (status, refused) = post(&discord, &path, json!({ "type": 7, "data": {} })).await;
    assert_eq!((status, &refused["code"]), (400, &json!(50035)));
    post(&discord, &path, say("at last")).await;
    assert_eq!(asking.await.unwrap().unwrap().text(), "at last");
}

#[tokio::test]
async fn with_response_tells_of_the_message() {
    let (discord, mut ear) = start().await;
    let (_asking, heard) = ask(&discord, &mut ear).await;
    let path = format!("{}?with_response=true", callback(&heard));
    let (status, told) = post(&discord, &path, say("hi")).await;
    assert_eq!(
        (status, &told["resource"]["message"]["content"]),
        (200, &json!("hi"))
    );
    let message = &told["resource"]["message"];
    assert_eq!(told["interaction"]["response_message_id"], message["id"]);
    assert_eq!(message["interaction_metadata"]["id"], heard["id"]);
}

#[tokio::test]
async fn what_was_answered_is_looked_at_edited_and_deleted() {
    let (discord, mut ear) = start().await;
    let (_asking, heard) = ask(&discord, &mut ear).await;
    let original = format!("{}/messages/@original", webhook(&heard));
    let (status, refused) = call(&discord, "GET", &original, Value::Null).await;
    assert_eq!((status, &refused["code"]), (404, &json!(10008)));
    let hidden = json!({ "type": 4, "data": { "content": "mine", "flags": 64 } });
    post(&discord, &callback(&heard), hidden).await;
    let (_, seen) = call(&discord, "GET", &original, Value::Null).await;
    assert_eq!(
        (&seen["content"], &seen["flags"]),
        (&json!("mine"), &json!(64))
    );
    let edit = json!({ "content": "edited" });
    call(&discord, "PATCH", &original, edit).await;
    let seen = discord.user("ana").sees();
    assert_eq!(seen[0].text(), "edited\n(only ana sees this)");
    assert_eq!(
        call(&discord, "DELETE", &original, Value::Null).await.0,
        204
    );
    assert!(discord.user("ana").sees().is_empty());
}

#[tokio::test]
async fn the_first_follow_up_takes_the_place_of_a_deferral() {
    let (discord, mut ear) = start().await;
    let (asking, heard) = ask(&discord, &mut ear).await;
    let (status, refused) = post(&discord, &webhook(&heard), json!({ "content": "x" })).await;
    assert_eq!((status, &refused["code"]), (404, &json!(10015)));
    post(&discord, &callback(&heard), json!({ "type": 5 })).await;
    let outcome = asking.await.unwrap().unwrap();
    post(&discord, &webhook(&heard), json!({ "content": "one" })).await;
    post(&discord, &webhook(&heard), json!({ "content": "two" })).await;
    assert_eq!(outcome.settled().await.text(), "one");
    assert_eq!(discord.transcript("general"), "Bot: one\n\nBot: two");
    assert_eq!(discord.next_message_in("general").await.text(), "two");
}

#[tokio::test]
async fn a_press_may_be_deferred_and_its_message_edited() {
    let (discord, mut ear) = start().await;
    let (asking, heard) = ask(&discord, &mut ear).await;
    post(&discord, &callback(&heard), say("before")).await;
    let (pressing, heard) = press(&discord, &mut ear, asking, "go").await;
    assert_eq!(heard["message"]["content"], "before");
    post(&discord, &callback(&heard), json!({ "type": 6 })).await;
    let outcome = pressing.await.unwrap().unwrap();
    let original = format!("{}/messages/@original", webhook(&heard));
    call(&discord, "PATCH", &original, json!({ "content": "after" })).await;
    assert_eq!(outcome.settled().await.text(), "after");
    assert_eq!(discord.messages("general").len(), 1);
}

#[tokio::test]
async fn a_press_on_a_message_that_is_deleted_meanwhile_cannot_update_it() {
    let (discord, mut ear) = start().await;
    let (asking, heard) = ask(&discord, &mut ear).await;
    post(&discord, &callback(&heard), say("before")).await;
    let (_pressing, heard) = press(&discord, &mut ear, asking, "go").await;
    discord.delete_message(discord.messages("general")[0].id);
    let update = json!({ "type": 7, "data": { "content": "after" } });
    let (status, refused) = post(&discord, &callback(&heard), update).await;
    assert_eq!((status, &refused["code"]), (404, &json!(10008)));
}

#[tokio::test]
async fn selects_send_the_values_behind_the_labels() {
    let (discord, mut ear) = start().await;
    let (asking, heard) = ask(&discord, &mut ear).await;
    let option = |label: &str, value: &str| json!({ "label": label, "value": value });
    let options = json!([option("Hard", "h"), option("Easy", "e")]);
    let select =
        json!({ "type": 3, "custom_id": "level", "placeholder": "Level", "options": options });
    let rows = json!([{ "type": 1, "components": [select] }]);
    let answer = json!({ "type": 4, "data": { "components": rows } });
    assert_eq!(post(&discord, &callback(&heard), answer).await.0, 204);
    let message = asking.await.unwrap().unwrap().message();
    assert_eq!(message.text(), "[Level v Hard | Easy]");
    let ana = discord.user("ana");
    assert!(ana.select(&message, "Level", &["Soft"]).await.is_err());
    assert!(
        ana.select(&message, "Level", &["Hard", "Easy"])
            .await
            .is_err()
    );
    tokio::spawn(async move { ana.select(&message, "Level", &["Easy"]).await });
    let heard = ear.hear("INTERACTION_CREATE").await;
    assert_eq!(heard["data"]["values"], json!(["e"]));
}

#[tokio::test]
async fn a_file_is_handed_to_a_command() {
    let (discord, mut ear) = start().await;
    let ana = discord.user("ana");
    let typed = "ask file:bank.csv";
    tokio::spawn(async move { ana.slash_with_file(typed, "bank.csv", b"a,b").await });
    let heard = ear.hear("INTERACTION_CREATE").await;
    let id = heard["data"]["options"][0]["value"].as_str().unwrap();
    let file = &heard["data"]["resolved"]["attachments"][id];
    assert_eq!(
        (&file["filename"], &file["size"]),
        (&json!("bank.csv"), &json!(3))
    );
    let fetched = reqwest::get(file["url"].as_str().unwrap()).await.unwrap();
    assert_eq!(fetched.text().await.unwrap(), "a,b");
}

#[tokio::test]
async fn modals_and_choices_have_limits() {
    let (discord, mut ear) = start().await;
    let (_asking, heard) = ask(&discord, &mut ear).await;
    let input = |label: &str| {
        let input = json!({ "type": 4, "custom_id": "a", "style": 1, "label": label });
        json!({ "type": 1, "components": [input] })
    };
    let modal = |title: &str, rows: Value| json!({ "type": 9, "data": { "custom_id": "m", "title": title, "components": rows } });
    let cases = [
        (modal(&"x".repeat(46), json!([input("a")])), "title"),
        (modal("x", json!([])), "components"),
        (modal("x", Value::Array(vec![input("a"); 6])), "components"),
    ];
    for (body, path) in cases {
        let (status, refused) = post(&discord, &callback(&heard), body).await;
        let fault = &refused["errors"]["data"][path]["_errors"][0]["code"];
        assert_eq!(
            (status, fault),
            (400, &json!("BASE_TYPE_BAD_LENGTH")),
            "{path}"
        );
    }
    let long = modal("x", json!([input(&"x".repeat(46))]));
    assert_eq!(post(&discord, &callback(&heard), long).await.0, 400);
    let ana = discord.user("ana");
    tokio::spawn(async move { ana.autocomplete("ask query:x").await });
    let heard = ear.hear("INTERACTION_CREATE").await;
    assert_eq!(heard["data"]["options"][0]["focused"], true);
    let choices = vec![json!({ "name": "n", "value": "v" }); 26];
    let body = json!({ "type": 8, "data": { "choices": choices } });
    let (status, refused) = post(&discord, &callback(&heard), body).await;
    let fault = &refused["errors"]["data"]["choices"]["_errors"][0]["code"];
    assert_eq!((status, fault), (400, &json!("BASE_TYPE_MAX_LENGTH")));
}

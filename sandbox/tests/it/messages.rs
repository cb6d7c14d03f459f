//! Messages over REST: sending, reading, editing, nonces, files, pings.

use jiff::SignedDuration;
use sandbox::Fault;
use serde_json::{Value, json};

use crate::support::{call, discord, send_file};

#[tokio::test]
async fn a_message_is_sent_read_edited_and_deleted() {
    let discord = discord().await;
    let path = format!("/channels/{}/messages", discord.channel("general"));
    let (status, sent) = call(&discord, "POST", &path, json!({ "content": " hi " })).await;
    assert_eq!((status, &sent["content"]), (200, &json!("hi")));
    let one = format!("{path}/{}", sent["id"].as_str().unwrap());
    let (_, edited) = call(&discord, "PATCH", &one, json!({ "content": "ho" })).await;
    assert_eq!(edited["content"], "ho");
    assert!(edited["edited_timestamp"].is_string());
    assert_eq!(call(&discord, "DELETE", &one, Value::Null).await.0, 204);
    let (status, gone) = call(&discord, "GET", &one, Value::Null).await;
    assert_eq!((status, &gone["code"]), (404, &json!(10008)));
}

#[tokio::test]
async fn pages_run_before_after_and_around_a_message() {
    let discord = discord().await;
    let path = format!("/channels/{}/messages", discord.channel("general"));
    discord.set_limits(sandbox::Limits::off());
    let mut ids = Vec::new();
    for number in 0..7 {
        let body = json!({ "content": number.to_string() });
        let (_, sent) = call(&discord, "POST", &path, body).await;
        ids.push(sent["id"].as_str().unwrap().to_string());
    }
    let page = async |query: String| {
        let (_, page) = call(&discord, "GET", &format!("{path}?{query}"), Value::Null).await;
        let contents = page.as_array().unwrap().iter();
        contents
            .map(|it| it["content"].as_str().unwrap().to_string())
            .collect::<String>()
    };
    assert_eq!(page("limit=3".into()).await, "654");
    assert_eq!(page(format!("limit=2&before={}", ids[3])).await, "21");
    assert_eq!(page(format!("limit=2&after={}", ids[3])).await, "54");
    assert_eq!(page(format!("limit=3&around={}", ids[3])).await, "432");
    let (status, _) = call(&discord, "GET", &format!("{path}?limit=101"), Value::Null).await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn a_nonce_makes_one_message_for_some_minutes() {
    let discord = discord().await;
    let path = format!("/channels/{}/messages", discord.channel("general"));
    let body = json!({ "content": "hi", "nonce": "n1", "enforce_nonce": true });
    discord.fail(Fault::on("POST", "/channels/{id}/messages").cut_after());
    let client = reqwest::Client::new();
    let lost = client
        .post(format!("{}/api/v10{path}", discord.url()))
        .header("authorization", format!("Bot {}", discord.token()))
        .json(&body)
        .send()
        .await;
    assert!(lost.is_err());
    let (_, again) = call(&discord, "POST", &path, body.clone()).await;
    assert_eq!(again["id"], discord.messages("general")[0].id.to_string());
    let one = format!("{path}/{}", again["id"].as_str().unwrap());
    let (_, fetched) = call(&discord, "GET", &one, Value::Null).await;
    assert!(fetched["nonce"].is_null());
    discord.clock().advance(SignedDuration::from_mins(6));
    call(&discord, "POST", &path, body).await;
    assert_eq!(discord.messages("general").len(), 2);
}

#[tokio::test]
async fn a_file_is_sent_and_fetched() {
    let discord = discord().await;
    let path = format!("/channels/{}/messages", discord.channel("general"));
    let embed = json!({ "title": "Card", "image": { "url": "attachment://card.png" } });
    let payload = json!({
        "embeds": [embed], "attachments": [{ "id": 0, "filename": "card.png" }],
    });
    let (status, sent) = send_file(&discord, &path, payload, "x.png", b"PNG").await;
    assert_eq!(status, 200, "{sent}");
    let url = sent["embeds"][0]["image"]["url"].as_str().unwrap();
    assert_eq!(
        reqwest::get(url).await.unwrap().text().await.unwrap(),
        "PNG"
    );
    let message = &discord.messages("general")[0];
    assert_eq!(&message.attachments[0].bytes[..], b"PNG");
    assert_eq!(message.text(), "| # Card\n| (image card.png)");
}

#[tokio::test]
async fn a_file_over_10_mib_is_too_large() {
    let discord = discord().await;
    let path = format!("/channels/{}/messages", discord.channel("general"));
    let bytes = vec![0; 10 * 1024 * 1024 + 1];
    let (status, answer) = send_file(&discord, &path, json!({}), "big.bin", &bytes).await;
    assert_eq!((status, &answer["code"]), (413, &json!(40005)));
}

#[tokio::test]
async fn pings_follow_allowed_mentions_and_the_role() {
    let discord = discord().await;
    let path = format!("/channels/{}/messages", discord.channel("general"));
    let (team, early) = (discord.role("team"), discord.role("early-birds"));
    let ana = discord.user("ana").id;
    let content = format!("<@&{team}> <@&{early}> <@{ana}> @everyone");
    let pings = async |allowed: Value| {
        let body = json!({ "content": content, "allowed_mentions": allowed });
        let (status, sent) = call(&discord, "POST", &path, body).await;
        assert_eq!(status, 200, "{sent}");
        let id = sent["id"].as_str().unwrap().parse().unwrap();
        discord.message(id).pings.names
    };
    assert_eq!(pings(Value::Null).await, ["@early-birds", "@ana"]);
    assert!(pings(json!({ "parse": [] })).await.is_empty());
    let listed = json!({ "parse": [], "roles": [team.to_string(), early.to_string()] });
    assert_eq!(pings(listed.clone()).await, ["@early-birds"]);
    discord.set_role("team", 0, true);
    assert_eq!(pings(listed).await, ["@team", "@early-birds"]);
}

#[tokio::test]
async fn what_people_write_is_hidden_from_the_bot() {
    let discord = discord().await;
    let said = discord.user("ana").say("a secret").unwrap();
    let path = format!("/channels/{}/messages/{}", said.channel, said.id);
    let (_, seen) = call(&discord, "GET", &path, Value::Null).await;
    assert_eq!(seen["content"], "");
    assert_eq!(discord.transcript("general"), "ana: a secret");
    let (status, refused) = call(&discord, "PATCH", &path, json!({ "content": "x" })).await;
    assert_eq!((status, &refused["code"]), (403, &json!(50005)));
}

#[tokio::test]
async fn a_reply_names_the_message_it_answers() {
    let discord = discord().await;
    let said = discord.user("ana").say("question").unwrap();
    let path = format!("/channels/{}/messages", said.channel);
    let reply = |id: u64| json!({ "content": "answer", "message_reference": { "message_id": id.to_string() } });
    let (_, sent) = call(&discord, "POST", &path, reply(said.id)).await;
    assert_eq!(sent["referenced_message"]["id"], said.id.to_string());
    let (status, refused) = call(&discord, "POST", &path, reply(1)).await;
    let code = &refused["errors"]["message_reference"]["_errors"][0]["code"];
    assert_eq!(
        (status, code),
        (400, &json!("MESSAGE_REFERENCE_UNKNOWN_MESSAGE"))
    );
}

#[tokio::test]
async fn direct_messages_are_opened_once() {
    let discord = discord().await;
    let recipient = json!({ "recipient_id": discord.user("ana").id.to_string() });
    let open = async || {
        call(&discord, "POST", "/users/@me/channels", recipient.clone())
            .await
            .1
    };
    let (first, second) = (open().await, open().await);
    assert_eq!(first["id"], second["id"]);
    let path = format!("/channels/{}/messages", first["id"].as_str().unwrap());
    call(&discord, "POST", &path, json!({ "content": "hello" })).await;
    assert_eq!(discord.user("ana").in_dm().sees()[0].text(), "hello");
}

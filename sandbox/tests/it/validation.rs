//! Every limit of Discord's forms: one step over it is error 50035 at the right place.

use serde_json::{Value, json};

use crate::support::{call, discord};

/// Sends a body and checks that it is refused for this fault alone: `embeds.0.title MAX…`.
#[track_caller]
fn check(answer: &(u16, Value), fault: &str) {
    let (path, code) = fault.split_once(' ').unwrap();
    let mut at = &answer.1["errors"];
    for key in path.split('.').filter(|key| !key.is_empty()) {
        at = &at[key];
    }
    assert_eq!(
        (answer.0, &answer.1["code"]),
        (400, &json!(50035)),
        "{fault}: {}",
        answer.1
    );
    assert_eq!(at["_errors"][0]["code"], code, "{fault}: {}", answer.1);
}

fn chars(count: usize) -> String {
    "é".repeat(count)
}

fn embed(embed: Value) -> Value {
    json!({ "embeds": [embed] })
}

fn button(button: Value) -> Value {
    json!({ "content": "x", "components": [{ "type": 1, "components": [button] }] })
}

fn many(count: usize, item: Value) -> Value {
    Value::Array(vec![item; count])
}

#[tokio::test]
async fn messages() {
    let discord = discord().await;
    discord.set_limits(sandbox::Limits::off());
    let path = format!("/channels/{}/messages", discord.channel("general"));
    let field = json!({ "name": "n", "value": "v" });
    let ok = json!({ "type": 2, "style": 1, "label": "x", "custom_id": "a" });
    let with = |key: &str, value: Value| {
        let mut changed = ok.clone();
        changed[key] = value;
        button(changed)
    };
    let control = "components.0.components.0";
    let cases = [
        (
            json!({ "content": chars(2001) }),
            "content BASE_TYPE_MAX_LENGTH".to_string(),
        ),
        (
            json!({ "embeds": many(11, json!({ "title": "t" })) }),
            "embeds BASE_TYPE_MAX_LENGTH".into(),
        ),
        (
            embed(json!({ "title": chars(257) })),
            "embeds.0.title BASE_TYPE_MAX_LENGTH".into(),
        ),
        (
            embed(json!({ "description": chars(4097) })),
            "embeds.0.description BASE_TYPE_MAX_LENGTH".into(),
        ),
        (
            embed(json!({ "footer": { "text": chars(2049) } })),
            "embeds.0.footer.text BASE_TYPE_MAX_LENGTH".into(),
        ),
        (
            embed(json!({ "author": { "name": chars(257) } })),
            "embeds.0.author.name BASE_TYPE_MAX_LENGTH".into(),
        ),
        (
            embed(json!({ "fields": many(26, field) })),
            "embeds.0.fields BASE_TYPE_MAX_LENGTH".into(),
        ),
        (
            embed(json!({ "fields": [{ "name": chars(257), "value": "v" }] })),
            "embeds.0.fields.0.name BASE_TYPE_BAD_LENGTH".into(),
        ),
        (
            embed(json!({ "fields": [{ "name": "n", "value": chars(1025) }] })),
            "embeds.0.fields.0.value BASE_TYPE_BAD_LENGTH".into(),
        ),
        (
            embed(json!({ "fields": [{ "name": "n" }] })),
            "embeds.0.fields.0.value BASE_TYPE_REQUIRED".into(),
        ),
        (
            json!({ "embeds": many(2, json!({ "description": chars(3001) })) }),
            "embeds MAX_EMBED_SIZE_EXCEEDED".into(),
        ),
        (
            json!({ "content": "x", "components": many(6, json!({ "type": 1, "components": [{ "type": 2, "style": 5, "label": "x", "url": "https://a.b" }] })) }),
            "components BASE_TYPE_MAX_LENGTH".into(),
        ),
        (
            json!({ "content": "x", "components": [ok] }),
            "components.0.type UNION_TYPE_CHOICES".into(),
        ),
        (
            json!({ "content": "x", "components": [{ "type": 1, "components": [] }] }),
            "components.0.components BASE_TYPE_BAD_LENGTH".into(),
        ),
        (
            json!({ "content": "x", "components": [{ "type": 1, "components": many(2, ok.clone()) }] }),
            "components.0.components.1.custom_id COMPONENT_CUSTOM_ID_DUPLICATED".into(),
        ),
        (
            with("label", json!(chars(81))),
            format!("{control}.label BASE_TYPE_MAX_LENGTH"),
        ),
        (
            with("label", json!("")),
            format!("{control} BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED"),
        ),
        (
            with("custom_id", json!(chars(101))),
            format!("{control}.custom_id BASE_TYPE_BAD_LENGTH"),
        ),
        (
            with("custom_id", Value::Null),
            format!("{control}.custom_id BASE_TYPE_REQUIRED"),
        ),
        (
            with("style", json!(5)),
            format!("{control}.url BASE_TYPE_REQUIRED"),
        ),
        (
            button(json!({ "type": 3, "custom_id": "s", "options": many(26, json!({})) })),
            format!("{control}.options BASE_TYPE_BAD_LENGTH"),
        ),
        (
            json!({ "content": "x", "nonce": chars(26) }),
            "nonce BASE_TYPE_MAX_LENGTH".into(),
        ),
        (
            json!({ "content": "x", "allowed_mentions": { "parse": ["roles"], "roles": ["1"] } }),
            "allowed_mentions MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE".into(),
        ),
        (
            json!({ "content": "x", "allowed_mentions": { "users": many(101, json!("1")) } }),
            "allowed_mentions.users BASE_TYPE_MAX_LENGTH".into(),
        ),
    ];
    for (body, fault) in cases {
        check(&call(&discord, "POST", &path, body).await, &fault);
    }
    let (status, empty) = call(&discord, "POST", &path, json!({})).await;
    assert_eq!((status, &empty["code"]), (400, &json!(50006)));
    let full = json!({ "content": chars(2000), "embeds": [{ "title": chars(256), "description": chars(4096) }] });
    assert_eq!(call(&discord, "POST", &path, full).await.0, 200);
}

#[tokio::test]
async fn threads() {
    let discord = discord().await;
    let path = format!("/channels/{}/threads", discord.channel("general"));
    let cases = [
        (json!({ "type": 11 }), "name BASE_TYPE_REQUIRED"),
        (
            json!({ "type": 11, "name": "" }),
            "name BASE_TYPE_BAD_LENGTH",
        ),
        (
            json!({ "type": 11, "name": chars(101) }),
            "name BASE_TYPE_BAD_LENGTH",
        ),
        (
            json!({ "type": 11, "name": "x", "auto_archive_duration": 61 }),
            "auto_archive_duration BASE_TYPE_CHOICES",
        ),
    ];
    for (body, fault) in cases {
        check(&call(&discord, "POST", &path, body).await, fault);
    }
}

#[tokio::test]
async fn commands() {
    let discord = discord().await;
    discord.set_limits(sandbox::Limits::off());
    let path = format!("/applications/{}/commands", discord.bot_id());
    let option = |name: &str| json!({ "type": 3, "name": name, "description": "d" });
    let with = |options: Value| json!({ "name": "x", "description": "d", "options": options });
    let sub =
        |options: Value| json!({ "type": 1, "name": "s", "description": "d", "options": options });
    let choice = json!({ "name": "c", "value": "c" });
    let required = json!({ "type": 3, "name": "b", "description": "d", "required": true });
    let wordy = |name: String| {
        let choices: Vec<Value> = (0..4)
            .map(|it| json!({ "name": chars(100), "value": format!("{it}{}", chars(99)) }))
            .collect();
        json!({ "type": 3, "name": name, "description": chars(100), "choices": choices })
    };
    let cases = [
        (
            json!({ "name": "Big", "description": "d" }),
            "name APPLICATION_COMMAND_INVALID_NAME",
        ),
        (
            json!({ "name": "a b", "description": "d" }),
            "name APPLICATION_COMMAND_INVALID_NAME",
        ),
        (
            json!({ "name": "x".repeat(33), "description": "d" }),
            "name BASE_TYPE_BAD_LENGTH",
        ),
        (
            json!({ "name": "x", "description": chars(101) }),
            "description BASE_TYPE_BAD_LENGTH",
        ),
        (json!({ "name": "x" }), "description BASE_TYPE_REQUIRED"),
        (
            with(json!([option("a"), required])),
            "options APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
        ),
        (
            with(json!([option("a"), option("a")])),
            "options APPLICATION_COMMAND_OPTIONS_NAME_NOT_UNIQUE",
        ),
        (
            with((0..26).map(|it| option(&format!("o{it}"))).collect()),
            "options BASE_TYPE_MAX_LENGTH",
        ),
        (
            with(
                json!([{ "type": 3, "name": "a", "description": "d", "choices": many(26, choice.clone()) }]),
            ),
            "options.0.choices BASE_TYPE_MAX_LENGTH",
        ),
        (
            with(
                json!([{ "type": 3, "name": "a", "description": "d", "choices": [{ "name": chars(101), "value": "v" }] }]),
            ),
            "options.0.choices.0.name BASE_TYPE_BAD_LENGTH",
        ),
        (
            with(
                json!([{ "type": 3, "name": "a", "description": "d", "choices": [choice], "autocomplete": true }]),
            ),
            "options.0.choices APPLICATION_COMMAND_OPTION_AUTOCOMPLETE_CHOICES",
        ),
        (
            with(json!([{ "type": 12, "name": "a", "description": "d" }])),
            "options.0.type BASE_TYPE_CHOICES",
        ),
        (
            with((0..10).map(|it| wordy(format!("o{it}"))).collect()),
            " APPLICATION_COMMAND_TOO_LARGE",
        ),
        (
            with(json!([sub(json!([])), option("a")])),
            "options APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
        ),
        (
            with(json!([sub(json!([sub(json!([]))]))])),
            "options.0.options.0.type BASE_TYPE_CHOICES",
        ),
    ];
    for (body, fault) in cases {
        check(&call(&discord, "POST", &path, body).await, fault);
    }
    let twice = json!([with(json!([])), with(json!([]))]);
    check(
        &call(&discord, "PUT", &path, twice).await,
        "1 APPLICATION_COMMANDS_DUPLICATE_NAME",
    );
}

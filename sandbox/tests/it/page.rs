//! The page's own API: what a browser gets, sees and does. How it looks is not tested here.

use std::sync::Arc;

use reqwest::{Client, Response, StatusCode};
use sandbox::{Discord, Options, PageOptions};
use serde_json::{Value, json};
use serenity::all::{Http, Interaction};

use crate::support::{Running, bot, call, register, world};

async fn discord() -> Discord {
    let page = PageOptions {
        title: "Try it".into(),
        tries: vec![("First".into(), "/ask".into())],
    };
    let options = Options {
        page: Some(page),
        ..Options::default()
    };
    Discord::start(world(), options).await
}

/// With a bot that answers in private, and whose button opens a form.
async fn with_bot() -> (Discord, Running) {
    let discord = discord().await;
    let words = json!({ "type": 3, "name": "words", "description": "Words", "autocomplete": true });
    let file = json!({ "type": 11, "name": "file", "description": "File" });
    let commands = json!([
        { "name": "ask", "description": "Asks", "options": [words, file] },
        { "name": "admin", "description": "Admins", "default_member_permissions": "32" },
    ]);
    register(&discord, commands).await;
    let running = bot(&discord, answer).await;
    (discord, running)
}

async fn answer(http: Arc<Http>, interaction: Interaction) {
    let answer = match &interaction {
        Interaction::Command(_) => private_with_buttons(),
        Interaction::Component(_) => form(),
        Interaction::Autocomplete(_) => {
            json!({ "type": 8, "data": { "choices": [{ "name": "One", "value": "1" }] } })
        }
        Interaction::Modal(filled) => {
            let input = serde_json::to_value(&filled.data.components[0].components[0]).unwrap();
            json!({ "type": 4, "data": { "content": input["value"] } })
        }
        _ => return,
    };
    let (id, token) = (interaction.id(), interaction.token());
    let sent = http.create_interaction_response(id, token, &answer, Vec::new());
    sent.await.unwrap();
}

fn private_with_buttons() -> Value {
    let button = |id: &str, off: bool| json!({ "type": 2, "style": 1, "label": id, "custom_id": id, "disabled": off });
    let row = json!({ "type": 1, "components": [button("open", false), button("off", true)] });
    json!({ "type": 4, "data": { "content": "asked", "flags": 64, "components": [row] } })
}

fn form() -> Value {
    let input = json!({
        "type": 4, "custom_id": "why", "label": "Why", "style": 2, "min_length": 3, "required": true,
    });
    let row = json!({ "type": 1, "components": [input] });
    json!({ "type": 9, "data": { "custom_id": "form", "title": "Form", "components": [row] } })
}

async fn get(discord: &Discord, path: &str) -> Response {
    let url = format!("{}{path}", discord.page_url().unwrap());
    Client::new().get(url).send().await.unwrap()
}

async fn look(discord: &Discord, who: &str, place: &str) -> Value {
    let place = discord.view(|view| view.channel(place).id);
    let seen = get(discord, &format!("page/api/look?as={who}&in={place}")).await;
    seen.json().await.unwrap()
}

async fn act(discord: &Discord, verb: &str, body: Value) -> (StatusCode, Value) {
    let url = format!("{}page/api/{verb}", discord.page_url().unwrap());
    let answer = Client::new().post(url).json(&body).send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

/// What the page says when the client refuses.
async fn refused(discord: &Discord, verb: &str, body: Value) -> String {
    let (status, answer) = act(discord, verb, body).await;
    assert_eq!(status, 422, "{answer}");
    answer["refused"].as_str().unwrap().into()
}

async fn ask(discord: &Discord, who: &str) -> String {
    let place = discord.channel("general").to_string();
    let body = json!({ "as": who, "in": place, "text": "/ask words:a b" });
    let (status, answer) = act(discord, "slash", body).await;
    assert_eq!(
        (status, &answer["kind"]),
        (StatusCode::OK, &json!("message"))
    );
    answer["message"].as_str().unwrap().into()
}

#[tokio::test]
async fn without_the_option_there_is_no_page() {
    let discord = Discord::start(world(), Options::default()).await;
    assert_eq!(discord.page_url(), None);
    for path in ["/", "/page/page.js", "/page/api/look"] {
        let url = format!("{}{path}", discord.url());
        let answer = Client::new().get(url).send().await.unwrap();
        assert!(answer.status().is_client_error(), "{path}");
    }
}

#[tokio::test]
async fn the_page_brings_all_its_files_and_asks_nobody_else_for_any() {
    let discord = discord().await;
    let mut open = vec![String::new()];
    let mut seen = Vec::new();
    while let Some(path) = open.pop() {
        let answer = get(&discord, &path).await;
        assert_eq!(answer.status(), 200, "{path}");
        let policy = answer.headers()["content-security-policy"]
            .to_str()
            .unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self'"));
        let text = answer.text().await.unwrap();
        for quoted in text
            .split('"')
            .filter(|it| !it.contains(char::is_whitespace))
        {
            let named = quoted
                .strip_prefix("/page/")
                .or_else(|| quoted.strip_prefix("./"));
            let file = named.map(|name| format!("page/{name}"));
            open.extend(file.filter(|it| it.contains('.') && !seen.contains(it)));
        }
        assert!(!text.contains("<script>") && !text.contains("innerHTML"));
        seen.push(path);
    }
    assert!(seen.len() > 10, "{seen:?}");
}

#[tokio::test]
async fn each_sees_their_own_channels_commands_and_names() {
    let (discord, _bot) = with_bot().await;
    discord.overwrite("daily", "ana", 0, sandbox::permissions::VIEW_CHANNEL);
    let names = |seen: &Value, list: &str| {
        let list = seen.pointer(list).unwrap().as_array().unwrap().clone();
        let names = list
            .iter()
            .map(|it| it["name"].as_str().unwrap().to_string());
        names.collect::<Vec<_>>().join(" ")
    };
    let max = look(&discord, "max", "general").await;
    assert_eq!(max["title"], "Try it");
    assert_eq!(names(&max, "/people"), "max ana bob");
    assert_eq!(
        names(&max, "/guilds/0/channels"),
        "general daily forum leads lounge"
    );
    assert_eq!(names(&max, "/commands"), "ask admin");
    let ana = look(&discord, "ana", "daily").await;
    assert_eq!(ana["place"]["name"], "general", "she does not see #daily");
    assert_eq!(
        names(&ana, "/guilds/0/channels"),
        "general forum leads lounge"
    );
    assert_eq!(names(&ana, "/commands"), "ask");
    let hidden = discord.channel("daily").to_string();
    assert_eq!(ana["names"]["channels"][&hidden], Value::Null);
}

#[tokio::test]
async fn a_command_a_button_and_a_form_reach_the_bot() {
    let (discord, _bot) = with_bot().await;
    let message = ask(&discord, "ana").await;
    let press = json!({ "as": "ana", "message": message, "custom_id": "open" });
    let (_, form) = act(&discord, "press", press).await;
    assert_eq!(
        (&form["kind"], &form["title"]),
        (&json!("form"), &json!("Form"))
    );
    let filled = |text: &str| json!({ "as": "ana", "custom_id": "form", "texts": [["why", text]] });
    assert_eq!(
        refused(&discord, "submit", filled("no")).await,
        "Why: too short"
    );
    let (status, _) = act(&discord, "submit", filled("<b>why</b>")).await;
    assert_eq!(status, 200);
    let bob = look(&discord, "bob", "general").await;
    assert_eq!(bob["place"]["messages"][0]["content"], "<b>why</b>");
    let again = refused(&discord, "submit", filled("again")).await;
    assert_eq!(again, "that form is not open any more");
}

#[tokio::test]
async fn the_page_can_do_no_more_than_a_client() {
    let (discord, _bot) = with_bot().await;
    let message = ask(&discord, "ana").await;
    let press = |who: &str, id: &str| json!({ "as": who, "message": message, "custom_id": id });
    for (who, id, why) in [
        ("ana", "off", "that button is not there any more, or is off"),
        (
            "ana",
            "forged",
            "that button is not there any more, or is off",
        ),
        ("bob", "open", "bob does not see that message"),
        ("eve", "open", "there is nobody named \"eve\""),
        ("Bot", "open", "there is nobody named \"Bot\""),
    ] {
        assert_eq!(refused(&discord, "press", press(who, id)).await, why);
    }
    let typed = |place: &str| json!({ "as": "ana", "in": discord.channel(place).to_string(), "text": "admin" });
    let refusal = refused(&discord, "slash", typed("general")).await;
    assert_eq!(refusal, "/admin is not for ana");
    let refusal = refused(&discord, "say", typed("forum")).await;
    assert_eq!(refusal, "choose a channel or a thread first");
}

#[tokio::test]
async fn what_only_one_sees_goes_by_dismissing_or_reloading() {
    let (discord, _bot) = with_bot().await;
    let count = async |who: &str| {
        let seen = look(&discord, who, "general").await;
        seen["place"]["messages"].as_array().unwrap().len()
    };
    let first = ask(&discord, "ana").await;
    ask(&discord, "ana").await;
    assert_eq!((count("ana").await, count("bob").await), (2, 0));
    let dismiss = |who: &str| json!({ "as": who, "message": first });
    let refusal = refused(&discord, "dismiss", dismiss("bob")).await;
    assert_eq!(refusal, "bob does not see that message");
    act(&discord, "dismiss", dismiss("ana")).await;
    assert_eq!(count("ana").await, 1);
    act(&discord, "reload", json!({ "as": "ana" })).await;
    assert_eq!(count("ana").await, 0);
}

#[tokio::test]
async fn completions_and_files_go_through() {
    let (discord, _bot) = with_bot().await;
    let place = discord.channel("general").to_string();
    let typed = json!({ "as": "bob", "in": place, "text": "ask words:o" });
    let (_, choices) = act(&discord, "complete", typed).await;
    assert_eq!(choices["choices"], json!([{ "name": "One", "value": "1" }]));
    let query = format!("as=bob&in={place}&text=ask+file:a.txt&file=a.txt");
    let url = format!(
        "{}page/api/slash-with-file?{query}",
        discord.page_url().unwrap()
    );
    let answer = Client::new().post(url).body("text").send().await.unwrap();
    assert_eq!(answer.status(), 200);
}

#[tokio::test]
async fn a_thread_is_under_its_message_and_begins_with_it() {
    let (discord, _bot) = with_bot().await;
    let place = discord.channel("general");
    let path = format!("/channels/{place}/messages");
    let (_, message) = call(&discord, "POST", &path, json!({ "content": "hello" })).await;
    let path = format!("{path}/{}/threads", message["id"].as_str().unwrap());
    call(&discord, "POST", &path, json!({ "name": "talk" })).await;
    let outside = look(&discord, "ana", "general").await;
    assert_eq!(outside["place"]["messages"][0]["thread"]["name"], "talk");
    assert_eq!(
        outside["guilds"][0]["channels"][0]["threads"][0]["name"],
        "talk"
    );
    let inside = look(&discord, "ana", "talk").await;
    assert_eq!(inside["place"]["starter"]["content"], "hello");
    assert_eq!(inside["place"]["parent"], place.to_string());
}

#[tokio::test]
async fn the_clock_goes_forward_by_the_zone_of_the_page() {
    let discord = discord().await;
    let berlin = |key: &str, value: &str| json!({ "zone": "Europe/Berlin", key: value });
    for (key, value, shown) in [
        ("by", "PT1H", "2027-03-01T09:00:00Z"),
        ("to", "2027-03-27T12:00", "2027-03-27T11:00:00Z"),
        ("by", "P1D", "2027-03-28T10:00:00Z"),
    ] {
        let (_, now) = act(&discord, "clock", berlin(key, value)).await;
        assert_eq!(now["now"], shown);
        assert_eq!(discord.clock().now().to_string(), shown);
    }
    let back = refused(&discord, "clock", berlin("by", "-PT1H")).await;
    assert!(back.starts_with("the clock only goes forward"), "{back}");
    let nowhere = json!({ "zone": "Mars/Olympus", "by": "PT1H" });
    let refusal = refused(&discord, "clock", nowhere).await;
    assert_eq!(refusal, "there is no time zone \"Mars/Olympus\"");
}

#[tokio::test]
async fn each_change_is_an_event_also_of_the_clock() {
    let discord = discord().await;
    let mut events = get(&discord, "page/api/events").await;
    let mut heard = async || events.chunk().await.unwrap().unwrap();
    assert_eq!(heard().await, "data: changed\n\n");
    discord.user("ana").say("hello").unwrap();
    assert_eq!(heard().await, "data: changed\n\n");
    discord.clock().advance(jiff::SignedDuration::from_hours(1));
    assert_eq!(heard().await, "data: changed\n\n");
}

#[tokio::test]
async fn other_sites_may_not_use_it() {
    let discord = discord().await;
    let url = format!("{}page/api/look", discord.page_url().unwrap());
    let from = async |origin: &str| {
        let request = Client::new().get(&url).header("origin", origin);
        request.send().await.unwrap().status()
    };
    assert_eq!(from("https://example.com").await, 403);
    assert_eq!(from("null").await, 403);
    assert_eq!(from(discord.url()).await, 200);
}

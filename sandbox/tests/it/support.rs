//! A bot on the real serenity client that answers from a closure, and plain REST calls with its token.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use futures_util::{SinkExt, StreamExt};
use sandbox::{Discord, Guild, Options, World};
use serde_json::{Value, json};
use serenity::all::{
    ClientBuilder, Context, EventHandler, GatewayIntents, Http, HttpBuilder, Interaction,
};
use serenity::async_trait;
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::Message as Frame;

type Answer = Pin<Box<dyn Future<Output = ()> + Send>>;
type Handler = dyn Fn(Arc<Http>, Interaction) -> Answer + Send + Sync;

struct Bot {
    handler: Box<Handler>,
}

#[async_trait]
impl EventHandler for Bot {
    async fn interaction_create(&self, context: Context, interaction: Interaction) {
        (self.handler)(Arc::clone(&context.http), interaction).await;
    }
}

/// Ends the bot when dropped.
pub struct Running(JoinHandle<()>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Two text channels, a forum, a channel closed to the bot; max the admin, ana with a role, bob.
pub fn world() -> World {
    World::new().guild(
        Guild::new("Guild")
            .text("general")
            .text("daily")
            .forum("forum", &["easy", "hard"])
            .private("leads")
            .voice("lounge")
            .role("team", 0)
            .mentionable_role("early-birds")
            .admin("max")
            .member_with("ana", &["team"])
            .nick("Ana B.")
            .member("bob"),
    )
}

pub async fn discord() -> Discord {
    Discord::start(world(), Options::default()).await
}

/// Starts a serenity bot that answers each interaction with `handler`, and waits until it is connected.
pub async fn bot<F>(
    discord: &Discord,
    handler: impl Fn(Arc<Http>, Interaction) -> F + Send + Sync + 'static,
) -> Running
where
    F: Future<Output = ()> + Send + 'static,
{
    let http = HttpBuilder::new(discord.token())
        .proxy(discord.url())
        .ratelimiter_disabled(true)
        .build();
    let bot = Bot {
        handler: Box::new(move |http, interaction| Box::pin(handler(http, interaction))),
    };
    let mut client = ClientBuilder::new_with_http(http, GatewayIntents::GUILDS)
        .event_handler(bot)
        .await
        .expect("the client is complete");
    let running = tokio::spawn(async move {
        client.start().await.expect("the sandbox accepts it");
    });
    discord.connected().await;
    Running(running)
}

/// One REST call with the bot's token: status and body.
pub async fn call(discord: &Discord, method: &str, path: &str, body: Value) -> (u16, Value) {
    let url = format!("{}/api/v10{path}", discord.url());
    let method = method.parse().unwrap();
    let mut request = reqwest::Client::new().request(method, url);
    request = request.header("authorization", format!("Bot {}", discord.token()));
    if !body.is_null() {
        request = request.json(&body);
    }
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    (status, response.json().await.unwrap_or(Value::Null))
}

/// Registers these commands, globally.
pub async fn register(discord: &Discord, commands: Value) {
    let path = format!("/applications/{}/commands", discord.bot_id());
    let (status, answer) = call(discord, "PUT", &path, commands).await;
    assert_eq!(status, 200, "{answer}");
}

/// Sends a multipart form with `payload_json` and one file.
pub async fn send_file(
    discord: &Discord,
    path: &str,
    payload: Value,
    name: &str,
    bytes: &[u8],
) -> (u16, Value) {
    let file = reqwest::multipart::Part::bytes(bytes.to_vec()).file_name(name.to_string());
    let form = reqwest::multipart::Form::new()
        .text("payload_json", payload.to_string())
        .part("files[0]", file);
    let request = reqwest::Client::new()
        .post(format!("{}/api/v10{path}", discord.url()))
        .header("authorization", format!("Bot {}", discord.token()))
        .multipart(form);
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    (status, response.json().await.unwrap_or(Value::Null))
}

type Socket = tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<TcpStream>>;

/// A bot that only listens: the gateway's frames one by one.
pub struct Ear {
    socket: Socket,
    pub session: String,
}

impl Ear {
    /// Connects and hears HELLO.
    pub async fn dial(discord: &Discord) -> Self {
        let (_, gateway) = call(discord, "GET", "/gateway", Value::Null).await;
        let url = format!("{}?v=10", gateway["url"].as_str().unwrap());
        let (socket, _) = tokio_tungstenite::connect_async(url).await.unwrap();
        let mut ear = Self {
            socket,
            session: String::new(),
        };
        assert_eq!(ear.frame().await.unwrap()["op"], 10);
        ear
    }

    /// Connects and identifies with the intent GUILDS; READY and GUILD_CREATE are heard already.
    pub async fn connect(discord: &Discord) -> Self {
        let mut ear = Self::dial(discord).await;
        let data = json!({ "token": discord.token(), "intents": 1, "properties": {} });
        ear.send(json!({ "op": 2, "d": data })).await;
        let ready = ear.hear("READY").await;
        ear.session = ready["session_id"].as_str().unwrap().into();
        ear.hear("GUILD_CREATE").await;
        ear
    }

    pub async fn send(&mut self, payload: Value) {
        let frame = Frame::Text(payload.to_string().into());
        self.socket.send(frame).await.unwrap();
    }

    /// The next frame; `None` once the connection is cut.
    pub async fn frame(&mut self) -> Option<Value> {
        match self.socket.next().await? {
            Ok(Frame::Text(text)) => Some(serde_json::from_str(&text).unwrap()),
            _ => None,
        }
    }

    /// The data of the next event of that name; others are passed over.
    pub async fn hear(&mut self, event: &str) -> Value {
        loop {
            let mut frame = self.frame().await.expect("the connection is open");
            if frame["t"] == event {
                return frame["d"].take();
            }
        }
    }

    pub async fn close_code(&mut self) -> u16 {
        loop {
            match self.socket.next().await {
                Some(Ok(Frame::Close(Some(frame)))) => return frame.code.into(),
                Some(Ok(_)) => {}
                other => panic!("expected a close, got {other:?}"),
            }
        }
    }
}

//! The gateway: one task for each WebSocket, from HELLO to the close.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message as Frame, WebSocket};
use serde_json::{Value, json};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

use crate::session::{GUILD_MEMBERS, GUILDS, Out};
use crate::state::{Shared, State};

const GUILD_PRESENCES: u64 = 1 << 8;
const MESSAGE_CONTENT: u64 = 1 << 15;
/// The highest bit that is an intent.
const LAST_INTENT: u64 = 1 << 25;

struct Connection {
    shared: Arc<Shared>,
    line: UnboundedSender<Out>,
    /// The session, once identified or resumed.
    session: Option<String>,
}

/// Serves one connection until either side ends it.
pub(crate) async fn serve(mut socket: WebSocket, shared: Arc<Shared>) {
    let (line, mut orders) = mpsc::unbounded_channel();
    let heartbeat = shared.read(|state| state.options.heartbeat);
    let hello = json!({ "op": 10, "d": { "heartbeat_interval": millis(heartbeat) } });
    if send(&mut socket, &hello.to_string()).await.is_err() {
        return;
    }
    let mut connection = Connection {
        shared,
        line,
        session: None,
    };
    connection.run(&mut socket, &mut orders).await;
    connection.leave();
}

impl Connection {
    async fn run(&mut self, socket: &mut WebSocket, orders: &mut UnboundedReceiver<Out>) {
        loop {
            let out = tokio::select! {
                order = orders.recv() => order.expect("`self` holds a sender"),
                frame = socket.recv() => match frame {
                    Some(Ok(Frame::Text(text))) => match self.receive(&text) {
                        Some(out) => out,
                        None => continue,
                    },
                    Some(Ok(Frame::Close(frame))) => return self.closed_by_bot(frame),
                    Some(Ok(_)) => continue,
                    None | Some(Err(_)) => return,
                },
            };
            match out {
                Out::Text(text) if send(socket, &text).await.is_ok() => {}
                Out::Close(code) => return close(socket, code).await,
                Out::Text(_) | Out::Drop => return,
            }
        }
    }

    /// What the bot said, and what to answer at once.
    fn receive(&mut self, text: &str) -> Option<Out> {
        let Ok(payload) = serde_json::from_str::<Value>(text) else {
            return Some(Out::Close(4002));
        };
        let data = &payload["d"];
        match payload["op"].as_u64() {
            Some(1) => self.heartbeat(),
            Some(2) if self.session.is_some() => Some(Out::Close(4005)),
            Some(2) => self.identify(data),
            Some(6) => self.resume(data),
            Some(3 | 4 | 8) if self.session.is_none() => Some(Out::Close(4003)),
            Some(3 | 4 | 8) => None,
            _ => Some(Out::Close(4001)),
        }
    }

    fn heartbeat(&self) -> Option<Out> {
        let silent = self.shared.read(|state| state.sessions.silent);
        (!silent).then(|| Out::Text(json!({ "op": 11 }).to_string()))
    }

    fn identify(&mut self, data: &Value) -> Option<Out> {
        let intents = data["intents"].as_u64().unwrap_or(u64::MAX);
        let shard = (data["shard"][0].as_u64(), data["shard"][1].as_u64());
        let shard = (shard.0.unwrap_or(0), shard.1.unwrap_or(1));
        if intents >= LAST_INTENT << 1 {
            return Some(Out::Close(4013));
        }
        if shard.0 >= shard.1 {
            return Some(Out::Close(4010));
        }
        if intents & (GUILD_MEMBERS | GUILD_PRESENCES | MESSAGE_CONTENT) != 0 {
            return Some(Out::Close(4014));
        }
        self.session = self.shared.change(|state| {
            is_token(state, data).then(|| open(state, self.line.clone(), intents, shard))
        });
        self.session.is_none().then_some(Out::Close(4004))
    }

    fn resume(&mut self, data: &Value) -> Option<Out> {
        let id = data["session_id"].as_str().unwrap_or_default();
        let sequence = data["seq"].as_u64().unwrap_or(0);
        let line = self.line.clone();
        let resumed = self.shared.change(|state| {
            is_token(state, data).then(|| state.sessions.resume(id, sequence, line))
        });
        match resumed {
            None => Some(Out::Close(4004)),
            Some(true) => {
                self.session = Some(id.into());
                None
            }
            Some(false) => Some(Out::Text(invalid_session(false))),
        }
    }

    /// A normal close by the bot ends its session; any other one can be resumed.
    fn closed_by_bot(&mut self, frame: Option<CloseFrame>) {
        let code = frame.map_or(1005, |frame| frame.code);
        if let (1000 | 1001, Some(session)) = (code, self.session.take()) {
            self.shared.change(|state| state.sessions.forget(&session));
        }
    }

    fn leave(self) {
        if let Some(session) = &self.session {
            self.shared
                .change(|state| state.sessions.disconnect(session, &self.line));
        }
    }
}

/// Opens a session and sends READY and the guilds.
fn open(state: &mut State, line: UnboundedSender<Out>, intents: u64, shard: (u64, u64)) -> String {
    let session = state.sessions.open(line, intents, shard);
    let ready = state.ready_json(&session, shard);
    state.sessions.send_to(&session, "READY", &ready);
    if intents & GUILDS != 0 {
        let guilds: Vec<u64> = state
            .guilds
            .values()
            .filter(|guild| guild.has_bot && (guild.id >> 22) % shard.1 == shard.0)
            .map(|guild| guild.id)
            .collect();
        for guild in guilds {
            let guild = state.guild_create_json(guild);
            state.sessions.send_to(&session, "GUILD_CREATE", &guild);
        }
    }
    session
}

fn is_token(state: &State, data: &Value) -> bool {
    let given = data["token"].as_str().unwrap_or_default();
    given.strip_prefix("Bot ").unwrap_or(given) == state.options.token
}

pub(crate) fn invalid_session(resumable: bool) -> String {
    json!({ "op": 9, "d": resumable }).to_string()
}

pub(crate) fn reconnect() -> String {
    json!({ "op": 7, "d": null }).to_string()
}

async fn send(socket: &mut WebSocket, text: &str) -> Result<(), axum::Error> {
    socket.send(Frame::Text(text.into())).await
}

async fn close(socket: &mut WebSocket, code: u16) {
    let frame = CloseFrame {
        code,
        reason: "".into(),
    };
    // The bot may have hung up first, which is as good.
    let _ = socket.send(Frame::Close(Some(frame))).await;
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

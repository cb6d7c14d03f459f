//! Gateway sessions: who gets which event, and what is replayed after a resume.

use std::collections::{BTreeMap, VecDeque};

use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;

use crate::channel::Channel;
use crate::state::State;

/// Intents: an event that needs one goes only to sessions that asked for it.
pub(crate) const GUILDS: u64 = 1 << 0;
pub(crate) const GUILD_MEMBERS: u64 = 1 << 1;
pub(crate) const GUILD_MESSAGES: u64 = 1 << 9;
pub(crate) const DIRECT_MESSAGES: u64 = 1 << 12;
/// For events that every session gets.
pub(crate) const ANY: u64 = 0;

/// How many events of a session are kept for a resume.
const KEPT: usize = 1000;

/// What a connection is told to do.
pub(crate) enum Out {
    Text(String),
    Close(u16),
    /// Cut the connection without a word.
    Drop,
}

pub(crate) struct Session {
    pub(crate) intents: u64,
    /// This shard and how many there are.
    pub(crate) shard: (u64, u64),
    sequence: u64,
    /// The last events, for a resume: sequence and text.
    sent: VecDeque<(u64, String)>,
    /// `None` while the bot is not connected.
    line: Option<UnboundedSender<Out>>,
}

#[derive(Default)]
pub(crate) struct Sessions {
    by_id: BTreeMap<String, Session>,
    /// How many IDENTIFYs there were; session ids are counted by it.
    pub(crate) identified: u32,
    pub(crate) resumed: u32,
    /// Whether heartbeats are left unanswered.
    pub(crate) silent: bool,
}

impl Session {
    fn send(&mut self, event: &str, data: &Value) {
        self.sequence += 1;
        let text = json!({ "op": 0, "t": event, "s": self.sequence, "d": data }).to_string();
        if self.sent.len() == KEPT {
            self.sent.pop_front();
        }
        self.sent.push_back((self.sequence, text.clone()));
        self.out(Out::Text(text));
    }

    fn is_connected(&self) -> bool {
        self.line.as_ref().is_some_and(|line| !line.is_closed())
    }

    fn out(&self, out: Out) {
        if let Some(line) = &self.line {
            // A connection that is just closing needs no event: a resume replays it.
            let _ = line.send(out);
        }
    }
}

impl Sessions {
    /// Sends to all sessions that asked for it, but an event of a guild only to its shard.
    fn dispatch(&mut self, guild: Option<u64>, intent: u64, event: &str, data: &Value) {
        for session in self.by_id.values_mut() {
            let (shard, shards) = session.shard;
            let is_its_shard = guild.unwrap_or(0) >> 22;
            if is_its_shard % shards.max(1) == shard && session.intents & intent == intent {
                session.send(event, data);
            }
        }
    }

    /// Whether any session asked for events of that intent.
    pub(crate) fn want(&self, intent: u64) -> bool {
        let mut sessions = self.by_id.values();
        sessions.any(|session| session.intents & intent == intent)
    }

    /// A new session on that connection; returns its id.
    pub(crate) fn open(
        &mut self,
        line: UnboundedSender<Out>,
        intents: u64,
        shard: (u64, u64),
    ) -> String {
        self.identified += 1;
        let id = format!("session-{}", self.identified);
        let session = Session {
            intents,
            shard,
            sequence: 0,
            sent: VecDeque::new(),
            line: Some(line),
        };
        // A bot that identifies anew has given up the sessions of that shard.
        self.by_id
            .retain(|_, old| old.shard != shard || old.is_connected());
        self.by_id.insert(id.clone(), session);
        id
    }

    /// Goes on with a session from `sequence`; false if it is not known any more.
    pub(crate) fn resume(&mut self, id: &str, sequence: u64, line: UnboundedSender<Out>) -> bool {
        let Some(session) = self.by_id.get_mut(id) else {
            return false;
        };
        let oldest = session.sent.front().map_or(0, |sent| sent.0);
        if sequence > session.sequence || sequence + 1 < oldest {
            return false;
        }
        session.line = Some(line);
        for (_, text) in session.sent.iter().filter(|sent| sent.0 > sequence) {
            session.out(Out::Text(text.clone()));
        }
        session.send("RESUMED", &json!({}));
        self.resumed += 1;
        true
    }

    pub(crate) fn send_to(&mut self, id: &str, event: &str, data: &Value) {
        if let Some(session) = self.by_id.get_mut(id) {
            session.send(event, data);
        }
    }

    /// The connection is gone; the session waits for a resume.
    pub(crate) fn disconnect(&mut self, id: &str, line: &UnboundedSender<Out>) {
        if let Some(session) = self.by_id.get_mut(id) {
            session.line.take_if(|own| own.same_channel(line));
        }
    }

    pub(crate) fn forget(&mut self, id: &str) {
        self.by_id.remove(id);
    }

    pub(crate) fn forget_all(&mut self) {
        self.by_id.clear();
    }

    pub(crate) fn is_connected(&self) -> bool {
        self.by_id.values().any(Session::is_connected)
    }

    /// Tells every connection the same.
    pub(crate) fn tell_all(&mut self, out: impl Fn() -> Out) {
        for session in self.by_id.values() {
            session.out(out());
        }
    }
}

impl State {
    pub(crate) fn dispatch(&mut self, guild: Option<u64>, intent: u64, event: &str, data: &Value) {
        self.sessions.dispatch(guild, intent, event, data);
    }

    /// CHANNEL_CREATE, _UPDATE or _DELETE; for a thread THREAD_…
    pub(crate) fn dispatch_channel(&mut self, change: &str, channel: &Channel) {
        let kind = if channel.kind.is_thread() {
            "THREAD"
        } else {
            "CHANNEL"
        };
        let data = self.channel_json(channel);
        self.dispatch(channel.guild, GUILDS, &format!("{kind}_{change}"), &data);
    }

    pub(crate) fn ready_json(&self, session: &str, shard: (u64, u64)) -> Value {
        let guilds = self.guilds.values().filter(|guild| guild.has_bot);
        let guilds: Vec<_> = guilds
            .filter(|guild| (guild.id >> 22) % shard.1.max(1) == shard.0)
            .map(|guild| json!({ "id": guild.id.to_string(), "unavailable": true }))
            .collect();
        json!({
            "v": 10,
            "user": self.bot_json(),
            "guilds": guilds,
            "private_channels": [],
            "session_id": session,
            "session_type": "normal",
            "resume_gateway_url": self.gateway_url(),
            "shard": [shard.0, shard.1],
            "application": { "id": self.application.to_string(), "flags": 0 },
        })
    }

    pub(crate) fn bot_json(&self) -> Value {
        let mut bot = self.bot().json();
        bot["verified"] = json!(true);
        bot["mfa_enabled"] = json!(false);
        bot["email"] = Value::Null;
        bot
    }

    pub(crate) fn gateway_url(&self) -> String {
        format!("{}/gateway-socket", self.url.replacen("http", "ws", 1))
    }

    pub(crate) fn guild_create_json(&self, guild: u64) -> Value {
        let now = self.now();
        let guild = &self.guilds[&guild];
        let channels = self
            .channels
            .values()
            .filter(|it| it.guild == Some(guild.id));
        let (threads, channels): (Vec<_>, Vec<_>) =
            channels.partition(|channel| channel.kind.is_thread());
        let threads = threads
            .iter()
            .filter(|it| it.thread.as_ref().is_some_and(|it| !it.is_archived(now)));
        let bot = &guild.members[&self.application];
        let mut created = guild.json();
        created["joined_at"] = json!(guild.joined.to_string());
        created["large"] = json!(false);
        created["unavailable"] = json!(false);
        created["member_count"] = json!(guild.members.len());
        created["members"] = json!([bot.json(self.bot())]);
        created["channels"] = channels.iter().map(|it| self.channel_json(it)).collect();
        created["threads"] = threads.map(|it| self.channel_json(it)).collect();
        for empty in [
            "voice_states",
            "presences",
            "stage_instances",
            "guild_scheduled_events",
        ] {
            created[empty] = json!([]);
        }
        created
    }
}

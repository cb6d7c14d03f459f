//! The bot: what every handler works with, and what it does about the gateway's events.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex},
};

use serenity::all::{ChannelId, Guild, GuildId, Interaction, Ready, UnavailableGuild};
use tokio::sync::{Notify, SetOnce};
use tokio_util::task::TaskTracker;

use super::{
    call::{Call, Kind, On},
    commands,
    ids::CardOf,
    locks::Locks,
    permissions,
    reply::{Reply, Say, pack},
    rest::{Lane, Rest, RestError},
    router, text,
};
use crate::{
    app::{App, reveal::Pressed},
    store::post::Post,
};

/// The key of the lock on the notices; posts count from 1.
const NOTICES: u64 = 0;

pub struct Bot {
    pub app: App,
    pub rest: Rest,
    /// What is in hand; waited for at the shutdown.
    pub tasks: TaskTracker,
    /// Held by whoever works on a post.
    pub locks: Locks,
    /// Wakes the clock loop: there may be work.
    pub work: Notify,
    /// Channels that refused a post, until something changes there.
    aside: Mutex<HashSet<u64>>,
    /// The bot's own user id, known since the first READY.
    me: SetOnce<u64>,
    /// Commands are registered there only, at once.
    dev_guild: Option<u64>,
}

impl Bot {
    pub fn new(app: App, rest: Rest, dev_guild: Option<u64>) -> Self {
        Self {
            app,
            rest,
            tasks: TaskTracker::new(),
            locks: Locks::default(),
            work: Notify::new(),
            aside: Mutex::default(),
            me: SetOnce::new(),
            dev_guild,
        }
    }

    // Events of the gateway. None is relied upon: each READY reconciles.

    pub async fn on_ready(&self, ready: Ready) {
        // Each READY says the same.
        let _ = self.me.set(ready.user.id.get());
        self.rest.set_application_id(ready.application.id.get());
        if let Err(error) = self.register_commands().await {
            tracing::error!("cannot register the commands: {error}");
        }
        tracing::info!(guilds = ready.guilds.len(), name = %ready.user.name, "ready");
        self.aside
            .lock()
            .expect("nothing panics while it is held")
            .clear();
        self.work.notify_one();
    }

    pub async fn on_interaction(self: &Arc<Self>, interaction: Interaction) {
        router::handle(Arc::clone(self), interaction).await;
    }

    /// Sent for each guild at the start, and when the bot joins one: then it says hello, where it may speak.
    pub async fn on_guild_create(&self, guild: Guild) {
        match self.app.join(guild.id.get()).await {
            Ok(true) => self.greet(&guild).await,
            Ok(false) => {}
            Err(error) => tracing::error!("cannot note the guild: {error}"),
        }
    }

    pub async fn on_guild_delete(&self, guild: UnavailableGuild) {
        tracing::info!(
            guild = guild.id.get(),
            unavailable = guild.unavailable,
            "a guild is gone"
        );
    }

    pub async fn on_channel_change(&self, _guild: GuildId, channel: ChannelId) {
        if self
            .aside
            .lock()
            .expect("nothing panics while it is held")
            .remove(&channel.get())
        {
            self.work.notify_one();
        }
    }

    pub async fn on_role_change(&self, _guild: GuildId) {
        let mut aside = self.aside.lock().expect("nothing panics while it is held");
        if !aside.is_empty() {
            aside.clear();
            self.work.notify_one();
        }
    }

    pub async fn on_thread_delete(&self, _thread: ChannelId) {
        // What is in line for a deleted thread finds out when it is sent.
    }

    // What several handlers need.

    /// The bot's own user id; 0 before the first READY, when nothing is done yet.
    pub fn me(&self) -> u64 {
        self.me.get().copied().unwrap_or_default()
    }

    /// Returns after the first READY. Before it the bot would not know its own posts.
    pub async fn ready(&self) {
        self.me.wait().await;
    }

    pub fn is_me(&self, user: u64) -> bool {
        self.me.get() == Some(&user)
    }

    /// A card of `/question` is kept from its first press on.
    pub async fn note_card(&self, call: &Call, on: On, of: &CardOf) -> anyhow::Result<()> {
        Ok(self.app.note_card(call.pressed(on, of)).await?)
    }

    /// Adds what an admin should know to the answer of their command.
    pub async fn with_notices(&self, guild: Option<u64>, reply: Reply) -> anyhow::Result<Reply> {
        match (guild, reply) {
            (Some(guild), Reply::Private(mut says)) => {
                let notices = self.app.take_notices(guild).await?;
                says.extend(pack(text::notices(&notices)));
                Ok(Reply::Private(says))
            }
            (_, reply) => Ok(reply),
        }
    }

    /// In the log channel, or kept until one is set or an admin uses a command.
    pub async fn tell_admins(&self, guild: u64, text: String) -> anyhow::Result<()> {
        self.app.keep_notice(guild, text).await?;
        self.send_notices().await
    }

    /// Forgets a notice once it is in the log channel.
    pub async fn send_notices(&self) -> anyhow::Result<()> {
        let _alone = self.locks.lock(NOTICES).await;
        for notice in self.app.notices_to_send().await? {
            let body = Say::from(notice.text).message();
            let sent = self
                .rest
                .create_message(Lane::Clock, notice.channel, &body, &[]);
            match sent.await {
                Ok(_) => self.app.drop_notice(notice.id).await?,
                Err(error) => tracing::warn!("cannot write to a log channel: {error}"),
            }
        }
        Ok(())
    }

    // Channels that refuse.

    /// No more calls there until something changes; the admins are told once.
    pub async fn set_aside(&self, post: &Post, error: &RestError) -> anyhow::Result<()> {
        let new = self
            .aside
            .lock()
            .expect("nothing panics while it is held")
            .insert(post.channel);
        if new {
            self.tell_admins(
                post.guild,
                text::notice_aside(post.channel, error.is_forbidden()),
            )
            .await?;
        }
        Ok(())
    }

    pub fn is_aside(&self, channel: u64) -> bool {
        self.aside
            .lock()
            .expect("nothing panics while it is held")
            .contains(&channel)
    }

    /// A new due instant has come for the channel: it is tried again.
    pub fn try_again(&self, channel: u64) {
        self.aside
            .lock()
            .expect("nothing panics while it is held")
            .remove(&channel);
    }

    async fn register_commands(&self) -> Result<(), RestError> {
        let commands: Vec<_> = commands::ALL.iter().map(|it| (it.define)()).collect();
        match self.dev_guild {
            Some(guild) => {
                self.rest
                    .put_guild_commands(Lane::Member, guild, &commands)
                    .await
            }
            None => self.rest.put_global_commands(Lane::Member, &commands).await,
        }
    }

    async fn greet(&self, guild: &Guild) {
        let system = guild.system_channel_id.map(ChannelId::get);
        let greeted = async {
            if let Some(channel) =
                permissions::first_to_speak_in(self, guild.id.get(), system).await?
            {
                let hello = Say::from(text::greeting());
                self.rest
                    .create_message(Lane::Clock, channel, &hello.message(), &[])
                    .await?;
            }
            Ok::<(), RestError>(())
        };
        if let Err(error) = greeted.await {
            tracing::warn!(guild = guild.id.get(), "cannot say hello: {error}");
        }
    }
}

impl Call {
    pub fn pressed(&self, on: On, of: &CardOf) -> Pressed {
        Pressed {
            guild: self.guild_or_zero(),
            channel: self.channel,
            user: self.user,
            message: on.message,
            question: of.question.clone(),
            in_thread: matches!(self.kind, Kind::Thread | Kind::Direct),
            private: on.private,
        }
    }
}

//! The bot: what every handler works with, and what it does about the gateway's events.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use jiff::Timestamp;
use serenity::all::{ChannelId, Guild, GuildId, Interaction, Ready, UnavailableGuild};
use tokio::sync::{Notify, SetOnce};
use tokio_util::task::TaskTracker;

use super::{
    call::{Call, Kind, On},
    commands,
    ids::CardOf,
    locks::Locks,
    permissions,
    reply::{Say, pack},
    rest::{Lane, Message, Rest, RestError},
    router, text,
};
use crate::{
    app::{App, reveal::Pressed},
    store::post::Post,
};

pub struct Bot {
    pub app: App,
    pub rest: Rest,
    /// What is in hand; waited for at the shutdown.
    pub tasks: TaskTracker,
    /// Held by whoever works on a post.
    pub locks: Locks,
    /// Wakes the clock loop: there may be work.
    pub work: Notify,
    /// Wakes the loop that writes to log channels.
    pub news: Notify,
    /// Channels that refused a post, until something changes there.
    aside: Mutex<HashSet<u64>>,
    /// After a failure that may pass, the work is tried again after this long.
    pub again: Duration,
    /// The bot's own user id, known since the first READY.
    me: SetOnce<u64>,
    /// Commands are registered there only, at once.
    dev_guild: Option<u64>,
}

impl Bot {
    pub fn new(app: App, rest: Rest, again: Duration, dev_guild: Option<u64>) -> Self {
        Self {
            app,
            rest,
            tasks: TaskTracker::new(),
            locks: Locks::default(),
            work: Notify::new(),
            news: Notify::new(),
            aside: Mutex::default(),
            again,
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
        self.aside().clear();
        self.work.notify_one();
        self.news.notify_one();
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
        self.try_again(channel.get());
    }

    pub async fn on_role_change(&self, _guild: GuildId) {
        self.aside().clear();
        self.work.notify_one();
        self.news.notify_one();
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

    pub fn wrote(&self, message: &Message) -> bool {
        message.author.as_ref().map(|it| it.id) == self.me.get().copied()
    }

    /// A card of `/question` is kept from its first press on.
    pub async fn note_card(&self, call: &Call, on: On, of: &CardOf) -> anyhow::Result<()> {
        Ok(self
            .app
            .note_card(call.pressed(on, of, self.app.clock.now()))
            .await?)
    }

    /// Tells an admin, after the answer to their command, what they should know.
    pub async fn show_notices(&self, guild: u64, token: &str) -> anyhow::Result<()> {
        let (ids, texts): (Vec<u64>, Vec<String>) =
            self.app.notices(guild).await?.into_iter().unzip();
        for say in pack(text::notices(&texts)) {
            self.rest.followup(token, &say.response(true), &[]).await?;
        }
        for id in ids {
            self.app.drop_notice(id).await?;
        }
        Ok(())
    }

    /// In the log channel, or kept until one is set or an admin uses a command.
    pub async fn tell_admins(&self, guild: u64, text: String) -> anyhow::Result<()> {
        self.app.keep_notice(guild, text).await?;
        self.news.notify_one();
        Ok(())
    }

    // Channels that refuse.

    /// No more calls there until something changes; the admins are told once, with what Discord said.
    pub async fn set_aside(&self, post: &Post, notice: String) -> anyhow::Result<()> {
        if self.refuses(post.channel) {
            self.tell_admins(post.guild, notice).await?;
        }
        Ok(())
    }

    /// True when the channel was not known to refuse.
    pub fn refuses(&self, channel: u64) -> bool {
        self.aside().insert(channel)
    }

    pub fn is_aside(&self, channel: u64) -> bool {
        self.aside().contains(&channel)
    }

    /// Something has changed for the channel: it is tried again.
    pub fn try_again(&self, channel: u64) {
        if self.aside().remove(&channel) {
            self.work.notify_one();
            self.news.notify_one();
        }
    }

    /// An interaction tells what the bot may do in its channel.
    pub fn note_permissions(&self, call: &Call) {
        if permissions::missing_for_daily(call.ours, permissions::TEXT).is_empty() {
            self.try_again(call.channel);
        }
    }

    fn aside(&self) -> MutexGuard<'_, HashSet<u64>> {
        self.aside.lock().expect("nothing panics while it is held")
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
    pub fn pressed(&self, on: On, of: &CardOf, now: Timestamp) -> Pressed {
        Pressed {
            guild: self.guild_or_zero(),
            channel: self.channel,
            user: self.user,
            message: on.message,
            post: of.post,
            now,
            question: of.question.clone(),
            in_thread: matches!(self.kind, Kind::Thread | Kind::Direct),
            private: on.private,
        }
    }
}

//! The calls the bot makes, by name. Ids are Discord's; bodies are Discord's JSON.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;
use serenity::{
    http::{LightMethod, Request, Route},
    model::id::{ApplicationId, ChannelId, GuildId, InteractionId, MessageId, UserId},
};

use super::{
    Channel, File, GatewayBot, Kind, Lane, Member, Message, Rest, RestError, Role, User,
    http::Outgoing,
};

#[derive(serde::Deserialize)]
struct Threads {
    threads: Vec<Channel>,
}

impl Rest {
    pub async fn create_message(
        &self,
        lane: Lane,
        channel: u64,
        body: &impl Serialize,
        files: &[File],
    ) -> Result<Message, RestError> {
        let route = Route::ChannelMessages {
            channel_id: ChannelId::new(channel),
        };
        self.call_with_files(lane, post(route, body), files).await
    }

    /// The thread's id is the message's. `archive` is in minutes: 60, 1440, 4320 or 10080.
    pub async fn create_thread_from_message(
        &self,
        lane: Lane,
        channel: u64,
        message: u64,
        name: &str,
        archive: u16,
    ) -> Result<Channel, RestError> {
        let (channel_id, message_id) = (ChannelId::new(channel), MessageId::new(message));
        let body = json!({ "name": name, "auto_archive_duration": archive });
        self.call(
            lane,
            post(
                Route::ChannelMessageThreads {
                    channel_id,
                    message_id,
                },
                &body,
            ),
        )
        .await
    }

    /// `body` has the post's name, tags and first message, which the answer repeats.
    pub async fn create_forum_post(
        &self,
        lane: Lane,
        channel: u64,
        body: &impl Serialize,
        files: &[File],
    ) -> Result<Channel, RestError> {
        let route = Route::ChannelThreads {
            channel_id: ChannelId::new(channel),
        };
        self.call_with_files(lane, post(route, body), files).await
    }

    /// At most `limit` (1 to 100) messages that are newer than the id `after`, the newest first.
    pub async fn get_messages(
        &self,
        lane: Lane,
        channel: u64,
        after: u64,
        limit: u8,
    ) -> Result<Vec<Message>, RestError> {
        let route = Route::ChannelMessages {
            channel_id: ChannelId::new(channel),
        };
        let params = vec![("after", after.to_string()), ("limit", limit.to_string())];
        self.call(lane, get(route).params(Some(params))).await
    }

    pub async fn get_message(
        &self,
        lane: Lane,
        channel: u64,
        message: u64,
    ) -> Result<Message, RestError> {
        let (channel_id, message_id) = (ChannelId::new(channel), MessageId::new(message));
        self.call(
            lane,
            get(Route::ChannelMessage {
                channel_id,
                message_id,
            }),
        )
        .await
    }

    pub async fn get_channel(&self, lane: Lane, channel: u64) -> Result<Channel, RestError> {
        self.call(
            lane,
            get(Route::Channel {
                channel_id: ChannelId::new(channel),
            }),
        )
        .await
    }

    pub async fn get_roles(&self, lane: Lane, guild: u64) -> Result<Vec<Role>, RestError> {
        self.call(
            lane,
            get(Route::GuildRoles {
                guild_id: GuildId::new(guild),
            }),
        )
        .await
    }

    pub async fn get_channels(&self, lane: Lane, guild: u64) -> Result<Vec<Channel>, RestError> {
        self.call(
            lane,
            get(Route::GuildChannels {
                guild_id: GuildId::new(guild),
            }),
        )
        .await
    }

    /// The posts and threads that are not archived.
    pub async fn get_active_threads(
        &self,
        lane: Lane,
        guild: u64,
    ) -> Result<Vec<Channel>, RestError> {
        let route = Route::GuildThreadsActive {
            guild_id: GuildId::new(guild),
        };
        Ok(self.call::<Threads>(lane, get(route)).await?.threads)
    }

    /// Public threads of a channel that are archived, the latest first, at most 100; `before` is an archive timestamp.
    pub async fn get_archived_threads(
        &self,
        lane: Lane,
        channel: u64,
        before: Option<Timestamp>,
    ) -> Result<Vec<Channel>, RestError> {
        let route = Route::ChannelArchivedPublicThreads {
            channel_id: ChannelId::new(channel),
        };
        let mut params = vec![("limit", "100".to_owned())];
        params.extend(before.map(|it| ("before", it.to_string())));
        let request = get(route).params(Some(params));
        Ok(self.call::<Threads>(lane, request).await?.threads)
    }

    /// An error with [`RestError::is_gone`]: no longer a member.
    pub async fn get_member(&self, lane: Lane, guild: u64, user: u64) -> Result<Member, RestError> {
        let (guild_id, user_id) = (GuildId::new(guild), UserId::new(user));
        self.call(lane, get(Route::GuildMember { guild_id, user_id }))
            .await
    }

    /// The bot itself: shows whether the token is good.
    pub async fn get_me(&self, lane: Lane) -> Result<User, RestError> {
        self.call(lane, get(Route::UserMe)).await
    }

    pub async fn get_gateway_bot(&self, lane: Lane) -> Result<GatewayBot, RestError> {
        self.call(lane, get(Route::GatewayBot)).await
    }

    pub async fn put_global_commands(
        &self,
        lane: Lane,
        commands: &impl Serialize,
    ) -> Result<(), RestError> {
        let application_id = self.application()?;
        let route = Route::Commands { application_id };
        self.send(lane, with_body(route, LightMethod::Put, commands))
            .await
    }

    pub async fn put_guild_commands(
        &self,
        lane: Lane,
        guild: u64,
        commands: &impl Serialize,
    ) -> Result<(), RestError> {
        let (application_id, guild_id) = (self.application()?, GuildId::new(guild));
        let route = Route::GuildCommands {
            application_id,
            guild_id,
        };
        self.send(lane, with_body(route, LightMethod::Put, commands))
            .await
    }

    /// The first answer to an interaction: within 3 s of it, and once.
    pub async fn respond(
        &self,
        interaction: u64,
        token: &str,
        body: &impl Serialize,
        files: &[File],
    ) -> Result<(), RestError> {
        let interaction_id = InteractionId::new(interaction);
        let request = post(
            Route::InteractionResponse {
                interaction_id,
                token,
            },
            body,
        );
        self.answer(request, files).await
    }

    /// Replaces the first answer, or fills a deferred one.
    pub async fn edit_original(
        &self,
        token: &str,
        body: &impl Serialize,
        files: &[File],
    ) -> Result<(), RestError> {
        let application_id = self.application()?;
        let route = Route::WebhookOriginalInteractionResponse {
            application_id,
            token,
        };
        self.answer(with_body(route, LightMethod::Patch, body), files)
            .await
    }

    /// A further message after the first answer.
    pub async fn followup(
        &self,
        token: &str,
        body: &impl Serialize,
        files: &[File],
    ) -> Result<(), RestError> {
        let application_id = self.application()?;
        let route = Route::WebhookFollowupMessages {
            application_id,
            token,
        };
        self.answer(post(route, body), files).await
    }

    async fn answer(&self, request: Request<'_>, files: &[File]) -> Result<(), RestError> {
        self.unlimited(&Outgoing::with_files(request, files))
            .await
            .map(drop)
    }

    async fn call_with_files<T: serde::de::DeserializeOwned>(
        &self,
        lane: Lane,
        request: Request<'_>,
        files: &[File],
    ) -> Result<T, RestError> {
        let out = Outgoing::with_files(request, files);
        self.limited(lane, &out).await?.read(&out)
    }

    fn application(&self) -> Result<ApplicationId, RestError> {
        let unknown = || RestError {
            kind: Kind::NotReady,
            request: "application".to_owned(),
            in_doubt: false,
        };
        self.application_id()
            .map(ApplicationId::new)
            .ok_or_else(unknown)
    }
}

fn get(route: Route<'_>) -> Request<'_> {
    Request::new(route, LightMethod::Get)
}

fn post<'a>(route: Route<'a>, body: &impl Serialize) -> Request<'a> {
    with_body(route, LightMethod::Post, body)
}

fn with_body<'a>(route: Route<'a>, method: LightMethod, body: &impl Serialize) -> Request<'a> {
    let body = serde_json::to_vec(body).expect("bodies are structs with string keys");
    Request::new(route, method).body(Some(body))
}

//! The way in: one connection, whose events are handed to the bot. None is relied upon: READY reconciles.

use std::{
    convert::Infallible,
    sync::{Arc, OnceLock},
    time::Duration,
};

use anyhow::{Context as _, anyhow};
use serenity::{
    Client, async_trait,
    client::{ClientBuilder, Context, RawEventHandler},
    gateway::{ConnectionStage, GatewayError, ShardManager},
    http::HttpBuilder,
    model::{event::Event, gateway::GatewayIntents},
};
use tokio::{
    sync::Mutex,
    time::{MissedTickBehavior, interval, timeout},
};
use tokio_util::sync::CancellationToken;

use super::{
    bot::Bot,
    rest::{Kind, Lane, Rest},
};
use crate::settings::Settings;

/// What is in hand at the shutdown has this long to finish, the closing of the connection included.
const DRAIN: Duration = Duration::from_secs(3);

/// A connection that has not come back for this long is sought at the first address again.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where the shard connects next; serenity reads it at each attempt.
type Address = Arc<Mutex<String>>;

/// Runs until the shutdown, or until Discord ends it; then waits for what is in hand, 3 s at most.
///
/// # Errors
/// Discord does not answer at the start, or refuses the bot for good. The message says what to do.
pub async fn run(
    settings: &Settings,
    bot: Arc<Bot>,
    shutdown: CancellationToken,
) -> anyhow::Result<()> {
    let ended = tokio::select! {
        ended = stay_connected(settings, &bot, &shutdown) => ended,
        () = bot.rest.revoked() => Err(anyhow!(REFUSED_TOKEN)),
        () = shutdown.cancelled() => Ok(()),
    };
    shutdown.cancel();
    bot.tasks.close();
    if timeout(DRAIN, bot.tasks.wait()).await.is_err() {
        let left = bot.tasks.len();
        tracing::warn!(left, "gave up waiting for what was in hand");
    }
    ended
}

async fn stay_connected(
    settings: &Settings,
    bot: &Arc<Bot>,
    shutdown: &CancellationToken,
) -> anyhow::Result<()> {
    let first = ask_address(&bot.rest).await?;
    let mut client = client(settings, bot, shutdown, &first).await?;
    let (shards, address) = (
        Arc::clone(&client.shard_manager),
        Arc::clone(&client.ws_url),
    );
    let closing = bot
        .tasks
        .spawn(close_at(shutdown.clone(), Arc::clone(&shards)));
    tokio::select! {
        ended = client.start() => {
            // Nothing is left to close, and serenity would wait for it.
            closing.abort();
            Err(ended.err().map_or_else(|| anyhow!("the connection to Discord ended"), explain))
        }
        never = fall_back(&shards, &address, &first) => match never {},
    }
}

/// Asks Discord where to connect, and whether the bot may. serenity asks by itself, but when it gets no answer it dials
/// the real Discord, whatever the base address is.
async fn ask_address(rest: &Rest) -> anyhow::Result<String> {
    let gateway = rest
        .get_gateway_bot(Lane::Member)
        .await
        .map_err(|error| match error.kind {
            Kind::Revoked => anyhow!(REFUSED_TOKEN),
            _ => anyhow!(error).context("Discord does not say where to connect: is DISCORD_API_URL right, and the network up?"),
        })?;
    gateway.may_start().map_err(|fault| anyhow!(fault))?;
    Ok(gateway.url)
}

async fn client(
    settings: &Settings,
    bot: &Arc<Bot>,
    shutdown: &CancellationToken,
    first: &str,
) -> anyhow::Result<Client> {
    // While its own limiter is on, serenity ignores the base address and sends the token to the real Discord.
    let http = HttpBuilder::new(settings.token.expose())
        .client(bot.rest.http_client())
        .proxy(&settings.api_url)
        .ratelimiter_disabled(true)
        .build();
    let address = Arc::<OnceLock<Address>>::default();
    let events = Events {
        bot: Arc::clone(bot),
        shutdown: shutdown.clone(),
        address: Arc::clone(&address),
    };
    let client = ClientBuilder::new_with_http(http, GatewayIntents::GUILDS)
        .raw_event_handler(events)
        .await
        .context("cannot set up the gateway")?;
    *client.ws_url.lock().await = first.to_owned();
    address.get_or_init(|| Arc::clone(&client.ws_url));
    Ok(client)
}

/// The end of the connection is in hand like everything else: without a close frame the bot stays online for a while.
async fn close_at(shutdown: CancellationToken, shards: Arc<ShardManager>) {
    shutdown.cancelled().await;
    shards.shutdown_all().await;
}

/// A session is resumed at an address of its own, which serenity would then keep for ever, also when it is gone.
async fn fall_back(shards: &ShardManager, address: &Address, first: &str) -> Infallible {
    let mut ticks = interval(PATIENCE);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut was_connected = true;
    loop {
        ticks.tick().await;
        let runners = shards.runners.lock().await;
        let connected = runners
            .values()
            .any(|it| it.stage == ConnectionStage::Connected);
        drop(runners);
        if !connected && !was_connected {
            *address.lock().await = first.to_owned();
        }
        was_connected = connected;
    }
}

fn explain(fault: serenity::Error) -> anyhow::Error {
    match fault {
        serenity::Error::Gateway(GatewayError::InvalidAuthentication) => anyhow!(REFUSED_TOKEN),
        serenity::Error::Gateway(
            GatewayError::InvalidGatewayIntents | GatewayError::DisallowedGatewayIntents,
        ) => {
            anyhow!("Discord refuses the intent GUILDS, which every bot may have: update Whetstone")
        }
        fault => anyhow!(fault).context("the connection to Discord ended"),
    }
}

const REFUSED_TOKEN: &str = "Discord refuses the token: make a new one at \
    https://discord.com/developers/applications under Bot, and set DISCORD_TOKEN to it";

struct Events {
    bot: Arc<Bot>,
    shutdown: CancellationToken,
    address: Arc<OnceLock<Address>>,
}

#[async_trait]
impl RawEventHandler for Events {
    /// serenity calls this in a task of its own for each event.
    async fn raw_event(&self, _: Context, event: Event) {
        if !self.shutdown.is_cancelled() {
            self.bot.tasks.track_future(self.hand_on(event)).await;
        }
    }
}

impl Events {
    async fn hand_on(&self, event: Event) {
        let bot = &self.bot;
        match event {
            Event::InteractionCreate(it) => Arc::clone(bot).on_interaction(it.interaction).await,
            Event::Ready(it) => {
                bot.rest.set_application_id(it.ready.application.id.get());
                if let Some(address) = self.address.get() {
                    address
                        .lock()
                        .await
                        .clone_from(&it.ready.resume_gateway_url);
                }
                bot.on_ready(it.ready).await;
            }
            Event::GuildCreate(it) => bot.on_guild_create(it.guild).await,
            Event::GuildDelete(it) => bot.on_guild_delete(it.guild).await,
            Event::ChannelCreate(it) => {
                bot.on_channel_change(it.channel.guild_id, it.channel.id)
                    .await
            }
            Event::ChannelUpdate(it) => {
                bot.on_channel_change(it.channel.guild_id, it.channel.id)
                    .await
            }
            Event::ChannelDelete(it) => {
                bot.on_channel_change(it.channel.guild_id, it.channel.id)
                    .await
            }
            Event::GuildRoleCreate(it) => bot.on_role_change(it.role.guild_id).await,
            Event::GuildRoleUpdate(it) => bot.on_role_change(it.role.guild_id).await,
            Event::GuildRoleDelete(it) => bot.on_role_change(it.guild_id).await,
            // Without the intent for members, only the bot's own roles are told.
            Event::GuildMemberUpdate(it) => bot.on_role_change(it.guild_id).await,
            _ => {}
        }
    }
}

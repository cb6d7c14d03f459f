//! What the bot may do in a channel, computed from roles and overwrites as Discord does:
//! <https://discord.com/developers/docs/topics/permissions#permission-overwrites>.

use serenity::all::Permissions;

use super::{
    bot::Bot,
    rest::{Channel, Lane, Overwrite, RestError, Role},
};

/// What a daily needs in its channel, with the names of Discord's own settings.
const FOR_A_DAILY: [(Permissions, &str); 7] = [
    (Permissions::VIEW_CHANNEL, "View Channel"),
    (Permissions::SEND_MESSAGES, "Send Messages"),
    (Permissions::EMBED_LINKS, "Embed Links"),
    (Permissions::ATTACH_FILES, "Attach Files"),
    (Permissions::READ_MESSAGE_HISTORY, "Read Message History"),
    (Permissions::CREATE_PUBLIC_THREADS, "Create Public Threads"),
    (
        Permissions::SEND_MESSAGES_IN_THREADS,
        "Send Messages in Threads",
    ),
];

/// `type` of a text channel and of a forum.
const TEXT: u8 = 0;
pub const FORUM: u8 = 15;

/// Where a daily can be: text channels, announcement channels (5), forums.
pub const DAILY_CHANNELS: [u8; 3] = [TEXT, 5, FORUM];

/// The bot's place in a guild.
pub struct Ours {
    guild: u64,
    user: u64,
    has: Vec<u64>,
    roles: Vec<Role>,
}

impl Ours {
    pub async fn fetch(bot: &Bot, guild: u64) -> Result<Self, RestError> {
        let user = bot.me();
        let (member, roles) = tokio::try_join!(
            bot.rest.get_member(Lane::Member, guild, user),
            bot.rest.get_roles(Lane::Member, guild)
        )?;
        Ok(Self {
            guild,
            user,
            has: member.roles,
            roles,
        })
    }

    pub fn in_channel(&self, channel: &Channel) -> Permissions {
        let of_ours = |it: &&Role| it.id == self.guild || self.has.contains(&it.id);
        let base = self
            .roles
            .iter()
            .filter(of_ours)
            .fold(0, |bits, it| bits | it.permissions);
        let base = Permissions::from_bits_truncate(base);
        if base.administrator() {
            return Permissions::all();
        }
        let sum = |applies: &dyn Fn(&Overwrite) -> bool| {
            let some = channel
                .permission_overwrites
                .iter()
                .filter(|it| applies(it));
            some.fold((0, 0), |(allow, deny), it| {
                (allow | it.allow, deny | it.deny)
            })
        };
        let everyone = sum(&|it| it.kind == 0 && it.id == self.guild);
        let by_role = sum(&|it| it.kind == 0 && it.id != self.guild && self.has.contains(&it.id));
        let own = sum(&|it| it.kind == 1 && it.id == self.user);
        let steps = [everyone, by_role, own].into_iter();
        Permissions::from_bits_truncate(
            steps.fold(base.bits(), |bits, (allow, deny)| (bits & !deny) | allow),
        )
    }
}

impl Ours {
    /// Without Mention Everyone, which the bot does not ask for, only a mentionable role can be pinged.
    pub fn may_ping(&self, role: u64) -> bool {
        self.roles.iter().any(|it| it.id == role && it.mentionable)
    }
}

/// Names of the permissions that a daily lacks with what the bot has. A forum's posts are threads already.
pub fn missing_for_daily(have: Permissions, kind: u8) -> Vec<&'static str> {
    let needed = |it: Permissions| kind != FORUM || it != Permissions::CREATE_PUBLIC_THREADS;
    let missing = FOR_A_DAILY
        .iter()
        .filter(|(it, _)| needed(*it) && !have.contains(*it));
    missing.map(|(_, name)| *name).collect()
}

/// The channel in which the bot says hello: the system channel if it may speak there, else the first text channel.
pub async fn first_to_speak_in(
    bot: &Bot,
    guild: u64,
    system: Option<u64>,
) -> Result<Option<u64>, RestError> {
    let ours = Ours::fetch(bot, guild).await?;
    let mut channels = bot.rest.get_channels(Lane::Clock, guild).await?;
    channels.retain(|it| it.kind == TEXT);
    channels.sort_by_key(|it| (Some(it.id) != system, it.position, it.id));
    let speak = Permissions::VIEW_CHANNEL | Permissions::SEND_MESSAGES;
    Ok(channels
        .iter()
        .find(|it| ours.in_channel(it).contains(speak))
        .map(|it| it.id))
}

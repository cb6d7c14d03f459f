//! Permission bits, and how Discord computes what a member may do in a channel.

pub const CREATE_INSTANT_INVITE: u64 = 1 << 0;
pub const ADMINISTRATOR: u64 = 1 << 3;
pub const MANAGE_CHANNELS: u64 = 1 << 4;
pub const MANAGE_GUILD: u64 = 1 << 5;
pub const ADD_REACTIONS: u64 = 1 << 6;
pub const VIEW_CHANNEL: u64 = 1 << 10;
pub const SEND_MESSAGES: u64 = 1 << 11;
pub const MANAGE_MESSAGES: u64 = 1 << 13;
pub const EMBED_LINKS: u64 = 1 << 14;
pub const ATTACH_FILES: u64 = 1 << 15;
pub const READ_MESSAGE_HISTORY: u64 = 1 << 16;
pub const MENTION_EVERYONE: u64 = 1 << 17;
pub const CONNECT: u64 = 1 << 20;
pub const SPEAK: u64 = 1 << 21;
pub const CHANGE_NICKNAME: u64 = 1 << 26;
pub const USE_APPLICATION_COMMANDS: u64 = 1 << 31;
pub const MANAGE_THREADS: u64 = 1 << 34;
pub const CREATE_PUBLIC_THREADS: u64 = 1 << 35;
pub const CREATE_PRIVATE_THREADS: u64 = 1 << 36;
pub const SEND_MESSAGES_IN_THREADS: u64 = 1 << 38;

/// Every bit that Discord has given a meaning.
pub const ALL: u64 = (1 << 50) - 1;

/// What @everyone may do in a new guild, but for Mention Everyone: an owner who keeps that is rare.
pub const EVERYONE: u64 = CREATE_INSTANT_INVITE
    | ADD_REACTIONS
    | VIEW_CHANNEL
    | SEND_MESSAGES
    | EMBED_LINKS
    | ATTACH_FILES
    | READ_MESSAGE_HISTORY
    | CONNECT
    | SPEAK
    | CHANGE_NICKNAME
    | USE_APPLICATION_COMMANDS
    | CREATE_PUBLIC_THREADS
    | SEND_MESSAGES_IN_THREADS;

/// What the invite of a bot that posts into threads asks for.
pub const BOT: u64 = VIEW_CHANNEL
    | SEND_MESSAGES
    | EMBED_LINKS
    | ATTACH_FILES
    | READ_MESSAGE_HISTORY
    | CREATE_PUBLIC_THREADS
    | SEND_MESSAGES_IN_THREADS;

/// What a member may do in a direct message with the bot.
pub const DIRECT: u64 = ADD_REACTIONS
    | VIEW_CHANNEL
    | SEND_MESSAGES
    | EMBED_LINKS
    | ATTACH_FILES
    | READ_MESSAGE_HISTORY
    | MENTION_EVERYONE
    | USE_APPLICATION_COMMANDS;

/// What a channel allows or denies to one role or one member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overwrite {
    /// A role's id (@everyone has the guild's) or a user's.
    pub id: u64,
    /// Whether `id` is a user's.
    pub for_member: bool,
    pub allow: u64,
    pub deny: u64,
}

/// The permissions in a channel, from those of the roles (`base`, @everyone among them) and the
/// channel's overwrites. Source: Discord's "Permission Overwrites" algorithm.
pub fn in_channel(
    base: u64,
    guild: u64,
    member: u64,
    roles: &[u64],
    overwrites: &[Overwrite],
) -> u64 {
    if base & ADMINISTRATOR != 0 {
        return ALL;
    }
    let apply = |permissions: u64, matches: &dyn Fn(&Overwrite) -> bool| {
        let (mut allow, mut deny) = (0, 0);
        for overwrite in overwrites.iter().filter(|overwrite| matches(overwrite)) {
            allow |= overwrite.allow;
            deny |= overwrite.deny;
        }
        (permissions & !deny) | allow
    };
    let everyone = apply(base, &|it| !it.for_member && it.id == guild);
    let with_roles = apply(everyone, &|it| !it.for_member && roles.contains(&it.id));
    let with_member = apply(with_roles, &|it| it.for_member && it.id == member);
    if with_member & VIEW_CHANNEL == 0 {
        return 0;
    }
    with_member
}

#[cfg(test)]
mod tests {
    use super::*;

    const GUILD: u64 = 1;
    const TEAM: u64 = 2;
    const ANA: u64 = 3;

    fn overwrite(id: u64, allow: u64, deny: u64) -> Overwrite {
        Overwrite {
            id,
            for_member: id == ANA,
            allow,
            deny,
        }
    }

    #[test]
    fn overwrites_apply_from_everyone_over_roles_to_the_member() {
        let hidden = overwrite(GUILD, 0, VIEW_CHANNEL);
        let team = overwrite(TEAM, VIEW_CHANNEL, SEND_MESSAGES);
        let ana = overwrite(ANA, SEND_MESSAGES, 0);
        let base = VIEW_CHANNEL | SEND_MESSAGES;
        let of = |roles: &[u64], overwrites: &[Overwrite]| {
            in_channel(base, GUILD, ANA, roles, overwrites)
        };
        assert_eq!(of(&[], &[]), base);
        assert_eq!(of(&[], std::slice::from_ref(&hidden)), 0);
        assert_eq!(of(&[TEAM], &[hidden.clone(), team.clone()]), VIEW_CHANNEL);
        assert_eq!(of(&[TEAM], &[hidden, team, ana]), base);
    }

    #[test]
    fn an_administrator_may_do_everything_whatever_the_channel_denies() {
        let denied = overwrite(GUILD, 0, ALL);
        assert_eq!(in_channel(ADMINISTRATOR, GUILD, ANA, &[], &[denied]), ALL);
    }

    #[test]
    fn the_invite_asks_for_the_known_sum() {
        assert_eq!(BOT, 309_237_763_072);
    }
}

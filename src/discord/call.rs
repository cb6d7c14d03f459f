//! What a member did, in our words: the part of an interaction that handlers work with.

use anyhow::Context;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use serenity::all::{
    ActionRowComponent, ChannelType, CommandInteraction, ComponentInteraction, GuildId,
    Interaction, Member, MessageFlags, ModalInteraction, PartialChannel, Permissions,
    ResolvedOption, ResolvedValue, User,
};

use crate::domain::snowflake;

/// A member's command, press or submission.
#[derive(Debug, Clone)]
pub struct Call {
    pub id: u64,
    pub token: String,
    /// `None`: a direct message.
    pub guild: Option<u64>,
    pub channel: u64,
    pub kind: Kind,
    pub user: u64,
    /// As the guild shows it.
    pub name: String,
    /// Of the member, in this channel.
    pub permissions: Permissions,
    /// Of the bot, in this channel.
    pub ours: Permissions,
    pub options: Options,
}

/// The kind of channel in which it was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A channel whose messages can have threads.
    Channel,
    /// A channel without threads, such as the chat of a voice channel.
    Threadless,
    Thread,
    Direct,
}

/// The message whose button was pressed, or from which the modal was opened.
#[derive(Debug, Clone, Copy)]
pub struct On {
    pub message: u64,
    /// Only the member sees it.
    pub private: bool,
}

/// Options of a command, or the inputs of a modal, by name.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// `add` of `/daily add`.
    pub subcommand: Option<String>,
    values: Map<String, Value>,
    /// What is being typed, in an autocomplete.
    pub focused: Option<(String, String)>,
}

impl Call {
    /// The instant of the interaction, by its id.
    pub fn at(&self) -> Timestamp {
        snowflake::timestamp_of(self.id)
    }

    /// 0 for a direct message, as the store has it.
    pub fn guild_or_zero(&self) -> u64 {
        self.guild.unwrap_or(0)
    }

    pub fn manages_server(&self) -> bool {
        self.permissions.manage_guild() || self.permissions.administrator()
    }

    pub fn of_command(it: &CommandInteraction) -> Self {
        let mut options = Options::default();
        options.fill(&it.data.options());
        Self::new(
            it.id.get(),
            &it.token,
            it.guild_id,
            it.channel.as_ref(),
            it.channel_id.get(),
            it.member.as_deref(),
            &it.user,
            it.app_permissions,
            options,
        )
    }

    pub fn of_press(it: &ComponentInteraction) -> (Self, On) {
        let on = On {
            message: it.message.id.get(),
            private: it
                .message
                .flags
                .is_some_and(|it| it.contains(MessageFlags::EPHEMERAL)),
        };
        let call = Self::new(
            it.id.get(),
            &it.token,
            it.guild_id,
            it.channel.as_ref(),
            it.channel_id.get(),
            it.member.as_ref(),
            &it.user,
            it.app_permissions,
            Options::default(),
        );
        (call, on)
    }

    /// `None`: the modal was not opened from a message.
    pub fn of_modal(it: &ModalInteraction) -> (Self, Option<On>) {
        let on = it.message.as_ref().map(|message| On {
            message: message.id.get(),
            private: message
                .flags
                .is_some_and(|it| it.contains(MessageFlags::EPHEMERAL)),
        });
        let mut options = Options::default();
        for component in it.data.components.iter().flat_map(|row| &row.components) {
            if let ActionRowComponent::InputText(input) = component {
                let value = input.value.clone().unwrap_or_default();
                options
                    .values
                    .insert(input.custom_id.clone(), Value::String(value));
            }
        }
        let call = Self::new(
            it.id.get(),
            &it.token,
            it.guild_id,
            it.channel.as_ref(),
            it.channel_id.get(),
            it.member.as_ref(),
            &it.user,
            it.app_permissions,
            options,
        );
        (call, on)
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the three kinds of interaction share these fields but no type"
    )]
    fn new(
        id: u64,
        token: &str,
        guild: Option<GuildId>,
        channel: Option<&PartialChannel>,
        channel_id: u64,
        member: Option<&Member>,
        user: &User,
        ours: Option<Permissions>,
        options: Options,
    ) -> Self {
        Self {
            id,
            token: token.to_owned(),
            guild: guild.map(GuildId::get),
            channel: channel_id,
            kind: match channel.map(|it| it.kind) {
                _ if guild.is_none() => Kind::Direct,
                // What is not said is tried.
                None | Some(ChannelType::Text | ChannelType::News) => Kind::Channel,
                Some(
                    ChannelType::PublicThread
                    | ChannelType::PrivateThread
                    | ChannelType::NewsThread,
                ) => Kind::Thread,
                _ => Kind::Threadless,
            },
            user: user.id.get(),
            name: member
                .map_or_else(|| user.display_name(), Member::display_name)
                .to_owned(),
            permissions: member.and_then(|it| it.permissions).unwrap_or_default(),
            ours: ours.unwrap_or(Permissions::all()),
            options,
        }
    }
}

impl Options {
    /// The options as a struct of the command.
    pub fn read<T: DeserializeOwned>(&self) -> anyhow::Result<T> {
        serde_json::from_value(Value::Object(self.values.clone()))
            .context("cannot read the options of the command")
    }

    pub fn text(&self, name: &str) -> &str {
        self.values
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    fn fill(&mut self, options: &[ResolvedOption<'_>]) {
        for option in options {
            let value = match &option.value {
                ResolvedValue::SubCommand(options) => {
                    self.subcommand = Some(option.name.to_owned());
                    self.fill(options);
                    continue;
                }
                ResolvedValue::Autocomplete { value, .. } => {
                    self.focused = Some((option.name.to_owned(), (*value).to_owned()));
                    Value::from(*value)
                }
                ResolvedValue::Boolean(it) => Value::from(*it),
                ResolvedValue::Integer(it) => Value::from(*it),
                ResolvedValue::String(it) => Value::from(*it),
                ResolvedValue::Channel(it) => Value::from(it.id.get()),
                ResolvedValue::Role(it) => Value::from(it.id.get()),
                ResolvedValue::User(it, _) => Value::from(it.id.get()),
                ResolvedValue::Unresolved(it) => match it {
                    serenity::all::Unresolved::Channel(id) => Value::from(id.get()),
                    serenity::all::Unresolved::RoleId(id) => Value::from(id.get()),
                    serenity::all::Unresolved::User(id) => Value::from(id.get()),
                    _ => continue,
                },
                _ => continue,
            };
            self.values.insert(option.name.to_owned(), value);
        }
    }
}

/// Guild, id and name of the member who did it; `None` in a direct message.
pub fn member_of(interaction: &Interaction) -> Option<(u64, u64, String)> {
    let (guild, member) = match interaction {
        Interaction::Command(it) => (it.guild_id, it.member.as_deref()),
        Interaction::Component(it) => (it.guild_id, it.member.as_ref()),
        Interaction::Modal(it) => (it.guild_id, it.member.as_ref()),
        _ => return None,
    };
    let member = member?;
    Some((
        guild?.get(),
        member.user.id.get(),
        member.display_name().to_owned(),
    ))
}

/// The guild whose admin used a command.
pub fn admin_of(interaction: &Interaction) -> Option<u64> {
    let Interaction::Command(it) = interaction else {
        return None;
    };
    Call::of_command(it)
        .manages_server()
        .then_some(it.guild_id?.get())
}

/// For the log.
pub fn kind_of(interaction: &Interaction) -> &'static str {
    match interaction {
        Interaction::Command(_) => "command",
        Interaction::Autocomplete(_) => "autocomplete",
        Interaction::Component(_) => "press",
        Interaction::Modal(_) => "modal",
        _ => "ping",
    }
}

//! A slash command as a person types it, turned into what the client sends; the client refuses what
//! the command's registration does not allow.

use serde_json::{Value, json};

use crate::channel::{Channel, Place};
use crate::guild::Account;
use crate::message::Attachment;
use crate::permissions;
use crate::state::State;

/// What the client did not let the person do, and why. The bot heard nothing of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused(pub String);

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refused {}

pub(crate) fn refuse<T>(why: impl Into<String>) -> Result<T, Refused> {
    Err(Refused(why.into()))
}

/// Who types where, and the files at hand.
pub(crate) struct Typing<'s> {
    pub(crate) state: &'s State,
    pub(crate) user: &'s Account,
    pub(crate) channel: &'s Channel,
    pub(crate) files: &'s [Attachment],
    /// Whether the last option is only begun, and its completion asked for.
    pub(crate) completing: bool,
}

/// An option and what stands behind it.
type Given<'o, 't> = (&'o Value, &'t str);

impl Typing<'_> {
    /// The `data` of the interaction for `question query:hard google private:true`.
    pub(crate) fn data(&self, text: &str) -> Result<Value, Refused> {
        let (name, mut rest) = first_word(text.trim_start().trim_start_matches('/'));
        let command = self.command(name)?;
        let mut subcommands = Vec::new();
        let mut level = command;
        while let Some(kind) = subcommand_kind(level) {
            let (name, after) = first_word(rest);
            let found = options(level).iter().find(|it| it["name"] == name);
            let Some(found) = found else {
                return refuse(format!("/{text}: choose one of {}", names(level)));
            };
            subcommands.push((name, found["type"].as_u64().unwrap_or(kind)));
            level = found;
            rest = after;
        }
        let mut resolved = json!({});
        let mut given = self.given(level, rest, &mut resolved)?;
        for (name, kind) in subcommands.iter().rev() {
            given = json!([{ "name": name, "type": kind, "options": given }]);
        }
        let mut data = json!({
            "id": command["id"], "name": command["name"], "type": 1,
            "options": given, "resolved": resolved,
        });
        if let Some(guild) = command.get("guild_id") {
            data["guild_id"] = guild.clone();
        }
        Ok(data)
    }

    /// Whether the client lists that command to this person here.
    pub(crate) fn offers(&self, command: &Value) -> bool {
        let name = command["name"].as_str().unwrap_or_default();
        self.command(name)
            .is_ok_and(|found| std::ptr::eq(found, command))
    }

    /// The command that this person sees under that name here.
    fn command(&self, name: &str) -> Result<&Value, Refused> {
        let guild = self.channel.guild.map(|id| id.to_string());
        let commands = self.state.commands.iter().filter(|it| it["name"] == name);
        let mut here = commands.filter(|it| match it.get("guild_id") {
            Some(scope) => scope.as_str() == guild.as_deref(),
            None => is_in_context(it, u64::from(guild.is_none())),
        });
        let Some(command) = here.next() else {
            return refuse(format!("/{name}: there is no such command here"));
        };
        let held = self.state.permissions(self.user.id, self.channel);
        let needed = match command["default_member_permissions"].as_str() {
            Some("0") => permissions::ADMINISTRATOR,
            Some(bits) if guild.is_some() => bits.parse().unwrap_or(0),
            _ => 0,
        };
        let needed = needed | permissions::USE_APPLICATION_COMMANDS;
        if held & needed != needed {
            let name = &self.user.name;
            return refuse(format!(
                "/{} is not for {name}",
                command["name"].as_str().unwrap_or("")
            ));
        }
        Ok(command)
    }

    fn given(&self, level: &Value, text: &str, resolved: &mut Value) -> Result<Value, Refused> {
        let given = split(options(level), text)?;
        if !self.completing {
            let is_given = |name: &Value| given.iter().any(|(it, _)| it["name"] == *name);
            let mut required = options(level).iter().filter(|it| it["required"] == true);
            if let Some(missing) = required.find(|it| !is_given(&it["name"])) {
                return refuse(format!("{} is required", missing["name"]));
            }
        }
        let mut values = Vec::new();
        for (index, (option, text)) in given.iter().enumerate() {
            let mut sent = json!({ "name": option["name"], "type": option["type"] });
            if self.completing && index + 1 == given.len() {
                if option["autocomplete"] != true {
                    return refuse(format!("{} has no autocompletion", option["name"]));
                }
                sent["value"] = json!(text);
                sent["focused"] = json!(true);
            } else {
                sent["value"] = self.value(option, text, resolved)?;
            }
            values.push(sent);
        }
        Ok(Value::Array(values))
    }

    fn value(&self, option: &Value, text: &str, resolved: &mut Value) -> Result<Value, Refused> {
        let fail = |why: &str| refuse(format!("{}: {text:?} {why}", option["name"]));
        if !options_of(option, "choices").is_empty() {
            let mut choices = options_of(option, "choices").iter();
            let chosen = choices.find(|it| it["name"] == text || as_text(&it["value"]) == text);
            return match chosen {
                Some(choice) => Ok(choice["value"].clone()),
                None => fail("is not one of the choices"),
            };
        }
        match option["type"].as_u64() {
            Some(3) if !fits_length(option, text) => fail("is too long or too short"),
            Some(3) => Ok(json!(text)),
            Some(4) => match text.parse::<i64>() {
                Ok(number) if fits_bounds(option, number as f64) => Ok(json!(number)),
                _ => fail("is not a whole number in range"),
            },
            Some(10) => match text.parse::<f64>() {
                Ok(number) if fits_bounds(option, number) => Ok(json!(number)),
                _ => fail("is not a number in range"),
            },
            Some(5) => match text {
                "true" | "True" => Ok(json!(true)),
                "false" | "False" => Ok(json!(false)),
                _ => fail("is neither true nor false"),
            },
            Some(kind) => match self.resolve(kind, option, text, resolved) {
                Some(id) => Ok(json!(id.to_string())),
                None => fail("is nothing that can be chosen here"),
            },
            None => fail("belongs to a broken option"),
        }
    }

    /// `#general`, `@team`, `@bob` or a file's name: its id, and what is told of it.
    fn resolve(&self, kind: u64, option: &Value, text: &str, resolved: &mut Value) -> Option<u64> {
        match kind {
            6 => self.resolve_user(text.strip_prefix('@')?, resolved),
            7 => self.resolve_channel(option, text.strip_prefix('#')?, resolved),
            8 => self.resolve_role(text.strip_prefix('@')?, resolved),
            9 => {
                let name = text.strip_prefix('@')?;
                self.resolve_user(name, resolved)
                    .or_else(|| self.resolve_role(name, resolved))
            }
            11 => {
                let file = self.files.iter().find(|file| file.name == text)?;
                resolved["attachments"][file.id.to_string()] = file.json();
                Some(file.id)
            }
            _ => None,
        }
    }

    fn resolve_user(&self, name: &str, resolved: &mut Value) -> Option<u64> {
        let user = self.state.user_named(name)?;
        resolved["users"][user.id.to_string()] = user.json();
        let guild = self.channel.guild.and_then(|id| self.state.guilds.get(&id));
        if let Some(member) = guild.and_then(|guild| guild.members.get(&user.id)) {
            let mut partial = member.partial();
            let held = self.state.permissions(user.id, self.channel);
            partial["permissions"] = json!(held.to_string());
            resolved["members"][user.id.to_string()] = partial;
        }
        Some(user.id)
    }

    fn resolve_channel(&self, option: &Value, name: &str, resolved: &mut Value) -> Option<u64> {
        let by_id = name.parse().ok().map(Place::Id);
        let mut here = self
            .state
            .channels
            .values()
            .filter(|it| it.guild == self.channel.guild);
        let channel = match by_id {
            Some(place) => self.state.find_channel(place)?,
            None => here.find(|it| it.name == name)?,
        };
        let held = self.state.permissions(self.user.id, channel);
        let kinds = options_of(option, "channel_types");
        let fits = kinds.is_empty() || kinds.iter().any(|it| *it == channel.kind as u8);
        if held & permissions::VIEW_CHANNEL == 0 || !fits {
            return None;
        }
        resolved["channels"][channel.id.to_string()] =
            self.state.partial_channel(channel, self.user.id);
        Some(channel.id)
    }

    fn resolve_role(&self, name: &str, resolved: &mut Value) -> Option<u64> {
        let guild = self
            .channel
            .guild
            .and_then(|id| self.state.guilds.get(&id))?;
        let is_it = |role: &str| role.trim_start_matches('@') == name;
        let role = guild.roles.iter().find(|role| is_it(&role.name))?;
        resolved["roles"][role.id.to_string()] = role.json();
        Some(role.id)
    }
}

/// Cuts `a:one two b:three` at the names of options; a value runs to the next name.
fn split<'o, 't>(options: &'o [Value], text: &'t str) -> Result<Vec<Given<'o, 't>>, Refused> {
    let mut starts = Vec::new();
    for (at, word) in words(text) {
        let option = word.split_once(':').and_then(|(name, _)| {
            let option = options.iter().find(|it| it["name"] == name)?;
            let is_new = !starts
                .iter()
                .any(|(_, it, _): &(usize, &Value, usize)| it["name"] == name);
            is_new.then_some((at, option, at + name.len() + 1))
        });
        match option {
            Some(start) => starts.push(start),
            None if starts.is_empty() => {
                return refuse(format!("{word:?} belongs to no option: write name:value"));
            }
            None => {}
        }
    }
    let ends = starts
        .iter()
        .skip(1)
        .map(|start| start.0)
        .chain([text.len()]);
    let given = starts.iter().zip(ends);
    Ok(given
        .map(|((_, option, from), to)| (*option, text[*from..to].trim()))
        .collect())
}

/// The words of a text and where they begin.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let offset = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    text.split_whitespace()
        .map(move |word| (offset(word), word))
}

fn first_word(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    text.split_once(char::is_whitespace).unwrap_or((text, ""))
}

fn options(level: &Value) -> &[Value] {
    options_of(level, "options")
}

fn options_of<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map_or(&[][..], |items| items)
}

/// Whether this level has subcommands (1) or groups of them (2) instead of options.
fn subcommand_kind(level: &Value) -> Option<u64> {
    let kind = options(level).first()?["type"].as_u64()?;
    matches!(kind, 1 | 2).then_some(kind)
}

fn names(level: &Value) -> String {
    let names = options(level).iter().filter_map(|it| it["name"].as_str());
    names.collect::<Vec<_>>().join(", ")
}

fn is_in_context(command: &Value, context: u64) -> bool {
    match command["contexts"].as_array() {
        Some(contexts) => contexts.iter().any(|it| it.as_u64() == Some(context)),
        None => context == 0 || command["dm_permission"] != false,
    }
}

fn as_text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_string)
}

/// A client does not send an option that was left empty.
fn fits_length(option: &Value, text: &str) -> bool {
    let bound = |key: &str, otherwise: u64| option[key].as_u64().unwrap_or(otherwise);
    let length = text.chars().count() as u64;
    (bound("min_length", 1).max(1)..=bound("max_length", 6000)).contains(&length)
}

fn fits_bounds(option: &Value, number: f64) -> bool {
    let above = option["min_value"].as_f64().is_none_or(|min| number >= min);
    above && option["max_value"].as_f64().is_none_or(|max| number <= max)
}

//! Whom a message notifies: its mentions, what `allowed_mentions` lets through, and the author's rights.

use serde_json::Value;

use crate::permissions::MENTION_EVERYONE;
use crate::state::State;

/// Whom a message notified.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pings {
    pub everyone: bool,
    pub roles: Vec<u64>,
    pub users: Vec<u64>,
    /// The same in words, in the order everyone, roles, users: `@team`, `@ana`.
    pub names: Vec<String>,
}

/// What is mentioned outside of code, whether it may notify or not.
#[derive(Default)]
struct Mentioned {
    everyone: bool,
    roles: Vec<u64>,
    users: Vec<u64>,
}

impl State {
    /// `permissions` are the author's in the channel; `by_default` are the kinds parsed when the body
    /// has no `allowed_mentions`.
    pub(crate) fn pings(
        &self,
        guild: Option<u64>,
        content: &str,
        allowed: &Value,
        permissions: u64,
        by_default: &[&str],
    ) -> Pings {
        let mentioned = mentioned(content);
        let may = |kind: &str| is_parsed(allowed, kind, by_default);
        let may_ping_all = permissions & MENTION_EVERYONE != 0;
        let mut pings = Pings {
            everyone: mentioned.everyone && may("everyone") && may_ping_all,
            roles: mentioned.roles,
            users: mentioned.users,
            names: Vec::new(),
        };
        pings
            .roles
            .retain(|id| may("roles") || lists(allowed, "roles", *id));
        pings.roles.retain(|id| {
            self.role(guild, *id)
                .is_some_and(|role| role.mentionable || may_ping_all)
        });
        pings
            .users
            .retain(|id| may("users") || lists(allowed, "users", *id));
        pings.users.retain(|id| self.users.contains_key(id));
        pings.names = self.names_of(guild, &pings);
        pings
    }

    fn names_of(&self, guild: Option<u64>, pings: &Pings) -> Vec<String> {
        let everyone = pings.everyone.then(|| "@everyone".to_string());
        let roles = pings.roles.iter().filter_map(|id| self.role(guild, *id));
        let users = pings.users.iter().filter_map(|id| self.users.get(id));
        everyone
            .into_iter()
            .chain(roles.map(|role| format!("@{}", role.name)))
            .chain(users.map(|user| format!("@{}", user.name)))
            .collect()
    }
}

fn is_parsed(allowed: &Value, kind: &str, by_default: &[&str]) -> bool {
    if allowed.is_null() {
        return by_default.contains(&kind);
    }
    allowed["parse"]
        .as_array()
        .is_some_and(|parsed| parsed.iter().any(|it| it == kind))
}

fn lists(allowed: &Value, kind: &str, id: u64) -> bool {
    let id = id.to_string();
    allowed[kind]
        .as_array()
        .is_some_and(|ids| ids.iter().any(|it| it.as_str() == Some(&id)))
}

fn mentioned(content: &str) -> Mentioned {
    let text = without_code(content);
    let mut mentioned = Mentioned {
        everyone: text.contains("@everyone") || text.contains("@here"),
        ..Mentioned::default()
    };
    for piece in text.split("<@").skip(1) {
        let Some((inside, _)) = piece.split_once('>') else {
            continue;
        };
        let (list, digits) = match inside.strip_prefix('&') {
            Some(role) => (&mut mentioned.roles, role),
            None => (&mut mentioned.users, inside.trim_start_matches('!')),
        };
        if let Ok(id) = digits.parse()
            && !list.contains(&id)
        {
            list.push(id);
        }
    }
    mentioned
}

/// Drops fenced and inline code: nothing in it is a mention.
fn without_code(content: &str) -> String {
    let outside = |text: &str, fence: &str| {
        let pieces: Vec<&str> = text.split(fence).collect();
        let closed = pieces.len() % 2 == 1;
        let kept = pieces
            .iter()
            .enumerate()
            .filter(|(index, _)| index % 2 == 0 || (!closed && *index == pieces.len() - 1));
        kept.map(|(_, piece)| *piece).collect::<Vec<_>>().join(" ")
    };
    outside(&outside(content, "```"), "`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_hides_mentions() {
        let found = mentioned("hi <@1> and `<@2>` and <@&3>\n```\n@everyone <@4>\n```");
        assert_eq!((found.users, found.roles), (vec![1], vec![3]));
        assert!(!found.everyone);
    }

    #[test]
    fn an_open_backtick_hides_nothing() {
        assert_eq!(mentioned("a ` b <@!7>").users, [7]);
    }
}

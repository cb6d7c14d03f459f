//! Reads variables one by one, and collects all that is wrong with them.

use std::{
    collections::HashMap,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use reqwest::Url;
use tracing_subscriber::EnvFilter;

use super::{Faults, Log, LogFormat, Settings, Token, VARIABLES};

pub(super) struct Reader {
    variables: HashMap<String, String>,
    faults: Vec<String>,
}

/// Whether an address is the real Discord's, as far as it can be read.
fn is_discord(url: &str) -> bool {
    let host = Url::parse(url)
        .ok()
        .and_then(|it| it.host_str().map(str::to_owned));
    host.is_none_or(|host| host == "discord.com" || host.ends_with(".discord.com"))
}

impl Reader {
    pub(super) fn of(variables: HashMap<String, String>) -> Self {
        Self {
            variables,
            faults: Vec::new(),
        }
    }

    /// `None` comes with at least one fault.
    pub(super) fn finish<T>(self, read: Option<T>) -> Result<T, Faults> {
        read.filter(|_| self.faults.is_empty())
            .ok_or(Faults(self.faults))
    }

    pub(super) fn settings(&mut self) -> Option<Settings> {
        // All are read before any is missed, so that all faults are known.
        let token = self.token();
        let database = self.database();
        let api_url = self.parsed("DISCORD_API_URL", api_url, "https://discord.com");
        let dev_guild = self.optional("DEV_GUILD_ID", guild_id, "1098765432109876543");
        let metrics = self.optional("METRICS_ADDR", address, "127.0.0.1:9464");
        let format = self.parsed("LOG_FORMAT", log_format, "json");
        let filter = self.parsed("RUST_LOG", log_filter, "info,whetstone=debug");
        Some(Settings {
            token: token?,
            database: database?,
            api_url: api_url?,
            dev_guild,
            metrics,
            log: Log {
                format: format?,
                filter: filter?,
            },
        })
    }

    fn token(&mut self) -> Option<Token> {
        if self.value("DISCORD_TOKEN").is_none() {
            self.faults.push(
                "DISCORD_TOKEN is missing: copy the bot's token from https://discord.com/developers/applications, \
                 under Bot; `whetstone sandbox` needs none"
                    .to_owned(),
            );
            return None;
        }
        // What stands in for Discord makes tokens of its own.
        let parse = match self.value("DISCORD_API_URL") {
            Some(url) if !is_discord(&url) => Token::of_stand_in,
            _ => str::parse,
        };
        self.optional("DISCORD_TOKEN", parse, "MTA5ODc2NTQzMjE.GxYz12.a-long-word")
    }

    pub(super) fn database(&mut self) -> Option<PathBuf> {
        self.parsed(
            "DATABASE_PATH",
            database_path,
            "/var/lib/whetstone/whetstone.db",
        )
    }

    /// The variable, or its default.
    fn parsed<T>(
        &mut self,
        name: &str,
        parse: impl Fn(&str) -> Result<T, String>,
        example: &str,
    ) -> Option<T> {
        let value = self.value(name).unwrap_or_else(|| default(name).to_owned());
        self.or_fault(name, parse(&value), example)
    }

    /// The variable, if it is set.
    fn optional<T>(
        &mut self,
        name: &str,
        parse: impl Fn(&str) -> Result<T, String>,
        example: &str,
    ) -> Option<T> {
        let value = self.value(name)?;
        self.or_fault(name, parse(&value), example)
    }

    fn or_fault<T>(&mut self, name: &str, parsed: Result<T, String>, example: &str) -> Option<T> {
        parsed
            .map_err(|fault| {
                self.faults.push(format!(
                    "{name} {fault}: write for example {name}={example}"
                ))
            })
            .ok()
    }

    /// An empty variable counts as one that is not set.
    fn value(&self, name: &str) -> Option<String> {
        self.variables
            .get(name)
            .map(|it| it.trim().to_owned())
            .filter(|it| !it.is_empty())
    }
}

fn default(name: &str) -> &'static str {
    VARIABLES
        .iter()
        .find(|it| it.name == name)
        .map_or("", |it| it.default)
}

fn api_url(text: &str) -> Result<String, String> {
    let is_base = |it: &Url| {
        matches!(it.scheme(), "http" | "https")
            && it.path() == "/"
            && it.query().is_none()
            && it.has_host()
    };
    Url::parse(text)
        .ok()
        .filter(is_base)
        .map(|_| text.trim_end_matches('/').to_owned())
        .ok_or_else(|| format!("is `{text}`, which is no address up to its port"))
}

fn guild_id(text: &str) -> Result<u64, String> {
    let id = text.parse().ok().filter(|it| *it > 0);
    id.ok_or_else(|| format!("is `{text}`, which is no id of a server"))
}

fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse()
        .map_err(|_| format!("is `{text}`, which is no IP address with a port"))
}

fn log_format(text: &str) -> Result<LogFormat, String> {
    match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err(format!("is `{text}`, which is neither text nor json")),
    }
}

fn log_filter(text: &str) -> Result<String, String> {
    EnvFilter::try_new(text)
        .map(|_| text.to_owned())
        .map_err(|_| format!("is `{text}`, which is no filter"))
}

fn database_path(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    let folder = path.parent().filter(|it| *it != Path::new(""));
    if path.is_dir() {
        Err(format!("is `{text}`, which is a folder"))
    } else if folder.is_some_and(|it| !it.is_dir()) {
        Err(format!("is `{text}`, whose folder does not exist"))
    } else {
        Ok(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_address_has_no_slash_at_its_end_and_no_path() {
        assert_eq!(
            api_url("http://127.0.0.1:8080/").unwrap(),
            "http://127.0.0.1:8080"
        );
        assert!(api_url("https://discord.com/api/v10").is_err());
        assert!(api_url("ftp://discord.com").is_err());
    }
}

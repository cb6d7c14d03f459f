//! The environment, and the file `.env` behind it, as [`Settings`]; or all that is wrong with it at once.

use std::{
    collections::HashMap,
    fmt,
    net::SocketAddr,
    path::{Path, PathBuf},
    str::FromStr,
};

use reqwest::Url;
use tracing_subscriber::EnvFilter;

#[derive(Debug, Clone)]
pub struct Settings {
    pub token: Token,
    pub database: PathBuf,
    /// Without a slash at the end.
    pub api_url: String,
    /// Commands are registered in this guild only, where they appear at once.
    pub dev_guild: Option<u64>,
    /// Where metrics are served.
    pub metrics: Option<SocketAddr>,
    pub log: Log,
}

#[derive(Debug, Clone)]
pub struct Log {
    pub format: LogFormat,
    /// As `RUST_LOG` has it.
    pub filter: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}

/// One variable: what it is for, and its default (empty: none).
pub struct Variable {
    pub name: &'static str,
    pub default: &'static str,
    pub about: &'static str,
}

pub const VARIABLES: [Variable; 7] = [
    Variable {
        name: "DISCORD_TOKEN",
        default: "",
        about: "the bot's token, from https://discord.com/developers/applications, under Bot",
    },
    Variable {
        name: "DATABASE_PATH",
        default: "whetstone.db",
        about: "the SQLite file; it is made at the first start",
    },
    Variable {
        name: "DISCORD_API_URL",
        default: "https://discord.com",
        about: "what stands in for Discord, for example a sandbox",
    },
    Variable {
        name: "DEV_GUILD_ID",
        default: "",
        about: "register the commands in this server only, at once",
    },
    Variable {
        name: "METRICS_ADDR",
        default: "",
        about: "serve metrics there, for example 127.0.0.1:9464",
    },
    Variable {
        name: "LOG_FORMAT",
        default: "text",
        about: "text, or json for a line of JSON an event",
    },
    Variable {
        name: "RUST_LOG",
        default: "info,serenity=warn,twilight_http_ratelimiting=warn",
        about: "what to log; serenity's lines above warn stay off, since they hold tokens and texts",
    },
];

/// A bot's token. It is never shown, in logs or elsewhere.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

impl FromStr for Token {
    type Err = String;

    /// Three parts with dots between, with or without `Bot ` before them. A fault does not repeat the text.
    fn from_str(text: &str) -> Result<Self, String> {
        let token = text.strip_prefix("Bot ").unwrap_or(text);
        let is_part = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|it| it.is_ascii_alphanumeric() || b"-_".contains(&it))
        };
        if token.split('.').count() == 3 && token.split('.').all(is_part) {
            Ok(Self(token.to_owned()))
        } else {
            Err("is no bot token (its value is not shown)".to_owned())
        }
    }
}

/// All that is wrong with the environment, a line each. It never shows a token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the settings are wrong; correct these, in the environment or in .env:\n  {}", .0.join("\n  "))]
pub struct Faults(pub Vec<String>);

impl Settings {
    /// The environment goes before the file `.env` of the working directory or one above.
    pub fn from_env() -> Result<Self, Faults> {
        Self::read(environment()?)
    }

    pub fn from_map(variables: HashMap<String, String>) -> Result<Self, Faults> {
        Self::read(variables)
    }

    /// Only where the database is, for what needs no token.
    pub fn database_from_env() -> Result<PathBuf, Faults> {
        let mut reader = Reader::of(environment()?);
        let database = reader.database();
        reader.finish(database)
    }

    fn read(variables: HashMap<String, String>) -> Result<Self, Faults> {
        let mut reader = Reader::of(variables);
        let settings = reader.settings();
        reader.finish(settings)
    }
}

/// Reads variables, and collects what is wrong with them.
struct Reader {
    variables: HashMap<String, String>,
    faults: Vec<String>,
}

impl Reader {
    fn of(variables: HashMap<String, String>) -> Self {
        Self {
            variables,
            faults: Vec::new(),
        }
    }

    /// `None` comes with at least one fault.
    fn finish<T>(self, read: Option<T>) -> Result<T, Faults> {
        read.filter(|_| self.faults.is_empty())
            .ok_or(Faults(self.faults))
    }

    fn settings(&mut self) -> Option<Settings> {
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
        self.optional(
            "DISCORD_TOKEN",
            str::parse,
            "MTA5ODc2NTQzMjE.GxYz12.a-long-word",
        )
    }

    fn database(&mut self) -> Option<PathBuf> {
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

fn environment() -> Result<HashMap<String, String>, Faults> {
    let mut variables = dot_env()?;
    variables.extend(std::env::vars_os().filter_map(|(name, value)| {
        Some((
            name.into_string().ok()?,
            value.to_string_lossy().into_owned(),
        ))
    }));
    Ok(variables)
}

fn dot_env() -> Result<HashMap<String, String>, Faults> {
    match dotenvy::dotenv_iter() {
        Ok(lines) => lines
            .collect::<Result<_, _>>()
            .map_err(|fault| Faults(vec![unreadable(&fault)])),
        Err(fault) if fault.not_found() => Ok(HashMap::new()),
        Err(fault) => Err(Faults(vec![unreadable(&fault)])),
    }
}

/// dotenvy's own words repeat the line, which may hold the token.
fn unreadable(fault: &dotenvy::Error) -> String {
    match fault {
        dotenvy::Error::Io(fault) => format!(".env cannot be read: {fault}"),
        dotenvy::Error::LineParse(line, _) => {
            let named = VARIABLES
                .iter()
                .find(|it| line.trim_start().starts_with(it.name));
            let place = named.map_or(String::new(), |it| format!(", at {}", it.name));
            format!(
                ".env has a line that cannot be read{place}: write NAME=value, a value with spaces in quotes"
            )
        }
        _ => ".env cannot be read: write lines NAME=value".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "MTA5ODc2NTQzMjE.GxYz12.secret-word";

    fn read(variables: &[(&str, &str)]) -> Result<Settings, String> {
        let variables = variables
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_string()));
        Settings::from_map(variables.collect()).map_err(|it| it.to_string())
    }

    #[test]
    fn a_token_alone_is_enough() {
        let settings = read(&[("DISCORD_TOKEN", TOKEN), ("DEV_GUILD_ID", "")]).unwrap();
        assert_eq!(settings.token.expose(), TOKEN);
        assert_eq!(settings.database, Path::new("whetstone.db"));
        assert_eq!(settings.api_url, "https://discord.com");
        assert_eq!((settings.dev_guild, settings.metrics), (None, None));
        assert_eq!(settings.log.format, LogFormat::Text);
    }

    #[test]
    fn all_faults_are_told_at_once_with_examples() {
        let faults = read(&[
            ("DATABASE_PATH", "/no/such/folder/whetstone.db"),
            ("DISCORD_API_URL", "discord.com"),
            ("DEV_GUILD_ID", "my server"),
            ("METRICS_ADDR", "9464"),
            ("LOG_FORMAT", "xml"),
            ("RUST_LOG", "whetstone=loud"),
        ]);
        insta::assert_snapshot!(faults.unwrap_err(), @r"
        the settings are wrong; correct these, in the environment or in .env:
          DISCORD_TOKEN is missing: copy the bot's token from https://discord.com/developers/applications, under Bot; `whetstone sandbox` needs none
          DATABASE_PATH is `/no/such/folder/whetstone.db`, whose folder does not exist: write for example DATABASE_PATH=/var/lib/whetstone/whetstone.db
          DISCORD_API_URL is `discord.com`, which is no address up to its port: write for example DISCORD_API_URL=https://discord.com
          DEV_GUILD_ID is `my server`, which is no id of a server: write for example DEV_GUILD_ID=1098765432109876543
          METRICS_ADDR is `9464`, which is no IP address with a port: write for example METRICS_ADDR=127.0.0.1:9464
          LOG_FORMAT is `xml`, which is neither text nor json: write for example LOG_FORMAT=json
          RUST_LOG is `whetstone=loud`, which is no filter: write for example RUST_LOG=info,whetstone=debug
        ");
    }

    #[test]
    fn a_token_is_never_shown() {
        let fault = read(&[("DISCORD_TOKEN", "not a secret-word")]).unwrap_err();
        assert!(!fault.contains("secret-word"), "{fault}");
        let settings = read(&[("DISCORD_TOKEN", TOKEN)]).unwrap();
        assert!(!format!("{settings:?}").contains("secret-word"));
        let line = dotenvy::Error::LineParse(format!("DISCORD_TOKEN= '{TOKEN}"), 3);
        assert!(!unreadable(&line).contains("secret-word"));
        let line = dotenvy::Error::LineParse(TOKEN.to_owned(), 3);
        assert!(!unreadable(&line).contains("secret-word"));
    }

    #[test]
    fn the_base_address_has_no_slash_at_its_end_and_no_path() {
        assert_eq!(
            api_url("http://127.0.0.1:8080/").unwrap(),
            "http://127.0.0.1:8080"
        );
        assert!(api_url("https://discord.com/api/v10").is_err());
        assert!(api_url("ftp://discord.com").is_err());
    }

    #[test]
    fn the_example_has_every_variable_with_its_default() {
        let example = dotenvy::from_read_iter(include_bytes!("../.env.example").as_slice());
        let example: Vec<_> = example.map(Result::unwrap).collect();
        let expected: Vec<_> = VARIABLES
            .iter()
            .map(|it| (it.name.to_owned(), it.default.to_owned()))
            .collect();
        assert_eq!(example, expected);
    }
}

//! The environment, and the file `.env` behind it, as [`Settings`]; or all that is wrong with it at once.

mod environment;
mod reader;

use std::{collections::HashMap, fmt, net::SocketAddr, path::PathBuf, str::FromStr};

use self::reader::Reader;

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
        about: "what to log",
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

impl Token {
    /// Of a server that stands in for Discord: any word. A fault does not repeat the text.
    fn of_stand_in(text: &str) -> Result<Self, String> {
        let token = text.strip_prefix("Bot ").unwrap_or(text);
        if !token.is_empty() && token.bytes().all(|it| it.is_ascii_graphic()) {
            Ok(Self(token.to_owned()))
        } else {
            Err("is no word (its value is not shown)".to_owned())
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
        Self::from_map(environment::variables()?)
    }

    pub fn from_map(variables: HashMap<String, String>) -> Result<Self, Faults> {
        let mut reader = Reader::of(variables);
        let settings = reader.settings();
        reader.finish(settings)
    }

    /// Only where the database is, for what needs no token.
    pub fn database_from_env() -> Result<PathBuf, Faults> {
        let mut reader = Reader::of(environment::variables()?);
        let database = reader.database();
        reader.finish(database)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

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
    fn what_stands_in_for_discord_may_have_short_tokens() {
        let local = ("DISCORD_API_URL", "http://127.0.0.1:8080");
        assert!(read(&[("DISCORD_TOKEN", "x"), local]).is_ok());
        assert!(read(&[("DISCORD_TOKEN", "x y"), local]).is_err());
        assert!(read(&[("DISCORD_TOKEN", "x")]).is_err());
        assert!(
            read(&[
                ("DISCORD_TOKEN", "x"),
                ("DISCORD_API_URL", "https://discord.com")
            ])
            .is_err()
        );
    }

    #[test]
    fn a_token_is_never_shown() {
        let fault = read(&[("DISCORD_TOKEN", "not a secret-word")]).unwrap_err();
        assert!(!fault.contains("secret-word"), "{fault}");
        let settings = read(&[("DISCORD_TOKEN", TOKEN)]).unwrap();
        assert!(!format!("{settings:?}").contains("secret-word"));
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

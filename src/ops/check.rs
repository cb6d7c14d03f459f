//! Everything that could be wrong before the bot starts, looked at in one go.

use std::{fmt, path::Path};

use serde::Serialize;

use super::backup;
use crate::{
    bank::Bank,
    discord::rest::{Lane, Limits, Rest},
    settings::{Faults, Settings},
};

/// What was looked at, and what was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// `settings`, `token`, `gateway`, `database`, `bank`, or a channel.
    pub about: String,
    pub ok: bool,
    /// A sentence: what is there, or what is wrong and what to do.
    pub says: String,
}

impl Finding {
    pub fn of(about: impl Into<String>, found: Result<String, String>) -> Self {
        let (ok, says) = match found {
            Ok(says) => (true, says),
            Err(says) => (false, says),
        };
        Self {
            about: about.into(),
            ok,
            says,
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.ok { "ok   " } else { "WRONG" };
        write!(f, "{mark}  {:<9} {}", self.about, self.says)
    }
}

/// Looks at the settings, at Discord with them, at the database and at the bank; what needs settings that are wrong is
/// left out.
pub async fn check(settings: Result<Settings, Faults>, seed: u64) -> Vec<Finding> {
    let mut findings = match settings {
        Ok(settings) => check_with(&settings, seed).await,
        Err(faults) => faults
            .0
            .into_iter()
            .map(|it| Finding::of("settings", Err(it)))
            .collect(),
    };
    findings.push(Finding::of("bank", check_bank()));
    findings
}

async fn check_with(settings: &Settings, seed: u64) -> Vec<Finding> {
    let mut findings = vec![Finding::of("settings", Ok("complete".to_owned()))];
    findings.extend(check_discord(settings, seed).await);
    findings.push(Finding::of("database", check_database(&settings.database)));
    findings
}

async fn check_discord(settings: &Settings, seed: u64) -> Vec<Finding> {
    let limits = Limits {
        tries: 2,
        ..Limits::default()
    };
    let rest = match Rest::new(settings.token.expose(), &settings.api_url, limits, seed) {
        Ok(rest) => rest,
        Err(fault) => return vec![Finding::of("token", Err(format!("{fault:#}")))],
    };
    let token = match rest.get_me(Lane::Member).await {
        Ok(me) => Ok(format!("of the bot {} ({})", me.username, me.id)),
        Err(fault) => Err(format!(
            "{fault}: set DISCORD_TOKEN to the bot's token, and see that {} answers",
            settings.api_url
        )),
    };
    let gateway = match rest.get_gateway_bot(Lane::Member).await {
        Ok(it) => it.may_start().map(|()| {
            let limit = &it.session_start_limit;
            format!("{} of {} starts left today", limit.remaining, limit.total)
        }),
        Err(fault) => Err(fault.to_string()),
    };
    vec![Finding::of("token", token), Finding::of("gateway", gateway)]
}

fn check_database(path: &Path) -> Result<String, String> {
    if !path.exists() {
        return Ok(format!(
            "{} will be made at the first start",
            path.display()
        ));
    }
    backup::check(path)
        .map(|()| format!("{} is sound", path.display()))
        .map_err(|fault| {
            format!("{fault:#}: restore a backup with `whetstone restore FILE --force`")
        })
}

fn check_bank() -> Result<String, String> {
    Bank::built_in()
        .map(|bank| format!("{} questions are built in", bank.len()))
        .map_err(|faults| {
            format!(
                "{} faults: `whetstone bank check` names them",
                faults.0.len()
            )
        })
}

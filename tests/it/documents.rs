//! The README against what the program really is.

use std::collections::BTreeSet;

use serde_json::Value;
use whetstone::settings::VARIABLES;

use crate::support::TestBot;

const README: &str = include_str!("../../README.md");

#[test]
fn the_readme_has_every_setting_with_its_default() {
    for it in &VARIABLES {
        let default = match it.default {
            "" => "none".to_owned(),
            default => format!("`{default}`"),
        };
        let row = format!("| `{}` | {default} | ", it.name);
        assert!(
            README.lines().any(|line| line.starts_with(&row)),
            "README.md lacks the row {row}"
        );
    }
}

#[tokio::test]
async fn the_readme_has_the_commands_that_there_are() {
    let bot = TestBot::start().await;
    let registered: BTreeSet<String> = bot.discord.commands().iter().flat_map(paths).collect();
    let told: BTreeSet<String> = README
        .lines()
        .filter_map(|line| line.strip_prefix("| `/")?.split('`').next())
        .map(str::to_owned)
        .collect();
    assert_eq!(told, registered);
}

/// `daily add`, `daily list` of `daily`; of a command without subcommands its name.
fn paths(command: &Value) -> Vec<String> {
    const SUBCOMMAND: u64 = 1;
    let name = command["name"].as_str().unwrap();
    let options = command["options"].as_array().into_iter().flatten();
    let paths: Vec<String> = options
        .filter(|it| it["type"] == SUBCOMMAND)
        .map(|it| format!("{name} {}", it["name"].as_str().unwrap()))
        .collect();
    if paths.is_empty() {
        vec![name.to_owned()]
    } else {
        paths
    }
}

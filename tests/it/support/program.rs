//! The program itself, as somebody starts it from a shell.

use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

/// Whetstone in a folder of its own, with no settings but these.
pub struct Program {
    pub folder: TempDir,
    variables: Vec<(&'static str, String)>,
}

const TOKEN: &str = "MTA5ODc2NTQzMjE.GxYz12.secret-word";

impl Program {
    pub fn with(variables: &[(&'static str, &str)]) -> Self {
        let variables = variables
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()));
        Self {
            folder: tempfile::tempdir().unwrap(),
            variables: variables.collect(),
        }
    }

    pub fn against(address: impl std::fmt::Display) -> Self {
        Self::with(&[
            ("DISCORD_TOKEN", TOKEN),
            ("DISCORD_API_URL", &format!("http://{address}")),
        ])
    }

    pub fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_whetstone"));
        command
            .args(arguments.split_whitespace())
            .current_dir(self.folder.path())
            .env_clear()
            .envs(self.variables.iter().cloned())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub fn run(&self, arguments: &str) -> Output {
        self.command(arguments).output().unwrap()
    }

    pub fn start(&self) -> Child {
        self.command("run").spawn().unwrap()
    }
}

pub fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

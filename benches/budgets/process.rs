//! Bots as processes of their own: Whetstone and the reference, started alike, their time and memory read from /proc.

use std::{
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use anyhow::{Context, ensure};
use sandbox::Discord;

use crate::bare::Answer;

#[derive(Clone, Copy)]
pub enum Program<'a> {
    Whetstone(&'a Path),
    Bare(Answer),
}

pub struct Process(Child);

/// In megabytes of 1,000,000 bytes.
#[derive(Clone, Copy)]
pub struct Memory {
    /// All that is resident, the pages of the program's own file among it.
    pub resident: f64,
    pub anonymous: f64,
}

impl Process {
    /// Its log goes nowhere.
    pub fn start(program: Program<'_>, discord: &Discord) -> anyhow::Result<Self> {
        let mut command = match program {
            Program::Whetstone(database) => {
                let mut command = Command::new(env!("CARGO_BIN_EXE_whetstone"));
                command.arg("run").env("DATABASE_PATH", database);
                command
            }
            Program::Bare(answer) => {
                let mut command = Command::new(std::env::current_exe()?);
                command.arg("bare-bot").env("ANSWER", answer.name());
                command
            }
        };
        command
            .env("DISCORD_TOKEN", discord.token())
            .env("DISCORD_API_URL", discord.url())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        Ok(Self(command.spawn().context("cannot start the bot")?))
    }

    /// Of all its threads that still run.
    pub fn cpu(&self) -> anyhow::Result<Duration> {
        let mut ns = 0;
        for task in fs::read_dir(format!("/proc/{}/task", self.0.id()))? {
            let line = fs::read_to_string(task?.path().join("schedstat"))?;
            let running = line.split(' ').next().context("schedstat is empty")?;
            ns += running.parse::<u64>()?;
        }
        Ok(Duration::from_nanos(ns))
    }

    pub fn memory(&self) -> anyhow::Result<Memory> {
        memory_of(&self.0.id().to_string())
    }

    /// Ends it as an admin does.
    pub fn stop(mut self) -> anyhow::Result<()> {
        let pid = self.0.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &pid]).status()?;
        ensure!(asked.success(), "cannot end the bot");
        self.0.wait()?;
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Of a process id, or of `self`.
pub fn memory_of(process: &str) -> anyhow::Result<Memory> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let megabytes = |name: &str| -> anyhow::Result<f64> {
        let line = status.lines().find(|line| line.starts_with(name));
        let kilobytes = line.and_then(|line| line.split_whitespace().nth(1));
        let kilobytes: f64 = kilobytes.context("/proc has no such line")?.parse()?;
        Ok(kilobytes * 1024.0 / 1e6)
    };
    Ok(Memory {
        resident: megabytes("VmRSS:")?,
        anonymous: megabytes("RssAnon:")?,
    })
}

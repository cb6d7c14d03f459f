//! The command line: what can be asked, and the help that teaches it.

use std::{fmt::Write, path::PathBuf};

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use whetstone::settings::VARIABLES;

/// A Discord bot that keeps a team sharp for interviews.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the bot (also without any command)
    #[command(after_help = RUN)]
    Run,

    /// Try the bot in a browser, without a Discord account or a token
    #[command(after_help = SANDBOX)]
    Sandbox(Sandbox),

    /// Look at the settings, the token, Discord, the database and the bank: all that is wrong, at once
    #[command(after_help = CHECK)]
    Check(Output),

    /// Look at the questions: their faults, their counts, their texts
    #[command(subcommand)]
    Bank(Bank),

    /// Copy the database into FILE, while the bot runs or not
    #[command(after_help = BACKUP)]
    Backup {
        /// Appears whole and checked, or not at all; an older backup there is overwritten
        file: PathBuf,
        #[command(flatten)]
        output: Output,
    },

    /// Put the backup FILE in the place of the database
    #[command(after_help = RESTORE)]
    Restore {
        /// A file that `whetstone backup` made
        file: PathBuf,
        /// Replace the database that is there; it is kept beside, with .before-restore behind its name
        #[arg(long)]
        force: bool,
        #[command(flatten)]
        output: Output,
    },
}

#[derive(Debug, Args)]
pub struct Sandbox {
    /// Where on 127.0.0.1 the page is; 0 takes any that is free
    #[arg(long, default_value_t = 8080)]
    pub port: u16,
    /// Keep what the bot remembers in FILE; without it all is gone at the end
    #[arg(long, value_name = "FILE")]
    pub database: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum Bank {
    /// Name every fault of every question, with its file and line
    #[command(after_help = BANK_CHECK)]
    Check {
        /// Execute the Python blocks too, and compare what they print with the block that follows
        #[arg(long)]
        run: bool,
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        output: Output,
    },

    /// Count the questions by difficulty, company and topic
    #[command(after_help = BANK_STATS)]
    Stats {
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        output: Output,
    },

    /// Print every question with all it has, as Markdown or JSON
    #[command(after_help = BANK_EXPORT)]
    Export {
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        output: Output,
    },
}

#[derive(Debug, Args)]
pub struct Data {
    /// The folder of the packs [default: ./data if there is one, else what is built in]
    #[arg(long = "data", value_name = "DIR")]
    pub folder: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, Args)]
pub struct Output {
    /// Print the result as JSON
    #[arg(long)]
    pub json: bool,
}

const RUN: &str = "\
Examples:
  DISCORD_TOKEN=… whetstone run        with the token from the environment
  whetstone run                        with the token from the file .env
  RUST_LOG=whetstone=debug whetstone   with more in the log

SIGINT (Ctrl-C) and SIGTERM end it within 5 seconds; what is in hand is finished first.
Exit codes: 0 ended by a signal, 1 ended by a failure, 2 wrong settings, 70 it stood still (start it again).";

const SANDBOX: &str = "\
Examples:
  whetstone sandbox                           the page is at http://127.0.0.1:8080/
  whetstone sandbox --port 9000               where 8080 is taken
  RUST_LOG=whetstone=debug whetstone sandbox  with more in the log

The page shows a small Discord that knows nobody but you: be any of three members, type commands, press buttons,
and move the clock to tomorrow. Nothing leaves this machine. SIGINT (Ctrl-C) and SIGTERM end it.
Exit codes: 0 ended by a signal, 1 ended by a failure, 2 wrong settings.";

const CHECK: &str = "\
Examples:
  whetstone check          a line for each thing looked at
  whetstone check --json   {\"ok\": …, \"findings\": [{\"about\": …, \"ok\": …, \"says\": …}]}

Exit codes: 0 all is well, 1 something is wrong, 2 wrong settings.";

const BANK_CHECK: &str = "\
Examples:
  whetstone bank check                  the files of ./data, without a build
  whetstone bank check --run            with their code, by python3 (3.11 or newer)
  whetstone bank check --data ../packs --json

Exit codes: 0 no fault, 1 some.";

const BANK_STATS: &str = "\
Examples:
  whetstone bank stats
  whetstone bank stats --json";

const BANK_EXPORT: &str = "\
Examples:
  whetstone bank export > questions.md
  whetstone bank export --json > questions.json";

const BACKUP: &str = "\
Examples:
  whetstone backup /backups/monday.db
  DATABASE_PATH=/srv/whetstone.db whetstone backup today.db --json

The copy is of the moment the command began; the bot need not be stopped.";

const RESTORE: &str = "\
Examples:
  whetstone restore /backups/monday.db           into an empty place
  whetstone restore /backups/monday.db --force   in place of the database that is there

Stop the bot first. Nothing is lost: what was there stays beside it.";

const TOP: &str = "\
To begin:
  whetstone sandbox   try it in a browser, without a token
  whetstone check     see that all is set up
  whetstone           run the bot
  whetstone help run  more about a command";

impl Cli {
    /// Reads the arguments; with wrong ones it ends the process with the fault and exit code 2.
    pub fn read() -> Self {
        let matches = Self::command()
            .after_help(format!("{TOP}\n\n{}", settings_help()))
            .get_matches();
        Self::from_arg_matches(&matches).unwrap_or_else(|fault| fault.exit())
    }
}

fn settings_help() -> String {
    let mut text = "Settings, from the environment or the file .env:".to_owned();
    for it in &VARIABLES {
        let default = if it.default.is_empty() {
            String::new()
        } else {
            format!(" [{}]", it.default)
        };
        write!(text, "\n  {:<16} {}{default}", it.name, it.about).expect("a string takes all");
    }
    text
}

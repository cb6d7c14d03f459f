//! The command line, the settings, the log, the wiring and the exit code.

mod cli;
mod sandbox_command;

use std::{
    path::Path,
    process::{self, ExitCode},
    time::Duration,
};

use anyhow::Context;
use cli::{Cli, Command, Output, Sandbox};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use tokio::runtime::{self, Runtime};
use whetstone::{
    bank::{self, Bank},
    discord::{
        serve::{self, Given},
        watchdog::Watchdog,
    },
    ops::{
        backup::{self, Existing, Progress},
        check,
        lock::Lock,
        logs, metrics, signals,
    },
    settings::{Faults, Settings},
};

fn main() -> ExitCode {
    let ended = match Cli::read().command.unwrap_or(Command::Run) {
        Command::Run => run(),
        Command::Sandbox(it) => sandbox(&it),
        Command::Check(output) => check_all(output),
        Command::Bank(command) => bank(command),
        Command::Backup { file, output } => back_up(&file, output),
        Command::Restore {
            file,
            force,
            output,
        } => restore(&file, force, output),
    };
    ended.unwrap_or_else(|fault| {
        eprintln!("whetstone: {fault:#}");
        ExitCode::from(if fault.is::<Faults>() {
            WRONG_SETTINGS
        } else {
            FAILED
        })
    })
}

const FAILED: u8 = 1;
const WRONG_SETTINGS: u8 = 2;

/// What still runs when the bot has ended gets no more than this; the rest of the 5 s went to what was in hand.
const LAST_MOMENT: Duration = Duration::from_secs(1);

fn run() -> anyhow::Result<ExitCode> {
    let settings = Settings::from_env()?;
    logs::init(&settings.log);
    let _lock = Lock::hold(&settings.database)?;
    let bank = Bank::built_in().context("the bank has faults")?;
    let runtime = runtime()?;
    let ended = runtime.block_on(serve(&settings, bank));
    runtime.shutdown_timeout(LAST_MOMENT);
    ended.map(|()| ExitCode::SUCCESS)
}

fn sandbox(options: &Sandbox) -> anyhow::Result<ExitCode> {
    let runtime = runtime()?;
    let ended = runtime.block_on(sandbox_command::run(options));
    runtime.shutdown_timeout(LAST_MOMENT);
    ended.map(|()| ExitCode::SUCCESS)
}

async fn serve(settings: &Settings, bank: Bank) -> anyhow::Result<()> {
    let shutdown = signals::shutdown_on_signal().context("cannot listen for signals")?;
    settings.metrics.map_or(Ok(()), metrics::serve)?;
    Watchdog::default().watch(|| {
        tracing::error!("the runtime stands still: ending the process, to be started again");
        process::exit(Watchdog::EXIT_CODE);
    });
    serve::serve(
        settings,
        Given::of_the_system(bank, rand::random()),
        shutdown,
    )
    .await
}

fn check_all(output: Output) -> anyhow::Result<ExitCode> {
    let settings = Settings::from_env();
    let wrong_settings = settings.is_err();
    let findings = runtime()?.block_on(check::check(settings, rand::random()));
    let ok = findings.iter().all(|it| it.ok);
    if output.json {
        println!("{:#}", json!({ "ok": ok, "findings": findings }));
    } else {
        findings.iter().for_each(|it| println!("{it}"));
    }
    Ok(match (wrong_settings, ok) {
        (true, _) => ExitCode::from(WRONG_SETTINGS),
        (false, false) => ExitCode::from(FAILED),
        (false, true) => ExitCode::SUCCESS,
    })
}

fn bank(command: cli::Bank) -> anyhow::Result<ExitCode> {
    let sound = match command {
        cli::Bank::Check { run, data, output } => {
            bank::cli::check(data.folder.as_deref(), run, output.json)?
        }
        cli::Bank::Stats { data, output } => {
            bank::cli::stats(data.folder.as_deref(), output.json).map(|()| true)?
        }
        cli::Bank::Export { data, output } => {
            bank::cli::export(data.folder.as_deref(), output.json).map(|()| true)?
        }
    };
    Ok(if sound {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(FAILED)
    })
}

fn back_up(file: &Path, output: Output) -> anyhow::Result<ExitCode> {
    let database = Settings::database_from_env()?;
    let bytes = backup::backup(&database, file, bar())?;
    tell_copy(&database, file, bytes, output);
    Ok(ExitCode::SUCCESS)
}

fn restore(file: &Path, force: bool, output: Output) -> anyhow::Result<ExitCode> {
    let database = Settings::database_from_env()?;
    let existing = if force {
        Existing::Replace
    } else {
        Existing::Keep
    };
    let bytes = backup::restore(file, &database, existing, bar())?;
    tell_copy(file, &database, bytes, output);
    Ok(ExitCode::SUCCESS)
}

fn tell_copy(from: &Path, to: &Path, bytes: u64, output: Output) {
    if output.json {
        println!("{:#}", json!({ "from": from, "to": to, "bytes": bytes }));
    } else {
        println!(
            "Copied {} to {}: {bytes} bytes, checked.",
            from.display(),
            to.display()
        );
    }
}

/// Drawn on standard error, if that is a terminal.
fn bar() -> impl FnMut(Progress) {
    let style = ProgressStyle::with_template("{wide_bar} {percent} % {eta}");
    let bar = ProgressBar::new(0).with_style(style.expect("the template is sound"));
    move |progress| {
        bar.set_length(progress.of);
        bar.set_position(progress.copied);
        if progress.copied == progress.of {
            bar.finish_and_clear();
        }
    }
}

fn runtime() -> anyhow::Result<Runtime> {
    runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("cannot start the runtime")
}

//! The budgets, each measured side by side with its reference. Figures are printed, never asserted: machines differ and
//! are shared. See `benches/README.md`.

mod bare;
mod board;
mod choice;
mod data;
mod fanout;
mod figures;
mod idle;
mod memory;
mod process;
mod question;
mod start;

use clap::{Parser, Subcommand};
use tokio::runtime::Runtime;

#[derive(Parser)]
#[command(about = "Measures the budgets; all of them, in their short form, without a name.")]
struct Arguments {
    #[command(subcommand)]
    what: Option<What>,
    /// Given by `cargo bench`. Without it nothing is measured: `cargo test --all-targets` only builds this.
    #[arg(long, global = true, hide = true)]
    bench: bool,
}

#[derive(Subcommand)]
enum What {
    /// Choosing by difficulty, company and topic in banks of 150 to 1,000,000 questions.
    Choice(choice::Arguments),
    /// `/question` against a bot that answers a constant.
    Question(question::Arguments),
    /// A post and a thread in each of many channels at once, under Discord's limits.
    Fanout(fanout::Arguments),
    /// Boards of a large guild, after a month and after a year.
    Board(board::Arguments),
    /// What dailies cost while none is due.
    Idle(idle::Arguments),
    /// From the start to ready.
    Start(start::Arguments),
    /// Resident memory in many guilds.
    Memory(memory::Arguments),
    /// The reference: a bot of serenity alone. The benchmarks start it.
    #[command(hide = true)]
    BareBot,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let runtime = Runtime::new()?;
    if let Some(What::BareBot) = arguments.what {
        return runtime.block_on(bare::run());
    }
    if !arguments.bench {
        println!("Nothing is measured here; run: cargo bench --bench budgets -- --help");
        return Ok(());
    }
    runtime.block_on(measure(arguments.what))
}

async fn measure(what: Option<What>) -> anyhow::Result<()> {
    match what {
        Some(What::Choice(arguments)) => choice::run(arguments).await,
        Some(What::Question(arguments)) => question::run(arguments).await,
        Some(What::Fanout(arguments)) => fanout::run(arguments).await,
        Some(What::Board(arguments)) => board::run(arguments).await,
        Some(What::Idle(arguments)) => idle::run(arguments).await,
        Some(What::Start(arguments)) => start::run(arguments).await,
        Some(What::Memory(arguments)) => memory::run(arguments).await,
        Some(What::BareBot) => unreachable!("main runs it"),
        None => all().await,
    }
}

async fn all() -> anyhow::Result<()> {
    choice::run(by_default()).await?;
    question::run(by_default()).await?;
    fanout::run(by_default()).await?;
    board::run(by_default()).await?;
    idle::run(by_default()).await?;
    start::run(by_default()).await?;
    memory::run(by_default()).await
}

/// The arguments of a benchmark whose options were left out.
fn by_default<A: clap::Args>() -> A {
    let command = A::augment_args(clap::Command::new("benchmark"));
    let matches = command.get_matches_from(["benchmark"]);
    A::from_arg_matches(&matches).expect("every option has a default")
}

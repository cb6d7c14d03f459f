//! One test binary: a file for each command or story.

mod support;

mod architecture;
mod daily;
mod documents;
mod help;
mod leaderboard;
mod ledger;
mod process;
mod question;
mod rest;
mod reveal;
mod review2;
mod server;
mod streak;
mod trouble;

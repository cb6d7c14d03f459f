//! One test binary: a file for each command or story.

mod support;

mod architecture;
mod aside;
mod bank;
mod choosing;
mod daily;
mod documents;
mod help;
mod inputs;
mod interrupted;
mod leaderboard;
mod ledger;
mod process;
mod question;
mod rest;
mod reveal;
mod rules;
mod server;
mod streak;
mod trouble;

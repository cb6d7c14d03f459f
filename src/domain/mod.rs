//! What is true of questions, days, streaks and points: pure functions, no I/O, no clock, no chance of their own.

pub mod question;

pub mod schedule;

pub mod day;
pub mod streak;

pub mod points;

pub mod board;

pub mod reveal;

pub mod ledger;

pub mod snowflake;

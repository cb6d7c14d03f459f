//! What is true of questions, days, streaks and points: pure functions, no I/O, no clock, no chance of their own.

pub mod question;

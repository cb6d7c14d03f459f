//! One test binary: a file for each command or story.

mod support;

mod help;
mod process;
mod question;
mod rest;

//! Discord: out (`rest`), in (`gateway`), and who answers. The only place that knows serenity.

pub mod bot;
pub mod gateway;
pub mod rest;
pub mod watchdog;

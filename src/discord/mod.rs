//! Discord: out (`rest`), in (`gateway`), and who answers. The only place that knows serenity.

pub mod gateway;
pub mod rest;
pub mod watchdog;

pub mod bot;
pub mod clock_loop;
pub mod router;
pub mod serve;

mod buttons;
mod call;
mod commands;
mod modals;
mod reply;

mod close;
mod deliver;
mod locks;
mod news;
mod reveal;
mod search;
mod seen;
mod share;
mod thread;

mod card;
mod ids;
mod permissions;
mod text;

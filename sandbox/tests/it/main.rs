//! The sandbox as bots see it: the real serenity client and plain HTTP against it.

mod support;

mod commands;
mod faults;
mod gateway;
mod interactions;
mod limits;
mod messages;
mod page;
mod permissions;
mod responses;
mod threads;
mod validation;
mod world;

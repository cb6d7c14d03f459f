//! The sandbox as bots see it: the real serenity client and plain HTTP against it.

mod support;

mod gateway;
mod interactions;

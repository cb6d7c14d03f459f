//! A loopback Discord: REST, gateway, interactions, permissions, limits, faults and a settable clock,
//! kept as plain state. It knows nothing of the bot that talks to it.

mod admin;
mod channel;
mod clock;
mod discord;
mod errors;
mod faults;
mod gateway;
mod guild;
mod interaction;
mod limits;
mod log;
mod message;
mod outcome;
mod page;
pub mod permissions;
mod pings;
mod rest;
mod session;
mod slash;
mod snowflake;
mod start;
mod state;
mod text;
mod user;
mod validate;
mod view;
mod world;

pub use channel::{ChannelKind, Place};
pub use clock::{Clock, Reading};
pub use discord::{Discord, Options};
pub use faults::Fault;
pub use limits::Limits;
pub use log::Request;
pub use message::{Attachment, Message};
pub use outcome::{Choice, Deferred, Input, Modal, Outcome};
pub use page::PageOptions;
pub use pings::Pings;
pub use slash::Refused;
pub use snowflake::{snowflake_at, time_of};
pub use user::User;
pub use view::{ChannelInfo, View};
pub use world::{Guild, World};

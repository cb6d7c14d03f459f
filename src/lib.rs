//! Whetstone, in reading order: what is true (`domain`, `markdown`), what is kept (`bank`, `store`),
//! what happens (`app`), and who says it (`discord`). Dependencies point up this list, never down.

pub mod domain;
pub mod markdown;

pub mod bank;
pub mod store;

pub mod app;

pub mod discord;

pub mod clock;
pub mod ops;
pub mod settings;

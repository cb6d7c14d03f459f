//! A loopback Discord.

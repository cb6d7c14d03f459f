//! The one test binary: a file for each story.

mod process;

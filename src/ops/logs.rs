//! Where the log goes, and what never gets into it.

use std::io::{IsTerminal, stderr};

use tracing::{Level, Metadata, Subscriber};
use tracing_subscriber::{
    EnvFilter, Layer, Registry,
    filter::filter_fn,
    fmt::{self, MakeWriter},
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

use crate::settings::{Log, LogFormat};

/// Logs to standard error from here on.
pub fn init(log: &Log) {
    subscriber(log, stderr, stderr().is_terminal()).init();
}

fn subscriber<W>(log: &Log, writer: W, colours: bool) -> impl Subscriber + Send + Sync + use<W>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let lines = fmt::layer().with_writer(writer).with_ansi(colours);
    let lines: Box<dyn Layer<_> + Send + Sync> = match log.format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
    };
    Registry::default()
        .with(lines)
        .with(EnvFilter::new(&log.filter))
        .with(filter_fn(is_harmless))
}

/// These may say no more than this, whatever `RUST_LOG` says: their spans and frames hold tokens and members' texts,
/// and the first two print an event that they cannot read.
const CAPS: [(&str, Level); 5] = [
    ("serenity::gateway::ws", Level::ERROR),
    ("serenity::gateway::shard", Level::ERROR),
    ("serenity", Level::WARN),
    ("tungstenite", Level::WARN),
    ("tokio_tungstenite", Level::WARN),
];

fn is_harmless(metadata: &Metadata<'_>) -> bool {
    let is_of = |module: &str| {
        let rest = metadata.target().strip_prefix(module);
        rest.is_some_and(|it| it.is_empty() || it.starts_with("::"))
    };
    let cap = CAPS.iter().find(|(module, _)| is_of(module));
    cap.is_none_or(|(_, most)| metadata.level() <= most)
}

#[cfg(test)]
mod tests {
    use std::{
        io,
        sync::{Arc, Mutex},
    };

    use super::*;

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn logged(format: LogFormat, filter: &str, speak: impl FnOnce()) -> String {
        let lines = Lines::default();
        let writer = lines.clone();
        let log = Log {
            format,
            filter: filter.to_owned(),
        };
        tracing::subscriber::with_default(subscriber(&log, move || writer.clone(), false), speak);
        String::from_utf8(lines.0.lock().unwrap().clone()).unwrap()
    }

    #[test]
    fn serenity_says_no_more_than_warnings_whatever_the_filter_says() {
        let said = logged(LogFormat::Text, "trace,serenity::http=trace", || {
            tracing::info_span!(target: "serenity::http::request", "build", secret = "in a span")
                .in_scope(|| {
                    tracing::info!(target: "serenity::http::request", "secret at info");
                    tracing::warn!(target: "serenity::http::request", "a warning");
                });
            tracing::warn!(target: "serenity::gateway::ws", "secret in a frame");
            tracing::trace!(target: "tungstenite::protocol", "secret in a frame");
            tracing::trace!(target: "serenity_like", "all of another crate");
        });
        assert!(!said.contains("secret"), "{said}");
        assert!(
            said.contains("a warning") && said.contains("all of another crate"),
            "{said}"
        );
    }

    #[test]
    fn the_filter_chooses_among_our_own_lines() {
        let said = logged(LogFormat::Text, "info", || {
            tracing::debug!("a detail");
            tracing::info!("a fact");
        });
        assert!(
            said.contains("a fact") && !said.contains("a detail"),
            "{said}"
        );
    }

    #[test]
    fn json_is_an_object_a_line() {
        let said = logged(LogFormat::Json, "info", || {
            tracing::info!(guild = 7, "posted")
        });
        let line: serde_json::Value = serde_json::from_str(said.trim_end()).unwrap();
        assert_eq!(
            (&line["message"], &line["guild"]),
            (&"posted".into(), &7.into())
        );
    }
}

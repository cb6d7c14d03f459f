//! Quantiles of a round, medians of rounds with their spread, and the lines that are printed.

use std::{fmt, time::Duration};

/// What one round measured.
#[derive(Default)]
pub struct Samples(Vec<f64>);

impl Samples {
    pub fn push(&mut self, took: Duration) {
        self.0.push(took.as_secs_f64());
    }

    /// In seconds, by nearest rank.
    pub fn quantile(&mut self, q: f64) -> f64 {
        self.0.sort_by(f64::total_cmp);
        let rank = (q * self.0.len() as f64).ceil() as usize;
        self.0[rank.clamp(1, self.0.len()) - 1]
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }
}

/// The p50 and p99 of each round.
#[derive(Default)]
pub struct Latency {
    p50: Vec<f64>,
    p99: Vec<f64>,
}

impl Latency {
    pub fn add_round(&mut self, mut samples: Samples) {
        self.p50.push(samples.quantile(0.5));
        self.p99.push(samples.quantile(0.99));
    }

    pub fn p50(&self) -> Spread {
        Spread::of(&self.p50)
    }

    pub fn p99(&self) -> Spread {
        Spread::of(&self.p99)
    }
}

impl fmt::Display for Latency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "p50 {}  p99 {}", self.p50().time(), self.p99().time())
    }
}

/// The median of the rounds, and their least and greatest.
#[derive(Clone, Copy)]
pub struct Spread {
    pub median: f64,
    low: f64,
    high: f64,
}

impl Spread {
    pub fn of(rounds: &[f64]) -> Self {
        let mut sorted = rounds.to_vec();
        sorted.sort_by(f64::total_cmp);
        Self {
            median: sorted[sorted.len() / 2],
            low: sorted[0],
            high: sorted[sorted.len() - 1],
        }
    }

    /// Of seconds: `1.2 ms (1.1–1.4)`.
    pub fn time(self) -> String {
        let (scale, unit) = unit_of(self.median);
        let [median, low, high] = [self.median, self.low, self.high].map(|it| it * scale);
        format!("{median:.2} {unit} ({low:.2}–{high:.2})")
    }

    /// Of anything else.
    pub fn plain(self, unit: &str) -> String {
        format!(
            "{:.2} {unit} ({:.2}–{:.2})",
            self.median, self.low, self.high
        )
    }
}

fn unit_of(seconds: f64) -> (f64, &'static str) {
    match seconds {
        it if it < 1e-6 => (1e9, "ns"),
        it if it < 1e-3 => (1e6, "µs"),
        it if it < 1.0 => (1e3, "ms"),
        _ => (1.0, "s"),
    }
}

pub fn time(seconds: f64) -> String {
    let (scale, unit) = unit_of(seconds);
    format!("{:.2} {unit}", seconds * scale)
}

pub fn heading(what: &str, reference: &str) {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or_default();
    println!("\n== {what}\n   reference: {reference}\n   load of the machine before: {load}");
}

pub fn row(label: &str, figures: impl fmt::Display) {
    println!("   {label:<46} {figures}");
}

/// A figure beside its budget.
pub fn verdict(budget: &str, holds: bool, figure: impl fmt::Display) {
    let verdict = if holds { "holds" } else { "DOES NOT HOLD" };
    println!("   -> {budget}: {verdict} ({figure})");
}

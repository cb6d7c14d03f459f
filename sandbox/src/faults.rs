//! Faults on purpose: statuses, silence and cut connections, for the requests that a test names.

use std::time::Duration;

/// What goes wrong with which requests. Built from `Fault::on`, then told how.
#[derive(Clone, Debug)]
pub struct Fault {
    method: String,
    path: String,
    /// How many matching requests still pass before it strikes.
    skip: u32,
    /// How often it still strikes.
    times: u32,
    pub(crate) kind: FaultKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FaultKind {
    /// Not applied, answered with this status.
    Status(u16),
    /// Not applied, answered 429.
    RateLimited { after: Duration, global: bool },
    /// Not applied, never answered.
    Timeout,
    /// Not applied, the connection is cut.
    CutBefore,
    /// Applied, then the connection is cut.
    CutAfter,
}

impl Fault {
    /// For requests of that method whose path matches: `/channels/{id}/messages`, where `{…}` stands
    /// for any one piece. Without a further word they are answered 500, once, from the first on.
    pub fn on(method: &str, path: &str) -> Self {
        Self {
            method: method.into(),
            path: path.into(),
            skip: 0,
            times: 1,
            kind: FaultKind::Status(500),
        }
    }

    /// Strikes at the `n`th matching request from now on, the first being 1.
    pub fn nth(mut self, n: u32) -> Self {
        self.skip = n.saturating_sub(1);
        self
    }

    /// Strikes so many times in a row; once by default.
    pub fn times(mut self, times: u32) -> Self {
        self.times = times;
        self
    }

    pub fn status(mut self, status: u16) -> Self {
        self.kind = FaultKind::Status(status);
        self
    }

    /// Answers 429, to be tried again `after`.
    pub fn rate_limited(mut self, after: Duration) -> Self {
        self.kind = FaultKind::RateLimited {
            after,
            global: false,
        };
        self
    }

    /// Answers 429 as if the global limit were hit.
    pub fn rate_limited_globally(mut self, after: Duration) -> Self {
        self.kind = FaultKind::RateLimited {
            after,
            global: true,
        };
        self
    }

    /// Never answers; nothing is applied.
    pub fn timeout(mut self) -> Self {
        self.kind = FaultKind::Timeout;
        self
    }

    /// Cuts the connection; nothing is applied.
    pub fn cut_before(mut self) -> Self {
        self.kind = FaultKind::CutBefore;
        self
    }

    /// Applies the request, then cuts the connection instead of answering.
    pub fn cut_after(mut self) -> Self {
        self.kind = FaultKind::CutAfter;
        self
    }

    fn matches(&self, method: &str, path: &str) -> bool {
        let wanted = self.path.trim_matches('/').split('/');
        let given: Vec<&str> = path.trim_matches('/').split('/').collect();
        self.method == method
            && wanted.clone().count() == given.len()
            && wanted
                .zip(given)
                .all(|(wanted, given)| wanted.starts_with('{') || wanted == given)
    }
}

#[derive(Default)]
pub(crate) struct Faults {
    pub(crate) armed: Vec<Fault>,
}

impl Faults {
    /// What goes wrong with this request, if anything; counts it.
    pub(crate) fn strike(&mut self, method: &str, path: &str) -> Option<FaultKind> {
        let mut struck = None;
        for fault in self.armed.iter_mut().filter(|it| it.matches(method, path)) {
            if fault.skip > 0 {
                fault.skip -= 1;
            } else if struck.is_none() {
                fault.times -= 1;
                struck = Some(fault.kind.clone());
            }
        }
        self.armed.retain(|fault| fault.times > 0);
        struck
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nth_request_of_the_route_is_struck_so_many_times() {
        let mut faults = Faults::default();
        let fault = Fault::on("POST", "/channels/{id}/messages").nth(2).times(2);
        faults.armed.push(fault.timeout());
        assert_eq!(faults.strike("GET", "/channels/1/messages"), None);
        let mut post = || faults.strike("POST", "/channels/1/messages");
        assert_eq!(post(), None);
        assert_eq!(post(), Some(FaultKind::Timeout));
        assert_eq!(post(), Some(FaultKind::Timeout));
        assert_eq!(post(), None);
    }
}

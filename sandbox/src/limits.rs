//! Rate limits as Discord tells them: a global one, and one for each route and its major id.
//! Windows run in real time; the settable clock does not touch them.

use std::collections::HashMap;
use std::time::{Duration, Instant};

/// At most `count` requests in each `window`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limit {
    pub(crate) count: u32,
    pub(crate) window: Duration,
}

/// The limits in force. Which ones Discord has is partly undocumented; these are those observed.
#[derive(Clone, Debug)]
pub struct Limits {
    global: Option<Limit>,
    routes: Vec<(&'static str, &'static str, Limit, Scope)>,
    others: Option<Limit>,
}

/// Whose limit was hit, as in `X-RateLimit-Scope`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    User,
    Global,
    Shared,
}

impl Limits {
    /// Discord's: 50 a second in all, 5 messages in 5 s for a channel, and so on.
    pub fn discord() -> Self {
        Self::off()
            .global(50, Duration::from_secs(1))
            .others(10, Duration::from_secs(1))
            .route("POST", "/channels/{id}/messages", 5, Duration::from_secs(5))
            .route(
                "PATCH",
                "/channels/{id}/messages/{id}",
                5,
                Duration::from_secs(5),
            )
            .route("POST", "/webhooks/{id}/{token}", 5, Duration::from_secs(2))
            .shared(
                "POST",
                "/channels/{id}/messages/{id}/threads",
                50,
                Duration::from_secs(300),
            )
            .shared(
                "POST",
                "/channels/{id}/threads",
                50,
                Duration::from_secs(300),
            )
    }

    /// The same shape for tests: 5 messages in 50 ms for a channel, 50 requests in 100 ms in all.
    pub fn short() -> Self {
        let window = Duration::from_millis(50);
        Self::off()
            .global(50, Duration::from_millis(100))
            .others(10, window)
            .route("POST", "/channels/{id}/messages", 5, window)
            .route("PATCH", "/channels/{id}/messages/{id}", 5, window)
            .route("POST", "/webhooks/{id}/{token}", 5, window)
            .shared("POST", "/channels/{id}/messages/{id}/threads", 5, window)
            .shared("POST", "/channels/{id}/threads", 5, window)
    }

    pub fn off() -> Self {
        Self {
            global: None,
            routes: Vec::new(),
            others: None,
        }
    }

    /// For all requests together, but for interaction callbacks and webhooks.
    pub fn global(mut self, count: u32, window: Duration) -> Self {
        self.global = Some(Limit { count, window });
        self
    }

    /// For each route that has no limit of its own.
    pub fn others(mut self, count: u32, window: Duration) -> Self {
        self.others = Some(Limit { count, window });
        self
    }

    /// For one route, by channel, guild or webhook; replaces what was set for it.
    pub fn route(
        self,
        method: &'static str,
        route: &'static str,
        count: u32,
        window: Duration,
    ) -> Self {
        self.with(method, route, Limit { count, window }, Scope::User)
    }

    /// As `route`, but told as shared with others: such 429s are nobody's fault.
    pub fn shared(
        self,
        method: &'static str,
        route: &'static str,
        count: u32,
        window: Duration,
    ) -> Self {
        self.with(method, route, Limit { count, window }, Scope::Shared)
    }

    fn with(
        mut self,
        method: &'static str,
        route: &'static str,
        limit: Limit,
        scope: Scope,
    ) -> Self {
        self.routes.retain(|it| (it.0, it.1) != (method, route));
        self.routes.push((method, route, limit, scope));
        self
    }

    fn of(&self, method: &str, route: &str) -> Option<(Limit, Scope)> {
        let own = self
            .routes
            .iter()
            .find(|it| it.0 == method && it.1 == route);
        own.map(|it| (it.2, it.3))
            .or(self.others.map(|limit| (limit, Scope::User)))
    }
}

/// What has been used of each limit.
#[derive(Default)]
pub(crate) struct Buckets {
    global: Option<Window>,
    routes: HashMap<(&'static str, &'static str, String), Window>,
    pub(crate) refused: u32,
}

struct Window {
    ends: Instant,
    used: u32,
}

/// What the headers say of the route's bucket.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    pub(crate) limit: u32,
    pub(crate) remaining: u32,
    pub(crate) reset_after: Duration,
    pub(crate) bucket: String,
    /// Whose limit it was, if the request is refused.
    pub(crate) refused: Option<Scope>,
}

impl Window {
    /// Takes one request out of the window; a new one opens when the last is over.
    fn take(window: &mut Self, limit: Limit, now: Instant) -> bool {
        if now >= window.ends {
            *window = Self {
                ends: now + limit.window,
                used: 0,
            };
        }
        let allowed = window.used < limit.count;
        window.used += u32::from(allowed);
        allowed
    }
}

impl Buckets {
    /// Counts one request; `major` is the id of its channel, guild or webhook.
    /// `None`: the route has no limit, and the global one lets it pass.
    pub(crate) fn take(
        &mut self,
        limits: &Limits,
        method: &'static str,
        route: &'static str,
        major: &str,
        is_interaction: bool,
    ) -> Option<Standing> {
        let now = Instant::now();
        if let Some(global) = limits.global.filter(|_| !is_interaction) {
            let window = self.global.get_or_insert(Window { ends: now, used: 0 });
            if !Window::take(window, global, now) {
                self.refused += 1;
                return Some(standing(window, global, now, "global", Some(Scope::Global)));
            }
        }
        let (limit, scope) = limits.of(method, route)?;
        let window = self
            .routes
            .entry((method, route, major.to_string()))
            .or_insert(Window { ends: now, used: 0 });
        let refused = (!Window::take(window, limit, now)).then_some(scope);
        self.refused += u32::from(refused.is_some());
        Some(standing(
            window,
            limit,
            now,
            &bucket(method, route),
            refused,
        ))
    }
}

fn standing(
    window: &Window,
    limit: Limit,
    now: Instant,
    bucket: &str,
    refused: Option<Scope>,
) -> Standing {
    Standing {
        limit: limit.count,
        remaining: limit.count - window.used,
        reset_after: window.ends - now,
        bucket: bucket.into(),
        refused,
    }
}

/// A stable name of a route's bucket, which looks like Discord's hashes (FNV-1a).
fn bucket(method: &str, route: &str) -> String {
    let bytes = method.bytes().chain(route.bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

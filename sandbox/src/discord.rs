//! The handle of a sandbox: started on a port, stopped when dropped, told what goes wrong.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::connect_info::Connected;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{DefaultBodyLimit, State as Given, WebSocketUpgrade};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use axum::serve::{IncomingStream, Listener};
use jiff::Timestamp;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::faults::Fault;
use crate::gateway;
use crate::limits::Limits;
use crate::page::{self, PageOptions};
use crate::rest::{self, Peer};
use crate::session::Out;
use crate::state::{Shared, State};
use crate::world::World;

/// A request may have 25 MiB, and a little for the form around the files.
const BODY_LIMIT: usize = 26 * 1024 * 1024;

/// How a sandbox behaves. Start from `Options::default()` and change what matters.
#[derive(Clone, Debug)]
pub struct Options {
    /// 0: a free one.
    pub port: u16,
    /// The bot's token, in the shape of Discord's.
    pub token: String,
    pub limits: Limits,
    /// What the clock shows first; `None`: the machine's time, running.
    pub start: Option<Timestamp>,
    /// Whether the clock stands still until it is set; it runs in any case without a `start`.
    pub frozen: bool,
    /// How long the bot has for its first answer, in real time; Discord gives 3 s.
    pub answer_within: Duration,
    /// How long an interaction's token lives, in real time; Discord's live 15 min.
    pub token_lives: Duration,
    /// How long `wait` and the like look for something before they panic, in real time.
    pub patience: Duration,
    /// The heartbeat's interval; Discord's is 41.25 s.
    pub heartbeat: Duration,
    /// Serves a page at which people can use the bot; none by default.
    pub page: Option<PageOptions>,
}

impl Default for Options {
    /// For tests: a clock that stands at 2027-03-01T08:00Z (a Monday), short limits.
    fn default() -> Self {
        Self {
            port: 0,
            token: "MTAwMDAwMDAwMDAwMDAwMDAwMQ.Gsandb.loopback-token-of-the-sandboxes-bot".into(),
            limits: Limits::short(),
            start: Some(Timestamp::constant(1_803_888_000, 0)),
            frozen: true,
            answer_within: Duration::from_secs(3),
            token_lives: Duration::from_secs(15 * 60),
            patience: Duration::from_secs(5),
            heartbeat: Duration::from_millis(41_250),
            page: None,
        }
    }
}

impl Options {
    /// For people: the machine's time and Discord's own limits.
    pub fn lifelike() -> Self {
        Self {
            limits: Limits::discord(),
            start: None,
            frozen: false,
            ..Self::default()
        }
    }
}

/// A running loopback Discord. It stops when this is dropped.
pub struct Discord {
    pub(crate) shared: Arc<Shared>,
    clock: Clock,
    url: String,
    token: String,
    server: JoinHandle<()>,
}

impl Discord {
    /// Panics if the port is taken.
    pub async fn start(world: World, options: Options) -> Self {
        let started = Self::try_start(world, options).await;
        started.unwrap_or_else(|error| panic!("cannot listen on the loopback address: {error}"))
    }

    /// As `start`, but a port that is taken is an error.
    pub async fn try_start(world: World, options: Options) -> std::io::Result<Self> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, options.port));
        let listener = TcpListener::bind(address).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let token = options.token.clone();
        let page = options.page.clone();
        let state = State::new(&world, url.clone(), options);
        let clock = state.clock.clone();
        let shared = Arc::new(Shared::new(state));
        let service =
            router(Arc::clone(&shared), page).into_make_service_with_connect_info::<Peer>();
        let server = tokio::spawn(async move {
            // `axum::serve` ends only by being aborted: accept errors are retried inside.
            let _ = axum::serve(Loopback(listener), service).await;
        });
        Ok(Self {
            shared,
            clock,
            url,
            token,
            server,
        })
    }

    /// `http://127.0.0.1:port`, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Where the page is, if `Options` asked for one.
    pub fn page_url(&self) -> Option<String> {
        let has_page = self.shared.read(|state| state.options.page.is_some());
        has_page.then(|| format!("{}/", self.url))
    }

    pub fn token(&self) -> &str {
        &self.token
    }

    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Lets something go wrong from now on; several faults can wait at once.
    pub fn fail(&self, fault: Fault) {
        self.shared.change(|state| state.faults.armed.push(fault));
    }

    /// Forgets the faults that have not struck yet.
    pub fn heal(&self) {
        self.shared.change(|state| state.faults.armed.clear());
    }

    /// Replaces the rate limits; what was used of the old ones is forgotten.
    pub fn set_limits(&self, limits: Limits) {
        self.shared.change(|state| {
            state.options.limits = limits;
            let refused = state.buckets.refused;
            state.buckets = Default::default();
            state.buckets.refused = refused;
        });
    }

    /// Cuts the gateway's connections without a word; sessions can be resumed.
    pub fn gateway_drop(&self) {
        self.tell_all(|| Out::Drop);
    }

    /// Asks the bot to reconnect and resume (op 7).
    pub fn gateway_reconnect(&self) {
        self.tell_all(|| Out::Text(gateway::reconnect()));
    }

    /// Says that the session is invalid (op 9); one that is not resumable is forgotten.
    pub fn gateway_invalid_session(&self, resumable: bool) {
        self.tell_all(|| Out::Text(gateway::invalid_session(resumable)));
        if !resumable {
            self.shared.change(|state| state.sessions.forget_all());
        }
    }

    /// Closes the gateway's connections with a code.
    pub fn gateway_close(&self, code: u16) {
        self.tell_all(|| Out::Close(code));
    }

    /// Leaves heartbeats unanswered from now on.
    pub fn stop_acking(&self) {
        self.shared.change(|state| state.sessions.silent = true);
    }

    fn tell_all(&self, out: impl Fn() -> Out) {
        self.shared.change(|state| state.sessions.tell_all(out));
    }
}

impl Drop for Discord {
    fn drop(&mut self) {
        self.tell_all(|| Out::Drop);
        self.shared.change(|state| state.stopped = true);
        self.server.abort();
    }
}

fn router(shared: Arc<Shared>, page: Option<PageOptions>) -> Router {
    let page = page.map(|options| page::router(Arc::clone(&shared), options));
    page.unwrap_or_default()
        .route("/", any(root))
        .route("/gateway-socket", any(upgrade))
        .route("/gateway-socket/", any(upgrade))
        .route("/attachments/{channel}/{id}/{name}", get(rest::download))
        .fallback(rest::serve)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .with_state(shared)
}

/// Bots and browsers share this path: a bot resumes its session here, a browser gets the page.
async fn root(
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
    Given(shared): Given<Arc<Shared>>,
) -> Response {
    match upgrade {
        Ok(upgrade) => upgrade.on_upgrade(|socket| gateway::serve(socket, shared)),
        Err(_) if shared.read(|state| state.options.page.is_some()) => page::index(),
        Err(refused) => refused.into_response(),
    }
}

async fn upgrade(upgrade: WebSocketUpgrade, Given(shared): Given<Arc<Shared>>) -> Response {
    upgrade.on_upgrade(|socket| gateway::serve(socket, shared))
}

/// A listener that keeps a twin of each connection, so that a fault can cut it.
struct Loopback(TcpListener);

impl Listener for Loopback {
    type Io = TcpStream;
    type Addr = Peer;

    async fn accept(&mut self) -> (TcpStream, Peer) {
        loop {
            let (stream, _) = Listener::accept(&mut self.0).await;
            if let Ok(accepted) = with_twin(stream) {
                return accepted;
            }
        }
    }

    fn local_addr(&self) -> std::io::Result<Peer> {
        Err(std::io::ErrorKind::Unsupported.into())
    }
}

impl Connected<IncomingStream<'_, Loopback>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Loopback>) -> Self {
        stream.remote_addr().clone()
    }
}

fn with_twin(stream: TcpStream) -> std::io::Result<(TcpStream, Peer)> {
    stream.set_nodelay(true)?;
    let stream = stream.into_std()?;
    let twin = stream.try_clone()?;
    Ok((TcpStream::from_std(stream)?, Peer(Arc::new(twin))))
}

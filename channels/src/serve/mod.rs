//! The web chat and the HTTP API. Without sign-in they serve this machine alone, and whoever reaches the address may ask
//! as anybody who is configured.

mod address;
mod api;
mod ask;
mod bots;
mod capacity;
mod describe;
mod extract;
mod files;
mod gate;
mod limits;
mod markdown;
pub(crate) mod mcp;
mod metrics;
mod openai;
pub(crate) mod orders;
mod packing;
mod page;
mod plain_page;
mod problem;
mod runs;
mod server;
mod sign_in;
mod tag;
mod who;

use std::{
    net::SocketAddr,
    sync::{Arc, atomic::AtomicU64},
    time::Duration,
};

use axum::serve::ListenerExt;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
};

use crate::{commands::Context, exit::Exit, failure::Failure, signals, wiring};
use limits::Limits;
use metrics::Metrics;
use orders::{Orders, PostOffice};
use runs::Runs;
use server::Server;
use sign_in::SignIn;

pub(crate) use address::AddressError;
use address::Names;

/// How long turns that are under way may take to end when the server is asked to.
const GRACE: Duration = Duration::from_secs(30);

/// Serves until it is asked to end; then no new question is taken, and those under way are answered and kept. Asked
/// twice, it ends at once.
pub(crate) async fn run(context: &Context<'_>, listen: SocketAddr) -> Result<Exit, Failure> {
    let sign_in = context.config.sign_in.as_ref();
    if sign_in.is_none() {
        address::refuse_beyond_this_machine(listen)?;
    }
    capacity::raise();
    let mut screen = context.screen();
    let opening = async {
        let listener = address::bind(listen).await?;
        let service = context.service(&screen).await?;
        let sign_in = SignIn::open(&context.config).await?;
        let bots = bots::open(&context.config).await?;
        let jobs = wiring::jobs(&context.config).await?;
        Ok::<_, Failure>((listener, service, wiring::store(&context.config).await?, sign_in, bots, jobs))
    };
    let (listener, service, store, signing_in, bots, jobs) = tokio::select! {
        biased;
        () = signals::interrupted() => return Err(Failure::Interrupted),
        opened = opening => opened?,
    };
    let bound = listener.local_addr().map_err(Failure::Runtime)?;
    let names = Names::of(bound, sign_in.map(|sign_in| &sign_in.address));
    let server = Arc::new(Server {
        service,
        store,
        runs: Runs::default(),
        jobs,
        sign_in: signing_in,
        mails: context.config.bots.email.is_some(),
        names,
        limits: Limits::new(context.config.server.limits),
        metrics: Metrics::default(),
        metrics_key: context.config.server.metrics_key.clone(),
        replies: AtomicU64::default(),
    });
    let address = match sign_in {
        Some(sign_in) => format!("{}/, listening on http://{bound}/", sign_in.address.origin()),
        None => format!("http://{bound}/"),
    };
    screen.line(&format!("Sentia is at {address} — Ctrl-C ends it."))?;
    let origin = sign_in.map(|sign_in| sign_in.address.origin()).unwrap_or_default();
    serve(listener, server, bots, origin).await?;
    screen.line("Ended; every answer that was begun is kept.")?;
    Ok(Exit::Done)
}

/// Lets each event leave by itself: held back for the next one, it waits until the other side has acknowledged what was sent
/// before, which takes 40 ms.
fn at_once(connection: &mut TcpStream) {
    if let Err(error) = connection.set_nodelay(true) {
        tracing::warn!(%error, "a connection's events may come late");
    }
}

async fn serve(
    listener: TcpListener,
    server: Arc<Server>,
    mut bots: Option<bots::Ready>,
    origin: String,
) -> Result<(), Failure> {
    let asked = Arc::new(tokio::sync::Notify::new());
    let ending = asked.clone();
    let more = bots.as_mut().map(|bots| std::mem::take(&mut bots.routes)).unwrap_or_default();
    let serving = axum::serve(listener.tap_io(at_once), api::router(server.clone(), more))
        .with_graceful_shutdown(async move { ending.notified().await });
    let (stop, stopped) = watch::channel(false);
    let post = bots.as_ref().map(|bots| PostOffice {
        poster: bots.poster(),
        address: origin.clone(),
        house: server.service.house.clone(),
    });
    let orders = Arc::new(Orders { server: server.clone(), post });
    let answering = tokio::spawn({
        let (server, jobs) = (server.clone(), server.jobs.clone());
        async move {
            let chats = async {
                if let Some(bots) = bots {
                    bots.run(server, origin, stopped.clone()).await;
                }
            };
            tokio::join!(chats, jobs.run(orders, stopped.clone()));
        }
    });
    let serving = async {
        let served = serving.await;
        // What was begun in chats is kept like the rest.
        let _ = answering.await;
        served
    };
    let until_the_end = async {
        signals::interrupted().await;
        server.runs.close();
        stop.send_replace(true);
        asked.notify_one();
        tokio::select! {
            () = signals::interrupted() => {}
            () = tokio::time::sleep(GRACE) => {}
        }
    };
    tokio::select! {
        served = serving => served.map_err(Failure::Runtime),
        () = until_the_end => Err(Failure::Interrupted),
    }
}

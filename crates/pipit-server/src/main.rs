//! The server's binary: reads the choices, listens, and ends in order.

use std::future::IntoFuture;
use std::io::Write;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Parser;
use pipit_server::config::{Cli, Command, Config, Serve};
use pipit_server::{Server, SystemClock};
use tracing::{info, warn};

type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let Command::Serve(options) = Cli::parse().command;
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("PIPIT_LOG").unwrap_or_else(|_| "info".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    // The store has one writer and four readers: more threads for blocking work would only wait for each other.
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().max_blocking_threads(5).build();
    match runtime.map_err(Failure::from).and_then(|runtime| runtime.block_on(run(options))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("pipit-server: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Serve) -> Result<(), Failure> {
    let Config { data, listen, settings } = options.resolve()?;
    std::fs::create_dir_all(&data)
        .map_err(|error| format!("the folder {} cannot be made: {error}", data.display()))?;
    if !listen.ip().is_loopback() {
        warn!(%listen, "listening beyond this machine without TLS: put a proxy with TLS in front");
    }
    let server = Server::open(&data, settings, Arc::new(SystemClock))?;
    server.create_demo().await?;

    let listener = tokio::net::TcpListener::bind(listen)
        .await
        .map_err(|error| format!("cannot listen on {listen}: {error}"))?;
    let address = listener.local_addr()?;
    let mut stdout = std::io::stdout();
    writeln!(stdout, "listening on http://{address}")?;
    stdout.flush()?;

    let router = server.router().into_make_service_with_connect_info::<SocketAddr>();
    let ending = server.clone();
    let serving = axum::serve(listener, router).with_graceful_shutdown(async move {
        ended().await;
        info!("ending");
        ending.stop();
    });
    let mut serving = std::pin::pin!(serving.into_future());
    tokio::select! {
        outcome = &mut serving => outcome?,
        () = async { ended().await; tokio::time::sleep(Duration::from_secs(10)).await } => {
            warn!("some connections did not end in time");
        }
    }
    Ok(())
}

/// Resolves on SIGTERM or Ctrl+C.
async fn ended() {
    #[cfg(unix)]
    {
        let terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
        if let Ok(mut terminate) = terminate {
            tokio::select! {
                _ = terminate.recv() => return,
                _ = tokio::signal::ctrl_c() => return,
            }
        }
    }
    tokio::signal::ctrl_c().await.ok();
}

//! The server's binary: reads the choices, listens, and ends in order.

use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use pipit_server::config::{Cli, Command, Config, Serve};
use pipit_server::{Listener, Server, SystemClock};
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
    // The store has one writer and four readers, files have the rest: more threads for blocking work would only wait for
    // each other.
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().max_blocking_threads(8).build();
    match runtime.map_err(Failure::from).and_then(|runtime| runtime.block_on(run(options))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("pipit-server: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Serve) -> Result<(), Failure> {
    let Config { data, listen, tls, max_connections, settings } = options.resolve()?;
    std::fs::create_dir_all(&data)
        .map_err(|error| format!("the folder {} cannot be made: {error}", data.display()))?;
    if tls.is_none() && !listen.ip().is_loopback() {
        warn!(%listen, "listening beyond this machine without TLS: give --tls-cert or put a proxy with TLS in front");
    }
    let server = Server::open(&data, settings, Arc::new(SystemClock))?;
    server.create_demo().await?;

    let mut listener = Listener::bind(listen, max_connections)
        .await
        .map_err(|error| format!("cannot listen on {listen}: {error}"))?;
    if let Some(files) = &tls {
        listener = listener.with_tls(files)?;
    }
    let mut stdout = std::io::stdout();
    writeln!(stdout, "listening on {}", listener.url()?)?;
    stdout.flush()?;
    server.serve(listener, ended()).await;
    info!("ended");
    Ok(())
}

/// Resolves on SIGTERM or Ctrl+C; on Windows also on Ctrl+Break, and when the console is closed or the system ends.
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
    #[cfg(windows)]
    {
        use tokio::signal::windows::{ctrl_break, ctrl_close, ctrl_shutdown};
        if let (Ok(mut stop), Ok(mut closed), Ok(mut shutdown)) =
            (ctrl_break(), ctrl_close(), ctrl_shutdown())
        {
            tokio::select! {
                _ = stop.recv() => return,
                _ = closed.recv() => return,
                _ = shutdown.recv() => return,
                _ = tokio::signal::ctrl_c() => return,
            }
        }
    }
    tokio::signal::ctrl_c().await.ok();
}

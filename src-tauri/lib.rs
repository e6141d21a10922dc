//! The desktop app: windows and the system's services around the engine. What can be called stands in `pipit-api`;
//! nothing is decided here.

mod instance;
mod keyring;
mod links;
mod notifications;
mod options;
mod profile;
mod rpc;
mod tray;
mod widget;
mod window;

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use pipit_api::ui::SignInArgs;
use pipit_api::{Api, RCIM_PATIENCE, WebNetwork};
use tauri::{RunEvent, WindowEvent};

pub use options::Options;
use profile::Taken;

/// Runs the app until its window is closed.
///
/// # Errors
/// When the profile cannot be used or no window can be opened.
pub fn run(options: Options) -> Result<()> {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("PIPIT_LOG").unwrap_or_else(|_| "warn".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    rustls::crypto::ring::default_provider().install_default().ok(); // fails only if one is installed already

    let link = options.link.map(|link| link.0);
    if let Some(folder) = options.widget {
        let servers = options.navi.iter().flat_map(|servers| servers.split(';')).map(str::to_owned).collect();
        let runtime = runtime()?;
        let _entered = runtime.enter();
        keyring::choose();
        let patience = options.patience.map_or(RCIM_PATIENCE, Duration::from_secs);
        return widget::run(&folder, options.profile.as_deref(), servers, patience, link.as_deref());
    }
    let profile = match profile::Profile::take(options.profile)? {
        Taken::Ours(profile) => profile,
        Taken::Theirs(folder) => {
            if options.token.is_some() {
                bail!(
                    "the profile {} is open in another Pipit; choose another with --profile",
                    folder.display()
                );
            }
            return instance::hand_over(&folder, link.as_deref())
                .with_context(|| format!("the Pipit that runs on {} does not answer", folder.display()));
        }
    };
    let sign_in = match (options.navi, options.app_key, options.token) {
        (Some(server), Some(app_key), Some(token)) => Some(SignInArgs { server, app_key, token }),
        _ => None,
    };

    // The engine starts before the window: by the time that WebKit runs, the list is there.
    let runtime = runtime()?;
    let _entered = runtime.enter();
    keyring::choose();
    let (notifications, mut clicks) = notifications::SystemNotifications::start();
    let (network, links) = (Arc::new(WebNetwork::new()?), Arc::new(links::SystemLinks));
    let api = Api::new(profile.folder(), network, links, Arc::new(notifications), sign_in);
    if let Some(Ok(link)) = link.map(|link| link.parse()) {
        api.follow(link);
    }
    let tray = tray::Presence::default();
    let mut visitors = instance::listen(profile.folder());
    let theme = api.settings().theme;
    let clicked = api.clone();
    let folder = profile.folder().to_owned();

    let app = tauri::Builder::default()
        .manage(api.clone())
        .invoke_handler(tauri::generate_handler![
            rpc::call,
            rpc::subscribe,
            rpc::unsubscribe,
            rpc::page_loaded,
            rpc::page_ready
        ])
        .setup(move |app| {
            let window = window::open(app.handle(), &folder, theme)?;
            let (app, api) = (app.handle().clone(), clicked);
            tauri::async_runtime::spawn(tray::run(app.clone(), api.clone(), tray.clone()));
            let (closed, closing) = (window.clone(), api.clone());
            window.on_window_event(move |event| {
                if let WindowEvent::CloseRequested { api: close, .. } = event
                    && tray.is_there()
                    && closing.settings().close_to_tray
                    && closed.hide().is_ok()
                {
                    close.prevent_close();
                    closing.closed_to_tray();
                }
            });
            tauri::async_runtime::spawn(async move {
                loop {
                    tokio::select! {
                        Some(conversation) = clicks.recv() => api.clicked(conversation),
                        // Without a link, they only want to see the window.
                        Some(link) = visitors.recv() => if let Ok(link) = link.parse() { api.follow(link); },
                        else => return,
                    }
                    window::show(&app).ok(); // the window may be closing
                }
            });
            Ok(())
        })
        .build(tauri::generate_context!())
        .context("no window can be opened")?;
    app.run(move |_app, event| match event {
        RunEvent::Exit => tauri::async_runtime::block_on(api.close()),
        #[cfg(target_os = "macos")]
        RunEvent::Opened { urls } => {
            if let Some(link) = urls.iter().find_map(|url| url.as_str().parse().ok()) {
                api.follow(link);
                window::show(_app).ok(); // the window may be closing
            }
        }
        _ => {}
    });
    Ok(())
}

/// The engine's threads, which Tauri uses too.
fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    tauri::async_runtime::set(runtime.handle().clone());
    Ok(runtime)
}

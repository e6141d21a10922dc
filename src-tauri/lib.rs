//! The desktop app: windows and the system's services around the engine. What can be called stands in `pipit-api`;
//! nothing is decided here.

mod badge;
mod camera;
mod desktop;
mod figures;
mod instance;
mod keyring;
mod leave;
mod links;
mod look;
mod merged;
mod microphone;
#[cfg(target_os = "linux")]
mod network;
mod notifications;
mod options;
mod profile;
mod rpc;
mod tray;
mod updates;
mod widget;
mod window;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use pipit_api::ui::SignInArgs;
use pipit_api::{Api, Deployment, Place, RCIM_PATIENCE, Wanted, WebNetwork};
use tauri::{AppHandle, Manager, RunEvent, WebviewWindow, WindowEvent};
use tokio::sync::mpsc;
use tracing::warn;

use desktop::SystemDesktop;
use desktop::handing::HandedOver;
use instance::Visit;
use leave::Leave;
use notifications::Response;
pub use options::Options;
use profile::Taken;

/// How long an app that ends may take for what is under way.
const LAST: Duration = Duration::from_secs(5);

/// Runs the app until its window is closed.
///
/// # Errors
/// When the profile cannot be used or no window can be opened.
pub fn run(options: Options) -> Result<()> {
    begin_log();
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
            return visit(&folder, options.token.is_some(), options.hidden, link.as_deref());
        }
    };
    let worn = options.theme.as_deref().map(look::Worn::read).transpose()?.unwrap_or_default();
    let deployment = deployment(options.deployment)?;
    let sign_in = match (options.navi, options.app_key, options.token) {
        (Some(server), Some(app_key), Some(token)) => Some(SignInArgs { server, app_key, token }),
        _ => None,
    };

    // The engine starts before the window: by the time that WebKit runs, the list is there.
    let runtime = runtime()?;
    let _entered = runtime.enter();
    let visitors = instance::listen(profile.folder()); // first: the keyring may take its time
    keyring::choose();
    let (notifications, responses) = notifications::SystemNotifications::start();
    let shown = notifications.clone();
    let (network, links) = (Arc::new(WebNetwork::new()?), Arc::new(links::SystemLinks));
    let api = Api::new(profile.folder(), network, links, Arc::new(notifications), sign_in);
    api.set_microphone(Arc::new(microphone::SystemMicrophone));
    let wanted_updates = deployment.updates.clone();
    api.set_deployment(deployment);
    if let Some(Ok(link)) = link.map(|link| link.parse()) {
        api.open(api.leads_to(&link), Place::Messenger);
    }
    #[cfg(target_os = "linux")]
    tokio::spawn(network::follow(api.clone()));
    let around = api.clone();
    let folder = profile.folder().to_owned();

    let app = merged::open(tauri::Builder::default(), api.clone())
        .manage(api.clone())
        .manage(rpc::Watching::default())
        .manage(camera::Camera::default())
        .manage(Leave::default())
        .manage(HandedOver::default())
        .manage(window::Kept::default())
        .manage(worn)
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_updater::Builder::new().build())
        .on_window_event(|window, event| match event {
            WindowEvent::Destroyed => {
                window.state::<rpc::Watching>().end(&window.state::<Api>(), window.label());
            }
            // A page that hangs cannot say so.
            WindowEvent::Focused(false) => window.state::<Api>().look(window.label(), None),
            _ => {}
        })
        .invoke_handler(tauri::generate_handler![
            rpc::call,
            rpc::subscribe,
            rpc::unsubscribe,
            rpc::look,
            rpc::page_loaded,
            rpc::page_ready,
            rpc::page_kept,
            rpc::zoom
        ])
        .setup(move |app| {
            let (app, api) = (app.handle().clone(), around);
            furnish(&app, &api, folder, options.hidden)?;
            updates::follow(&app, &api, wanted_updates);
            tauri::async_runtime::spawn(attend(app, api, responses, visitors));
            Ok(())
        })
        .build(tauri::generate_context!())
        .context("no window can be opened")?;
    let mut profile = Some(profile);
    #[cfg(target_os = "macos")]
    let of_links = app.handle().clone();
    app.run(move |_, event| match event {
        RunEvent::Exit => {
            tauri::async_runtime::block_on(async {
                // A keyring that waits for its person, or a server that is slow, holds nobody who wants to leave.
                tokio::time::timeout(LAST, api.close()).await.ok();
                shown.end().await;
            });
            profile.take(); // a newer version that is started now takes it
        }
        #[cfg(target_os = "macos")]
        RunEvent::Opened { urls } => {
            if let Some(link) = urls.iter().find_map(|url| url.as_str().parse().ok()) {
                see(&of_links, &api, api.leads_to(&link));
            }
        }
        _ => {}
    });
    Ok(())
}

/// What is told from now on goes to standard error: warnings, or what the environment asks for.
fn begin_log() {
    let wanted = tracing_subscriber::EnvFilter::try_from_env("PIPIT_LOG").unwrap_or_else(|_| "warn".into());
    tracing_subscriber::fmt().with_env_filter(wanted).with_writer(std::io::stderr).init();
}

/// Another Pipit runs on this profile: it shows itself, or where a link leads.
fn visit(folder: &Path, signs_in: bool, hidden: bool, link: Option<&str>) -> Result<()> {
    if signs_in {
        bail!("the profile {} is open in another Pipit; choose another with --profile", folder.display());
    }
    if hidden {
        return Ok(()); // it runs: that is all that a start at login wants
    }
    instance::hand_over(folder, link)
        .with_context(|| format!("the Pipit that runs on {} does not answer", folder.display()))
}

/// Answers notifications and other starts of the app, as long as there are any.
async fn attend(
    app: AppHandle,
    api: Api,
    mut responses: mpsc::UnboundedReceiver<Response>,
    mut visitors: mpsc::UnboundedReceiver<Visit>,
) {
    let leave = app.state::<Leave>();
    loop {
        tokio::select! {
            Some(response) = responses.recv() => match response {
                Response::Clicked(wanted, token) => {
                    leave.set(token);
                    see(&app, &api, wanted);
                }
                Response::Replied(to, text) => reply(&app, &api, to, text).await,
            },
            Some(visit) = visitors.recv() => {
                leave.set(visit.leave);
                match visit.link.and_then(|link| link.parse().ok()) {
                    Some(link) => see(&app, &api, api.leads_to(&link)),
                    None => drop(window::show(&app)),
                }
            }
            else => return,
        }
    }
}

/// What the deployment decides. A file that somebody names must be there.
fn deployment(named: Option<PathBuf>) -> Result<Deployment> {
    let file = match named {
        Some(file) if !file.exists() => bail!("{} is not there", file.display()),
        Some(file) => file,
        None if cfg!(target_os = "linux") => PathBuf::from("/etc/pipit/deployment.toml"),
        None => std::env::current_exe()
            .context("the program's own place is not known")?
            .with_file_name("deployment.toml"),
    };
    Deployment::read(&file)
        .with_context(|| format!("{} is not as a deployment's file should be", file.display()))
}

/// Puts up the window, the tray's icon, and what else the desktop gives.
fn furnish(app: &AppHandle, api: &Api, profile: PathBuf, hidden: bool) -> tauri::Result<()> {
    let window = window::open(app, &profile, api.settings().theme, hidden)?;
    let tray = tray::Presence::new();
    close_to_tray(&window, api.clone(), tray.clone());
    tauri::async_runtime::spawn(tray::run(app.clone(), api.clone(), tray.clone()));
    tauri::async_runtime::spawn(tray::keep_reachable(app.clone(), tray));
    tauri::async_runtime::spawn(badge::run(app.clone(), api.clone()));
    tauri::async_runtime::spawn(window::chat::close_when_signed_out(app.clone(), api.clone()));
    api.set_desktop(Arc::new(SystemDesktop::around(app.clone(), api.clone(), profile)));
    Ok(())
}

/// Shows what somebody wants to see: a conversation in its own window where it has one, or else in the messenger's.
fn see(app: &AppHandle, api: &Api, wanted: Wanted) {
    if wanted.conversation.as_ref().is_some_and(|conversation| window::chat::show(app, conversation)) {
        api.open(wanted, Place::OwnWindow);
        return;
    }
    api.open(wanted, Place::Messenger);
    window::show(app).ok(); // the window may be closing
}

/// Sends what somebody answered in a notification; where it cannot be sent they see the chat.
async fn reply(app: &AppHandle, api: &Api, to: Wanted, text: String) {
    if let Err(error) = api.reply(to.clone(), text).await {
        warn!(%error, "the answer cannot be sent");
        see(app, api, to);
    }
}

/// The messenger's window is the app: closing it hides it in the tray, or ends the app and all other windows.
fn close_to_tray(window: &WebviewWindow, api: Api, tray: tray::Presence) {
    let closed = window.clone();
    window.on_window_event(move |event| match event {
        WindowEvent::CloseRequested { api: close, .. } => {
            close.prevent_close();
            let to_tray = tray.is_there() && api.settings().close_to_tray;
            if to_tray && window::hide(closed.app_handle()).is_ok() {
                api.closed_to_tray();
            } else {
                window::close(&closed);
            }
        }
        // The app ends with the last of them.
        WindowEvent::Destroyed => closed.app_handle().webview_windows().values().for_each(window::close),
        _ => {}
    });
}

/// The engine's threads, which Tauri uses too.
fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    tauri::async_runtime::set(runtime.handle().clone());
    Ok(runtime)
}

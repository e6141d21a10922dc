//! A widget: a folder of somebody's pages that call rcIM, in windows of its own.
//!
//! A widget is a stranger. Its process serves nothing but it: no command of the messenger is registered, so Tauri's own
//! IPC leads nowhere. Pages come from the widget's folder alone, run only scripts from there, and reach the engine
//! through one address ([`door`]), which takes calls and answers none; answers come into the page as events.

mod asking;
mod config;
mod door;
mod files;
mod microphone;
mod pages;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::{Context, Result};
use pipit_api::{
    ConversationId, Deployment, Desktop, FileFilter, Folder, Pixels, RcIm, WebNetwork, Widget, file_name,
};
use serde_json::{Value, json};
use tauri::{AppHandle, Manager, RunEvent, Url, WindowEvent};

use crate::camera::Camera;
#[cfg(target_os = "linux")]
use crate::desktop::handing::HandedOver;
use crate::desktop::{self, clipboard};
use crate::instance;
use crate::leave::Leave;
use crate::links::SystemLinks;
use crate::notifications::{Response, SystemNotifications};
use crate::profile::{Profile, Taken};
use config::Config;
use pages::Pages;

/// What stands behind the pages of the one widget of this process.
struct Host {
    rcim: RcIm,
    pages: Pages,
    /// The link that the widget was started with, until a page listens to `appintent`.
    intent: Mutex<Option<Value>>,
}

/// Runs a widget until its first window is closed. `link` is what it was started for; a widget that runs already hears
/// of it instead.
///
/// # Errors
/// When the folder is no widget, its data cannot be used, or no window can be opened.
pub fn run(
    folder: &Path,
    profiles: Option<&Path>,
    servers: Vec<String>,
    patience: Duration,
    link: Option<&str>,
) -> Result<()> {
    let files = Folder::open(folder)
        .with_context(|| format!("{} is not a folder that can be read", folder.display()))?;
    let config =
        Config::read(&files).with_context(|| format!("{} is not a widget", files.root().display()))?;
    let profile = match Profile::take_for_widget(profiles, files.root())? {
        Taken::Ours(profile) => profile,
        Taken::Theirs(folder) => {
            return instance::hand_over(&folder, link)
                .context("the widget is open already and does not answer");
        }
    };
    let mut visitors = instance::listen(profile.folder());
    let widget = Widget {
        pages: files.root().to_owned(),
        folder: profile.folder().to_owned(),
        app_key: config.app_key,
        deployment: Deployment { extensions: config.extensions, ..Deployment::default() },
        servers,
        patience,
    };
    let network = Arc::new(WebNetwork::new()?);
    let (notifications, mut responses) = SystemNotifications::start();
    let shown = notifications.clone();
    let intent = Mutex::new(link.and_then(intent_of));
    let data = profile.folder().join("webview");

    let app = door::open(tauri::Builder::default(), &files)
        .plugin(tauri_plugin_dialog::init())
        .manage(Camera::default())
        .manage(Leave::default())
        .setup(move |app| {
            #[cfg(target_os = "linux")]
            app.manage(HandedOver::default());
            let view = app.handle().clone();
            let sink = move |window: &str, answer: String| pages::tell(&view, window, &answer);
            let notifications = Arc::new(notifications);
            let rcim = RcIm::start(widget, network, notifications, Arc::new(SystemLinks), Box::new(sink));
            let pages = Pages::new(app.handle(), files, config.name, data)?;
            rcim.set_desktop(Arc::new(WidgetDesktop(app.handle().clone())));
            rcim.set_microphone(Arc::new(microphone::WidgetMicrophone::new(app.handle().clone())));
            app.manage(Host { rcim, pages, intent });
            let app = app.handle().clone();
            app.state::<Host>().pages.open_first(&config.start)?;
            tauri::async_runtime::spawn(async move {
                let (host, leave) = (app.state::<Host>(), app.state::<Leave>());
                loop {
                    tokio::select! {
                        // Its notifications take no answers.
                        Some(response) = responses.recv() => {
                            let (wanted, token) = match response {
                                Response::Clicked(wanted, token) => (wanted, token),
                                Response::Replied(wanted, _) => (wanted, None),
                            };
                            leave.set(token);
                            if let Some(told) = host.rcim.clicked(wanted.conversation).await {
                                host.clicked(&told);
                            }
                        }
                        Some(visit) = visitors.recv() => {
                            leave.set(visit.leave);
                            if let Some(intent) = visit.link.as_deref().and_then(intent_of) {
                                host.pages.event("appintent", &intent);
                            }
                        }
                        else => return,
                    }
                    host.pages.show();
                }
            });
            Ok(())
        })
        .build(tauri::generate_context!())
        .context("no window can be opened")?;
    app.run(move |app, event| match event {
        RunEvent::WindowEvent { label, event, .. } => {
            let host = app.state::<Host>();
            match event {
                WindowEvent::Focused(_) => host.rcim.foreground(host.pages.looked_at()),
                WindowEvent::Destroyed => host.pages.closed(&label),
                _ => {}
            }
        }
        RunEvent::Exit => tauri::async_runtime::block_on(shown.end()),
        _ => {}
    });
    Ok(())
}

/// What a page of the kit may ask of the system in a widget: to let the person choose files, to show them what was
/// fetched, and to take what they paste and drop.
struct WidgetDesktop(AppHandle);

impl Desktop for WidgetDesktop {
    fn open_window(&self, _: &ConversationId) -> Result<(), String> {
        Err("a widget opens its windows itself".into())
    }

    fn start_at_login(&self, _: bool) -> Result<(), String> {
        Err("a widget does not start at login".into())
    }

    fn listen_for(&self, _: Option<&str>) -> Result<(), String> {
        Err("a widget has no keys of its own".into())
    }

    fn pick_files(&self, filters: &[FileFilter]) -> Result<Vec<PathBuf>, String> {
        Ok(desktop::files::pick(&self.0, filters))
    }

    /// A folder of the widget's own: its page could fetch by itself what nobody asked for, under any name.
    fn downloads(&self) -> Option<PathBuf> {
        let host = self.0.try_state::<Host>()?;
        Some(pipit_api::downloads()?.join(file_name(host.pages.title())))
    }

    /// It is shown rather than opened: the widget's page could say by itself that a person is sure.
    fn open_file(&self, path: &Path) -> Result<(), String> {
        desktop::folder::show(path)
    }

    fn copy_picture(&self, picture: Pixels) -> Result<(), String> {
        clipboard::put(&self.0, picture)
    }

    #[cfg(target_os = "linux")]
    fn dropped(&self) -> Vec<PathBuf> {
        self.0.state::<HandedOver>().take_dropped()
    }

    #[cfg(target_os = "linux")]
    fn copied(&self) -> Result<pipit_api::Copied, String> {
        if self.0.state::<HandedOver>().take_paste() {
            clipboard::copied(&self.0)
        } else {
            Err("what was copied is seen when a person presses the keys that paste it".into())
        }
    }

    /// The person is asked for each film: what a page has been given, the widget's own pages could take too.
    fn lend_camera(&self) -> Result<(), String> {
        let host = self.0.try_state::<Host>().ok_or("the widget begins or ends")?;
        if host.pages.looked_at() && asking::ask(&self.0, &host, "camera.ask") {
            self.0.state::<Camera>().lend();
            return Ok(());
        }
        Err("the person does not allow it".into())
    }

    fn show_file(&self, path: &Path) -> Result<(), String> {
        desktop::folder::show(path)
    }
}

impl Host {
    /// Both phone platforms' words for a click on a notification: an event with its content, and an intent with the
    /// same as text.
    fn clicked(&self, told: &Value) {
        self.pages.event("noticeclicked", &json!({ "type": 1, "value": told }));
        self.pages.event("appintent", &json!({ "appParam": { "rong_params": told.to_string() } }));
    }
}

/// What `appintent` hears of a link: the link and its parameters. Nothing of what is no link.
fn intent_of(link: &str) -> Option<Value> {
    let url = Url::parse(link).ok()?;
    let params: serde_json::Map<String, Value> =
        url.query_pairs().map(|(name, value)| (name.into_owned(), value.into())).collect();
    Some(json!({ "iosUrl": link, "appParam": params }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_intent_has_the_links_parameters() {
        let link = "rong://org.example/conversation/private?targetId=%E7%BB%84&title=a%20b";
        let wanted = json!({ "iosUrl": link, "appParam": { "targetId": "组", "title": "a b" } });
        assert_eq!(intent_of(link), Some(wanted));
        assert_eq!(intent_of(""), None, "a second start without a link");
    }
}

//! The windows of a widget's pages. Frames within a window are the page's own elements, which `api.js` places.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result, ensure};
use percent_encoding::percent_decode_str;
use pipit_api::{Folder, RCIM_ADDITIONS, RCIM_METHODS};
use serde::Deserialize;
use serde_json::{Value, json};
use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, Manager, Url, WebviewUrl, WebviewWindowBuilder};

use super::Host;
use super::door::PAGES;
use crate::camera::Camera;
use crate::leave::Leave;

/// The name of a widget's first window, as pages know it.
const FIRST: &str = "root";

/// How many windows a widget may have.
const MOST: usize = 20;

/// The windows of a widget.
pub struct Pages {
    app: AppHandle,
    files: Folder,
    /// The widget's name, which is every window's title.
    title: String,
    /// Where WebKit keeps what a test leaves behind.
    data: PathBuf,
    /// The page's side of the calls, with the names of the methods that are there.
    facade: String,
    windows: Mutex<Windows>,
}

#[derive(Default)]
struct Windows {
    /// How many there have been.
    opened: u64,
    open: Vec<Window>,
}

struct Window {
    /// As pages call it.
    name: String,
    /// As the app calls it.
    label: String,
}

/// What `openWin` takes.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OpenWin {
    name: String,
    /// The page's path within the widget, with its query and fragment.
    url: String,
    #[serde(default)]
    page_param: Value,
    /// Load the page anew in a window that is open already.
    #[serde(default)]
    reload: bool,
}

/// What `closeWin` takes.
#[derive(Deserialize)]
struct CloseWin {
    #[serde(default)]
    name: Option<String>,
}

/// What `sendEvent` takes.
#[derive(Deserialize)]
struct SendEvent {
    name: String,
    #[serde(default)]
    extra: Value,
}

impl Host {
    /// What a page in a window asks for beside its files, by its name; why it was refused. Nothing for what is no wish.
    pub fn wish(&self, window: &str, wish: &str, told: &str) -> Option<Result<(), String>> {
        let outcome = match wish {
            "call" => {
                self.rcim.call(window, told);
                Ok(())
            }
            "kit" => {
                self.rcim.ask_kit(window, told);
                Ok(())
            }
            "begun" => {
                self.rcim.begun(window);
                Ok(())
            }
            "gone" => told.parse().map(|page| self.rcim.forget(page)).map_err(anyhow::Error::from),
            "listens" => {
                if told == "appintent"
                    && let Some(intent) = self.intent.lock().unwrap_or_else(PoisonError::into_inner).take()
                {
                    self.pages.event(told, &intent);
                }
                Ok(())
            }
            "openWin" => read(told).and_then(|wish| self.pages.open(wish)),
            "closeWin" => read(told).and_then(|wish| self.pages.close(window, wish)),
            "sendEvent" => read(told).map(|SendEvent { name, extra }| {
                self.pages.event(&name, &json!({ "value": extra }));
            }),
            _ => return None,
        };
        Some(outcome.map_err(|error| format!("{wish}: {error:#}")))
    }
}

fn read<'a, T: Deserialize<'a>>(told: &'a str) -> Result<T> {
    serde_json::from_str(told).context("parameters that do not fit")
}

impl Pages {
    pub fn new(app: &AppHandle, files: Folder, title: String, data: PathBuf) -> Result<Self> {
        let methods = serde_json::to_string(&[RCIM_METHODS, RCIM_ADDITIONS].concat())?;
        let facade = include_str!("api.js").replace("/* methods */ []", &methods);
        Ok(Self { app: app.clone(), files, title, data, facade, windows: Mutex::default() })
    }

    /// Opens the window with which the widget begins.
    pub fn open_first(&self, start: &str) -> Result<()> {
        self.open(OpenWin { name: FIRST.into(), url: start.into(), page_param: json!({}), reload: false })
    }

    /// Opens a page in a window of its own, or brings forward the window that has this name.
    fn open(&self, wish: OpenWin) -> Result<()> {
        let OpenWin { name, url, page_param, reload } = wish;
        let url = self.page(&url)?;
        if let Some(label) = self.label(&name) {
            let window = self.app.get_webview_window(&label).context("the window is closing")?;
            if reload {
                window.navigate(as_the_view_has_it(url))?;
            }
            window.show()?;
            return Ok(self.app.state::<Leave>().bring_forward(&window)?);
        }
        let label = {
            let mut windows = self.windows();
            ensure!(windows.open.len() < MOST, "{MOST} windows are open; close one first");
            windows.opened += 1;
            let label = format!("widget-{}", windows.opened);
            windows.open.push(Window { name: name.clone(), label: label.clone() });
            label
        };
        let opened = self.build(&label, &name, url, &page_param);
        if opened.is_err() {
            self.windows().open.retain(|window| window.label != label);
        }
        opened
    }

    fn build(&self, label: &str, name: &str, url: Url, page_param: &Value) -> Result<()> {
        // JSON is JavaScript.
        let own = json!({ "winName": name, "pageParam": page_param }).to_string();
        // WebKit's private mode cannot be driven by tests; they get a folder that belongs to the profile instead.
        let driven = std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_some();
        let links = self.app.clone();
        #[cfg_attr(
            not(target_os = "linux"),
            expect(unused_variables, reason = "only WebKitGTK's view is settled")
        )]
        let window = WebviewWindowBuilder::new(&self.app, label, WebviewUrl::CustomProtocol(url))
            .title(&self.title)
            .inner_size(960.0, 720.0)
            .incognito(!driven)
            .data_directory(self.data.clone())
            .disable_drag_drop_handler()
            .initialization_script_for_all_frames(self.facade.replace("/* window */ {}", &own))
            .on_navigation(is_own_page)
            // A link that asks for one is for the browser. The page could ask so through the kit's door as well.
            .on_new_window(move |url, _| {
                if let Some(host) = links.try_state::<Host>()
                    && let Err(error) = host.rcim.open_link(url.as_str())
                {
                    tracing::debug!(%error, "a link of a page cannot be opened");
                }
                NewWindowResponse::Deny
            })
            .on_permission_request(|view, kind| view.state::<Camera>().answer(kind))
            .build()?;
        #[cfg(target_os = "linux")]
        {
            crate::window::settle_view(&window)?;
            crate::desktop::handing::gtk::hear(&window)?;
        }
        Ok(())
    }

    /// The address of a page of the widget.
    fn page(&self, path: &str) -> Result<Url> {
        let takes = || format!("{path:?} is no page of the widget");
        let root = Url::parse(&format!("{PAGES}://localhost/"))?;
        let url = root.join(path).with_context(takes)?;
        let file = percent_decode_str(url.path()).decode_utf8().with_context(takes)?;
        ensure!(url.scheme() == PAGES && url.host_str() == root.host_str(), takes());
        self.files.file(&file).with_context(takes)?;
        Ok(url)
    }

    /// Closes the window with this name, or the one that asks.
    fn close(&self, asks: &str, wish: CloseWin) -> Result<()> {
        let label = match wish.name {
            None => asks.to_owned(),
            Some(name) => self.label(&name).with_context(|| format!("there is no window {name:?}"))?,
        };
        Ok(self.app.get_webview_window(&label).context("the window is closing")?.close()?)
    }

    /// A window was closed. With the first one the widget ends.
    pub fn closed(&self, label: &str) {
        let first = self.label(FIRST).is_some_and(|first| first == label);
        self.windows().open.retain(|window| window.label != label);
        if first {
            self.app.exit(0);
        }
    }

    /// Something that every page may listen to.
    pub fn event(&self, name: &str, ret: &Value) {
        let event = json!({ "event": name, "ret": ret }).to_string();
        let labels: Vec<String> = self.windows().open.iter().map(|window| window.label.clone()).collect();
        for label in labels {
            tell(&self.app, &label, &event);
        }
    }

    /// The widget's name.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Somebody looks at one of the windows.
    pub fn looked_at(&self) -> bool {
        self.app.webview_windows().values().any(|window| window.is_focused().unwrap_or(false))
    }

    /// Brings the first window forward.
    pub fn show(&self) {
        if let Some(window) = self.label(FIRST).and_then(|label| self.app.get_webview_window(&label)) {
            let leave = self.app.state::<Leave>();
            window.show().and_then(|()| leave.bring_forward(&window)).ok(); // the window may be closing
        }
    }

    /// What the app calls the window with this name.
    fn label(&self, name: &str) -> Option<String> {
        self.windows().open.iter().find(|window| window.name == name).map(|window| window.label.clone())
    }

    fn windows(&self) -> MutexGuard<'_, Windows> {
        self.windows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes a word, as JSON, to the pages of a window; false when it is gone. JSON is JavaScript, so it enters the page as
/// an argument and nothing of it is run.
pub fn tell(app: &AppHandle, window: &str, word: &str) -> bool {
    app.get_webview_window(window)
        .is_some_and(|window| window.eval(format!("window.__pipit?.({word})")).is_ok())
}

/// The address of a page in a window that is there. `WebView2` knows no scheme of an app's own, and Tauri translates only the
/// address with which a window opens.
fn as_the_view_has_it(url: Url) -> Url {
    if !cfg!(windows) {
        return url;
    }
    let translated = url.as_str().replacen(&format!("{PAGES}://"), &format!("http://{PAGES}."), 1);
    Url::parse(&translated).unwrap_or(url)
}

/// Pages go to other pages of the widget, all of which have one origin, and to nothing else.
fn is_own_page(url: &Url) -> bool {
    url.host_str() == Some("localhost") && url.scheme() == PAGES
        || url.host_str() == Some("widget.localhost") // where WebView2 has the scheme
        || url.as_str() == "about:blank"
}

//! The messenger's windows.

pub mod chat;
mod closing;
mod place;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use pipit_api::Api;
use pipit_api::ui::Theme;
use tauri::webview::NewWindowResponse;
use tauri::window::Color;
use tauri::{AppHandle, LogicalSize, Manager, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent};
use tokio::sync::watch;

use crate::camera::Camera;
use crate::leave::Leave;
use crate::{look, merged};
pub use closing::{Kept, close, quit, restart};
use place::{Keeps, Places};

/// The label of the messenger's window; the capability file names it too.
pub const MAIN: &str = "main";

/// The smallest page in which everything has room, in its own pixels.
const LEAST: [f64; 2] = [380.0, 480.0];

/// How long ago a window may have lost the focus to count as looked at. A shortcut's keys, while they are held, and a
/// click on the tray take the focus from the very window that they are about.
const GLANCE: Duration = Duration::from_millis(500);

/// Within this time of the last end of its process a page ends at once.
#[cfg(target_os = "linux")]
const AT_ONCE: Duration = Duration::from_secs(5);

/// What all windows of a profile share.
struct Windows {
    profile: PathBuf,
    places: Places,
    /// The messenger's window was put away: it stays hidden when its page is ready, until somebody asks for it.
    put_away: AtomicBool,
    /// When the messenger's window lost the focus that it does not have now.
    left: Mutex<Option<Instant>>,
    /// The messenger's window is on the screen, or minimised.
    shown: watch::Sender<bool>,
}

/// Opens the window, hidden: it appears when the page has something to show, so that nobody sees it empty. One that is
/// started `hidden` appears when somebody asks for it.
pub fn open(app: &AppHandle, profile: &Path, theme: Theme, hidden: bool) -> tauri::Result<WebviewWindow> {
    let places = Places::open(profile);
    app.manage(Windows {
        profile: profile.to_owned(),
        places,
        put_away: AtomicBool::new(hidden),
        left: Mutex::default(),
        shown: watch::Sender::new(false),
    });
    let window = build(app, MAIN, WebviewUrl::default(), theme, |window| window.inner_size(1100.0, 720.0))?;
    self::places(app).follow(&window, MAIN, Keeps::Place)?;
    let known = app.clone();
    window.on_window_event(move |event| {
        if let WindowEvent::Focused(focused) = event {
            let windows = known.state::<Windows>();
            *windows.left.lock().unwrap_or_else(PoisonError::into_inner) = (!focused).then(Instant::now);
        }
    });
    Ok(window)
}

fn places(app: &AppHandle) -> Places {
    app.state::<Windows>().places.clone()
}

/// A hidden window with a page of ours.
fn build(
    app: &AppHandle,
    label: &str,
    page: WebviewUrl,
    theme: Theme,
    shape: impl FnOnce(
        WebviewWindowBuilder<'_, tauri::Wry, AppHandle>,
    ) -> WebviewWindowBuilder<'_, tauri::Wry, AppHandle>,
) -> tauri::Result<WebviewWindow> {
    let links = app.state::<Api>().inner().clone();
    // WebKit's private mode cannot be driven by tests; they get a folder that belongs to the profile instead.
    let driven = std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_some();
    let builder = WebviewWindowBuilder::new(app, label, page)
        .title("Pipit")
        .min_inner_size(LEAST[0], LEAST[1])
        .visible(false)
        .background_color(canvas(theme))
        .theme(match theme {
            Theme::System => None,
            Theme::Light => Some(tauri::Theme::Light),
            Theme::Dark => Some(tauri::Theme::Dark),
        })
        // Nothing that was read or written may end in WebKit's own caches.
        .incognito(!driven)
        .data_directory(app.state::<Windows>().profile.join("webview"))
        // The page counts what is unread in its title, or names its chat; the taskbar shows the window's.
        .on_document_title_changed(|window, title| {
            window.set_title(&title).ok(); // the window may be closing
        })
        .on_navigation(is_own_page)
        // Only a link that somebody clicks in a stranger's page asks for one.
        .on_new_window(move |url, _| {
            if let Err(error) = links.open_link(url.as_str()) {
                tracing::debug!(%error, "a link of a page cannot be opened");
            }
            NewWindowResponse::Deny
        })
        .on_permission_request(|view, kind| view.state::<Camera>().answer(kind))
        .initialization_script(app.state::<look::Worn>().script());
    #[cfg(target_os = "linux")]
    let builder = builder.disable_drag_drop_handler(); // it gives names of files that are not UTF-8 as others, and takes links
    let window = shape(builder).build()?;
    #[cfg(target_os = "linux")]
    {
        settle_view(&window)?;
        crate::desktop::handing::gtk::hear(&window)?;
    }
    #[cfg(not(target_os = "linux"))]
    crate::desktop::drops::tell(&window);
    Ok(window)
}

/// Shows a window's page so many times as large. The smallest that the window may be grows with it, as far as the screen has room.
pub fn zoom(window: &WebviewWindow, factor: f64) -> tauri::Result<()> {
    let factor = factor.clamp(0.5, 3.0);
    window.set_zoom(factor)?;
    let [mut width, mut height] = LEAST.map(|side| side * factor);
    if let Some(screen) = window.primary_monitor()? {
        let room = screen.work_area().size.to_logical::<f64>(screen.scale_factor());
        (width, height) = (width.min(room.width), height.min(room.height));
    }
    window.set_min_size(Some(LogicalSize::new(width, height)))
}

/// Sets of a window's web view what Tauri has no setting for.
#[cfg(target_os = "linux")]
pub fn settle_view(window: &WebviewWindow) -> tauri::Result<()> {
    use webkit2gtk::{HardwareAccelerationPolicy, InputMethodContextExt, SettingsExt, WebViewExt};

    let mut devices = std::fs::read_dir("/dev/dri").into_iter().flatten().flatten();
    let draws = devices.any(|device| device.file_name().to_string_lossy().starts_with("renderD"));
    window.with_webview(move |webview| {
        let view = webview.inner();
        reload_what_ended(&view);
        // Without a graphics card WebKit would draw its layers with an emulated one: 80 MB and 80 ms more, for nothing.
        if let Some(settings) = view.settings().filter(|_| !draws) {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
        // What an input method is composing stands where one writes. The view begins without, for the sake of old WebKits
        // that put the candidates elsewhere then.
        if let Some(method) = view.input_method_context() {
            method.set_enable_preedit(true);
        }
    })
}

/// A page whose process has crashed, or was ended by a system that is short of memory, is loaded again: nobody needs an empty window.
/// One that ends again at once is left so, rather than for ever loaded.
#[cfg(target_os = "linux")]
fn reload_what_ended(view: &webkit2gtk::WebView) {
    use webkit2gtk::WebViewExt;

    let last = std::cell::Cell::new(None::<Instant>);
    view.connect_web_process_terminated(move |view, reason| {
        let again = last.replace(Some(Instant::now())).is_some_and(|last| last.elapsed() < AT_ONCE);
        tracing::error!(?reason, again, "a page's process has ended");
        if !again {
            view.reload();
        }
    });
}

/// A window's page has painted: the window appears, unless it was put away.
pub fn ready(window: &WebviewWindow) -> tauri::Result<()> {
    if window.label() == MAIN && is_put_away(window.app_handle()) {
        return Ok(());
    }
    present(window)
}

/// The messenger's window is hidden because somebody wants it so, from the start or since.
pub fn is_put_away(app: &AppHandle) -> bool {
    app.state::<Windows>().put_away.load(Ordering::Relaxed)
}

/// Shows the messenger's window, and in front of the others.
pub fn show(app: &AppHandle) -> tauri::Result<()> {
    app.state::<Windows>().put_away.store(false, Ordering::Relaxed);
    app.get_webview_window(MAIN).map_or(Ok(()), |window| present(&window))
}

/// Shows the messenger's window if it was put away and nobody has asked for it since.
pub fn show_put_away(app: &AppHandle) -> tauri::Result<()> {
    if is_put_away(app) { show(app) } else { Ok(()) }
}

fn present(window: &WebviewWindow) -> tauri::Result<()> {
    window.unminimize()?;
    window.show()?;
    if window.label() == MAIN {
        window.state::<Windows>().shown.send_replace(true);
    }
    window.state::<Leave>().bring_forward(window)
}

/// Hides the messenger's window; the tray's icon brings it back.
pub fn hide(app: &AppHandle) -> tauri::Result<()> {
    if let Some(window) = app.get_webview_window(MAIN) {
        window.hide()?;
        app.state::<Windows>().put_away.store(true, Ordering::Relaxed);
        app.state::<Windows>().shown.send_replace(false);
    }
    Ok(())
}

/// Whether the messenger's window is on the screen, now and whenever that changes.
pub fn watch_shown(app: &AppHandle) -> watch::Receiver<bool> {
    app.state::<Windows>().shown.subscribe()
}

/// Shows the window, or hides it when it is looked at.
pub fn toggle(app: &AppHandle) -> tauri::Result<()> {
    match app.get_webview_window(MAIN) {
        Some(window) if window.is_visible()? && is_looked_at(&window)? => hide(app),
        _ => show(app),
    }
}

fn is_looked_at(window: &WebviewWindow) -> tauri::Result<bool> {
    let windows = window.state::<Windows>();
    let left = *windows.left.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(window.is_focused()? || left.is_some_and(|left| left.elapsed() < GLANCE))
}

/// What the window is painted with, for the moment before the page's own styles apply.
fn canvas(theme: Theme) -> Color {
    let [red, green, blue] = match theme {
        Theme::Dark => look::CANVAS_DARK,
        Theme::Light | Theme::System => look::CANVAS_LIGHT,
    };
    Color(red, green, blue, 0xFF)
}

/// The page itself, as each platform addresses it, or the development server.
fn is_own_page(url: &tauri::Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    match url.scheme() {
        "tauri" | merged::SCHEME => host == "localhost", // the latter in a frame
        "http" | "https" => {
            matches!(host, "tauri.localhost" | "merged.localhost")
                || (cfg!(debug_assertions) && host == "localhost")
        }
        _ => false,
    }
}

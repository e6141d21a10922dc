//! The messenger's window.

use std::path::Path;

use pipit_api::ui::Theme;
use tauri::webview::NewWindowResponse;
use tauri::window::Color;
use tauri::{AppHandle, Manager, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

/// The label of the messenger's window; the capability file names it too.
pub const MAIN: &str = "main";

/// Opens the window, hidden: it appears when the page has something to show, so that nobody sees it empty.
pub fn open(app: &AppHandle, profile: &Path, theme: Theme) -> tauri::Result<WebviewWindow> {
    // WebKit's private mode cannot be driven by tests; they get a folder that belongs to the profile instead.
    let driven = std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_some();
    let window = WebviewWindowBuilder::new(app, MAIN, WebviewUrl::default())
        .title("Pipit")
        .inner_size(1100.0, 720.0)
        .min_inner_size(380.0, 480.0)
        .visible(false)
        .background_color(canvas(theme))
        .theme(match theme {
            Theme::System => None,
            Theme::Light => Some(tauri::Theme::Light),
            Theme::Dark => Some(tauri::Theme::Dark),
        })
        // Nothing that was read or written may end in WebKit's own caches.
        .incognito(!driven)
        .data_directory(profile.join("webview"))
        .disable_drag_drop_handler()
        // The page counts what is unread in its title; the taskbar shows the window's.
        .on_document_title_changed(|window, title| {
            window.set_title(&title).ok(); // the window may be closing
        })
        .on_navigation(is_own_page)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()?;
    #[cfg(target_os = "linux")]
    draw_plainly(&window)?;
    Ok(window)
}

/// Without a graphics card WebKit would draw its layers with an emulated one: 80 MB and 80 ms more, for nothing.
#[cfg(target_os = "linux")]
pub fn draw_plainly(window: &WebviewWindow) -> tauri::Result<()> {
    use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt, WebViewExt};

    let mut devices = std::fs::read_dir("/dev/dri").into_iter().flatten().flatten();
    if devices.any(|device| device.file_name().to_string_lossy().starts_with("renderD")) {
        return Ok(());
    }
    window.with_webview(|webview| {
        if let Some(settings) = webview.inner().settings() {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
    })
}

/// Shows the window, and in front of the others.
pub fn show(app: &AppHandle) -> tauri::Result<()> {
    let Some(window) = app.get_webview_window(MAIN) else { return Ok(()) };
    window.unminimize()?;
    window.show()?;
    window.set_focus()
}

/// Shows the window, or hides it when it is looked at.
pub fn toggle(app: &AppHandle) -> tauri::Result<()> {
    match app.get_webview_window(MAIN) {
        Some(window) if window.is_visible()? && window.is_focused()? => window.hide(),
        _ => show(app),
    }
}

/// The canvas of `ui/src/styles/tokens.css`, for the moment before the page's own styles apply.
fn canvas(theme: Theme) -> Color {
    match theme {
        Theme::Dark => Color(0x15, 0x17, 0x1A, 0xFF),
        Theme::Light | Theme::System => Color(0xFF, 0xFF, 0xFF, 0xFF),
    }
}

/// The page itself, as each platform addresses it, or the development server.
fn is_own_page(url: &tauri::Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    match url.scheme() {
        "tauri" => host == "localhost",
        "http" | "https" => host == "tauri.localhost" || (cfg!(debug_assertions) && host == "localhost"),
        _ => false,
    }
}

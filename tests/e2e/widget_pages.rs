//! A widget's windows, frames, events and files, in the real app.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::World;
use crate::harness::App;
use crate::harness::process::built;

/// What has not happened by then does not happen.
const PATIENCE: Duration = Duration::from_secs(20);

/// The pause between two looks at the page.
const GLANCE: Duration = Duration::from_millis(20);

fn pages() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/e2e/widget-pages")
}

impl World {
    /// A widget whose first page writes down what it hears, connected as Alice.
    pub(crate) async fn pages(&self) -> Result<App> {
        let app = App::open_widget(&self.profile("pages"), &pages()).await?;
        let connect = "const [server, token, done] = arguments, rong = api.require('rcIM');
            rong.setServerInfo({ naviServer: server }).then(() => rong.init())
                .then(() => rong.connect({ token })).then((ret) => done(ret.status), (err) => done(err.msg))";
        let args = vec![json!(self.server.url()), json!(self.server.token("alice")?)];
        assert_eq!(app.client().execute_async(connect, args).await?, json!("success"));
        Ok(app)
    }
}

impl App {
    /// Runs a function of the page's `api`; `done`, or why it was refused.
    async fn asks(&self, call: &str) -> Result<Value> {
        let script = format!(
            "const [done] = arguments; {call}.then(() => done('done'), (error) => done(error.message))"
        );
        Ok(self.client().execute_async(&script, vec![]).await?)
    }

    /// Waits until the first page has heard this.
    async fn hears(&self, what: &Value) -> Result<()> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let heard = self.script("return heard", vec![]).await?;
            if heard.as_array().is_some_and(|heard| heard.contains(what)) {
                return Ok(());
            }
            ensure!(Instant::now() < deadline, "it does not hear {what}; it heard {heard}");
            tokio::time::sleep(GLANCE).await;
        }
    }
}

/// Pages open in windows and frames, share one engine, hear each other and close.
#[tokio::test]
async fn e2e_a_widgets_pages_open_in_windows_and_frames() -> Result<()> {
    let world = World::new()?;
    let (alice, bob) = (world.pages().await?, world.app("bob").await?);

    let frame = "api.openFrame({ name: 'list', url: 'widget://html/told.html',
        rect: { x: 40, y: 100, w: 300, h: 'auto', marginBottom: 20 }, pageParam: { open: true } })";
    assert_eq!(alice.asks(frame).await?, "done");
    alice.hears(&json!({ "me": "list", "param": { "open": true }, "status": "CONNECTED" })).await?;
    let lies =
        "const { left, top, width, bottom } = document.querySelector('iframe').getBoundingClientRect();
        return [left, top, width, innerHeight - bottom]";
    assert_eq!(alice.script(lies, vec![]).await?, json!([40, 100, 300, 20]));

    let window = "api.openWin({ name: 'chat', url: 'html/told.html', pageParam: { who: '鲍勃', at: 7 } })";
    assert_eq!(alice.asks(window).await?, "done");
    alice.hears(&json!({ "me": "chat", "param": { "who": "鲍勃", "at": 7 }, "status": "CONNECTED" })).await?;
    bob.start_chat("alice").await?;
    bob.say("to every page").await?;
    for me in ["chat", "list"] {
        alice.hears(&json!({ "me": me, "text": "to every page" })).await?;
    }

    alice.script("api.sendEvent({ name: 'go', extra: 'list' })", vec![]).await?;
    alice.until("the frame is gone", "document.querySelector('iframe') === null").await?;
    alice.script("api.sendEvent({ name: 'go', extra: 'chat' })", vec![]).await?;
    // A window that is there is brought forward; only when it is gone the page is opened anew.
    let anew = "(api.openWin({ name: 'chat', url: 'html/told.html', pageParam: { anew: true } }),
        heard.some((one) => one.param?.anew))";
    alice.until("the window went and came back", anew).await?;
    assert_eq!(alice.asks("api.closeWin({ name: 'chat' })").await?, "done");
    alice.until(
        "the window is gone",
        "(api.closeWin({ name: 'chat' }).catch((error) => (window.why = error.message)), window.why?.includes('no window'))",
    ).await?;

    // Nothing but the widget's own pages is opened.
    for url in ["../widget.rs", "https://example.org/", "none.html", "fs://x.html", "data:text/html,x", ""] {
        let window = format!("api.openWin({{ name: 'other', url: '{url}' }})");
        let why = alice.asks(&window).await?;
        ensure!(why.as_str().is_some_and(|why| why.contains("no page of the widget")), "{url}: {why}");
    }
    let nameless = alice.asks("api.openWin({ url: 'html/told.html' })").await?;
    ensure!(nameless.as_str().is_some_and(|why| why.contains("`name`")), "{nameless}");
    bob.close().await?;
    alice.close().await
}

/// `fs://`, `cache://` and `widget://` are addresses in pages too, of the widget's own files and nothing else.
#[tokio::test]
async fn e2e_a_widgets_files_are_seen_in_its_pages() -> Result<()> {
    let world = World::new()?;
    let alice = world.pages().await?;
    let status = "const [address, done] = arguments; fetch(address).then((it) => done(it.status), () => done('refused'))";
    assert_eq!(alice.client().execute_async(status, vec![json!("fs://none.png")]).await?, json!(404));
    let home = found(&world.profile("pages"), "fs").context("the user's folder")?;
    let person = home.parent().context("the user's data")?;
    for folder in ["fs/image", "cache/seen"] {
        std::fs::create_dir_all(person.join(folder))?;
        std::fs::copy(pages().join("picture.png"), person.join(folder).join("图 1.png"))?;
    }
    std::fs::write(person.join("secret.png"), "secret")?;
    std::os::unix::fs::symlink(person.join("secret.png"), home.join("link.png"))?;

    let size = "const [address, done] = arguments, picture = new Image();
        picture.onload = () => done(picture.naturalWidth); picture.onerror = () => done('none'); picture.src = address";
    for (address, wanted) in [
        ("fs://image/图 1.png", json!(128)),
        ("cache://seen/图 1.png", json!(128)),
        ("widget://picture.png", json!(128)),
        ("picture.png", json!(128)),
        ("fs://link.png", json!("none")),
        ("fs://image/../../secret.png", json!("none")),
        ("fs://%2e%2e/secret.png", json!("none")),
        ("cache://image/图 1.png", json!("none")),
        ("file:///etc/hostname", json!("none")),
    ] {
        assert_eq!(alice.client().execute_async(size, vec![json!(address)]).await?, wanted, "{address}");
    }

    // A player asks for parts.
    let part = "const [range, done] = arguments;
        fetch('picture.png', { headers: { Range: range } }).then(async (it) =>
            done([it.status, it.headers.get('content-range'), (await it.arrayBuffer()).byteLength]), () => done('refused'))";
    let whole = std::fs::metadata(pages().join("picture.png"))?.len();
    assert_eq!(
        alice.client().execute_async(part, vec![json!("bytes=4-9")]).await?,
        json!([206, format!("bytes 4-9/{whole}"), 6])
    );
    let beyond = alice.client().execute_async(part, vec![json!("bytes=9999999-")]).await?;
    assert_eq!(beyond[0], json!(416));
    alice.close().await
}

/// A link reaches the widget's pages, when it starts and while it runs.
#[tokio::test]
async fn e2e_a_link_reaches_a_widgets_pages() -> Result<()> {
    let world = World::new()?;
    let cold = "rong://pipit/conversation/private?targetId=bob&title=Bob";
    let app = App::open_widget_with(&world.profile("pages"), &pages(), &[cold]).await?;
    let bob = json!({ "targetId": "bob", "title": "Bob" });
    app.hears(&json!({ "name": "appintent", "appParam": bob, "iosUrl": cold })).await?;

    let warm = "rong://pipit/conversation/group?targetId=team";
    let profile = world.profile("pages");
    let second = Command::new(built("pipit")?)
        .args([
            "--profile".as_ref(),
            profile.as_os_str(),
            "--widget".as_ref(),
            pages().as_os_str(),
            warm.as_ref(),
        ])
        .output()?;
    ensure!(second.status.success(), "{}", String::from_utf8_lossy(&second.stderr));
    app.hears(&json!({ "name": "appintent", "appParam": { "targetId": "team" }, "iosUrl": warm })).await?;
    app.close().await
}

/// The first folder of this name within another.
fn found(folder: &Path, name: &str) -> Option<PathBuf> {
    let folders =
        std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path()).filter(|path| path.is_dir());
    folders.into_iter().find_map(|path| {
        if path.file_name().is_some_and(|it| it == name) { Some(path) } else { found(&path, name) }
    })
}

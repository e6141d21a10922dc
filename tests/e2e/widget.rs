//! Integrators' pages, in the real app.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::Result;
use fantoccini::Locator;
use serde_json::json;

use crate::browser::Browser;
use crate::desktop::{focus, on_screen, printed, until, window};
use crate::doubles::PATIENCE;
use crate::harness::camera::CameraService;
use crate::harness::process::{Process, built};
use crate::harness::{App, Login};
use crate::screencast::Screencast;
use crate::web::Web;
use crate::{World, texts};

fn hello() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/widget-hello")
}

impl World {
    /// The example widget, connected as somebody.
    async fn hello(&self, user: &str) -> Result<App> {
        let app = App::open_widget(&self.profile(&format!("widget of {user}")), &hello()).await?;
        app.fill_css("[name=server]", &self.server.url()).await?;
        app.type_into_css("[name=token]", &self.server.token(user)?).await?;
        app.click_css("#login button").await?;
        app.until("it is connected", "document.getElementById('status').textContent === 'CONNECTED'").await?;
        Ok(app)
    }
}

/// A page that was written for rcIM talks with the messenger, both ways.
#[tokio::test]
async fn e2e_a_widget_talks_with_the_messenger() -> Result<()> {
    let world = World::new()?;
    let (alice, bob) = (world.hello("alice").await?, world.app("bob").await?);
    alice.type_into_css("[name=target]", "bob\u{E007}").await?;
    alice.type_into_css("[name=text]", "你好，from a widget\u{E007}").await?;
    alice.until("it is sent", "document.querySelector('#messages .own')?.dataset.status === 'SENT'").await?;
    bob.open_chat("private:alice").await?;
    bob.find_message("你好，from a widget").await?;
    bob.say("hello, widget").await?;
    alice
        .until(
            "the answer",
            "document.querySelector('#messages li:not(.own)')?.textContent === 'hello, widget'",
        )
        .await?;
    if let Some(folder) = std::env::var_os("PIPIT_SCREENSHOTS") {
        alice.screenshot(&Path::new(&folder).join("widget.png")).await?;
    }
    alice.close().await?;
    bob.close().await
}

/// A picture goes from one widget to another: its thumbnail and the picture itself are seen there.
#[tokio::test]
async fn e2e_a_widget_sends_a_picture_and_another_one_shows_it() -> Result<()> {
    let world = World::new()?;
    let (alice, bob) = (world.hello("alice").await?, world.hello("bob").await?);
    let send = "const [done] = arguments, rong = api.require('rcIM');
        rong.sendImageMessage({ conversationType: 'PRIVATE', targetId: 'bob', imagePath: 'widget://picture.png' },
            (ret, err) => { if (err || ret.status === 'success') done(err ? err.msg : ret.status); })";
    assert_eq!(alice.client().execute_async(send, vec![]).await?, json!("success"));
    let seen = "const [done] = arguments, rong = api.require('rcIM');
        const look = async () => {
            const { result } = await rong.getLatestMessages(
                { conversationType: 'PRIVATE', targetId: 'alice', count: 1 });
            if (!result.length) return setTimeout(look, 50);
            const sizes = [result[0].content.thumbPath, result[0].content.imageUrl].map((address) =>
                new Promise((size, refused) => {
                    const picture = new Image();
                    picture.onload = () => size(picture.naturalWidth);
                    picture.onerror = () => refused(address);
                    picture.src = address;
                }));
            Promise.all(sizes).then(done, done);
        };
        look()";
    assert_eq!(bob.client().execute_async(seen, vec![]).await?, json!([128, 128]));
    alice.close().await?;
    bob.close().await
}

/// Statement 51: a picture is seen in the chat at once, and whole over the window when one asks for it.
#[tokio::test]
async fn e2e_a_picture_is_seen_in_the_chat_and_opens_whole() -> Result<()> {
    let world = World::new()?;
    let (alice, bob) = (world.hello("alice").await?, world.app("bob").await?);
    let send = "const [done] = arguments, rong = api.require('rcIM');
        rong.sendImageMessage({ conversationType: 'PRIVATE', targetId: 'bob', imagePath: 'widget://picture.png' },
            (ret, err) => { if (err || ret.status === 'success') done(err ? err.msg : ret.status); })";
    assert_eq!(alice.client().execute_async(send, vec![]).await?, json!("success"));
    bob.open_chat("private:alice").await?;
    bob.until(
        "the thumbnail",
        "document.querySelector(\"[data-testid='picture'] img\")?.naturalWidth === 128",
    )
    .await?;
    bob.click("picture").await?;
    let whole = "document.querySelector(\"[data-testid='picture-viewer'] img:not(.waiting)\")?.src.startsWith('data:image/png')";
    bob.until("the whole picture", whole).await?;
    if let Some(folder) = std::env::var_os("PIPIT_SCREENSHOTS") {
        bob.screenshot(&Path::new(&folder).join("picture.png")).await?;
    }
    alice.close().await?;
    bob.close().await
}

/// A page of modules has the same methods as promises.
#[tokio::test]
async fn e2e_a_page_of_modules_talks_with_the_messenger() -> Result<()> {
    let world = World::new()?;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/widget-module");
    let (alice, bob) = (App::open_widget(&world.profile("module"), &folder).await?, world.app("bob").await?);
    alice.fill_css("[name=server]", &world.server.url()).await?;
    alice.type_into_css("[name=peer]", "bob").await?;
    alice.type_into_css("[name=token]", "no token\u{E007}").await?;
    let status = "document.getElementById('status').textContent";
    alice.until("it says why not", &format!("{status}.includes('31004')")).await?;
    alice.fill_css("[name=token]", &format!("{}\u{E007}", world.server.token("alice")?)).await?;
    alice.until("it is connected", &format!("{status} === 'CONNECTED'")).await?;
    alice.type_into_css("[name=text]", "你好，from a module\u{E007}").await?;
    alice.until("it is sent", "document.querySelector('#messages .own')?.dataset.status === 'SENT'").await?;
    bob.open_chat("private:alice").await?;
    bob.find_message("你好，from a module").await?;
    bob.say("hello, module").await?;
    let answer = "document.querySelector('#messages li:not(.own)')?.textContent === 'hello, module'";
    alice.until("the answer", answer).await?;
    alice.close().await?;
    bob.close().await
}

/// A widget is a stranger: no command of the messenger, no file outside its folder, no script from elsewhere.
#[tokio::test]
async fn e2e_a_widget_reaches_nothing_but_rcim() -> Result<()> {
    let world = World::new()?;
    let app = App::open_widget(&world.profile("widget"), &hello()).await?;
    app.find_css("#login").await?;
    let invoke = "const done = arguments[0];
        const invoke = window.__TAURI_INTERNALS__?.invoke;
        if (!invoke) return done('absent');
        Promise.allSettled([
            invoke('call', { name: 'findDemo', args: {} }), invoke('subscribe', { what: { type: 'session' } }),
            invoke('plugin:window|close'), invoke('plugin:path|resolve_directory', { directory: 1 }),
        ]).then((all) => done(all.map((one) => one.status)))";
    let answer = app.client().execute_async(invoke, vec![]).await?;
    assert!(answer == json!("absent") || answer == json!(vec!["rejected"; 4]), "{answer}");
    let fetch = "const done = arguments[0];
        const get = (path) => fetch(path).then((answer) => answer.status, () => 'refused');
        Promise.all(['/hello.js', '/../Cargo.toml', '/%2e%2e/Cargo.toml', '/%2e%2e/%2e%2e/README.md', 'file:///etc/passwd'].map(get)).then(done)";
    let answers = app.client().execute_async(fetch, vec![]).await?;
    assert_eq!(answers, json!([200, 404, 404, 404, "refused"]));
    let script = "const [address, done] = arguments;
        const script = document.createElement('script');
        script.src = address;
        script.onload = () => done('ran'); script.onerror = () => done('refused');
        document.head.append(script)";
    // Also one that is there to be had, and that any page may ask for: what it makes of the text is its own.
    let near = format!("{}/demo.json", world.server.url());
    for address in ["https://example.org/x.js", &near] {
        assert_eq!(app.client().execute_async(script, vec![json!(address)]).await?, json!("refused"));
    }
    let own = "const [address, done] = arguments;
        const imported = import(address).then(() => 'ran', () => 'refused');
        const asked = fetch(address, { mode: 'no-cors' }).then(() => 'asked', () => 'refused');
        Promise.all([imported, asked, eval('6 * 7')]).then(done)";
    assert_eq!(app.client().execute_async(own, vec![json!(near)]).await?, json!(["refused", "asked", 42]));
    let away = "location.href = 'https://example.org/'; return true";
    app.script(away, vec![]).await?;
    app.until("it stays", "location.protocol === 'widget:'").await?;

    // The contract's order of errors, from a real page.
    let early = "const done = arguments[0];
        const rong = api.require('rcIM');
        const code = (promise) => promise.then(() => 'ok', (err) => err.code);
        (async () => done([
            await code(rong.getTotalUnreadCount()), await code(rong.init()), await code(rong.getTotalUnreadCount()),
            await code(rong.connect({})), api.require('UIRongCloud') === rong, api.winName,
        ]))()";
    assert_eq!(
        app.client().execute_async(early, vec![]).await?,
        json!([-10_000, "ok", -10_001, -10_002, true, "root"])
    );
    app.client().find(Locator::Css("#login")).await?;
    app.close().await
}

/// A widget of one page, which asks for devices as soon as it is there, and for the screen when it is clicked, and tells `WEB`
/// what came of it; of a camera, the size of the first picture.
const ASKING: &str = "<!doctype html><title>Asking</title><video autoplay muted></video><script>
    const video = document.querySelector('video');
    const seen = (stream) => new Promise((seen) => {
        video.onloadeddata = () => seen(`${video.videoWidth}x${video.videoHeight}`);
        video.srcObject = stream;
    });
    const ask = (how, wish, given = () => 'given') =>
        navigator.mediaDevices[how](wish).then(given, (error) => error.name);
    const tell = (came) => fetch(`WEB/came/${came}`, { mode: 'no-cors' });
    (async () => tell([
        await ask('getUserMedia', { audio: true }),
        await ask('getUserMedia', { video: true }, seen),
        await ask('getUserMedia', { audio: true, video: true }),
    ]))();
    onclick = () => ask('getDisplayMedia', { video: true }).then(tell);
</script>";

/// Waits for what came of asking.
async fn what_came(web: &Web) -> Result<String> {
    until("what came of asking", || {
        Ok(web.asked().iter().find_map(|path| path.strip_prefix("/came/").map(str::to_owned)))
    })
    .await
}

/// The same of the screen, which is asked for when a person clicks; and clicks again, where the machine was so slow that
/// `WebKit` found no portal.
async fn what_came_of_the_screen(web: &Web) -> Result<String> {
    let shown = window("Hello").await?;
    let deadline = Instant::now() + PATIENCE;
    loop {
        focus(&shown).await?;
        printed("xdotool", &["mousemove", "--window", &shown, "300", "300", "click", "1"])?;
        let came = what_came(web).await?;
        if came != "OverconstrainedError" || Instant::now() > deadline {
            return Ok(came);
        }
    }
}

/// There are a microphone, a camera and a screen, and a page of a widget's gets none of them. `WebKit` gives a page that is
/// driven whatever it asks for, so that one shows that there is something to be had, and another one, which nobody drives,
/// that it is not given. The portal has a thread of its own: `WebKit` takes one for absent that does not answer within 10 ms.
#[tokio::test(flavor = "multi_thread")]
async fn e2e_a_widgets_page_gets_no_microphone_no_camera_and_no_screen() -> Result<()> {
    let (world, web) = (World::new()?, Web::start().await?);
    let devices = CameraService::start(&world.folder.path().join("devices"))?;
    let _portal = Screencast::start(&devices).await?;
    let widget = world.folder.path().join("asking");
    std::fs::create_dir(&widget)?;
    std::fs::copy(hello().join("config.xml"), widget.join("config.xml"))?;
    std::fs::write(widget.join("index.html"), ASKING.replace("WEB", &web.url("")))?;

    let profile = world.profile("driven");
    let args = json!(["--profile", profile, "--widget", widget]);
    let driven = App::launch(&profile, Login::Remembered, &devices.environment()?, args).await?;
    assert_eq!(what_came(&web).await?, "given,640x480,given");
    // The last thing that is asked of this one: WebKit 2.50 may crash when it closes a screen that it was given.
    assert_eq!(what_came_of_the_screen(&web).await?, "given");
    driven.close().await?;

    let mut command = Command::new(built("pipit")?);
    command.arg("--profile").arg(world.profile("alone")).arg("--widget").arg(widget);
    command.env("WEBKIT_DISABLE_DMABUF_RENDERER", "1").envs(devices.environment()?);
    let _alone = Process::start(&mut command)?;
    let refused = "NotAllowedError";
    assert_eq!(what_came(&web).await?, [refused; 3].join(","));
    assert_eq!(what_came_of_the_screen(&web).await?, refused);
    Ok(())
}

/// What a page asks of its person is refused by a key that they press while they write, and allowed by choice.
#[tokio::test]
async fn e2e_a_question_is_not_answered_by_a_key_that_was_on_its_way() -> Result<()> {
    let world = World::new()?;
    let pages = world.pages().await?;
    pages.open_kit_chat("bob").await?;
    let there = window("Pages").await?;
    focus(&there).await?;
    let ask = "window.lent = null;
        window.pipitKit.ask({ type: 'call', name: 'openCamera', args: null })
            .then(() => (window.lent = 'lent'), () => (window.lent = 'refused'))";
    // One goes on writing while the question comes.
    pages.script(ask, vec![]).await?;
    printed("xdotool", &["type", "--delay", "40", &" ".repeat(50)])?;
    pages.until("the answer of a key", "window.lent === 'refused'").await?;

    for (key, answer) in [("Escape", "refused"), ("space", "lent")] {
        window("Pages").await?; // alone, when the last question is gone
        pages.script(ask, vec![]).await?;
        let asked = || Ok(on_screen("^Pages$")?.into_iter().find(|window| *window != there));
        focus(&until("the question", asked).await?).await?;
        tokio::time::sleep(Duration::from_millis(1_200)).await; // as a person reads it
        printed("xdotool", &["key", key])?;
        pages.until(&format!("the answer of {key}"), &format!("window.lent === '{answer}'")).await?;
    }
    pages.close().await
}

/// What is shown of a message cannot speak for its reader: a picture's address asks the engine for nothing.
#[tokio::test]
async fn e2e_a_pictures_address_sends_no_message() -> Result<()> {
    let world = World::new()?;
    let (alice, bob) = (world.hello("alice").await?, world.app("bob").await?);
    let show = "const [done] = arguments;
        const told = { page: 1, id: 1, method: 'sendTextMessage',
            params: { conversationType: 'PRIVATE', targetId: 'bob', text: 'not mine' } };
        const picture = new Image();
        picture.onload = picture.onerror = () => done(true);
        picture.src = '/.pipit/call?' + encodeURIComponent(JSON.stringify(told))";
    alice.client().execute_async(show, vec![]).await?;
    alice.type_into_css("[name=target]", "bob\u{E007}").await?;
    alice.type_into_css("[name=text]", "mine\u{E007}").await?;
    bob.open_chat("private:alice").await?;
    bob.find_message("mine").await?;
    assert_eq!(texts(&bob).await?, ["mine"]);
    alice.close().await?;
    bob.close().await
}

/// A link of a widget's page that is for a window of its own opens in the browser, where links of messages do; one that leads
/// to the machine's files opens nowhere.
#[tokio::test]
async fn e2e_a_widgets_link_opens_in_the_browser() -> Result<()> {
    let (world, browser) = (World::new()?, Browser::new()?);
    let widget = world.folder.path().join("linking");
    std::fs::create_dir(&widget)?;
    std::fs::copy(hello().join("config.xml"), widget.join("config.xml"))?;
    let page = "<!doctype html><a id='file' target='_blank' href='file:///etc/passwd'>a file</a>
        <a id='web' target='_blank' href='https://example.org/linked'>a page</a>";
    std::fs::write(widget.join("index.html"), page)?;
    let profile = world.profile("linking");
    let args = json!(["--profile", profile, "--widget", widget]);
    let app = App::launch(&profile, Login::Remembered, &browser.environment(), args).await?;
    app.click_css("#file").await?;
    app.click_css("#web").await?;
    browser.opens("https://example.org/linked").await?;
    app.until("it stays", "location.protocol === 'widget:'").await?;
    app.close().await
}

/// Another widget, and the messenger, have data of their own.
#[tokio::test]
async fn e2e_a_widget_keeps_its_data_for_itself() -> Result<()> {
    let world = World::new()?;
    let messenger = world.app("bob").await?;
    messenger.start_chat("carol").await?;
    messenger.say("only in the messenger").await?;
    let widget = world.hello("alice").await?;
    widget.type_into_css("[name=target]", "carol\u{E007}").await?;
    widget.type_into_css("[name=text]", "only in the widget\u{E007}").await?;
    widget.until("it is sent", "document.querySelector('#messages .own')?.dataset.status === 'SENT'").await?;
    widget.close().await?;
    messenger.close().await?;
    let profile = world.profile("widget of alice");
    assert!(profile.join("widgets").is_dir());
    for of_the_messenger in ["people", "vault.json", "settings.json"] {
        assert!(!profile.join(of_the_messenger).exists(), "{of_the_messenger} is not the widget's");
    }
    Ok(())
}

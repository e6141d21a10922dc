//! What other programs have copied is pasted by the keys, and their files are dropped by the mouse, in the real window:
//! `WebKitGTK` keeps pictures and files from pages.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow, ensure};
use arboard::{Clipboard, ImageData};
use gtk::gdk::{DragAction, ModifierType};
use gtk::prelude::*;
use gtk::{EventBox, TargetEntry, TargetFlags, Window, WindowType};
use serde_json::json;
use tauri::Url;

use crate::World;
use crate::composing::PICTURE;
use crate::desktop::{focus, printed, window};
use crate::harness::App;
use crate::notifications::call;

const ENTER: &str = "\u{E007}";

impl App {
    /// Presses the keys that paste, as a person does in the window with this title.
    pub async fn pastes(&self, title: &str) -> Result<()> {
        self.click("composer").await?;
        focus(&window(title).await?).await?;
        printed("xdotool", &["key", "ctrl+v"])?;
        Ok(())
    }
}

/// Statements 41, 51: a picture and files that another program has copied stand in the strip, and are sent; who receives the
/// picture copies it for other programs.
#[tokio::test]
async fn e2e_copied_pictures_and_files_are_pasted() -> Result<()> {
    let world = World::new()?;
    let alice = world.app("alice").await?;
    alice.start_chat("bob").await?;

    // X11 asks whoever has copied something, as long as it lives.
    let mut other = Clipboard::new()?;
    other.set_image(ImageData {
        width: 320,
        height: 200,
        bytes: Cow::Owned([0, 128, 128, 255].repeat(320 * 200)),
    })?;
    alice.pastes("Pipit").await?;
    alice.find("attachments").await?;
    alice.type_into("composer", &format!("look{ENTER}")).await?;
    alice.find_message("look").await?;

    let plan = world.folder.path().join("the plan.txt");
    std::fs::write(&plan, "step one")?;
    other.set().file_list(&[plan])?;
    alice.pastes("Pipit").await?;
    alice.find("attachments").await?;
    alice.type_into("composer", &format!("read{ENTER}")).await?;
    alice.find_message("the plan.txt").await?;
    alice.find_message("read").await?;
    alice.close().await?;

    let bob = world.app("bob").await?;
    bob.open_chat("private:alice").await?;
    bob.find_message("the plan.txt").await?;
    bob.until("the picture", PICTURE).await?;
    bob.click("picture").await?;
    bob.click("picture-copy").await?;
    bob.find("picture-said").await?;
    let copied = other.get_image()?;
    assert_eq!((copied.width, copied.height), (320, 200));
    let (colour, sent) = (copied.bytes.first_chunk::<4>(), [0_u8, 128, 128, 255]);
    let near = |colour: &[u8; 4]| colour.iter().zip(sent).all(|(is, was)| is.abs_diff(was) < 8);
    assert!(colour.is_some_and(near), "{colour:?}, less what its compression took");
    bob.close().await
}

/// The window of another program, from which something is dragged. GTK is one thread's, so a process has one of them.
struct Source {
    window: String,
    /// Of what is dragged.
    addresses: Arc<Mutex<Vec<String>>>,
    thread: JoinHandle<Result<()>>,
}

impl Source {
    async fn open() -> Result<Self> {
        let addresses = Arc::new(Mutex::new(Vec::new()));
        let given = addresses.clone();
        let thread = std::thread::spawn(move || {
            gtk::init()?;
            let (window, dragged) = (Window::new(WindowType::Toplevel), EventBox::new());
            // Browsers give an address as a text, too, and so do some file managers.
            let kinds = ["text/uri-list", "text/plain"];
            let kinds = kinds.map(|kind| TargetEntry::new(kind, TargetFlags::empty(), 0));
            dragged.drag_source_set(ModifierType::BUTTON1_MASK, &kinds, DragAction::COPY);
            dragged.connect_drag_data_get(move |_, _, contents, _, _| {
                let addresses: Vec<String> = given.lock().unwrap_or_else(PoisonError::into_inner).clone();
                let addresses: Vec<&str> = addresses.iter().map(String::as_str).collect();
                if !contents.set_uris(&addresses) {
                    contents.set(&contents.target(), 8, addresses.join("\n").as_bytes());
                }
            });
            window.add(&dragged);
            window.set_title("Another program");
            window.set_default_size(200, 200);
            window.show_all();
            gtk::main();
            Ok(())
        });
        let window = window("Another program").await?;
        printed("xdotool", &["windowmove", "--sync", &window, "1500", "300"])?;
        Ok(Self { window, addresses, thread })
    }

    /// What has these addresses is dragged from now on.
    fn holds(&self, addresses: Vec<String>) {
        *self.addresses.lock().unwrap_or_else(PoisonError::into_inner) = addresses;
    }

    /// Drags over a window to a place in its page until the page answers yes. It begins again where nothing came along: what was
    /// let go elsewhere returns first.
    async fn drag_over(&self, app: &App, window: &str, [x, y]: [i64; 2], arrived: &str) -> Result<()> {
        let deadline = Instant::now() + Duration::from_secs(30);
        let y = y.to_string();
        loop {
            printed("xdotool", &["mousemove", "--window", &self.window, "100", "100", "mousedown", "1"])?;
            for away in (0..20).rev() {
                printed("xdotool", &["mousemove", "--window", window, &(x + 20 * away).to_string(), &y])?;
                if app.script(arrived, vec![]).await? == json!(true) {
                    return Ok(());
                }
            }
            printed("xdotool", &["mouseup", "1"])?;
            ensure!(Instant::now() < deadline, "the page takes nothing that is dragged over it");
        }
    }

    /// Drags files over a window until its page shows where they can be dropped.
    async fn drag_files_over(&self, app: &App, window: &str) -> Result<()> {
        let shown = "return document.querySelector(\"[data-testid='drop']\") !== null";
        printed("xdotool", &["windowmove", "--sync", window, "0", "0"])?;
        self.drag_over(app, window, [600, 400], shown).await
    }

    /// Drags files over a window, and lets them go there.
    async fn drop_files_on(&self, app: &App, window: &str) -> Result<()> {
        self.drag_files_over(app, window).await?;
        printed("xdotool", &["mouseup", "1"])?;
        Ok(())
    }

    /// Drags files over a window, and lets them go beside it.
    async fn drag_files_across(&self, app: &App, window: &str) -> Result<()> {
        self.drag_files_over(app, window).await?;
        printed("xdotool", &["mousemove", "--window", &self.window, "100", "100"])?;
        app.until("the page shows no target", "!document.querySelector(\"[data-testid='drop']\")").await?;
        printed("xdotool", &["mouseup", "1"])?;
        Ok(())
    }

    /// Drags a link to where one writes, and lets it go there.
    async fn drop_link_on(&self, app: &App, window: &str) -> Result<()> {
        let field = "const field = document.querySelector(\"[data-testid='composer']\");";
        let hear = "window.over = false; field.addEventListener('dragover', () => (window.over = true));";
        let place = "const { left, top, width, height } = field.getBoundingClientRect();";
        let middle = "return [left + width / 2, top + height / 2].map(Math.round);";
        let at = app.script(&format!("{field}{hear}{place}{middle}"), vec![]).await?;
        self.drag_over(app, window, serde_json::from_value(at)?, "return window.over").await?;
        printed("xdotool", &["mouseup", "1"])?;
        Ok(())
    }

    fn close(self) -> Result<()> {
        gtk::glib::idle_add_once(gtk::main_quit);
        self.thread.join().map_err(|_| anyhow!("the window with the files has ended"))?
    }
}

/// Statement 42: files that are dragged from another program over a chat, the messenger's and the kit's, are dropped on it; of a
/// link the address comes to where one writes.
#[tokio::test]
async fn e2e_files_and_links_are_dropped_on_a_chat() -> Result<()> {
    let world = World::new()?;
    let plan = world.folder.path().join("the plan.txt");
    std::fs::write(&plan, "step one")?;
    // Its name is of another encoding.
    let menu = world.folder.path().join(OsStr::from_bytes(b"caf\xe9.txt"));
    std::fs::write(&menu, "coffee")?;
    let address =
        |file: &PathBuf| Url::from_file_path(file).map(String::from).map_err(|()| anyhow!("a relative path"));
    let both = vec![address(&plan)?, address(&menu)?];
    let link = "https://pipit.example/%E4%B8%AD?to=a%26b";
    let written = format!("document.querySelector(\"[data-testid='composer']\").value === '{link}'");
    let source = Source::open().await?;

    let alice = world.app("alice").await?;
    alice.start_chat("bob").await?;
    source.holds(both.clone());
    let there = window("Pipit").await?;
    source.drop_files_on(&alice, &there).await?;
    alice.find("attachments").await?;
    alice.type_into("composer", &format!("from my window{ENTER}")).await?;
    alice.find_message("from my window").await?;
    // What was dragged elsewhere is not given with what is dropped later.
    source.holds(both.clone());
    source.drag_files_across(&alice, &there).await?;
    source.holds(vec![link.into()]);
    source.drop_link_on(&alice, &there).await?;
    alice.until("the link in the field", &written).await?;
    assert_eq!(call(&alice, "takeDropped", json!(null)).await?, json!([]));
    alice.close().await?;

    let pages = world.pages().await?;
    pages.open_kit_chat("bob").await?;
    source.holds(both);
    let there = window("Pages").await?;
    source.drop_files_on(&pages, &there).await?;
    pages.find("attachments").await?;
    pages.type_into("composer", &format!("from a widget{ENTER}")).await?;
    pages.find_message("from a widget").await?;
    source.holds(vec![link.into()]);
    source.drop_link_on(&pages, &there).await?;
    pages.until("the link in the field", &written).await?;
    pages.close().await?;
    source.close()?;

    let bob = world.app("bob").await?;
    bob.open_chat("private:alice").await?;
    bob.find_message("from a widget").await?;
    for name in ["the plan.txt", "caf"] {
        let came = format!(
            "[...document.querySelectorAll(\"[data-testid='message']\")].filter((one) => one.innerText.includes('{name}')).length === 2"
        );
        bob.until("each file twice", &came).await?;
    }
    bob.close().await
}

/// What is written is taken back and made again by the keys, which `WebKitGTK` leaves to the page; Enter in the emoji's search
/// takes one and sends nothing; and what is pasted with the focus on a message goes to the words.
#[tokio::test]
async fn e2e_the_keys_of_a_field_do_what_they_do_elsewhere() -> Result<()> {
    let world = World::new()?;
    let alice = world.app("alice").await?;
    alice.start_chat("bob").await?;
    alice.say("hello").await?;
    let stands = async |text: &str| {
        let value = format!("document.querySelector(\"[data-testid='composer']\").value === {}", json!(text));
        alice.until(&format!("{text:?} in the field"), &value).await.map(drop)
    };
    let press = |keys: &str| printed("xdotool", &["key", keys]).map(drop);
    focus(&window("Pipit").await?).await?;
    alice.click("composer").await?;
    printed("xdotool", &["type", "one two"])?;
    stands("one two").await?;
    press("ctrl+z")?;
    stands("one ").await?;
    press("ctrl+shift+z")?;
    stands("one two").await?;

    alice.click("emoji").await?;
    alice.find("emoji-cell").await?;
    printed("xdotool", &["type", "rocket"])?;
    alice
        .until("it is found", "document.querySelector(\"[data-testid='emoji-cell']\").innerText === '🚀'")
        .await?;
    press("Return")?;
    stands("one two🚀").await?;
    press("Escape")?;
    alice.click("composer").await?;
    press("ctrl+z")?;
    stands("one two").await?;

    let mut other = Clipboard::new()?;
    other.set_text("!")?;
    alice.script("document.querySelector(\"[data-testid='message']\").focus()", vec![]).await?;
    press("ctrl+v")?;
    stands("one two!").await?;
    assert_eq!(crate::texts(&alice).await?, ["hello"], "nothing was sent");
    alice.close().await
}

/// A widget's page may copy anything and let it be dragged, but what it says of files is not believed.
#[tokio::test]
async fn e2e_a_page_names_no_files() -> Result<()> {
    let world = World::new()?;
    let secret = world.folder.path().join("secret.txt");
    std::fs::write(&secret, "nobody's")?;
    let address = Url::from_file_path(&secret).map_err(|()| anyhow!("a relative path"))?;
    let pages = world.pages().await?;
    pages.open_kit_chat("bob").await?;
    let there = window("Pages").await?;
    let bait = "document.addEventListener('copy', (event) => {
            event.clipboardData.setData('text/uri-list', arguments[0]);
            event.preventDefault();
        }, true);
        const bait = Object.assign(document.createElement('div'), { draggable: true, textContent: 'drag this' });
        bait.style = 'position: fixed; top: 100px; left: 100px; padding: 20px; z-index: 9; -webkit-user-drag: element';
        bait.addEventListener('dragstart', (event) => event.dataTransfer.setData('text/uri-list', arguments[0]));
        document.body.append(bait);
        document.addEventListener('drop', () => (window.dropped = true), true);
        document.addEventListener('paste', async (event) => {
            event.stopImmediatePropagation();
            window.given = await window.pipitKit.ask({ type: 'call', name: 'pasteCopied', args: null });
        }, true)";
    pages.script(bait, vec![json!(address.as_str())]).await?;
    pages.type_into("composer", "word").await?;
    focus(&there).await?;
    pages.click("composer").await?;
    printed("xdotool", &["key", "ctrl+a", "ctrl+c", "ctrl+v"])?;
    pages.until("what is given to who pastes", "window.given").await?;
    assert_eq!(pages.script("return window.given.files", vec![]).await?, json!([]));

    printed("xdotool", &["windowmove", "--sync", &there, "0", "0"])?;
    printed("xdotool", &["mousemove", "--window", &there, "120", "120", "mousedown", "1"])?;
    let place =
        "const { left, top } = document.querySelector(\"[data-testid='composer']\").getBoundingClientRect();
        return [left + 20, top + 10].map(Math.round)";
    let [x, y]: [i64; 2] = serde_json::from_value(pages.script(place, vec![]).await?)?;
    for away in (0..10).rev() {
        let [x, y] = [x + 20 * away, y].map(|side| side.to_string());
        printed("xdotool", &["mousemove", "--window", &there, &x, &y])?;
        pages.script("return 0", vec![]).await?;
    }
    printed("xdotool", &["mouseup", "1"])?;
    pages.until("it is let go", "window.dropped").await?;
    let take = "const [done] = arguments; window.pipitKit.ask({ type: 'call', name: 'takeDropped', args: null }).then(done, done)";
    assert_eq!(pages.client().execute_async(take, vec![]).await?, json!([]));
    pages.close().await
}

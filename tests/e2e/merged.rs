//! A page that tells what was forwarded as one, as other clients draw it: the work of a stranger, seen in the chat.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use image::RgbImage;
use serde_json::json;

use crate::World;
use crate::browser::Browser;
use crate::desktop::{close, focus, printed, until, window};
use crate::harness::{App, Login};
use crate::web::Web;

/// Such a page: names and words on a style of its own, a portrait that lies within it, a link, and all that a page could try
/// to learn who reads it, or to do in their name. `WEB` is the stranger's own server.
const PAGE: &str = include_str!("merged/page.html");

/// Where the page lies there.
const ADDRESS: &str = "/combine/7.html";

/// What the page's link stands on; nothing of Pipit's has this colour.
const LINK: [u8; 3] = [181, 23, 158];

/// What the page would be if it could run anything.
const RAN: [u8; 3] = [6, 214, 160];

impl App {
    /// Puts on a theme, as a person does.
    async fn wear(&self, theme: &str) -> Result<()> {
        self.click("settings").await?;
        self.find(&format!("theme-{theme}")).await?;
        let choose = format!("document.querySelector(\"[data-testid='theme-{theme}']\").click()");
        self.script(&choose, vec![]).await?;
        self.until("the theme", &format!("document.documentElement.dataset.theme === '{theme}'")).await?;
        self.click_css("[data-testid='settings-sheet'] .icon-button").await
    }
}

/// A part of a window (left, top, width, height), as it is on the screen.
fn picture_of(window: &str, [x, y, width, height]: [u32; 4]) -> Result<RgbImage> {
    let part = format!("{width}x{height}+{x}+{y}");
    let taken = Command::new("import").args(["-window", window, "-crop", &part, "+repage", "png:-"]).output();
    let taken = taken.context("install it: apt-get install imagemagick")?;
    Ok(image::load_from_memory(&taken.stdout)?.to_rgb8())
}

/// Where the pixels of a colour lie.
fn pixels(picture: &RgbImage, colour: [u8; 3]) -> Vec<[u32; 2]> {
    picture.enumerate_pixels().filter(|(.., pixel)| pixel.0 == colour).map(|(x, y, _)| [x, y]).collect()
}

/// It is read in a frame where it runs nothing, asks nobody and leads nowhere, but to the browser. The frame lets nobody look
/// in, `WebDriver` neither; so the test looks at the screen, as a person does.
#[tokio::test]
async fn e2e_a_strangers_page_of_merged_messages_is_read_and_can_do_nothing() -> Result<()> {
    let (world, web, browser) = (World::new()?, Web::start().await?, Browser::new()?);
    web.put(ADDRESS, PAGE.replace("WEB", &web.url("")));
    let content = json!({
        "remoteUrl": web.url(ADDRESS), "nameList": ["Bob", "Carol"], "conversationType": 1,
        "summaryList": ["Bob: 明天去爬山吗？", "Carol: At nine, by the station."],
    });
    let login = Login::As(&world.server, "alice");
    let alice = App::open_with(&world.profile("alice"), login, &browser.environment()).await?;
    alice.find("messenger").await?;
    world.server.publish("bob", "alice", "RC:CombineMsg", &content)?;
    alice.wear("dark").await?;
    alice.open_chat("private:bob").await?;
    alice.script("onmessage = ({ data }) => (window.told = data)", vec![]).await?;
    alice.click("merged").await?;

    let place = "((at) => at && [at.left, at.top, at.width, at.height].map(Math.round))
        (document.querySelector(\"[data-testid='merged-page']\")?.getBoundingClientRect())";
    let place: [u32; 4] = serde_json::from_value(alice.until("the page's frame", place).await?)?;
    let shown = window("Pipit").await?;
    focus(&shown).await?;
    let is_read = || {
        let page = picture_of(&shown, place)?;
        Ok((pixels(&page, LINK).len() > 2_000).then_some(page))
    };
    let page = until("the page in its frame", is_read).await?;
    if let Some(folder) = std::env::var_os("PIPIT_SCREENSHOTS") {
        alice.screenshot(&Path::new(&folder).join("merged-page.png")).await?;
    }
    let link = pixels(&page, LINK);
    ensure!(
        pixels(&page, [255; 3]).len() > link.len(),
        "such pages are drawn on white, whatever the window is"
    );
    ensure!(pixels(&page, RAN).is_empty(), "something of it ran");
    assert_eq!(alice.script("return window.told ?? null", vec![]).await?, json!(null));

    // From the click on, the driver waits for a frame that tells it nothing; so the rest is done without.
    let [x, y] = *link.get(link.len() / 2).context("the middle of the link")?;
    let [left, top, ..] = place;
    let [x, y] = [left + x, top + y].map(|at| at.to_string());
    printed("xdotool", &["mousemove", "--window", &shown, &x, &y, "click", "1"])?;
    browser.opens(&web.url("/linked")).await?;
    until("the page, which stays", is_read).await?;
    close(&shown).await?;
    alice.ended()?;
    assert_eq!(web.asked(), [ADDRESS], "whoever drew it learns no more than that it was opened");
    Ok(())
}

//! Pages of the kit, opened over the widget's own.

use std::time::Duration;

use anyhow::{Result, bail, ensure};
use serde_json::{Value, json};

use crate::case::Case;
use crate::world::{group, private, with};

/// A file of the widget, where samples name others.
const PICTURE: &str = "widget://picture.png";

/// Opens Bob's chat; the number of the call.
async fn open(c: &Case<'_>, conversation: &Value) -> Result<u64> {
    let alice = &c.world.alice;
    let number = alice.start("openConversation", with(conversation, json!({ "title": "The chat" }))).await?;
    alice.kit("the chat", "kit.querySelector('h1')?.innerText === 'The chat'").await?;
    Ok(number)
}

pub(super) async fn introduce(c: &mut Case<'_>) -> Result<()> {
    let world = c.world;
    c.sample(&[("userId : userId", "userId : 'bob'")]).await?;
    c.ok(json!({ "userId": "bob", "nickName": "Robert" })).await?;
    // One's own goes along with what one says, and says itself who it is elsewhere.
    c.ok(json!({ "userId": "alice", "nickName": "Alicia", "avatarUrl": "https://example.org/a.png" }))
        .await?;
    world.say(&private("bob"), "who am I?").await?;
    world.bob.start("openConversation", with(&private("alice"), json!({ "title": "Alice" }))).await?;
    world
        .bob
        .kit("her name", "kit.querySelector(\"[data-testid='avatar']\")?.ariaLabel === 'Alicia'")
        .await?;
    world.bob.leave_kit().await
}

pub(super) async fn refresh(c: &mut Case<'_>) -> Result<()> {
    c.sample(&[("userId : userId", "userId : 'bob'")]).await?;
    c.world.hear(&private("bob"), "here I am").await?;
    open(c, &private("bob")).await?;
    // What is on screen follows.
    c.ok(json!({ "userId": "bob", "nickName": "Bobby", "avatarUrl": PICTURE })).await?;
    let seen = "kit.querySelector(\"[data-testid='avatar'] img\")?.naturalWidth > 0";
    c.world.alice.kit("his picture", seen).await?;
    let named =
        "[...kit.querySelectorAll(\"[data-testid='avatar']\")].some((one) => one.ariaLabel === 'Bobby')";
    c.world.alice.kit("his name", named).await?;
    c.world.alice.leave_kit().await
}

pub(super) async fn list(c: &mut Case<'_>) -> Result<()> {
    let (world, alice) = (c.world, &c.world.alice);
    world.hear(&private("bob"), "look at the list").await?;
    world.hear(&group("team"), "look at the groups").await?;
    let carol = private("carol");
    alice.ok("saveTextMessageDraft", with(&carol, json!({ "content": "on top" }))).await?;
    alice.ok("setConversationToTop", with(&carol, json!({ "isTop": true }))).await?;
    c.ok(json!({
        "title": "All of them", "avatarStyle": "cycle", "avatarSize": { "with": 60, "height": 60 },
        "topCellBgColor": "#ffeecc", "cellBgColor": "rgba(1, 2, 3, 0.1)",
        "navigationBar": { "titleColor": "#fff", "bgColor": "#0099ff", "backImage": PICTURE },
    }))
    .await?;
    alice.kit("its title", "kit.querySelector('h1')?.innerText === 'All of them'").await?;
    let picture = "kit.querySelector(\"[data-key='private:bob'] .avatar\")";
    let style = format!("getComputedStyle({picture})");
    let round = format!(
        "{picture} && {style}.borderRadius === '50%' && {style}.width === '60px' && {style}.height === '60px'"
    );
    alice.kit("round pictures", &round).await?;
    let blue = "getComputedStyle(kit.querySelector('header')).backgroundColor === 'rgb(0, 153, 255)'";
    alice.kit("its colour", blue).await?;
    alice
        .kit("its title's", "getComputedStyle(kit.querySelector('h1')).color === 'rgb(255, 255, 255)'")
        .await?;
    let back = "kit.querySelector(\"[data-testid='back'] img\")?.naturalWidth > 0";
    alice.kit("its picture for back", back).await?;
    for (key, colour) in [("private:bob", "rgba(1, 2, 3, 0.1)"), ("private:carol", "rgb(255, 238, 204)")] {
        let row = format!("kit.querySelector(\"[data-key='{key}']\")");
        let coloured = format!("{row} && getComputedStyle({row}).backgroundColor === '{colour}'");
        alice.kit("a row's colour", &coloured).await?;
    }
    alice.ok("setConversationToTop", with(&carol, json!({ "isTop": false }))).await?;
    alice.ok("clearTextMessageDraft", carol).await?;
    // A row opens its chat, which leads back to the list.
    alice.kit("a row", "(kit.querySelector(\"[data-key='private:bob']\").click(), true)").await?;
    alice.kit("the chat", "!!kit.querySelector(\"[data-testid='composer']\")").await?;
    alice.click_in_kit("back").await?;
    alice.kit("the list again", "kit.querySelector('h1')?.innerText === 'All of them'").await?;
    // All groups are one row, unless it is said otherwise, which opens a list of its own.
    let groups = "kit.querySelector(\"[data-key='collected:group']\")";
    alice.kit("one row for groups", &format!("{groups} && ({groups}.click(), true)")).await?;
    alice.kit("the list of groups", "!!kit.querySelector(\"[data-key='group:team']\")").await?;
    alice.leave_kit().await?;
    let shown = |key: &str| format!("kit.querySelector(\"[data-key='{key}']\")");
    let (people, team) = (shown("collected:private"), shown("group:team"));
    c.ok(json!({ "conversationTypes": ["PRIVATE", "GROUP"], "collectionTypes": ["PRIVATE"] })).await?;
    alice.kit("one row for people", &format!("!!{people} && !!{team}")).await?;
    alice.leave_kit().await?;
    c.ok(json!({ "conversationTypes": ["GROUP"], "isEnteredToCollectionWindow": true })).await?;
    alice.kit("what is in the row for groups", &format!("!!{team} && !{}", shown("private:bob"))).await?;
    alice.leave_kit().await?;
    c.sample(&[]).await?;
    alice.kit("the sample's title", "kit.querySelector('h1')?.innerText === '会话列表'").await?;
    alice.leave_kit().await
}

pub(super) async fn chat(c: &mut Case<'_>) -> Result<()> {
    let alice = &c.world.alice;
    let bar = json!({ "titleColor": "red", "backColor": "#00ff00" });
    let number = c.start(c.params(json!({ "navigationBar": bar }))).await?;
    alice.kit("the chat", "!!kit.querySelector(\"[data-testid='composer']\")").await?;
    let green = "getComputedStyle(kit.querySelector(\"[data-testid='back']\")).color === 'rgb(0, 255, 0)'";
    alice.kit("the colour of back", green).await?;
    alice.click_in_kit("back").await?;
    let ret = c.end(number).await?;
    ensure!(ret["targetId"] == "bob", "{ret}");
    let number = c.start_sample(&[]).await?;
    alice.click_in_kit("back").await?;
    let ret = c.end_sample(number).await?;
    ensure!(ret["targetId"] == "9527", "{ret}");
    Ok(())
}

pub(super) async fn close(c: &mut Case<'_>) -> Result<()> {
    for by_sample in [false, true] {
        let number = open(c, &private("bob")).await?;
        if by_sample {
            c.sample(&[]).await?;
        } else {
            c.ok(Value::Null).await?;
        }
        let left = c.world.alice.all(number).await?;
        ensure!(left.settled.ret["eventType"] == "back", "{left:?}");
        c.world.alice.leave_kit().await?;
    }
    Ok(())
}

pub(super) async fn configure(c: &mut Case<'_>) -> Result<()> {
    let (world, alice) = (c.world, &c.world.alice);
    c.sample(&[]).await?;
    world.hear(&private("bob"), "I am here").await?;
    world.say(&private("bob"), "so am I").await?;
    open(c, &private("bob")).await?;
    let menu = |entry: &str| {
        let (own, menu) = (
            "kit.querySelector(\"[data-own='true']\")",
            "new MouseEvent('contextmenu', { bubbles: true, clientX: 90, clientY: 90 })",
        );
        format!("{own} && ({own}.dispatchEvent({menu}), {entry})")
    };
    let recall = "!!kit.querySelector(\"[data-testid='menu-recall']\")";
    alice.kit("it can be taken back", &menu(recall)).await?;
    let typing = with(&private("alice"), json!({ "objectName": "RC:TxtMsg" }));
    // A chat that has just opened hears of the next word only, and Bob's page says one in six seconds.
    let types = async {
        while world.bob.ok("sendTypingStatus", typing.clone()).await.is_ok() {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    };
    tokio::select! {
        told = alice.kit("Bob types", "!!kit.querySelector(\"[data-testid='bar-note']\")") => told?,
        () = types => bail!("Bob cannot type"),
    }
    c.ok(json!({})).await?;
    alice.kit("nobody is told", "!kit.querySelector(\"[data-testid='bar-note']\")").await?;
    let quote = "!!kit.querySelector(\"[data-testid='menu-quote']\")";
    alice.kit("it cannot be taken back", &menu(&format!("{quote} && !({recall})"))).await?;
    alice.leave_kit().await
}

pub(super) async fn sub_title(c: &mut Case<'_>) -> Result<()> {
    let alice = &c.world.alice;
    c.sample(&[]).await?;
    c.ok(json!({
        "titleConfig": [{ "targetId": "bob", "subTitle": "Sales" }],
        "subTitleSize": 20, "subTitleColor": "#ff0000", "bgColor": "#00ff00", "bgHeight": 50,
    }))
    .await?;
    open(c, &private("bob")).await?;
    let line = "kit.querySelector(\"[data-testid='sub-title']\")";
    alice.kit("the line", &format!("{line}?.innerText === 'Sales' && {line}.offsetHeight === 50")).await?;
    let style = format!("getComputedStyle({line})");
    alice
        .kit("its look", &format!("{style}.fontSize === '20px' && {style}.color === 'rgb(255, 0, 0)'"))
        .await?;
    alice.leave_kit().await?;
    open(c, &private("carol")).await?;
    alice.kit("no line elsewhere", &format!("!{line}")).await?;
    alice.leave_kit().await
}

pub(super) async fn buttons(c: &mut Case<'_>) -> Result<()> {
    let (alice, there) =
        (&c.world.alice, ["widget://res/btn1.png", "widget://res/btn2.png", "widget://res/btn3.png"]);
    let mut replacements: Vec<_> = there.iter().map(|printed| (*printed, PICTURE)).collect();
    replacements.push(("fs://rightButton.png", PICTURE));
    let sample = c.sample_listener(&replacements).await?;
    open(c, &private("bob")).await?;
    alice.click_in_kit("kit-button").await?;
    let told = c.told(sample).await?;
    ensure!(told["eventType"] == "right" && told["tag"] == 0, "{told}");
    alice.click_in_kit("more").await?;
    alice.click_in_kit("plugin-own").await?;
    let told = c.told(sample).await?;
    ensure!(told["eventType"] == "plugin" && told["tag"] == 2001, "{told}");
    alice.leave_kit().await?;

    let two = json!({ "pluginItems": ["file"], "rightIcons": [PICTURE, PICTURE], "dndIcon": true });
    let listener = c.start(two).await?;
    open(c, &private("bob")).await?;
    // They are counted from the end.
    alice.click_in_kit("kit-button").await?;
    let told = c.told(listener).await?;
    ensure!(told["tag"] == 1, "{told}");
    let mark = "kit.querySelector(\"[data-testid='bar-muted']\")";
    for (status, is_so) in [("DO_NOT_DISTURB", format!("!!{mark}")), ("NOTIFY", format!("!{mark}"))] {
        let status = json!({ "notificationStatus": status });
        alice.ok("setConversationNotificationStatus", with(&private("bob"), status)).await?;
        alice.kit("the mark of a silent chat", &is_so).await?;
    }
    alice.leave_kit().await
}

pub(super) async fn members(c: &mut Case<'_>) -> Result<()> {
    c.sample(&[]).await?;
    let members = json!([{ "userId": "bob", "nickName": "Bob of the team" }, { "userId": "carol" }]);
    c.ok(json!({ "messageMentioned": true, "membersInfo": members })).await?;
    c.world.hear(&group("team"), "hello, all of you").await?;
    open(c, &group("team")).await?;
    let named = "[...kit.querySelectorAll(\"[data-testid='avatar']\")].some((one) => one.ariaLabel === 'Bob of the team')";
    c.world.alice.kit("a member's name", named).await?;
    c.world.alice.leave_kit().await
}

pub(super) async fn hear_avatars(c: &mut Case<'_>) -> Result<()> {
    c.world.hear(&private("bob"), "press my picture").await?;
    for by_sample in [false, true] {
        let listener = if by_sample { c.sample_listener(&[]).await? } else { c.start(Value::Null).await? };
        open(c, &private("bob")).await?;
        c.world.alice.click_in_kit("avatar").await?;
        let told = c.told(listener).await?;
        ensure!(told["userId"] == "bob", "{told}");
        c.world.alice.leave_kit().await?;
    }
    Ok(())
}

/// Somebody whom nobody knows is asked for, as soon as a page of the kit may show them; the sample answers.
pub(super) async fn hear_strangers(c: &mut Case<'_>) -> Result<()> {
    strangers(c, "PRIVATE").await
}

pub(super) async fn hear_strange_groups(c: &mut Case<'_>) -> Result<()> {
    strangers(c, "GROUP").await
}

async fn strangers(c: &mut Case<'_>, kind: &str) -> Result<()> {
    let alice = &c.world.alice;
    for by_sample in [false, true] {
        let id = format!("stranger-{by_sample}");
        let stranger = json!({ "conversationType": kind, "targetId": id });
        alice.ok("saveTextMessageDraft", with(&stranger, json!({ "content": "hello?" }))).await?;
        alice.ok("setConversationToTop", with(&stranger, json!({ "isTop": true }))).await?;
        let listener = if by_sample { c.sample_listener(&[]).await? } else { c.start(Value::Null).await? };
        alice.ok("openConversationList", json!({})).await?;
        let mut told = c.told(listener).await?;
        while told["userId"] != id.as_str() {
            told = c.told(listener).await?; // others have no name either
        }
        if by_sample {
            let named = format!("kit.querySelector(\"[data-key$=':{id}'] .title\")?.innerText === '白兰地'");
            alice.kit("the name", &named).await?;
        }
        alice.leave_kit().await?;
    }
    Ok(())
}

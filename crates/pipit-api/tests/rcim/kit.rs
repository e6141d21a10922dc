//! Pages of the kit, as their frame asks for what it draws.

use serde_json::{Value, json};

use super::page::{Page, World};
use super::{to, with};

/// The number of the frame among the window's pages.
const FRAME: u64 = 7;

/// A frame asks for something; the number of what it asked.
fn ask(page: &mut Page, asks: Value) -> u64 {
    page.ask_kit(FRAME, asks)
}

/// The next value of a view.
async fn view(page: &mut Page, number: u64) -> Value {
    page.next_of(number).await["ret"].clone()
}

async fn viewed(page: &mut Page) -> Value {
    let number = ask(page, json!({ "type": "view" }));
    view(page, number).await
}

fn act(page: &mut Page, what: Value) {
    ask(page, json!({ "type": "act", "what": what }));
}

#[tokio::test]
async fn pages_lie_on_each_other_and_the_chats_opener_hears_when_it_is_left() {
    let world = World::new().await;
    let mut alice = world.connected("alice").await;
    let number = ask(&mut alice, json!({ "type": "view" }));
    assert_eq!(view(&mut alice, number).await, json!(null), "nothing is open");

    alice.ok("openConversationList", json!({ "title": "All" })).await;
    assert_eq!(alice.next_of(0).await["kit"], true, "the frame comes");
    let number = ask(&mut alice, json!({ "type": "view" }));
    assert_eq!(view(&mut alice, number).await["page"]["title"], "All");
    let bob = json!({ "kind": "private", "targetId": "bob" });
    act(&mut alice, json!({ "type": "open", "conversation": bob, "title": "Bob" }));
    let seen = view(&mut alice, number).await;
    assert_eq!((&seen["page"]["type"], &seen["page"]["conversation"]), (&json!("chat"), &bob));
    act(&mut alice, json!({ "type": "back" }));
    assert_eq!(view(&mut alice, number).await["page"]["type"], "list");
    act(&mut alice, json!({ "type": "openCollected", "kind": "group", "title": "Groups" }));
    let seen = view(&mut alice, number).await;
    assert_eq!((&seen["page"]["title"], &seen["page"]["kinds"]), (&json!("Groups"), &json!(["group"])));

    let chat = alice.start("openConversation", with(to("bob"), json!({ "title": "Bobby" })));
    assert_eq!(view(&mut alice, number).await["page"]["title"], "Bobby");
    alice.ok("close", json!(null)).await;
    let left = alice.next_of(chat).await;
    assert_eq!(
        (&left["ret"], &left["last"]),
        (&json!({ "eventType": "back", "targetId": "bob" }), &json!(true))
    );
    // A list is not closed by it; leaving the last page takes the frame away.
    alice.ok("close", json!(null)).await;
    act(&mut alice, json!({ "type": "back" }));
    act(&mut alice, json!({ "type": "back" }));
    let mut told = alice.next_of(0).await;
    while told["kit"] == true {
        told = alice.next_of(0).await;
    }
    assert_eq!(viewed(&mut alice).await, json!(null));
    act(&mut alice, json!({ "type": "back" })); // nobody is there to leave anything
}

#[tokio::test]
async fn a_page_is_as_its_integrator_wants_it() {
    let world = World::new().await;
    let mut alice = world.connected("alice").await;
    let files = world.files("alice", "alice");
    std::fs::create_dir_all(&files).unwrap();
    std::fs::write(files.join("star.png"), "").unwrap();
    let own = json!({ "title": "Gift", "icon": "fs://star.png", "tag": "2001" });
    let buttons = alice.start(
        "configChatButtons",
        json!({ "pluginItems": ["emoji"], "insertPluginItems": [own], "rightIcons": ["fs://star.png"] }),
    );
    alice.ok("configChat", json!({ "typingStatus": true })).await;
    alice
        .ok(
            "configChatSubTitle",
            json!({ "titleConfig": [{ "targetId": "bob", "subTitle": "Sales" }], "bgHeight": 40 }),
        )
        .await;
    alice.ok("configGroupChat", json!({ "messageMentioned": true, "members": "bob,carol" })).await;
    let pressed = alice.start("addAvatarListener", json!(null));
    let bar = json!({ "bgColor": "#09f", "titleColor": "rgba(1, 2, 3, .5)", "backImage": "fs://star.png" });
    alice.start("openConversation", with(to("bob"), json!({ "title": "Bob", "navigationBar": bar })));
    assert_eq!(alice.next_of(0).await["kit"], true);
    let seen = viewed(&mut alice).await;
    assert_eq!(
        seen,
        json!({
            "page": {
                "type": "chat", "conversation": { "kind": "private", "targetId": "bob" }, "title": "Bob",
                "at": null,
                "subTitle": { "text": "Sales", "size": 14, "color": "#000000", "background": "#EAEAEA", "height": 40 },
                "plugins": [
                    { "type": "emoji" }, { "type": "own", "title": "Gift", "icon": "fs://star.png", "tag": 2001 },
                ],
                "buttons": ["fs://star.png"], "showsMuted": false, "recall": false, "showsTyping": true,
                "members": ["bob", "carol"],
            },
            "bar": {
                "titleColor": "rgba(1, 2, 3, .5)", "background": "#09f", "backColor": null, "backImage": "fs://star.png",
            },
        })
    );
    act(&mut alice, json!({ "type": "pressPlugin", "tag": 2001 }));
    assert_eq!(alice.next_of(buttons).await["ret"], json!({ "eventType": "plugin", "tag": 2001 }));
    act(&mut alice, json!({ "type": "pressButton", "number": 0 }));
    assert_eq!(alice.next_of(buttons).await["ret"], json!({ "eventType": "right", "tag": 0 }));
    act(&mut alice, json!({ "type": "pressAvatar", "userId": "bob" }));
    assert_eq!(alice.next_of(pressed).await["ret"], json!({ "userId": "bob" }));

    for (method, params) in [
        ("openConversationList", json!({ "cellBgColor": "red; background: url(//x)" })),
        ("openConversationList", json!({ "topCellBgColor": "#12345" })),
        ("openConversationList", json!({ "avatarSize": { "width": 1_000 } })),
        ("openConversationList", json!({ "navigationBar": { "bgColor": "rgb(1,2,3" } })),
        ("configChatButtons", json!({ "rightIcon": "fs://../star.png" })),
        ("configChatButtons", json!({ "pluginItems": ["teleport"] })),
        (
            "configChatButtons",
            json!({ "insertPluginItems": [{ "title": "x", "icon": "http://x/y.png", "tag": 1 }] }),
        ),
    ] {
        assert_eq!(alice.code(method, params.clone()).await, -10_002, "{method} {params}");
    }
}

#[tokio::test]
async fn a_list_is_as_its_integrator_wants_it() {
    let world = World::new().await;
    let mut alice = world.connected("alice").await;
    let wishes = json!({
        "title": "Talks", "showConnectingStatus": false, "conversationTypes": ["PRIVATE", "APPSERVICE", "SYSTEM"],
        "collectionTypes": ["SYSTEM"], "avatarStyle": "cycle", "avatarSize": { "with": 30, "height": 40 },
        "cellBgColor": "#ffffff", "topCellBgColor": "rgb(1, 2, 3)",
        "navigationBar": { "titleColor": "#fff", "bgColor": "#09f", "backColor": "rgba(0, 0, 0, 0.5)" },
    });
    alice.ok("openConversationList", wishes).await;
    assert_eq!(
        viewed(&mut alice).await,
        json!({
            "page": {
                "type": "list", "title": "Talks", "showsConnection": false, "kinds": ["private", "system"],
                "collected": ["system"], "round": true, "avatar": [30, 40],
                "rowColor": "#ffffff", "topRowColor": "rgb(1, 2, 3)",
            },
            "bar": {
                "titleColor": "#fff", "background": "#09f", "backColor": "rgba(0, 0, 0, 0.5)", "backImage": null,
            },
        })
    );
    // Whoever comes from a collected row sees what is in it.
    let within = json!({ "conversationTypes": ["GROUP"], "isEnteredToCollectionWindow": true });
    alice.ok("openConversationList", within).await;
    let seen = viewed(&mut alice).await["page"].clone();
    assert_eq!((&seen["kinds"], &seen["collected"]), (&json!(["group"]), &json!([])));
    alice.ok("openConversationList", json!(null)).await;
    let seen = viewed(&mut alice).await["page"].clone();
    assert_eq!(seen["kinds"], json!(["private", "group", "discussion", "chatRoom", "system"]));
    assert_eq!(
        (&seen["collected"], &seen["showsConnection"], &seen["round"], &seen["avatar"]),
        (&json!(["group", "discussion"]), &json!(true), &json!(false), &json!([46, 46]))
    );
}

#[tokio::test]
async fn names_are_for_mentions_where_an_integrator_wants_it_and_names_members() {
    let world = World::new().await;
    let mut alice = world.connected("alice").await;
    let team = json!({ "conversationType": "GROUP", "targetId": "team" });
    alice.start("openConversation", with(team, json!({ "title": "Team" })));
    assert_eq!(alice.next_of(0).await["kit"], true);
    let number = ask(&mut alice, json!({ "type": "view" }));
    view(&mut alice, number).await;
    for (wishes, members) in [
        (json!({ "messageMentioned": true, "members": ["bob"] }), json!(["bob"])),
        (json!({ "messageMentioned": true }), json!(null)),
        (json!({ "messageMentioned": true, "membersInfo": [{ "userId": "carol" }] }), json!(["carol"])),
        (json!({ "messageMentioned": false, "members": ["bob"] }), json!(null)),
        (json!({ "members": ["bob"] }), json!(null)),
    ] {
        alice.ok("configGroupChat", wishes.clone()).await;
        assert_eq!(view(&mut alice, number).await["page"]["members"], members, "{wishes}");
    }
}

#[tokio::test]
async fn who_has_no_name_is_asked_for_once_and_named() {
    let world = World::new().await;
    let mut alice = world.connected("alice").await;
    let (users, groups) = (
        alice.start("addNeedAvatarListener", json!(null)),
        alice.start("addNeedGroupInfoListener", json!(null)),
    );
    let club = json!({ "conversationType": "GROUP", "targetId": "club" });
    for conversation in [to("stranger"), club] {
        alice.ok("saveTextMessageDraft", with(conversation, json!({ "content": "hello?" }))).await;
    }
    alice.ok("openConversationList", json!(null)).await;
    // Her own name may not be known yet either.
    while alice.next_of(users).await["ret"]["userId"] != "stranger" {}
    assert_eq!(alice.next_of(groups).await["ret"]["userId"], "club");
    let number = ask(
        &mut alice,
        json!({ "type": "watch", "what": { "type": "conversation", "conversation": { "kind": "group", "targetId": "club" } } }),
    );
    alice.ok("refreshUserInfoCache", json!({ "userId": "club", "nickName": "The club" })).await;
    while alice.next_of(number).await["ret"]["event"]["title"] != "The club" {}
    alice.ok("setUserAvatar", json!({ "userId": "stranger", "nickName": "白兰地" })).await;
    alice.ok("saveTextMessageDraft", with(to("stranger"), json!({ "content": "ah" }))).await;
    assert!(alice.has_none_of(groups), "no group is asked for twice");
    while !alice.has_none_of(users) {
        assert_eq!(alice.next_of(users).await["ret"]["userId"], "alice", "nobody is asked for twice");
    }
}

/// Waits until the frame is gone.
async fn gone(page: &mut Page) {
    while page.next_of(0).await["kit"] == true {}
    assert_eq!(viewed(page).await, json!(null));
}

#[tokio::test]
async fn pages_close_with_their_user() {
    let world = World::new().await;
    let mut page = world.connected("alice").await;
    page.ok("openConversationList", json!(null)).await;
    let chat = page.start("openConversation", with(to("carol"), json!({ "title": "Carol" })));
    page.ok("disconnect", json!(null)).await;
    page.ok("connect", json!({ "token": world.token("alice") })).await;
    assert_eq!(viewed(&mut page).await["page"]["title"], "Carol", "they are still alice's");

    page.ok("connect", json!({ "token": world.token("bob") })).await;
    let left = page.next_of(chat).await;
    let back = json!({ "eventType": "back", "targetId": "carol" });
    assert_eq!((&left["ret"], &left["last"]), (&back, &json!(true)));
    gone(&mut page).await;

    // Nobody is there any more.
    page.ok("openConversationList", json!(null)).await;
    assert_eq!(page.code("connect", json!({ "token": "nobody's" })).await, 31_004);
    gone(&mut page).await;
}

#[tokio::test]
async fn a_group_gets_another_name_whenever_somebody_gives_it_one() {
    let world = World::new().await;
    let mut alice = world.connected("alice").await;
    let chat = |kind: &str, id: &str| json!({ "conversationType": kind, "targetId": id });
    for conversation in [chat("GROUP", "club"), chat("GROUP", "7"), to("7")] {
        alice.ok("saveTextMessageDraft", with(conversation, json!({ "content": "hello?" }))).await;
    }
    let title = |conversation: Value, name: &'static str| {
        (conversation, move |answer: &Value| answer["result"]["conversationTitle"] == name)
    };
    // Nobody was asked, and nobody has to be.
    for (method, name) in [
        ("refreshUserInfoCache", "The club"),
        ("refreshUserInfoCache", "The old club"),
        ("setUserAvatar", "The new club"),
    ] {
        alice.ok(method, json!({ "userId": "club", "nickName": name })).await;
        let (club, named) = title(chat("GROUP", "club"), name);
        alice.until("getConversation", club, named).await;
    }
    // Where a person and a group have the same id it is the person's, unless only the group was asked for.
    alice.ok("refreshUserInfoCache", json!({ "userId": "7", "nickName": "Seven" })).await;
    let (person, named) = title(to("7"), "Seven");
    alice.until("getConversation", person, named).await;
    let groups = alice.start("addNeedGroupInfoListener", json!(null));
    alice.ok("openConversationList", json!(null)).await;
    assert_eq!(alice.next_of(groups).await["ret"]["userId"], "7", "the group has no name");
    alice.ok("refreshUserInfoCache", json!({ "userId": "7", "nickName": "Seven friends" })).await;
    let (group, named) = title(chat("GROUP", "7"), "Seven friends");
    alice.until("getConversation", group, named).await;
    let (person, still) = title(to("7"), "Seven");
    assert!(still(&alice.ok("getConversation", person).await), "the person keeps theirs");
}

#[tokio::test]
async fn a_frame_reaches_the_engine_and_hears_why_it_does_not() {
    let world = World::new().await;
    let mut alice = world.connected("alice").await;
    let bob = json!({ "kind": "private", "targetId": "bob" });
    let watch =
        ask(&mut alice, json!({ "type": "watch", "what": { "type": "timeline", "conversation": bob } }));
    let text = json!({ "conversation": bob, "text": "from the kit" });
    let sent = ask(&mut alice, json!({ "type": "call", "name": "sendText", "args": text }));
    assert_eq!(alice.next_of(sent).await["last"], true);
    let mut subscription = json!(null);
    loop {
        let told = alice.next_of(watch).await["ret"].clone();
        if told["subscription"].is_number() {
            subscription = told["subscription"].clone();
        } else if told["event"].to_string().contains("from the kit") && !subscription.is_null() {
            break;
        }
    }
    let over = ask(&mut alice, json!({ "type": "unwatch", "subscription": subscription }));
    assert_eq!(alice.next_of(over).await["last"], true);
    // Nobody signs in or out from here, and no window is opened.
    for name in ["signOut", "noSuchCall"] {
        let asked = ask(&mut alice, json!({ "type": "call", "name": name }));
        let answer = alice.next_of(asked).await;
        assert_eq!((&answer["last"], answer["err"].is_null()), (&json!(true), name == "signOut"), "{answer}");
    }
    alice.ok("getCurrentUserId", json!(null)).await;
    // What is no request has no answer and does no harm.
    alice.rcim.ask_kit("window", "{\"page\":1}");
    alice.rcim.ask_kit("window", "nonsense");
    alice.rcim.begun("window");
    alice.rcim.forget(FRAME);
    assert_eq!(viewed(&mut alice).await, json!(null));
}

#[tokio::test]
async fn a_chat_room_is_joined_with_its_page_and_left_with_it() {
    let world = World::new().await;
    let (mut alice, mut bob) = (world.connected("alice").await, world.connected("bob").await);
    let room = json!({ "conversationType": "CHATROOM", "targetId": "lobby" });
    let text = |text: &str| with(room.clone(), json!({ "text": text }));
    bob.ok("joinChatRoom", json!({ "chatRoomId": "lobby", "defMessageCount": 0 })).await;
    bob.call_all("sendTextMessage", text("before")).await;
    let heard = alice.start("setOnReceiveMessageListener", json!(null));
    let open =
        |page: &mut Page| page.start("openConversation", with(room.clone(), json!({ "title": "Lobby" })));

    open(&mut alice);
    assert_eq!(alice.next_of(heard).await["ret"]["result"]["message"]["content"]["text"], "before");
    let sent = alice.call_all("sendTextMessage", text("here")).await;
    assert_eq!(sent[2]["ret"]["status"], "success", "{sent:#?}");
    alice.ok("close", json!(null)).await;
    alice.until("getMessageCount", room.clone(), |answer| answer["result"]["count"] == 0).await;

    // One that was joined before stays joined.
    alice.ok("joinChatRoom", json!({ "chatRoomId": "lobby", "defMessageCount": 0 })).await;
    open(&mut alice);
    alice.ok("close", json!(null)).await;
    let sent = alice.call_all("sendTextMessage", text("still here")).await;
    assert_eq!(sent[2]["ret"]["status"], "success", "{sent:#?}");
}

#[tokio::test]
async fn a_message_that_was_found_opens_its_chat_there() {
    let world = World::new().await;
    let mut alice = world.connected("alice").await;
    alice.ok("openConversationList", json!({})).await;
    let number = ask(&mut alice, json!({ "type": "view" }));
    view(&mut alice, number).await;
    let bob = json!({ "kind": "private", "targetId": "bob" });
    act(&mut alice, json!({ "type": "open", "conversation": bob, "title": "Bob", "at": 7 }));
    assert_eq!(view(&mut alice, number).await["page"]["at"], 7);
}

#[tokio::test]
async fn a_widget_adds_a_kind_of_messages_which_is_drawn_as_its_template_says() {
    let world = World::new().await;
    let (mut alice, mut bob) = (world.connected("alice").await, world.connected("bob").await);
    let template = json!({
        "title": { "path": "vote.title" }, "fields": [{ "label": "Ayes", "value": { "path": "vote.ayes" } }],
        "link": { "path": "url" }, "summary": "A vote",
    });
    alice.ok("registerMessageType", json!({ "objectName": "App:Vote", "template": template })).await;
    let chat = json!({ "kind": "private", "targetId": "bob" });
    let number =
        ask(&mut alice, json!({ "type": "watch", "what": { "type": "timeline", "conversation": chat } }));
    let vote = json!({ "vote": { "title": "Lunch?", "ayes": 3 }, "url": "javascript:alert(1)" });
    let custom = |to: Value| with(to, json!({ "objectName": "App:Vote", "content": vote }));
    let sent = bob.call_all("sendCustomMessage", custom(to("alice"))).await;
    assert_eq!(sent.last().unwrap()["ret"]["status"], "success", "{sent:#?}");
    let body = loop {
        let told = alice.next_of(number).await["ret"].clone();
        let rows = told["event"]["splices"].as_array().cloned().unwrap_or_default();
        let rows = rows.iter().flat_map(|splice| splice["insert"].as_array().cloned().unwrap_or_default());
        if let Some(row) = rows.last().filter(|row| row["kind"]["type"] == "message") {
            break row["kind"]["body"].clone();
        }
    };
    assert_eq!(body["type"], "templated", "{body:#}");
    assert_eq!(
        (&body["title"], &body["fields"][0]["value"], &body["url"]),
        (&json!("Lunch?"), &json!("3"), &json!(""))
    );
    assert_eq!(alice.ok("getUnreadCount", to("bob")).await["result"], 1, "it counts");

    for (name, wrong) in [
        ("registerMessageType", json!({ "objectName": "RC:TxtMsg", "template": {} })),
        ("registerMessageType", json!({ "objectName": "Vote", "template": {} })),
        ("registerMessageType", json!({ "objectName": "App:Vote", "template": { "html": "<b>" } })),
        ("registerMessageType", json!({ "objectName": "App:Vote" })),
        ("sendCustomMessage", with(to("bob"), json!({ "objectName": "App:Vote", "content": "text" }))),
        ("sendCustomMessage", with(to("bob"), json!({ "objectName": "RC:RcCmd", "content": {} }))),
    ] {
        assert_eq!(alice.code(name, wrong.clone()).await, -10_002, "{wrong}");
    }
}

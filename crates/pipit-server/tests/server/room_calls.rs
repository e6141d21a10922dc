//! The server API's calls about chat rooms, and what is left of a room after a restart.

use std::sync::Arc;

use pipit_proto::frame::ServerFrame;
use pipit_proto::messages::{ChrmInput, ChrmKvOutput, ChrmOutput, NotifyMsg, QueryChrmKv};
use pipit_proto::prost::Message as _;
use pipit_server::Clock as _;
use serde_json::json;

use crate::call::{call, done};
use crate::client::Client;
use crate::host::{HandClock, Host, settings};
use crate::room::contents;

const PHONE: &str = "&platform=Android&deviceId=one";
const INPUT: ChrmInput = ChrmInput { nothing: 1, extra: None };

#[tokio::test]
async fn a_whole_room_is_muted_but_for_who_is_exempt() {
    let host = Host::start().await;
    done(&host, "/chatroom/create", &[("chatroom[hall]", "Hall")]).await;
    let hall = ("chatroomId", "hall");
    let mut alice = Client::connect(&host, "alice", "").await;
    let mut bob = Client::connect(&host, "bob", "").await;
    alice.join("hall").await;
    bob.join("hall").await;
    done(&host, "/chatroom/ban/add", &[hall]).await;
    done(&host, "/chatroom/user/ban/whitelist/add", &[hall, ("userId", "bob")]).await;
    assert_eq!(alice.say("hall", 1, "mmm").await.status, 23408);
    assert_eq!(bob.say("hall", 2, "I may").await.status, 0);
    let (_, body) = bob.ask_of("hall", "joinChrmR", &INPUT).await;
    let state = ChrmOutput::decode(body).unwrap();
    assert_eq!((state.chatroom_ban_state, state.white_list_state), (Some(4), Some(1)));
    assert_eq!(done(&host, "/chatroom/ban/query", &[]).await["chatroomIds"], json!(["hall"]));
    assert_eq!(done(&host, "/chatroom/ban/check", &[hall]).await["status"], 1);
    let exempt = done(&host, "/chatroom/user/ban/whitelist/query", &[hall]).await;
    assert_eq!(exempt["userIds"], json!(["bob"]));
    done(&host, "/chatroom/ban/rollback", &[hall]).await;
    assert_eq!(alice.say("hall", 3, "ah").await.status, 0);

    for (path, state) in [("/chatroom/user/gag/add", 2), ("/chatroom/user/ban/add", 3)] {
        done(&host, path, &[hall, ("userId", "bob"), ("minute", "1")]).await;
        let (_, body) = bob.ask_of("hall", "joinChrmR", &INPUT).await;
        assert_eq!(ChrmOutput::decode(body).unwrap().chatroom_ban_state, Some(state));
        assert_eq!(bob.say("hall", 4, "mmm").await.status, 23408);
    }
    host.stop().await;
}

#[tokio::test]
async fn the_apps_server_shares_entries_and_speaks() {
    let host = Host::start().await;
    done(&host, "/chatroom/create", &[("chatroom[hall]", "Hall")]).await;
    let mut alice = Client::connect(&host, "alice", "").await;
    alice.join("hall").await;
    let (_, time) = alice.pull_room("hall", 0, -1).await;
    let hall = ("chatroomId", "hall");
    let notice = [("objectName", "RC:chrmKVNotiMsg"), ("content", "{}")];
    let set =
        [hall, ("userId", "bob"), ("key", "seat"), ("value", "1"), ("autoDelete", "1"), notice[0], notice[1]];
    done(&host, "/chatroom/entry/set", &set).await;
    assert_eq!(alice.woken("s_cmd").await.chrm_id(), "hall");
    alice.woken("s_ntf").await;
    let (list, _) = alice.pull_room("hall", time, 10).await;
    assert_eq!((list[0].classname.as_str(), list[0].from_user_id.as_str()), ("RC:chrmKVNotiMsg", "bob"));
    let batch = [hall, ("entryOwnerId", "alice"), ("entryInfo", r#"{"a":"1","seat":"2"}"#)];
    done(&host, "/chatroom/entry/batch/set", &batch).await;
    let answer = done(&host, "/chatroom/entry/query", &[hall, ("keys", "seat")]).await;
    assert_eq!(answer["keys"][0]["value"], "2");
    assert_eq!(answer["keys"][0]["userId"], "alice", "the app's server overwrites");
    let all = done(&host, "/chatroom/entry/query", &[hall]).await;
    assert_eq!(all["keys"].as_array().unwrap().len(), 2);
    done(&host, "/chatroom/entry/remove", &[hall, ("userId", "bob"), ("key", "seat")]).await;
    let (status, answer) =
        call(&host, "/chatroom/entry/remove", &[hall, ("userId", "bob"), ("key", "seat")]).await;
    assert_eq!((status, &answer["code"]), (400, &json!(23427)));

    let (_, time) = alice.pull_room("hall", time, 10).await;
    let say =
        [("fromUserId", "app"), ("toChatroomId", "hall"), ("objectName", "RC:TxtMsg"), ("content", "hello")];
    let said = done(&host, "/message/chatroom/publish", &say).await;
    let (list, _) = alice.pull_room("hall", time, 10).await;
    assert_eq!(list[0].msg_id(), said["messageUIDs"][0]["messageUID"]);

    let time = list[0].data_time.to_string();
    let uid = list[0].msg_id();
    let room = [("conversationType", "4"), ("targetId", "hall"), ("fromUserId", "app")];
    done(&host, "/message/recall", &[&room[..], &[("messageUID", uid), ("sentTime", &time)]].concat()).await;
    let (commands, _) = alice.pull_room("hall", list[0].data_time, 10).await;
    assert_eq!(commands[0].classname, "RC:RcCmd");
    let unknown = [&room[..], &[("messageUID", "ABCD"), ("sentTime", &time)]].concat();
    assert_eq!(call(&host, "/message/recall", &unknown).await.1["code"], 25101);

    // Who does not have the room on any device is a member for the grace only; who has it is at once.
    done(&host, "/chatroom/join", &[hall, ("userId", "bob"), ("userId", "carol")]).await;
    let answer = done(&host, "/chatroom/user/query", &[hall, ("count", "2"), ("order", "1")]).await;
    assert_eq!((&answer["total"], &answer["users"][0]["id"]), (&json!(3), &json!("alice")));
    host.stop().await;
}

#[tokio::test]
async fn who_is_blocked_is_out_and_who_is_destroyed_is_told() {
    let host = Host::start().await;
    let mut alice = Client::connect(&host, "alice", "").await;
    alice.join("hall").await;
    let block = [("chatroomId", "hall"), ("userId", "alice"), ("minute", "1")];
    done(&host, "/chatroom/user/block/add", &block).await;
    let Some(ServerFrame::Publish { topic, .. }) = alice.next().await else { panic!("not told") };
    assert_eq!(topic, "s_msg");
    assert_eq!(alice.say("hall", 1, "let me in").await.status, 23409);
    assert_eq!(alice.ask_of("hall", "joinChrm", &INPUT).await.0, 23409);
    done(&host, "/chatroom/user/block/rollback", &block).await;
    alice.join("hall").await;
    done(&host, "/chatroom/destroy", &[("chatroomId", "hall"), ("chatroomId", "never was")]).await;
    let NotifyMsg { r#type, chrm_id, destroy_type, .. } = alice.woken("s_cmd").await;
    assert_eq!((r#type, chrm_id.as_deref(), destroy_type), (4, Some("hall"), Some(0)));
    assert_eq!(alice.say("hall", 2, "hello?").await.status, 23410);
    host.stop().await;
}

#[tokio::test]
async fn calls_that_make_no_sense_name_what_is_wrong() {
    let host = Host::start().await;
    done(&host, "/chatroom/create", &[("chatroom[hall]", "Hall")]).await;
    let (hall, user, kind) = (("chatroomId", "hall"), ("userId", "bob"), ("objectName", "RC:TxtMsg"));
    let long = "x".repeat(65);
    let many: Vec<_> = (0..21).map(|number| format!("App:Kind{number}")).collect();
    let many: Vec<_> = many.iter().map(|kind| ("objectName", kind.as_str())).collect();
    let large = "x".repeat(128 * 1024 + 1);
    for (path, fields, code, named) in [
        ("/chatroom/create", &[][..], 1002, "chatroom[id]"),
        ("/chatroom/create", &[("chatroom[]", "x")], 1002, "chatroom[id]"),
        ("/chatroom/destroy", &[], 1002, "chatroomId"),
        ("/chatroom/query", &[("chatroomId", &*long)], 1002, "chatroomId"),
        ("/chatroom/join", &[hall], 1002, "userId"),
        ("/chatroom/join", &[hall, ("userId", "nobody")], 24366, "nobody"),
        ("/chatroom/join", &[("chatroomId", "none"), user], 23410, "chat room"),
        ("/chatroom/user/query", &[hall, ("count", "501")], 1002, "count"),
        ("/chatroom/user/query", &[hall, ("order", "x")], 1002, "order"),
        ("/chatroom/users/exist", &[hall], 1002, "userId"),
        ("/chatroom/keepalive/add", &[("chatroomId", "none")], 23410, "chat room"),
        ("/chatroom/user/gag/add", &[hall, user], 1002, "minute"),
        ("/chatroom/user/gag/add", &[hall, user, ("minute", "43201")], 1002, "minute"),
        ("/chatroom/user/ban/add", &[user, ("minute", "0")], 1002, "minute"),
        ("/chatroom/user/block/add", &[hall, ("minute", "1")], 1002, "userId"),
        ("/chatroom/message/priority/add", &many, 1002, "objectName"),
        ("/chatroom/whitelist/add", &[], 1002, "objectnames"),
        ("/chatroom/entry/set", &[hall, user, ("key", "k")], 1002, "value"),
        ("/chatroom/entry/set", &[hall, user, ("value", "v")], 1002, "key"),
        (
            "/chatroom/entry/batch/set",
            &[hall, ("entryOwnerId", "bob"), ("entryInfo", "[]")],
            1002,
            "entryInfo",
        ),
        ("/message/chatroom/publish", &[hall, kind, ("content", "x")], 1002, "Id"),
        ("/message/chatroom/publish", &[("fromUserId", "bob"), kind, ("content", "x")], 1002, "toChatroomId"),
        (
            "/message/chatroom/broadcast",
            &[("fromUserId", "bob"), kind, ("content", &*large)],
            20115,
            "content",
        ),
    ] {
        let (status, answer) = call(&host, path, fields).await;
        assert_eq!((status, &answer["code"]), (400, &json!(code)), "{path}: {answer}");
        assert!(answer["errorMessage"].as_str().unwrap().contains(named), "{path}: {answer}");
    }
    host.stop().await;
}

#[tokio::test]
async fn a_room_with_its_history_entries_and_rights_is_there_after_a_restart() {
    let host = Host::start().await;
    let mut phone = Client::connect(&host, "alice", PHONE).await;
    let mut carol = Client::connect(&host, "carol", "").await;
    phone.join("hall").await;
    carol.join("hall").await;
    let first = phone.say("hall", 1, "1").await.time;
    carol.say("hall", 2, "2").await;
    phone.say("hall", 3, "3").await;
    let hall = ("chatroomId", "hall");
    done(&host, "/chatroom/entry/set", &[hall, ("userId", "bob"), ("key", "seat"), ("value", "1")]).await;
    done(&host, "/chatroom/user/block/add", &[hall, ("userId", "bob"), ("minute", "1")]).await;
    done(&host, "/chatroom/keepalive/add", &[hall]).await;

    let host = host.restart().await;
    let mut bob = Client::connect(&host, "bob", "").await;
    assert_eq!(bob.ask_of("hall", "joinChrmR", &INPUT).await.0, 23409);
    let mut carol = Client::connect(&host, "carol", "").await;
    assert_eq!(carol.join("hall").await.member_count, Some(1));
    let (list, _) = carol.pull_room("hall", 0, 2).await;
    assert_eq!(contents(&list), ["2", "3"]);
    let (_, body) = carol.ask_of("hall", "pullKV", &QueryChrmKv::default()).await;
    assert_eq!(ChrmKvOutput::decode(body).unwrap().entries[0].value, "1");
    assert_eq!(done(&host, "/chatroom/keepalive/query", &[]).await["chatroomIds"], json!(["hall"]));

    // Alice was away and goes on where she was: from the store, because nothing is at hand any more. What her device
    // said itself it has.
    let mut phone = Client::connect(&host, "alice", PHONE).await;
    phone.join("hall").await;
    let (away, time) = phone.pull_room("hall", first, 10).await;
    assert_eq!(contents(&away), ["2"]);
    let said = carol.say("hall", 9, "4").await;
    assert_eq!(phone.woken("s_ntf").await.time(), said.time, "she is told of nothing that she has");
    assert_eq!(contents(&phone.pull_room("hall", time, 10).await.0), ["4"]);
    host.stop().await;
}

#[tokio::test]
async fn what_is_of_low_priority_is_left_away_when_too_much_is_said() {
    let clock = Arc::new(HandClock::default());
    clock.set(1_800_000_000_000);
    let mut settings = settings();
    settings.rooms.pace = 2;
    let host = Host::with(settings, clock.clone(), 10).await;
    let mut alice = Client::connect(&host, "alice", "").await;
    let mut bob = Client::connect(&host, "bob", "").await;
    alice.join("hall").await;
    bob.join("hall").await;
    let (_, mut time) = bob.pull_room("hall", 0, -1).await;
    let hall = ("chatroomId", "hall");
    let mut number = 0;
    let (low, never) = (("objectName", "RC:TxtMsg"), ("objectnames", "RC:TxtMsg"));
    for (path, fields, heard) in [
        ("/chatroom/message/priority/add", vec![low], 2),
        ("/chatroom/user/whitelist/add", vec![hall, ("userId", "alice")], 4),
        ("/chatroom/user/whitelist/remove", vec![hall, ("userId", "alice")], 2),
        ("/chatroom/whitelist/add", vec![never], 4),
        ("/chatroom/whitelist/delete", vec![never], 2),
        ("/chatroom/message/priority/remove", vec![low], 4),
    ] {
        done(&host, path, &fields).await;
        for _ in 0..4 {
            number += 1;
            assert_eq!(alice.say("hall", number, "x").await.status, 0, "all are taken");
        }
        let (list, next) = bob.pull_room("hall", time, 10).await;
        assert_eq!(list.len(), heard, "after {path}");
        time = next;
        clock.set(clock.now() + 1_000);
    }
    host.stop().await;
}

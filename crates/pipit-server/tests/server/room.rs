//! Chat rooms, over the socket.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::SinkExt;
use pipit_proto::frame::{ClientFrame, Qos, ServerFrame};
use pipit_proto::messages::{
    ChrmDownStreamMessages, ChrmInput, ChrmKvEntity, ChrmKvOutput, ChrmKvsOutput, ChrmOutput, ChrmPullMsg,
    DownStreamMessage, HistoryMsgInput, HistoryMsgOutput, NotifyMsg, QueryChatRoomInfoInput,
    QueryChatRoomInfoOutput, QueryChrmKv, SetChrmKv, SetChrmKvs, UpStreamMessage,
};
use pipit_proto::prost::Message as _;
use pipit_server::SystemClock;
use tokio_tungstenite::tungstenite::Message;

use crate::client::{Ack, Client};
use crate::host::{Host, settings};

const INPUT: ChrmInput = ChrmInput { nothing: 1, extra: None };

impl Client {
    pub(crate) async fn join(&mut self, room: &str) -> ChrmOutput {
        let (status, body) = self.ask_of(room, "joinChrm", &INPUT).await;
        assert_eq!(status, 0);
        ChrmOutput::decode(body).unwrap()
    }

    pub(crate) async fn pull_room(
        &mut self,
        room: &str,
        time: i64,
        count: i32,
    ) -> (Vec<DownStreamMessage>, i64) {
        let asked = ChrmPullMsg { sync_time: time, count, ..ChrmPullMsg::default() };
        let (status, body) = self.ask_of(room, "chrmPull", &asked).await;
        assert_eq!(status, 0);
        let page = ChrmDownStreamMessages::decode(body).unwrap();
        assert!(page.sync_time >= time && page.sync_time > 0, "it never goes back");
        let list = page.list.into_iter().map(|body| DownStreamMessage::decode(body).unwrap()).collect();
        (list, page.sync_time)
    }

    /// Says something and waits for the acknowledgement.
    pub(crate) async fn say(&mut self, room: &str, number: u16, content: &str) -> Ack {
        self.socket.send(said(room, number, content, 3)).await.unwrap();
        self.ack().await.unwrap()
    }

    /// Takes back what was said.
    async fn recall(&mut self, room: &str, said: &Ack, user: &str) -> Ack {
        let content = serde_json::json!({
            "conversationType": 4, "targetId": room, "messageUId": said.uid, "sentTime": said.time,
        });
        let up = UpStreamMessage {
            classname: "RC:RcCmd".into(),
            content: content.to_string(),
            ..UpStreamMessage::default()
        };
        let (topic, target, qos) = ("recallMsg".into(), user.to_owned(), Qos::AtLeastOnce);
        let frame = ClientFrame::Publish { topic, target, id: 77, qos, body: up.encode_to_vec().into() };
        self.socket.send(Message::Binary(frame.encode().unwrap())).await.unwrap();
        self.ack().await.unwrap()
    }

    /// Waits until a push says that the room has something.
    pub(crate) async fn woken(&mut self, expected: &str) -> NotifyMsg {
        loop {
            if let ServerFrame::Publish { topic, body, .. } = self.next().await.unwrap() {
                assert_eq!(topic, expected);
                return NotifyMsg::decode(body).unwrap();
            }
        }
    }

    async fn members(&mut self, room: &str) -> QueryChatRoomInfoOutput {
        let asked = QueryChatRoomInfoInput { count: 10, order: Some(1) };
        let (status, body) = self.ask_of(room, "queryChrmI", &asked).await;
        assert_eq!(status, 0);
        QueryChatRoomInfoOutput::decode(body).unwrap()
    }

    async fn set(&mut self, room: &str, key: &str, value: &str, status: i32) -> u16 {
        let asked = SetChrmKv { entry: entry(key, value, status), ..SetChrmKv::default() };
        self.ask_of(room, "setKV", &asked).await.0
    }

    async fn entries(&mut self, room: &str, timestamp: i64) -> ChrmKvOutput {
        let asked = QueryChrmKv { timestamp, ..QueryChrmKv::default() };
        let (status, body) = self.ask_of(room, "pullKV", &asked).await;
        assert_eq!(status, 0);
        ChrmKvOutput::decode(body).unwrap()
    }
}

fn said(room: &str, number: u16, content: &str, flags: i32) -> Message {
    let up = UpStreamMessage {
        session_id: flags,
        classname: "RC:TxtMsg".into(),
        content: content.into(),
        client_unique_id: Some(i64::from(number)),
        ..UpStreamMessage::default()
    };
    let body: Bytes = up.encode_to_vec().into();
    let (topic, target, qos) = ("chatMsg".into(), room.to_owned(), Qos::AtLeastOnce);
    Message::Binary(ClientFrame::Publish { topic, target, id: number, qos, body }.encode().unwrap())
}

fn entry(key: &str, value: &str, status: i32) -> ChrmKvEntity {
    ChrmKvEntity { key: key.into(), value: value.into(), status: Some(status), ..ChrmKvEntity::default() }
}

pub(crate) fn contents(list: &[DownStreamMessage]) -> Vec<&str> {
    list.iter().map(|message| message.content.as_str()).collect()
}

#[tokio::test]
async fn what_is_said_reaches_the_members_and_nobodys_inbox() {
    let host = Host::start().await;
    let mut alice = Client::connect(&host, "alice", "").await;
    let mut bob = Client::connect(&host, "bob", "").await;
    assert_eq!(alice.ask_of("hall", "joinChrmR", &INPUT).await.0, 23410, "it is not there");
    let joined = alice.join("hall").await;
    assert_eq!((joined.member_count, joined.chatroom_ban_state), (Some(1), Some(0)));
    assert_eq!(bob.say("hall", 1, "hello?").await.status, 23406, "who is not in it may not speak");
    assert_eq!(bob.join("hall").await.member_count, Some(2));
    let (nothing, bobs) = bob.pull_room("hall", 0, 10).await;
    let (_, alices) = alice.pull_room("hall", 0, -1).await;
    assert_eq!(nothing, []);

    let first = alice.say("hall", 2, "one").await;
    assert_eq!((first.status, first.uid.len()), (0, 19));
    let told = bob.woken("s_ntf").await;
    assert_eq!((told.r#type, told.chrm_id(), told.time()), (2, "hall", first.time));
    let second = alice.say("hall", 3, "two").await;
    assert_eq!(alice.say("hall", 3, "two").await, second, "said again is said once");
    let (list, bobs) = bob.pull_room("hall", bobs, 10).await;
    assert_eq!((contents(&list), bobs), (vec!["one", "two"], second.time), "told once, pulled at once");
    let seen = &list[0];
    assert_eq!((seen.r#type, seen.group_id(), seen.from_user_id.as_str()), (4, "hall", "alice"));
    assert_eq!(
        (seen.msg_id(), seen.data_time, seen.status, seen.direction()),
        (&*first.uid, first.time, 48, 0)
    );

    let third = bob.say("hall", 4, "three").await;
    alice.woken("s_ntf").await;
    let (list, _) = alice.pull_room("hall", alices, 10).await;
    assert_eq!(contents(&list), ["three"], "what a device said itself it does not get again");
    let token = host.server.token("alice");
    let mut phone = Client::knock(&host.url, "key", &token, "&platform=Android").await;
    phone.next().await.unwrap();
    phone.join("hall").await;
    let (list, _) = phone.pull_room("hall", 0, 2).await;
    assert_eq!(
        (contents(&list), list[0].direction()),
        (vec!["two", "three"], 1),
        "another device gets it as sent"
    );

    let asked = HistoryMsgInput { time: Some(third.time), count: Some(1), ..HistoryMsgInput::default() };
    let (status, body) = bob.ask_of("hall", "qryCHMsg", &asked).await;
    let history = HistoryMsgOutput::decode(body).unwrap();
    assert_eq!((status, contents(&history.list), history.has_msg), (0, vec!["two"], 1));

    let info = bob.members("hall").await;
    assert_eq!((info.user_total_nums, info.user_infos.len()), (Some(2), 2));
    assert!(info.user_infos[0].time <= info.user_infos[1].time);
    assert_eq!(bob.ask_of("hall", "exitChrm", &INPUT).await.0, 0);
    for topic in ["exitChrm", "chrmPull", "queryChrmI", "qryCHMsg", "pullKV"] {
        let status = match topic {
            "chrmPull" => bob.ask_of("hall", topic, &ChrmPullMsg::default()).await.0,
            "queryChrmI" => bob.ask_of("hall", topic, &QueryChatRoomInfoInput::default()).await.0,
            "pullKV" => bob.ask_of("hall", topic, &QueryChrmKv::default()).await.0,
            "qryCHMsg" => bob.ask_of("hall", topic, &HistoryMsgInput::default()).await.0,
            _ => bob.ask_of("hall", topic, &INPUT).await.0,
        };
        assert_eq!(status, 23406, "{topic}");
    }
    for client in [&mut bob, &mut alice] {
        assert_eq!(client.pull_all().await, [], "nothing of a room is in an inbox");
    }
    host.stop().await;
}

#[tokio::test]
async fn who_is_far_behind_reads_from_the_store_and_not_what_they_said_themselves() {
    let host = Host::start().await;
    let mut alice = Client::connect(&host, "alice", "").await;
    let mut bob = Client::connect(&host, "bob", "").await;
    alice.join("hall").await;
    bob.join("hall").await;
    let (_, mut alices) = alice.pull_room("hall", 0, -1).await;
    let mut bobs = alices;
    for number in 1..=700 {
        alice.socket.send(said("hall", number, &number.to_string(), 3)).await.unwrap();
    }
    for number in 1..=700 {
        assert_eq!(alice.ack().await.unwrap().id, number);
    }
    let last = bob.say("hall", 1, "last").await.time;
    let (mut hers, mut his) = (Vec::new(), Vec::new());
    for (client, time, all) in [(&mut alice, &mut alices, &mut hers), (&mut bob, &mut bobs, &mut his)] {
        while *time < last {
            let (page, next) = client.pull_room("hall", *time, 10).await;
            all.extend(page.into_iter().map(|message| message.content));
            *time = next;
        }
    }
    assert_eq!(hers, ["last"]);
    assert_eq!(his, (1..=700).map(|number| number.to_string()).collect::<Vec<_>>());
    host.stop().await;
}

#[tokio::test]
async fn what_was_said_can_be_taken_back() {
    let host = Host::start().await;
    let mut alice = Client::connect(&host, "alice", "").await;
    let mut bob = Client::connect(&host, "bob", "").await;
    alice.join("hall").await;
    bob.join("hall").await;
    let (_, time) = bob.pull_room("hall", 0, -1).await;
    let said = alice.say("hall", 1, "oops").await;
    let theirs = bob.say("hall", 2, "what?").await;
    assert_eq!(alice.recall("hall", &theirs, "alice").await.status, 25107, "not somebody else's");
    let other = Ack { uid: "ABCD".into(), ..said.clone() };
    assert_eq!(alice.recall("hall", &other, "alice").await.status, 25101);
    assert_eq!(alice.recall("none", &said, "alice").await.status, 23410);
    assert_eq!(alice.recall("hall", &said, "alice").await.status, 0);
    let (list, _) = bob.pull_room("hall", time, 10).await;
    let kinds: Vec<_> = list.iter().map(|message| &*message.classname).collect();
    assert_eq!(kinds, ["RC:RcNtf", "RC:RcCmd"], "the notice in its place, and the command");
    assert_eq!((list[0].msg_id(), list[0].data_time), (&*said.uid, said.time));
    let asked = HistoryMsgInput { count: Some(10), ..HistoryMsgInput::default() };
    let (status, body) = bob.ask_of("hall", "qryCHMsg", &asked).await;
    let history = HistoryMsgOutput::decode(body).unwrap();
    assert_eq!((status, &*history.list.last().unwrap().classname), (0, "RC:RcNtf"));
    bob.ask_of("hall", "exitChrm", &INPUT).await;
    assert_eq!(bob.recall("hall", &theirs, "bob").await.status, 23406);
    host.stop().await;
}

#[tokio::test]
async fn entries_have_owners_versions_and_ends() {
    let host = Host::start().await;
    let mut alice = Client::connect(&host, "alice", "").await;
    let mut bob = Client::connect(&host, "bob", "").await;
    alice.join("hall").await;
    bob.join("hall").await;
    let begin = bob.entries("hall", 0).await;
    assert_eq!((begin.entries.len(), begin.b_full_update()), (0, true));

    assert_eq!(alice.set("hall", "seat", "1", 0).await, 0);
    let told = bob.woken("s_cmd").await;
    assert_eq!((told.r#type, told.chrm_id()), (2, "hall"));
    let changed = bob.entries("hall", begin.sync_time()).await;
    assert_eq!((changed.sync_time, changed.b_full_update()), (told.time, false));
    let seat = &changed.entries[0];
    assert_eq!((seat.key.as_str(), seat.value.as_str(), seat.uid()), ("seat", "1", "alice"));
    assert_eq!(bob.set("hall", "seat", "2", 0).await, 23424);
    assert_eq!(bob.set("hall", "seat", "2", 2).await, 0, "forced");
    let gone = SetChrmKv { entry: entry("nothing", "", 4), ..SetChrmKv::default() };
    assert_eq!(alice.ask_of("hall", "delKV", &gone).await.0, 23427);
    let gone = SetChrmKv { entry: entry("seat", "", 4), ..SetChrmKv::default() };
    assert_eq!(alice.ask_of("hall", "delKV", &gone).await.0, 23424, "it is Bob's now");
    let gone = SetChrmKv { entry: entry("seat", "", 6), ..SetChrmKv::default() };
    assert_eq!(alice.ask_of("hall", "delKV", &gone).await.0, 0);
    let changed = bob.entries("hall", changed.sync_time()).await;
    assert_eq!(changed.entries.iter().map(ChrmKvEntity::status).collect::<Vec<_>>(), [4], "it is deleted");

    // Several: what is allowed is done, the rest is named.
    alice.set("hall", "mine", "a", 0).await;
    let several = SetChrmKvs {
        entry: vec![entry("mine", "b", 0), entry("left", "b", 1), entry("stays", "b", 0)],
        ..SetChrmKvs::default()
    };
    let (status, body) = bob.ask_of("hall", "setKVS", &several).await;
    let answer = ChrmKvsOutput::decode(body).unwrap();
    assert_eq!((status, answer.keys_version.len()), (23428, 2));
    assert_eq!((answer.error_keys[0].key(), answer.error_keys[0].error_code()), ("mine", 23424));
    let eleven = SetChrmKvs { entry: vec![entry("k", "v", 0); 11], ..SetChrmKvs::default() };
    assert_eq!(bob.ask_of("hall", "setKVS", &eleven).await.0, 23429);
    for (key, value) in [("", "v".into()), (&*"k".repeat(129), "v".into()), ("k", "v".repeat(4_097))] {
        assert_eq!(bob.set("hall", key, &value, 0).await, 23412);
    }
    for number in 3..100 {
        assert_eq!(bob.set("hall", &number.to_string(), "", 0).await, 0);
    }
    assert_eq!(bob.set("hall", "one too many", "", 0).await, 23423);

    let before = alice.entries("hall", 0).await.sync_time();
    bob.ask_of("hall", "exitChrm", &INPUT).await;
    let changed = alice.entries("hall", before).await;
    let keys: Vec<_> = changed.entries.iter().map(|entry| (entry.key.as_str(), entry.status())).collect();
    assert_eq!(keys, [("left", 4)], "what was to go with Bob is gone");
    host.stop().await;
}

#[tokio::test]
async fn a_change_of_an_entry_may_carry_a_message() {
    let host = Host::start().await;
    let mut alice = Client::connect(&host, "alice", "").await;
    let mut bob = Client::connect(&host, "bob", "").await;
    alice.join("hall").await;
    bob.join("hall").await;
    let (_, time) = bob.pull_room("hall", 0, -1).await;
    let mut asked = SetChrmKv {
        entry: entry("seat", "1", 0),
        b_notify: Some(true),
        notification: Some(UpStreamMessage {
            session_id: 0,
            classname: "RC:chrmKVNotiMsg".into(),
            content: "{}".into(),
            ..UpStreamMessage::default()
        }),
        ..SetChrmKv::default()
    };
    assert_eq!(alice.ask_of("hall", "setKV", &asked).await.0, 0);
    bob.woken("s_cmd").await;
    bob.woken("s_ntf").await;
    let (list, _) = bob.pull_room("hall", time, -1).await;
    assert_eq!((list[0].classname.as_str(), list[0].from_user_id.as_str()), ("RC:chrmKVNotiMsg", "alice"));
    asked.notification.as_mut().unwrap().classname = "RC:TxtMsg".into();
    assert_eq!(alice.ask_of("hall", "setKV", &asked).await.0, 23412, "no other message may");
    let (history, _) = {
        bob.ask_of("hall", "exitChrm", &INPUT).await;
        bob.join("hall").await;
        bob.pull_room("hall", 0, 10).await
    };
    assert_eq!(history, [], "it is not kept");
    host.stop().await;
}

#[tokio::test]
async fn who_is_gone_leaves_after_a_while_and_an_empty_room_ends() {
    let mut settings = settings();
    settings.rooms.grace = Duration::from_millis(200);
    settings.rooms.idle = Duration::from_millis(200);
    let host = Host::with(settings, Arc::new(SystemClock), 10).await;
    let mut alice = Client::connect(&host, "alice", "").await;
    let mut bob = Client::connect(&host, "bob", "").await;
    alice.join("hall").await;
    bob.join("hall").await;
    bob.set("hall", "seat", "bob", 1).await;
    drop(bob);
    assert_eq!(alice.woken("s_cmd").await.r#type, 2, "the seat is taken");
    assert_eq!(alice.woken("s_cmd").await.r#type, 2, "Bob has left, and so has his entry");
    assert_eq!(alice.members("hall").await.user_total_nums, Some(1));
    alice.ask_of("hall", "exitChrm", &INPUT).await;
    while alice.ask_of("hall", "exitChrm", &INPUT).await.0 == 23406 {} // it is there until it is not
    assert_eq!(alice.ask_of("hall", "joinChrmR", &INPUT).await.0, 23410);
    host.stop().await;
}

#[tokio::test]
async fn what_is_sent_again_after_a_restart_is_said_once() {
    let host = Host::start().await;
    let mut alice = Client::connect(&host, "alice", "").await;
    alice.join("hall").await;
    let first = alice.say("hall", 7, "once").await;
    let host = host.restart().await;
    let mut alice = Client::connect(&host, "alice", "").await;
    alice.join("hall").await;
    assert_eq!(alice.say("hall", 7, "once").await, first, "its acknowledgement was lost");
    let second = alice.say("hall", 8, "twice").await;
    assert_ne!(second.uid, first.uid);
    let mut bob = Client::connect(&host, "bob", "").await;
    bob.join("hall").await;
    let (history, _) = bob.pull_room("hall", 0, 10).await;
    let uids: Vec<&str> = history.iter().map(DownStreamMessage::msg_id).collect();
    assert_eq!(uids, [&*first.uid, &*second.uid]);
    host.stop().await;
}

#[tokio::test]
async fn what_makes_no_sense_is_refused() {
    let mut settings = settings();
    settings.rooms.capacity = 1;
    settings.rooms.rooms = 101;
    let host = Host::with(settings, Arc::new(SystemClock), 10).await;
    let mut alice = Client::connect(&host, "alice", "").await;
    for room in ["", &"x".repeat(65), "a\nb"] {
        assert_eq!(alice.ask_of(room, "joinChrm", &INPUT).await.0, 23412);
        assert_eq!(alice.say(room, 1, "x").await.status, 23410);
    }
    alice.join("hall").await;
    assert_eq!(alice.say("hall", 2, &"x".repeat(128 * 1024 + 1)).await.status, 20115);
    let mut bob = Client::connect(&host, "bob", "").await;
    assert_eq!(bob.ask_of("hall", "joinChrm", &INPUT).await.0, 23411);
    for number in 1..100 {
        assert_eq!(alice.ask_of(&format!("room {number}"), "joinChrm", &INPUT).await.0, 0);
    }
    assert_eq!(alice.ask_of("one too many", "joinChrm", &INPUT).await.0, 23412);
    alice.ask_of("hall", "exitChrm", &INPUT).await;
    assert_eq!(alice.ask_of("the last one", "joinChrm", &INPUT).await.0, 0);
    assert_eq!(bob.ask_of("hall", "joinChrm", &INPUT).await.0, 0);
    assert_eq!(
        bob.ask_of("the last but one", "joinChrm", &INPUT).await.0,
        23411,
        "there are as many as may be"
    );
    host.stop().await;
}

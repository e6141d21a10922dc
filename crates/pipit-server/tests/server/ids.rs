//! One rule says what an id is, whoever takes it: what one side takes, the other can name.

use futures_util::SinkExt as _;
use pipit_proto::frame::{ClientFrame, Qos};
use pipit_proto::messages::{
    BlockInput, ChrmInput, HistoryMsgInput, NewDiscussionInput, SessionMsgReadInput, UpStreamMessage,
};
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use crate::call::{call, done};
use crate::calls::say;
use crate::client::Client;
use crate::host::Host;

const JOIN: ChrmInput = ChrmInput { nothing: 1, extra: None };
const MALFORMED: u16 = 26010;

/// Publishes, and answers the status.
async fn publish(
    client: &mut Client,
    topic: &str,
    target: &str,
    message: &impl pipit_proto::prost::Message,
) -> u16 {
    let (topic, target) = (topic.to_owned(), target.to_owned());
    let body = message.encode_to_vec().into();
    let frame = ClientFrame::Publish { topic, target, id: 1, qos: Qos::AtLeastOnce, body };
    client.socket.send(Message::Binary(frame.encode().unwrap())).await.unwrap();
    client.ack().await.unwrap().status
}

fn read(conversation: i32, target: &str) -> SessionMsgReadInput {
    SessionMsgReadInput {
        r#type: conversation,
        msg_time: 1,
        channel_id: target.into(),
        ..SessionMsgReadInput::default()
    }
}

#[tokio::test]
async fn the_longest_ids_are_taken_and_named_everywhere() {
    let host = Host::start().await;
    let (user, group, room) = (format!("{}b", "名".repeat(21)), "g".repeat(64), "r".repeat(64));
    done(&host, "/user/getToken", &[("userId", &user), ("name", "Long")]).await;
    let members = [("groupId", &*group), ("groupName", "G"), ("userId", &*user), ("userId", "alice")];
    done(&host, "/group/create", &members).await;
    done(&host, "/chatroom/create", &[(&*format!("chatroom[{room}]"), "Hall")]).await;

    let mut alice = Client::connect(&host, "alice", "").await;
    assert_eq!(say(&mut alice, "ppMsgP", &user, 1, "to you").await, 0);
    assert_eq!(say(&mut alice, "pgMsgP", &group, 2, "to all").await, 0);
    assert_eq!(alice.ask_of(&room, "joinChrmR", &JOIN).await.0, 0);
    assert_eq!(say(&mut alice, "chatMsg", &room, 3, "to the hall").await, 0);
    assert_eq!(publish(&mut alice, "updRTime", "alice", &read(1, &user)).await, 0);
    alice.query("pipitDiscuss", &NewDiscussionInput { name: "d".into(), user_ids: vec![user.clone()] }).await;
    alice.query("pipitBlock", &BlockInput { user_ids: vec![user.clone()], blocked: true }).await;
    host.stop().await;
}

#[tokio::test]
async fn what_is_no_id_is_refused_wherever_it_is_named() {
    let host = Host::start().await;
    host.server.add_group("walkers", "Walkers", &["alice"]).await.unwrap();
    let mut alice = Client::connect(&host, "alice", "").await;
    let (long, wide) = ("x".repeat(65), "名".repeat(22));
    for id in [&*long, &*wide, "a,b", "a\nb", "a "] {
        let text = [("fromUserId", "alice"), ("objectName", "RC:TxtMsg"), ("content", "{}")];
        let with = |more: [(&'static str, &str); 1]| -> Vec<(&str, String)> {
            text.into_iter().chain(more).map(|(name, value)| (name, value.to_owned())).collect()
        };
        let group = format!("group[{id}]");
        let room = format!("chatroom[{id}]");
        let one = |name: &'static str, value: &str| (name, value.to_owned());
        for (path, fields) in [
            ("/user/getToken", vec![one("userId", id)]),
            ("/group/create", vec![one("groupId", id), one("groupName", "G"), one("userId", "alice")]),
            ("/group/quit", vec![one("groupId", "walkers"), one("userId", id)]),
            ("/group/sync", vec![one("userId", "alice"), (&*group, "G".to_owned())]),
            ("/chatroom/create", vec![(&*room, "R".to_owned())]),
            ("/user/blacklist/add", vec![one("userId", "alice"), one("blackUserId", id)]),
            ("/message/private/publish", with([("toUserId", id)])),
            ("/message/group/publish", with([("toGroupId", id)])),
            ("/message/discussion/publish", with([("toDiscussionId", id)])),
            ("/message/chatroom/publish", with([("toChatroomId", id)])),
        ] {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, &**value)).collect();
            let (status, answer) = call(&host, path, &fields).await;
            assert_eq!((status, &answer["code"]), (400, &json!(1002)), "{path} of {id:?}: {answer}");
        }

        assert_eq!(say(&mut alice, "ppMsgP", id, 1, "to nobody").await, MALFORMED, "{id:?}");
        assert_eq!(say(&mut alice, "pgMsgP", id, 2, "to no group").await, MALFORMED, "{id:?}");
        let meant = UpStreamMessage {
            classname: "RC:TxtMsg".into(),
            content: "{}".into(),
            to_user_ids: vec![id.to_owned()],
            ..UpStreamMessage::default()
        };
        assert_eq!(publish(&mut alice, "pgMsgP", "walkers", &meant).await, MALFORMED, "{id:?}");
        assert_eq!(publish(&mut alice, "updRTime", "alice", &read(1, id)).await, MALFORMED, "{id:?}");
        assert_eq!(alice.ask_of(id, "joinChrm", &JOIN).await.0, 23412, "{id:?}");
        let asked =
            HistoryMsgInput { target_id: Some(id.into()), count: Some(1), ..HistoryMsgInput::default() };
        assert_eq!(alice.refusal("qryPMsg", &asked).await, MALFORMED, "{id:?}");
        let named = || vec![id.to_owned()];
        let block = BlockInput { user_ids: named(), blocked: true };
        assert_eq!(alice.refusal("pipitBlock", &block).await, MALFORMED, "{id:?}");
        let discuss = NewDiscussionInput { name: "d".into(), user_ids: named() };
        assert_eq!(alice.refusal("pipitDiscuss", &discuss).await, MALFORMED, "{id:?}");
    }
    host.stop().await;
}

//! What the app itself says: in conversations of their own, and status messages that nobody keeps.

use pipit_proto::frame::{Qos, ServerFrame};
use pipit_proto::messages::{
    CleanHisMsgInput, DownStreamMessage, HistoryMsgInput, HistoryMsgOutput, RelationQryInput, RelationsOutput,
};
use pipit_proto::prost::Message as _;

use crate::call::done;
use crate::client::Client;
use crate::host::Host;

const TEXT: (&str, &str) = ("objectName", "RC:TxtMsg");
const FROM: (&str, &str) = ("fromUserId", "alice");

/// Type, target and content of the messages that somebody has received.
async fn received(client: &mut Client) -> Vec<(i32, String, String)> {
    let all = client.pull_all().await;
    all.into_iter().map(|message| (message.r#type, message.from_user_id, message.content)).collect()
}

async fn history(client: &mut Client) -> Vec<String> {
    let asked = HistoryMsgInput {
        target_id: Some("alice".into()),
        time: Some(0),
        count: Some(10),
        order: Some(0),
        ..HistoryMsgInput::default()
    };
    let page = HistoryMsgOutput::decode(client.query("qrySMsg", &asked).await).unwrap();
    page.list.into_iter().map(|message| message.content).collect()
}

#[tokio::test]
async fn what_the_app_says_stands_in_a_conversation_of_its_own() {
    let host = Host::start().await;
    let said = |content| [FROM, TEXT, ("content", content), ("toUserId", "bob")];
    done(&host, "/message/private/publish", &said("private")).await;
    done(&host, "/message/system/publish", &said("notice")).await;
    let template = [("values", r#"{"name":"Bob"}"#)].into_iter().chain(said("hello {name}"));
    done(&host, "/message/system/publish_template", &template.collect::<Vec<_>>()).await;
    done(&host, "/message/broadcast", &[FROM, TEXT, ("content", "to all")]).await;

    let mut bob = Client::connect(&host, "bob", "").await;
    let row = |kind, content: &str| (kind, "alice".to_owned(), content.to_owned());
    let expected = [row(1, "private"), row(6, "notice"), row(6, "hello Bob"), row(6, "to all")];
    assert_eq!(received(&mut bob).await, expected);
    let mut carol = Client::connect(&host, "carol", "").await;
    assert_eq!(received(&mut carol).await, [row(6, "to all")]);

    let asked = RelationQryInput { count: Some(10), ..RelationQryInput::default() };
    let listed = RelationsOutput::decode(bob.query("qryRelationR", &asked).await).unwrap().info;
    let listed: Vec<_> =
        listed.iter().map(|row| (row.r#type, row.user_id.as_str(), row.unread_count())).collect();
    assert_eq!(listed, [(6, "alice", 3), (1, "alice", 1)]);
    assert_eq!(history(&mut bob).await, ["to all", "hello Bob", "notice"]);
    let clear =
        CleanHisMsgInput { target_id: "alice".into(), data_time: i64::MAX, ..CleanHisMsgInput::default() };
    bob.query("cleanSMsg", &clear).await;
    assert!(history(&mut bob).await.is_empty());
    host.stop().await;
}

#[tokio::test]
async fn a_status_message_reaches_who_is_online_and_is_kept_nowhere() {
    let host = Host::start().await;
    host.server.add_group("walkers", "Walkers", &["alice", "bob"]).await.unwrap();
    let mut bob = Client::connect(&host, "bob", "").await;
    let said = [FROM, ("objectName", "app:Lamp"), ("content", "on")];
    let people = [("toUserId", "bob"), ("toUserId", "carol")].into_iter().chain(said);
    done(&host, "/statusmessage/private/publish", &people.collect::<Vec<_>>()).await;
    let group = [("toGroupId", "walkers")].into_iter().chain(said);
    done(&host, "/statusmessage/group/publish", &group.collect::<Vec<_>>()).await;
    for kind in [1, 3] {
        let Some(ServerFrame::Publish { topic, qos, body, .. }) = bob.next().await else {
            panic!("nothing came")
        };
        assert_eq!((topic.as_str(), qos), ("s_msg", Qos::AtMostOnce));
        let message = DownStreamMessage::decode(body).unwrap();
        assert_eq!((message.r#type, message.content.as_str()), (kind, "on"));
    }
    assert!(received(&mut bob).await.is_empty());
    let mut carol = Client::connect(&host, "carol", "").await;
    assert!(received(&mut carol).await.is_empty(), "she was not online");
    host.stop().await;
}

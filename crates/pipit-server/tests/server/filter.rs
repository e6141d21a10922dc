//! The conversation list by types and tags, page by page.

use pipit_proto::messages::{
    RelationQryFilter, RelationsOutput, SessionState, SessionStateItem, SessionStateModifyReq,
    SessionTagInput, SessionTagItem,
};
use pipit_proto::prost::Message as _;

use crate::client::Client;
use crate::host::Host;

fn tag(id: &str, top: bool) -> SessionTagItem {
    SessionTagItem {
        tag_id: id.into(),
        name: Some(id.into()),
        is_top: Some(top),
        ..SessionTagItem::default()
    }
}

/// All pages of two, and how many there were.
async fn all(client: &mut Client, mut asked: RelationQryFilter) -> (Vec<String>, usize) {
    asked.count = Some(2);
    let mut names = Vec::new();
    for page in 1.. {
        let answer = client.query("qryRelationFilter", &asked).await;
        let answer = RelationsOutput::decode(answer).unwrap();
        names.extend(answer.info.iter().map(|info| info.user_id.clone()));
        if answer.is_finished() {
            return (names, page);
        }
        asked.page_token = answer.page_token;
    }
    unreachable!("a page is the last one")
}

#[tokio::test]
async fn pages_follow_each_other_in_either_order_and_by_tag() {
    let host = Host::start().await;
    let mut alice = Client::connect(&host, "alice", "").await;
    for (number, peer) in ["p1", "p2", "p3", "p4", "p5"].into_iter().enumerate() {
        host.server.add_user(peer, peer).await.unwrap();
        alice.text(peer, u16::try_from(number).unwrap() + 1, "{}".into()).await;
        assert_eq!(alice.ack().await.unwrap().status, 0);
    }
    let ask = RelationQryFilter::default;
    assert_eq!(all(&mut alice, ask()).await, (["p5", "p4", "p3", "p2", "p1"].map(str::to_owned).to_vec(), 3));
    let oldest = RelationQryFilter { order: Some(1), ..ask() };
    assert_eq!(all(&mut alice, oldest).await.0, ["p1", "p2", "p3", "p4", "p5"]);
    assert!(all(&mut alice, RelationQryFilter { r#type: vec![3], ..ask() }).await.0.is_empty(), "no groups");

    let tags = SessionTagInput { version: 0, tags: vec![tag("work", false)], ignore_version: None };
    alice.query("addSeTag", &tags).await;
    for (peer, top) in [("p1", true), ("p3", false), ("p4", false)] {
        let item = SessionStateItem {
            session_state_type: 3,
            tags: vec![tag("work", top)],
            ..SessionStateItem::default()
        };
        let state = SessionState {
            r#type: 1,
            channel_id: peer.into(),
            state_item: vec![item],
            ..SessionState::default()
        };
        let asked = SessionStateModifyReq { version: 0, state: vec![state], ignore_version: None };
        alice.query("addTag", &asked).await;
    }
    let tagged = || RelationQryFilter { tags: vec!["work".into()], ..ask() };
    assert_eq!(all(&mut alice, tagged()).await.0, ["p4", "p3", "p1"]);
    let topped = RelationQryFilter { is_tag_top: Some(true), ..tagged() };
    assert_eq!(all(&mut alice, topped).await.0, ["p1", "p4", "p3"], "those on top come first");
    assert!(all(&mut alice, RelationQryFilter { tags: vec!["none".into()], ..ask() }).await.0.is_empty());

    for wrong in [
        RelationQryFilter { count: Some(0), ..ask() },
        RelationQryFilter { count: Some(101), ..ask() },
        RelationQryFilter { count: Some(-1), ..ask() },
        RelationQryFilter { page_token: Some("nonsense".into()), ..ask() },
        RelationQryFilter { tags: vec![String::new(); 21], ..ask() },
    ] {
        assert_eq!(alice.refusal("qryRelationFilter", &wrong).await, 26010, "{wrong:?}");
    }
    host.stop().await;
}

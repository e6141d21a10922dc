//! Conversations on top or silent, on all devices of a user.

use pipit_proto::frame::ServerFrame;
use pipit_proto::messages::{
    NotifyMsg, SessionReq, SessionState, SessionStateItem, SessionStateModifyReq, SessionStateModifyResp,
    SessionStates,
};
use pipit_proto::prost::Message as _;

use crate::client::Client;
use crate::host::Host;

const SILENT: i32 = 1;
const TOP: i32 = 2;

fn set(version: i64, target: &str, items: &[(i32, &str)]) -> SessionStateModifyReq {
    let item = |(name, value): &(i32, &str)| SessionStateItem {
        session_state_type: *name,
        value: (*value).to_owned(),
        ..SessionStateItem::default()
    };
    let state = SessionState {
        r#type: 1,
        channel_id: target.into(),
        state_item: items.iter().map(item).collect(),
        ..SessionState::default()
    };
    SessionStateModifyReq { version, state: vec![state], ignore_version: Some(true) }
}

async fn change(client: &mut Client, asked: SessionStateModifyReq) -> SessionStateModifyResp {
    SessionStateModifyResp::decode(client.query("setSeAtt", &asked).await).unwrap()
}

async fn since(client: &mut Client, time: i64) -> SessionStates {
    SessionStates::decode(client.query("pullSeAtts", &SessionReq { time }).await).unwrap()
}

#[tokio::test]
async fn what_one_device_sets_the_others_are_told_and_pull() {
    let host = Host::start().await;
    let mut desk = Client::connect(&host, "alice", "").await;
    let token = host.server.token("alice");
    let mut phone = Client::knock(&host.url, "key", &token, "&platform=Android").await;
    phone.next().await.unwrap();
    assert_eq!(since(&mut phone, 0).await, SessionStates { version: 0, state: Vec::new() });

    let done = change(&mut desk, set(0, "bob", &[(TOP, "1"), (SILENT, "5")])).await;
    assert_eq!(done.update_version, Some(true), "the device had everything before");
    let Some(ServerFrame::Publish { topic, body, .. }) = phone.next().await else { panic!("not told") };
    let told = NotifyMsg::decode(body).unwrap();
    assert_eq!((topic.as_str(), told.r#type, told.time), ("s_cmd", 3, Some(done.version)));
    let pulled = since(&mut phone, 0).await;
    assert_eq!(pulled.version, done.version);
    let items: Vec<_> =
        pulled.state[0].state_item.iter().map(|i| (i.session_state_type, &*i.value)).collect();
    assert_eq!((pulled.state.len(), pulled.state[0].channel_id.as_str()), (1, "bob"));
    assert_eq!(items, [(SILENT, "5"), (TOP, "1")]);

    // Older clients take what is not said for not set.
    let loud = change(&mut desk, set(0, "bob", &[(SILENT, "0")])).await;
    let pulled = since(&mut phone, done.version).await;
    let items: Vec<_> =
        pulled.state[0].state_item.iter().map(|i| (i.session_state_type, &*i.value)).collect();
    assert_eq!((pulled.state[0].time, &items[..]), (Some(loud.version), &[(TOP, "1"), (SILENT, "0")][..]));

    let later = change(&mut phone, set(0, "carol", &[(TOP, "1")])).await;
    assert_eq!(later.update_version, Some(false), "this device must pull what the other one set");
    let pulled = since(&mut desk, loud.version).await;
    assert_eq!((pulled.version, pulled.state.len()), (later.version, 1), "only what is new");
    assert_eq!(
        since(&mut desk, later.version).await,
        SessionStates { version: later.version, state: Vec::new() }
    );
    host.stop().await;
}

#[tokio::test]
async fn attributes_that_make_no_sense_are_refused() {
    let host = Host::start().await;
    let mut alice = Client::connect(&host, "alice", "").await;
    for asked in [
        set(0, "bob", &[(99, "1")]),
        set(0, "bob", &[]),
        set(0, "", &[(TOP, "1")]),
        set(0, &"x".repeat(257), &[(TOP, "1")]),
        set(0, "bob", &[(TOP, &"1".repeat(257))]),
        set(0, "bob", &vec![(TOP, "1"); 1_001]),
    ] {
        assert_eq!(alice.refusal("setSeAtt", &asked).await, 26010);
    }
    assert_eq!(since(&mut alice, 0).await.state, [], "nothing is set");
    host.stop().await;
}

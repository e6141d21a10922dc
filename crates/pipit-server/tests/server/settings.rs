//! What people set for all of their devices: quiet hours, translation, tags.

use pipit_proto::frame::ServerFrame;
use pipit_proto::messages::{
    AddUnpushPeriodInput, PullUserSettingInput, PullUserSettingOutput, QueryUnpushPeriodOutput, SessionReq,
    SessionState, SessionStateItem, SessionStateModifyReq, SessionStateModifyResp, SessionStates,
    SessionTagInput, SessionTagItem, SetUserSettingInput, SetUserSettingOutput, TypeUnpushInput,
    UserSettingNotification,
};
use pipit_proto::prost::Message as _;

use crate::client::Client;
use crate::host::Host;

const TAGS: i32 = 3;

fn hours(start: &str, minutes: i32, level: Option<i32>, timezone: Option<&str>) -> AddUnpushPeriodInput {
    AddUnpushPeriodInput {
        start_time: start.into(),
        span_minutes: minutes,
        level,
        timezone: timezone.map(str::to_owned),
    }
}

fn tags(named: &[(&str, &str)]) -> SessionTagInput {
    let item = |(id, name): &(&str, &str)| SessionTagItem {
        tag_id: (*id).to_owned(),
        name: Some((*name).to_owned()),
        ..SessionTagItem::default()
    };
    SessionTagInput { version: 0, tags: named.iter().map(item).collect(), ignore_version: Some(true) }
}

fn bears(target: &str, ids: &[&str]) -> SessionStateModifyReq {
    let tag = |id: &&str| SessionTagItem { tag_id: (*id).to_owned(), ..SessionTagItem::default() };
    let item = SessionStateItem {
        session_state_type: TAGS,
        tags: ids.iter().map(tag).collect(),
        ..SessionStateItem::default()
    };
    let state = SessionState {
        r#type: 1,
        channel_id: target.into(),
        state_item: vec![item],
        ..SessionState::default()
    };
    SessionStateModifyReq { version: 0, state: vec![state], ignore_version: Some(true) }
}

async fn since(client: &mut Client, version: i64) -> PullUserSettingOutput {
    let asked = PullUserSettingInput { version, ..PullUserSettingInput::default() };
    PullUserSettingOutput::decode(client.query("pullUS", &asked).await).unwrap()
}

async fn borne(client: &mut Client) -> Vec<(String, Vec<String>)> {
    let states = SessionStates::decode(client.query("pullSeAtts", &SessionReq { time: 0 }).await).unwrap();
    let ids = |item: &SessionStateItem| item.tags.iter().map(|tag| tag.tag_id.clone()).collect();
    states.state.iter().map(|state| (state.channel_id.clone(), ids(&state.state_item[0]))).collect()
}

#[tokio::test]
async fn quiet_hours_are_set_read_and_removed_on_all_devices() {
    let host = Host::start().await;
    let mut desk = Client::connect(&host, "alice", "").await;
    let mut phone = Client::connect(&host, "alice", "&platform=Android").await;
    let none =
        QueryUnpushPeriodOutput::decode(desk.query("qryUnpush", &SessionReq { time: 0 }).await).unwrap();
    assert_eq!(none, QueryUnpushPeriodOutput::default());

    desk.query("addUnpush", &hours("22:00:00", 480, Some(1), Some("Asia/Shanghai"))).await;
    let Some(ServerFrame::Publish { topic, body, .. }) = phone.next().await else { panic!("not told") };
    let told = UserSettingNotification::decode(body).unwrap();
    assert_eq!(topic, "s_us");
    assert_eq!(since(&mut phone, 0).await.version, told.version);
    let read =
        QueryUnpushPeriodOutput::decode(phone.query("qryUnpush", &SessionReq { time: 0 }).await).unwrap();
    let expected = QueryUnpushPeriodOutput {
        is_unpush: 1,
        start_time: Some("22:00:00".into()),
        span_minutes: Some(480),
        level: Some(1),
        timezone: Some("Asia/Shanghai".into()),
    };
    assert_eq!(read, expected);
    let mut bob = Client::connect(&host, "bob", "").await;
    let none =
        QueryUnpushPeriodOutput::decode(bob.query("qryUnpush", &SessionReq { time: 0 }).await).unwrap();
    assert_eq!(none.is_unpush, 0, "for oneself only");

    for wrong in [
        hours("24:00:00", 480, None, None),
        hours("later", 480, None, None),
        hours("22:00:00", 0, None, None),
        hours("22:00:00", 1_440, None, None),
        hours("22:00:00", 480, Some(7), None),
        hours("22:00:00", 480, None, Some("")),
        hours("22:00:00", 480, None, Some(&"x".repeat(65))),
    ] {
        assert_eq!(desk.refusal("addUnpush", &wrong).await, 26010, "{wrong:?}");
    }
    phone.query("delUnpush", &SessionReq { time: 0 }).await;
    let gone =
        QueryUnpushPeriodOutput::decode(desk.query("qryUnpush", &SessionReq { time: 0 }).await).unwrap();
    assert_eq!(gone.is_unpush, 0);
    host.stop().await;
}

#[tokio::test]
async fn tags_are_created_renamed_borne_and_removed_with_their_traces() {
    let host = Host::start().await;
    let mut alice = Client::connect(&host, "alice", "").await;
    let done = alice.query("addSeTag", &tags(&[("work", "Work"), ("home", "Home")])).await;
    let done = SetUserSettingOutput::decode(done).unwrap();
    assert_eq!(done.update_version, Some(true));
    alice.query("addSeTag", &tags(&[("work", "办公室")])).await;
    let pulled = since(&mut alice, done.version).await;
    assert_eq!((pulled.items.len(), pulled.items[0].key.as_str()), (1, "Tag"));
    let names: Vec<_> = pulled.items[0].tags.iter().map(|tag| (tag.tag_id.as_str(), tag.name())).collect();
    assert_eq!(names, [("work", "办公室"), ("home", "Home")]);
    assert_eq!(since(&mut alice, pulled.version).await.items, [], "nothing new");

    let step = SessionStateModifyResp::decode(alice.query("addTag", &bears("bob", &["work"])).await).unwrap();
    alice.query("addTag", &bears("bob", &["home"])).await;
    alice.query("addTag", &bears("carol", &["work"])).await;
    assert!(step.version > 0);
    let of = |target: &str, ids: &[&str]| {
        (target.to_owned(), ids.iter().map(|&id| id.to_owned()).collect::<Vec<_>>())
    };
    assert_eq!(borne(&mut alice).await, [of("bob", &["work", "home"]), of("carol", &["work"])]);
    alice.query("delTag", &bears("bob", &["home"])).await;
    assert_eq!(borne(&mut alice).await, [of("carol", &["work"]), of("bob", &["work"])]);
    alice.query("delSeTag", &tags(&[("work", "")])).await;
    assert!(borne(&mut alice).await.iter().all(|(_, ids)| ids.is_empty()), "a tag goes from where it was");

    assert_eq!(alice.refusal("addTag", &bears("bob", &["work"])).await, 33100);
    assert_eq!(alice.refusal("delSeTag", &tags(&[("work", "")])).await, 33100);
    let many: Vec<(String, String)> = (0..20).map(|n| (format!("t{n}"), "x".into())).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(id, name)| (&**id, &**name)).collect();
    for wrong in
        [tags(&[]), tags(&[("", "x")]), tags(&[("12345678901", "x")]), tags(&[("a", "")]), tags(&many)]
    {
        assert_eq!(alice.refusal("addSeTag", &wrong).await, 26010);
    }
    assert_eq!(alice.refusal("addTag", &bears("", &["home"])).await, 26010);
    host.stop().await;
}

#[tokio::test]
async fn tags_of_two_devices_at_once_are_all_kept() {
    let host = Host::start().await;
    let mut desk = Client::connect(&host, "alice", "").await;
    let mut phone = Client::connect(&host, "alice", "&platform=Android").await;
    let write = async |client: &mut Client, prefix: &str| {
        for number in 0..10 {
            client.query("addSeTag", &tags(&[(&format!("{prefix}{number}"), "x")])).await;
        }
    };
    tokio::join!(write(&mut desk, "d"), write(&mut phone, "p"));
    assert_eq!(since(&mut desk, 0).await.items[0].tags.len(), 20);
    host.stop().await;
}

#[tokio::test]
async fn translation_and_the_silence_of_a_type_are_kept() {
    let host = Host::start().await;
    let mut alice = Client::connect(&host, "alice", "").await;
    let value = |value: &str| SetUserSettingInput {
        version: 0,
        value: value.into(),
        ..SetUserSettingInput::default()
    };
    alice.query("transLan", &value("en")).await;
    alice.query("autoTrans", &value("1")).await;
    let items = since(&mut alice, 0).await.items;
    let items: Vec<_> = items.iter().map(|item| (item.key.as_str(), &item.value[..])).collect();
    assert_eq!(items, [("autoTrans", &b"1"[..]), ("transLan", &b"en"[..])]);
    assert_eq!(alice.refusal("autoTrans", &value("maybe")).await, 26010);
    assert_eq!(alice.refusal("transLan", &value(&"x".repeat(65))).await, 26010);

    let silent = |kind, level| TypeUnpushInput {
        r#type: kind,
        version: 0,
        unpush_level: level,
        ..TypeUnpushInput::default()
    };
    alice.query("setTypeUnpush", &silent(3, 5)).await;
    let states = SessionStates::decode(alice.query("pullSeAtts", &SessionReq { time: 0 }).await).unwrap();
    assert_eq!((states.state[0].r#type, states.state[0].channel_id.as_str()), (3, ""));
    assert_eq!(states.state[0].state_item[0].value, "5");
    assert_eq!(alice.refusal("setTypeUnpush", &silent(3, 9)).await, 26010);
    assert_eq!(alice.refusal("setTypeUnpush", &silent(0, 5)).await, 26010);
    host.stop().await;
}

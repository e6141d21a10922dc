//! The hourly log: what everybody said in an hour, packed.

use std::io::Read;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::call::{call, done};
use crate::calls::say;
use crate::client::Client;
use crate::host::{HandClock, Host, http, settings};

/// 2026-01-01 12:00:00 in UTC.
const NOON: i64 = 1_767_268_800_000;
const HOUR: i64 = 3_600_000;

async fn url(host: &Host, date: &str) -> String {
    done(host, "/message/history", &[("date", date)]).await["url"].as_str().unwrap().to_owned()
}

/// The lines of the log under an address.
async fn lines(url: &str) -> Vec<Value> {
    let pack = http().get(url).send().await.unwrap().bytes().await.unwrap();
    let mut pack = zip::ZipArchive::new(std::io::Cursor::new(pack)).unwrap();
    assert_eq!(pack.len(), 1);
    let mut text = String::new();
    pack.by_name("2026010112.txt").unwrap().read_to_string(&mut text).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test]
async fn an_hour_is_packed_when_it_is_over_and_until_it_is_deleted() {
    let clock = Arc::new(HandClock::default());
    clock.set(NOON - 1);
    let host = Host::with(settings(), clock.clone(), 1_000).await;
    host.server.add_group("walkers", "Walkers", &["alice", "bob"]).await.unwrap();
    let mut alice = Client::connect(&host, "alice", "").await;
    assert_eq!(say(&mut alice, "ppMsgP", "bob", 1, "before").await, 0);
    clock.set(NOON + 1_234);
    assert_eq!(say(&mut alice, "ppMsgP", "bob", 2, "hello").await, 0);
    for number in 0..250 {
        assert_eq!(say(&mut alice, "pgMsgP", "walkers", 3 + number, &number.to_string()).await, 0);
    }
    let notice =
        [("fromUserId", "alice"), ("objectName", "app:Own"), ("content", "no JSON"), ("toUserId", "bob")];
    done(&host, "/message/system/publish", &notice).await;
    done(&host, "/chatroom/create", &[("chatroom[hall]", "Hall")]).await;
    let text = [("fromUserId", "bob"), ("objectName", "RC:TxtMsg"), ("content", r#"{"content":"here"}"#)];
    let hall = text.into_iter().chain([("toChatroomId", "hall")]).collect::<Vec<_>>();
    done(&host, "/message/chatroom/publish", &hall).await;
    assert_eq!(url(&host, "2026010112").await, "", "the hour is not over");
    clock.set(NOON + HOUR);
    assert_eq!(say(&mut alice, "ppMsgP", "bob", 300, "after").await, 0);

    let address = url(&host, "2026010112").await;
    let log = lines(&address).await;
    assert_eq!(log.len(), 253);
    let uid = &log[0]["msgUID"];
    let expected = json!({
        "appId": "key", "fromUserId": "alice", "targetId": "bob", "targetType": 1, "GroupId": "",
        "classname": "RC:TxtMsg", "content": { "content": "hello" },
        "dateTime": "2026-01-01 12:00:01.234", "msgUID": uid,
    });
    assert_eq!(log[0], expected);
    let group: Vec<String> =
        log[1..251].iter().map(|line| line["content"]["content"].as_str().unwrap().into()).collect();
    assert_eq!(group, (0..250).map(|number| number.to_string()).collect::<Vec<_>>());
    assert!(log[1..251].iter().all(|line| line["GroupId"] == "walkers" && line["targetType"] == 3));
    assert_eq!((&log[251]["targetType"], &log[251]["content"]), (&json!(6), &json!("no JSON")));
    assert_eq!((&log[252]["targetType"], &log[252]["GroupId"]), (&json!(4), &json!("hall")));

    assert_eq!(url(&host, "2026010110").await, "", "nothing was said");
    done(&host, "/message/history/delete", &[("date", "2026010112")]).await;
    assert_eq!(url(&host, "2026010112").await, "", "it is not made again");
    assert_eq!(http().get(&address).send().await.unwrap().status(), 404);
    for date in ["2026013200", "yesterday", ""] {
        for path in ["/message/history", "/message/history/delete"] {
            let (status, answer) = call(&host, path, &[("date", date)]).await;
            assert!(status == 400 && answer["errorMessage"].as_str().unwrap().contains("date"), "{answer}");
        }
    }
    host.stop().await;
}

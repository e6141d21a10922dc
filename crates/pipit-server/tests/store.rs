//! The suite that every store passes, whatever database it stands on.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use pipit_proto::flags::MessageFlags;
use pipit_server::store::{
    Appended, Attribute, Audience, Card, Conversation, Entry, ExpansionChange, Group, GroupChange,
    GroupRules, HistoryRange, LogRange, NewMessage, NewlyRead, NotExpanded, Recall, Refusal, Roll,
    RollChange, RoomEntry, RoomMessage, RoomRecord, RoomRight, RoomRule, RoomWrite, Setting, SqliteStore,
    Store, StoredFile, VersionStep, Who,
};

const NEWEST: HistoryRange = HistoryRange { time: 0, count: 10, ascending: false };

fn message(sender: &str, conversation: Conversation, content: &str) -> NewMessage {
    NewMessage {
        sender: sender.into(),
        conversation,
        audience: Audience::Everyone,
        only: Vec::new(),
        object_name: "RC:TxtMsg".into(),
        content: content.into(),
        flags: MessageFlags { persisted: true, counted: true, ..MessageFlags::default() },
        client_id: None,
        expansion: None,
        recalls: None,
        check_rights: true,
    }
}

fn to(peer: &str) -> Conversation {
    Conversation::Private(peer.into())
}

async fn append(store: &dyn Store, batch: Vec<NewMessage>, now: i64) -> Vec<Result<Appended, Refusal>> {
    store.append(batch.into_iter().map(Arc::new).collect(), now).await
}

async fn people(store: &dyn Store) {
    for id in ["alice", "bob", "carol"] {
        store.put_user(Card { id: id.into(), ..Card::default() }).await.unwrap();
    }
}

async fn conforms(store: &dyn Store) {
    people(store).await;
    keeps_deletions(store).await;
    keeps_attributes(store).await;
    keeps_settings(store).await;
    keeps_files(store).await;
    keeps_rooms(store).await;
    keeps_expansions(store).await;
    keeps_receipts(store).await;
    keeps_rolls(store).await;
    keeps_groups(store).await;
    keeps_a_log(store).await;
    // Times increase in each box, also when the clock steps back.
    let batch = vec![message("alice", to("bob"), "1"), message("alice", to("bob"), "2")];
    let first = append(store, batch, 1_000).await;
    let second = append(store, vec![message("bob", to("alice"), "3")], 500).await;
    let times: Vec<i64> = first.iter().chain(&second).map(|done| done.as_ref().unwrap().time).collect();
    assert!(times.windows(2).all(|pair| matches!(pair, [a, b] if a < b)), "{times:?}");

    // The box of each tells what was received and sent; `previous` chains what was received.
    let page = store.pull("alice", 0, 0, 10).await.unwrap();
    let seen: Vec<(&str, bool)> = page.messages.iter().map(|m| (m.content.as_str(), m.sent)).collect();
    assert_eq!(seen, [("1", true), ("2", true), ("3", false)]);
    let to_bob = &first.get(1).unwrap().as_ref().unwrap().deliveries;
    assert_eq!(to_bob.iter().find(|d| &*d.owner == "bob").unwrap().previous, *times.first().unwrap());
    let page = store.pull("bob", *times.first().unwrap(), i64::MAX, 10).await.unwrap();
    assert_eq!(page.messages.iter().map(|m| m.content.as_str()).collect::<Vec<_>>(), ["2"]);
    assert!(store.pull("bob", 0, 0, 1).await.unwrap().more);

    // The same number again is the same message, and goes to nobody.
    let named = NewMessage { client_id: Some(7), ..message("alice", to("bob"), "4") };
    let once = append(store, vec![named.clone()], 2_000).await.remove(0).unwrap();
    let again = append(store, vec![named], 3_000).await.remove(0).unwrap();
    assert_eq!((once.uid, once.time), (again.uid, again.time));
    assert!(again.deliveries.is_empty());

    // Rights.
    let refused = append(store, vec![message("alice", to("nobody"), "x")], 0).await.remove(0).unwrap_err();
    assert_eq!(refused, Refusal::UnknownUser);
    store.set_blacklisted("bob", vec!["carol".into()], true).await.unwrap();
    let refused = append(store, vec![message("carol", to("bob"), "x")], 0).await.remove(0).unwrap_err();
    assert_eq!(refused, Refusal::Blacklisted);
    let group = Conversation::Group("g".into());
    let refused = append(store, vec![message("alice", group.clone(), "x")], 0).await.remove(0).unwrap_err();
    assert_eq!(refused, Refusal::NotInGroup);

    // A group: members only, directed messages to whom they name.
    store.put_group(Card { id: "g".into(), ..Card::default() }).await.unwrap();
    store.set_members("g", vec!["alice".into(), "bob".into(), "carol".into()], true).await.unwrap();
    let directed = NewMessage { only: vec!["bob".into()], ..message("alice", group.clone(), "for bob") };
    append(store, vec![message("alice", group.clone(), "for all"), directed], 0).await;
    let contents =
        |page: pipit_server::store::BoxPage| page.messages.into_iter().map(|m| m.content).collect::<Vec<_>>();
    assert_eq!(contents(store.history("bob", &group, NEWEST).await.unwrap()), ["for bob", "for all"]);
    assert_eq!(contents(store.history("carol", &group, NEWEST).await.unwrap()), ["for all"]);
    assert!(
        store.history("stranger", &group, NEWEST).await.unwrap().messages.is_empty(),
        "foreign history is empty"
    );
    store.set_members("g", vec!["carol".into()], false).await.unwrap();
    let refused = append(store, vec![message("carol", group, "x")], 0).await.remove(0).unwrap_err();
    assert_eq!(refused, Refusal::NotInGroup);

    // Recall: the notice takes the message's place; only its sender may, and only so long.
    let sent = append(store, vec![message("alice", to("bob"), "oops")], 10_000).await.remove(0).unwrap();
    let recall = |sender: &str, peer: &str, not_before| NewMessage {
        recalls: Some(Recall {
            uid: sent.uid.clone(),
            time: sent.time,
            not_before: Some(not_before),
            replacement: "{}".into(),
        }),
        flags: MessageFlags::default(),
        ..message(sender, to(peer), "{}")
    };
    let refused = append(store, vec![recall("bob", "alice", 0)], 0).await.remove(0).unwrap_err();
    assert_eq!(refused, Refusal::RecallNotAllowed);
    let refused = append(store, vec![recall("alice", "bob", i64::MAX)], 0).await.remove(0).unwrap_err();
    assert_eq!(refused, Refusal::RecallNotAllowed);
    let done = append(store, vec![recall("alice", "bob", 0)], 0).await.remove(0).unwrap();
    assert_eq!(done.uid, format!("Cmd:{}", sent.uid));
    let history = store.history("bob", &to("alice"), NEWEST).await.unwrap();
    assert_eq!(history.messages.first().unwrap().object_name, "RC:RcNtf");

    // The list, reading, clearing and removing.
    let list = store.conversations("bob", 0, 10).await.unwrap();
    assert_eq!(list.first().unwrap().conversation, to("alice"));
    store.mark_read("bob", &to("alice"), i64::MAX).await.unwrap();
    store.mark_read("bob", &to("alice"), 0).await.unwrap();
    let list = store.conversations("bob", 0, 10).await.unwrap();
    assert_eq!(list.first().unwrap().unread, 0, "reading does not go back");
    store.clear_histories("bob", vec![(to("alice"), i64::MAX)]).await.unwrap();
    assert!(store.history("bob", &to("alice"), NEWEST).await.unwrap().messages.is_empty());
    assert!(
        !store.history("alice", &to("bob"), NEWEST).await.unwrap().messages.is_empty(),
        "for oneself only"
    );
    store.remove_conversations("alice", vec![to("bob")]).await.unwrap();
    assert!(
        store.conversations("alice", 0, 10).await.unwrap().iter().all(|row| row.conversation != to("bob"))
    );
}

/// Attributes have versions of their own, which increase whatever the clock says.
/// What somebody deletes is gone for them alone, also from their box.
async fn keeps_deletions(store: &dyn Store) {
    for id in ["dan", "eve"] {
        store.put_user(Card { id: id.into(), ..Card::default() }).await.unwrap();
    }
    let batch = ["1", "2", "3"].map(|text| message("dan", to("eve"), text)).to_vec();
    let sent: Vec<Appended> = append(store, batch, 1_000).await.into_iter().map(Result::unwrap).collect();
    let seen = async |owner: &str, peer: &str| -> Vec<String> {
        let page = store.history(owner, &to(peer), NEWEST).await.unwrap();
        page.messages.into_iter().map(|message| message.content).collect()
    };
    let second = sent.get(1).unwrap();
    store.delete_messages("dan", &to("eve"), vec![("OTHER".into(), second.time)]).await.unwrap();
    assert_eq!(seen("dan", "eve").await, ["3", "2", "1"], "another message of that time");
    for _twice in 0..2 {
        let named = vec![(second.uid.clone(), second.time)];
        store.delete_messages("dan", &to("eve"), named).await.unwrap();
    }
    assert_eq!(seen("dan", "eve").await, ["3", "1"]);
    assert_eq!(seen("eve", "dan").await, ["3", "2", "1"]);
    let found = store.messages_by_uid("dan", &to("eve"), vec![second.uid.clone()]).await.unwrap();
    assert!(found.is_empty(), "not by its name either");
    let named = vec![(second.uid.clone(), second.time)];
    store.delete_messages("dan", &to("nobody"), named).await.unwrap(); // there is nothing to delete

    store.clear_histories("dan", vec![(to("eve"), second.time)]).await.unwrap();
    assert_eq!(seen("dan", "eve").await, ["3"]);
    store.clear_histories("dan", vec![(to("eve"), 0)]).await.unwrap();
    assert_eq!(seen("dan", "eve").await, ["3"], "what was cleared stays away");
    let listed = async |owner: &str| store.conversations(owner, 0, 10).await.unwrap().len();
    store.remove_conversations("dan", vec![to("eve")]).await.unwrap();
    assert_eq!((listed("dan").await, listed("eve").await), (0, 1));
    append(store, vec![message("eve", to("dan"), "4")], 2_000).await.remove(0).unwrap();
    assert_eq!(listed("dan").await, 1, "it is back with the next message");
    assert_eq!(seen("dan", "eve").await, ["4", "3"]);
}

async fn keeps_attributes(store: &dyn Store) {
    let attribute = |target: &str, name: i32, value: &str, version: i64| Attribute {
        kind: 1,
        target: target.into(),
        name,
        value: value.into(),
        version,
    };
    assert_eq!(store.attributes("alice", 0).await.unwrap(), []);
    let both = vec![attribute("bob", 2, "1", 0), attribute("bob", 1, "5", 0)];
    let step = store.set_attributes("alice", both, None, 1_000).await.unwrap().unwrap();
    assert_eq!(step, VersionStep { before: 0, after: 1_000 });
    let carol = vec![attribute("carol", 2, "1", 0)];
    assert_eq!(store.set_attributes("alice", carol.clone(), Some(999), 500).await.unwrap(), None, "outdated");
    let step = store.set_attributes("alice", carol, Some(1_000), 500).await.unwrap().unwrap();
    assert_eq!(step, VersionStep { before: 1_000, after: 1_001 }, "the clock went back");
    let all =
        [attribute("bob", 1, "5", 1_000), attribute("bob", 2, "1", 1_000), attribute("carol", 2, "1", 1_001)];
    assert_eq!(store.attributes("alice", 0).await.unwrap(), all);
    assert_eq!(store.attributes("alice", 1_000).await.unwrap(), all[2..]);
    store.set_attributes("alice", vec![attribute("bob", 2, "0", 0)], None, 2_000).await.unwrap();
    let newest = [attribute("carol", 2, "1", 1_001), attribute("bob", 2, "0", 2_000)];
    assert_eq!(store.attributes("alice", 1_000).await.unwrap(), newest, "set again is once");
    let step = store.set_attributes("alice", Vec::new(), None, 3_000).await.unwrap().unwrap();
    assert_eq!(step, VersionStep { before: 2_000, after: 2_000 }, "nothing is no version");
    assert_eq!(store.attributes("bob", 0).await.unwrap(), [], "for oneself only");
}

/// Settings have versions of their own; one that is removed is an empty one.
async fn keeps_settings(store: &dyn Store) {
    let setting =
        |name: &str, value: &str, version: i64| Setting { name: name.into(), value: value.into(), version };
    assert_eq!(store.settings("alice").await.unwrap(), []);
    let both = vec![setting("b", "1", 0), setting("a", "x", 0)];
    let step = store.set_settings("alice", both, Some(0), 1_000).await.unwrap();
    assert_eq!(step, Some(VersionStep { before: 0, after: 1_000 }));
    let removed = vec![setting("b", "", 0)];
    assert_eq!(store.set_settings("alice", removed.clone(), Some(0), 2_000).await.unwrap(), None, "outdated");
    let step = store.set_settings("alice", removed, None, 500).await.unwrap();
    assert_eq!(step, Some(VersionStep { before: 1_000, after: 1_001 }), "the clock went back");
    let all = [setting("a", "x", 1_000), setting("b", "", 1_001)];
    assert_eq!(store.settings("alice").await.unwrap(), all);
    assert_eq!(store.settings("bob").await.unwrap(), [], "for oneself only");
}

/// The first file under a key stays; its content goes with the last key.
async fn keeps_files(store: &dyn Store) {
    let file = |owner: &str, hash: &str| StoredFile {
        key: "4__RC-1.txt".into(),
        owner: owner.into(),
        hash: hash.into(),
        size: 7,
        media_type: "text/plain".into(),
        time: 5,
    };
    assert_eq!(store.file("4__RC-1.txt").await.unwrap(), None);
    assert_eq!(store.put_file(file("alice", "aa")).await.unwrap(), file("alice", "aa"));
    assert_eq!(store.put_file(file("bob", "bb")).await.unwrap(), file("alice", "aa"));
    assert_eq!(store.file("4__RC-1.txt").await.unwrap(), Some(file("alice", "aa")));

    let second = StoredFile { key: "second".into(), ..file("alice", "aa") };
    store.put_file(second.clone()).await.unwrap();
    assert_eq!(store.files_of("alice", "", 10).await.unwrap(), [file("alice", "aa"), second.clone()]);
    assert_eq!(store.files_of("alice", "4__RC-1.txt", 1).await.unwrap(), [second]);
    assert_eq!(store.file_bytes("alice").await.unwrap(), 14);
    assert_eq!(store.remove_file("4__RC-1.txt").await.unwrap(), Some(("aa".into(), false)));
    assert_eq!(store.remove_file("4__RC-1.txt").await.unwrap(), None);
    assert_eq!(store.remove_file("second").await.unwrap(), Some(("aa".into(), true)));
    assert_eq!(store.file_bytes("alice").await.unwrap(), 0);
}

/// Everything that was said between two times, page by page, each message once.
async fn keeps_a_log(store: &dyn Store) {
    let begin = 5_000_000;
    for (to, content) in [(to("grace"), "1"), (to("heidi"), "2"), (Conversation::System("grace".into()), "3")]
    {
        let said = NewMessage { check_rights: false, ..message("frank", to, content) };
        append(store, vec![said], begin).await.remove(0).unwrap();
    }
    let later = NewMessage { check_rights: false, ..message("frank", to("grace"), "later") };
    append(store, vec![later], begin + 1_000).await.remove(0).unwrap();
    let mut range = LogRange { from: begin, to: begin + 1_000, after: None, count: 2 };
    let mut seen = Vec::new();
    loop {
        let page = store.log(range).await.unwrap();
        let Some(last) = page.last() else { break };
        assert!(page.len() <= 2);
        range.after = Some(last.place);
        seen.extend(page.into_iter().map(|said| (said.kind, said.target, said.content)));
    }
    let row = |kind, target: &str, content: &str| (kind, target.to_owned(), content.to_owned());
    assert_eq!(seen, [row(1, "grace", "1"), row(1, "heidi", "2"), row(6, "grace", "3")]);

    let say = |time| {
        let body = bytes(time);
        RoomWrite::Say(
            "logged".into(),
            RoomMessage { time, sender: "alice".into(), origin: String::new(), body },
        )
    };
    store.write_rooms(vec![say(begin), say(begin + 1), say(begin + 2)]).await.unwrap();
    let first = store.room_log(begin, begin + 2, None, 1).await.unwrap();
    let times = |page: &[(String, RoomMessage)]| page.iter().map(|(_, said)| said.time).collect::<Vec<_>>();
    assert_eq!(times(&first), [begin]);
    let next = store.room_log(begin, begin + 2, Some((begin, "logged".into())), 5).await.unwrap();
    assert_eq!(times(&next), [begin + 1], "the end is not in it");
}

fn bytes(number: i64) -> bytes::Bytes {
    number.to_be_bytes().to_vec().into()
}

/// Rooms with what was said, shared and ruled in them; what goes with one leaves the others alone.
async fn keeps_rooms(store: &dyn Store) {
    let record = |id: &str, name: &str| RoomRecord {
        id: id.into(),
        name: name.into(),
        created: 5,
        ..RoomRecord::default()
    };
    let said = |room: &str, time: i64| {
        RoomWrite::Say(
            room.into(),
            RoomMessage { time, sender: "alice".into(), origin: "Web".into(), body: vec![1].into() },
        )
    };
    let entry = |value: &str, version| RoomEntry {
        key: "seat".into(),
        value: value.into(),
        owner: "alice".into(),
        auto_delete: true,
        version,
    };
    let rule = |room: &str, until| RoomRule {
        room: room.into(),
        right: RoomRight::Favoured,
        subject: "bob".into(),
        until,
    };
    let times = |page: pipit_server::store::RoomPage| {
        (page.messages.iter().map(|message| message.time).collect::<Vec<_>>(), page.more)
    };
    let mut writes = vec![RoomWrite::Put(record("hall", "Hall")), RoomWrite::Put(record("den", "Den"))];
    writes.extend((10..14).map(|time| said("hall", time)));
    writes.extend([said("den", 10), RoomWrite::Set("hall".into(), entry("1", 11))]);
    writes.extend([RoomWrite::Set("den".into(), entry("1", 11)), RoomWrite::Rule(rule("", i64::MAX))]);
    store.write_rooms(writes).await.unwrap();

    let range = |time, count, ascending| HistoryRange { time, count, ascending };
    assert_eq!(times(store.room_history("hall", range(0, 2, false)).await.unwrap()), (vec![13, 12], true));
    assert_eq!(times(store.room_history("hall", range(12, 9, false)).await.unwrap()), (vec![11, 10], false));
    assert_eq!(times(store.room_history("hall", range(10, 2, true)).await.unwrap()), (vec![11, 12], true));
    assert_eq!(times(store.room_history("hall", range(12, 1, true)).await.unwrap()), (vec![13], false));

    let kept = RoomRecord { kept: true, muted: true, held: true, ..record("hall", "Hall") };
    let changes = vec![
        RoomWrite::Put(kept.clone()),
        RoomWrite::Set("hall".into(), entry("2", 12)),
        RoomWrite::Unset("den".into(), "seat".into()),
        RoomWrite::Rule(rule("hall", 7)),
        RoomWrite::Rule(rule("den", 7)),
        RoomWrite::Rule(rule("den", 0)),
    ];
    store.write_rooms(changes).await.unwrap();
    let all = store.rooms().await.unwrap();
    assert_eq!(all.rooms, [(record("den", "Den"), 10), (kept, 13)]);
    assert_eq!(all.entries, [("hall".to_owned(), entry("2", 12))]);
    assert_eq!(all.rules, [rule("", i64::MAX), rule("hall", 7)]);

    let other = RoomMessage { time: 13, sender: String::new(), origin: String::new(), body: vec![2].into() };
    store.write_rooms(vec![RoomWrite::Replace("hall".into(), other)]).await.unwrap();
    let newest = store.room_history("hall", range(0, 1, false)).await.unwrap().messages.remove(0);
    assert_eq!(
        (newest.time, newest.sender.as_str(), &*newest.body),
        (13, "alice", &[2][..]),
        "only the body"
    );

    // One that cannot be written leaves nothing of the others.
    let torn = vec![RoomWrite::Remove("den".into()), said("hall", 13)];
    assert!(store.write_rooms(torn).await.is_err(), "a time is given once");
    assert_eq!(store.rooms().await.unwrap().rooms.len(), 2);

    store.write_rooms(vec![RoomWrite::Remove("hall".into())]).await.unwrap();
    let all = store.rooms().await.unwrap();
    assert_eq!(
        (all.rooms, all.entries, all.rules),
        (vec![(record("den", "Den"), 10)], vec![], vec![rule("", i64::MAX)])
    );
    assert_eq!(times(store.room_history("hall", range(0, 9, false)).await.unwrap()), (vec![], false));
    let most = i64::from(RoomWrite::HISTORY);
    store.write_rooms((100..132 + most).map(|time| said("den", time)).collect()).await.unwrap();
    let (left, _) = times(store.room_history("den", range(1, u32::MAX - 1, true)).await.unwrap());
    let count = i64::try_from(left.len()).unwrap();
    assert!((most..most + 32).contains(&count), "the oldest are gone: {count}");
    assert_eq!(left.last(), Some(&(131 + most)));
}

/// Each member reads a message once; one's own, others' and unknown ones are not read.
async fn keeps_receipts(store: &dyn Store) {
    for id in ["fay", "gil", "hal"] {
        store.put_user(Card { id: id.into(), ..Card::default() }).await.unwrap();
    }
    store.put_group(Card { id: "readers".into(), ..Card::default() }).await.unwrap();
    let members = ["fay", "gil", "hal"].map(str::to_owned).to_vec();
    store.set_members("readers", members, true).await.unwrap();
    let group = || Conversation::Group("readers".into());
    let directed = NewMessage { only: vec!["hal".into()], ..message("fay", group(), "for hal") };
    let batch = vec![message("fay", group(), "all"), directed];
    let mut appended = append(store, batch, 20_000).await.into_iter();
    let all = appended.next().unwrap().unwrap().uid;
    let for_hal = appended.next().unwrap().unwrap().uid;

    let uids = vec![all.clone(), for_hal.clone(), "nonsense".into()];
    let new = store.add_receipts("gil", "readers", uids.clone(), 30_000).await.unwrap();
    assert_eq!(new, [NewlyRead { uid: all.clone(), sender: "fay".into() }]);
    assert_eq!(store.add_receipts("gil", "readers", uids.clone(), 31_000).await.unwrap(), [], "once");
    assert_eq!(store.add_receipts("fay", "readers", uids.clone(), 31_000).await.unwrap(), [], "one's own");
    assert_eq!(store.add_receipts("gil", "nowhere", uids.clone(), 31_000).await.unwrap(), []);
    assert_eq!(store.add_receipts("hal", "readers", uids, 32_000).await.unwrap().len(), 2);
    let readers = store.readers("readers", &all).await.unwrap();
    assert_eq!(readers, [("gil".to_owned(), 30_000), ("hal".to_owned(), 32_000)]);
    assert_eq!(store.readers("readers", "nonsense").await.unwrap(), []);
    assert_eq!(store.readers("nowhere", &all).await.unwrap(), []);
}

/// What a group says of itself changes one by one, survives a new name, and goes with the group and its owner.
async fn keeps_groups(store: &dyn Store) {
    let card = |name: &str| Card { id: "choir".into(), name: name.into(), ..Card::default() };
    let said = GroupChange { notice: Some("at eight".into()), ..GroupChange::default() };
    assert!(!store.change_group("choir", said.clone()).await.unwrap(), "there is none");
    assert_eq!(store.group("choir").await.unwrap(), None);
    store.put_group(card("Choir")).await.unwrap();
    store.set_members("choir", vec!["alice".into(), "bob".into()], true).await.unwrap();
    assert_eq!(
        store.group("choir").await.unwrap().unwrap(),
        Group { card: card("Choir"), ..Group::default() },
        "nothing is said of it yet"
    );
    assert!(store.change_group("choir", said).await.unwrap());
    let rules = GroupRules { mention_all: Some(Who::Owner), ..GroupRules::default() };
    let given = GroupChange { owner: Some("alice".into()), rules, ..GroupChange::default() };
    assert!(store.change_group("choir", given).await.unwrap());
    store.put_group(card("Loud choir")).await.unwrap();
    let (notice, owner) = ("at eight".to_owned(), Some("alice".to_owned()));
    let whole = Group { card: card("Loud choir"), owner, notice, rules };
    assert_eq!(store.group("choir").await.unwrap().unwrap(), whole);
    store.set_members("choir", vec!["alice".into()], false).await.unwrap();
    assert_eq!(store.group("choir").await.unwrap().unwrap(), Group { owner: None, ..whole });
    store.dismiss_group("choir").await.unwrap();
    assert_eq!(store.group("choir").await.unwrap(), None);
    store.put_group(card("Choir")).await.unwrap();
    assert_eq!(
        store.group("choir").await.unwrap().unwrap(),
        Group { card: card("Choir"), ..Group::default() }
    );
    store.dismiss_group("choir").await.unwrap();
}

/// Lists are kept apart by kind and scope, and what is over no longer counts.
async fn keeps_rolls(store: &dyn Store) {
    let entry = |name: &str, until: i64| Entry { name: name.into(), value: "v".into(), since: 1, until };
    let names = async |roll, scope: &str, now| {
        let entries = store.roll(roll, scope, now).await.unwrap();
        entries.into_iter().map(|entry| entry.name).collect::<Vec<_>>()
    };
    let change = async |scope: &str, change| store.change_roll(Roll::Tag, scope, change).await.unwrap();
    change("alice", RollChange::Put(vec![entry("b", 200), entry("a", 100)])).await;
    assert_eq!(store.roll(Roll::Tag, "alice", 0).await.unwrap(), [entry("a", 100), entry("b", 200)]);
    assert_eq!(names(Roll::Tag, "alice", 100).await, ["b"], "one is over");
    assert!(names(Roll::Tag, "bob", 0).await.is_empty(), "of another scope");
    assert!(names(Roll::Word, "alice", 0).await.is_empty(), "another list");
    change("alice", RollChange::Remove(vec!["a".into(), "nobody".into()])).await;
    assert_eq!(names(Roll::Tag, "alice", 0).await, ["b"]);
    change("alice", RollChange::Replace(vec![entry("c", 200)])).await;
    assert_eq!(names(Roll::Tag, "alice", 0).await, ["c"]);

    let everybody = store.everybody("", 1_000).await.unwrap();
    assert!(everybody.is_sorted() && everybody.contains(&"alice".into()));
    let second = store.everybody(everybody.first().unwrap(), 1).await.unwrap();
    assert_eq!(second.first(), everybody.get(1));
}

/// The pairs of a message change, for those who may write, and messages are found by their uids.
async fn keeps_expansions(store: &dyn Store) {
    let flags = MessageFlags { persisted: true, expandable: true, ..MessageFlags::default() };
    let expandable = NewMessage { flags, ..message("dave", to("erin"), "pairs") };
    let plain = message("dave", to("erin"), "plain");
    for id in ["dave", "erin"] {
        store.put_user(Card { id: id.into(), ..Card::default() }).await.unwrap();
    }
    let mut appended = append(store, vec![expandable, plain], 10_000).await.into_iter();
    let carries = &appended.next().unwrap().unwrap().uid;
    let plain = &appended.next().unwrap().unwrap().uid;
    let change = |uid: &str, put: &[(&str, &str)], remove: &[&str]| ExpansionChange {
        uid: uid.into(),
        put: put.iter().map(|&(key, value)| (key.into(), value.into())).collect(),
        remove: remove.iter().map(|&key| key.into()).collect(),
        most: 2,
    };
    let pairs = async || {
        let found = store.messages_by_uid("dave", &to("erin"), vec![carries.clone()]).await.unwrap();
        found.first().unwrap().expansion.clone()
    };
    store
        .expand("erin", &to("dave"), change(carries, &[("a", "1"), ("b", "2")], &[]))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(pairs().await.unwrap(), r#"{"a":{"v":"1"},"b":{"v":"2"}}"#);
    let too_many = store.expand("erin", &to("dave"), change(carries, &[("c", "3")], &[])).await.unwrap();
    assert_eq!(too_many, Err(NotExpanded::TooMany));
    store.expand("dave", &to("erin"), change(carries, &[("a", "4")], &["b", "x"])).await.unwrap().unwrap();
    assert_eq!(pairs().await.unwrap(), r#"{"a":{"v":"4"}}"#);

    let refused = async |sender: &str, peer: &str, uid: &str| {
        store.expand(sender, &to(peer), change(uid, &[("a", "1")], &[])).await.unwrap().unwrap_err()
    };
    assert_eq!(refused("dave", "erin", plain).await, NotExpanded::NotExpandable);
    assert_eq!(refused("dave", "erin", "nonsense").await, NotExpanded::NotFound);
    assert_eq!(refused("alice", "erin", carries).await, NotExpanded::NotFound, "of another conversation");
    store.set_blacklisted("erin", vec!["dave".into()], true).await.unwrap();
    assert_eq!(refused("dave", "erin", carries).await, NotExpanded::NotAllowed);

    let both = vec![plain.clone(), "nonsense".into(), carries.clone()];
    let found = store.messages_by_uid("erin", &to("dave"), both.clone()).await.unwrap();
    assert_eq!(found.iter().map(|message| &message.uid).collect::<Vec<_>>(), [plain, carries]);
    assert_eq!(store.messages_by_uid("alice", &to("dave"), both).await.unwrap(), [], "of others");
}

#[tokio::test]
async fn the_embedded_store_in_memory_conforms() {
    conforms(&SqliteStore::in_memory().unwrap()).await;
}

#[tokio::test]
async fn the_embedded_store_in_a_file_conforms_and_continues_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    conforms(&SqliteStore::open(folder.path()).unwrap()).await;
    let again = SqliteStore::open(folder.path()).unwrap();
    let newest = again.pull("alice", 0, 0, 100).await.unwrap().messages.last().unwrap().time;
    let next = append(&again, vec![message("alice", to("bob"), "after")], 0).await.remove(0).unwrap();
    assert!(next.time > newest, "times go on where they were");
}

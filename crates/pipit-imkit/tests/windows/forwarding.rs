use pipit_im::content::{CombineV2, ReadReceiptRequest};
use pipit_im::{Content, ConversationId, ConversationType, Held, MessageId, Side, TargetId, User, UserId};
use pipit_imkit::{Merged, MessageBody, Readers, Summary, TimelineItemKind, find_conversations, merge};

use super::bench::{Bench, MINUTE, private};

fn words(name: &str, summary: &Summary) -> String {
    match summary {
        Summary::Text { text } => format!("{name} says {text}"),
        other => format!("{name} says {other:?}"),
    }
}

fn number(count: i64) -> MessageId {
    MessageId((1_i64 << 40) + count)
}

#[tokio::test]
async fn ux_48_messages_forwarded_as_one_are_read_as_they_were_said() {
    let mut bench = Bench::new();
    let bob = private("bob");
    bench.arrives("bob", &bob, MINUTE, "shall we?").await;
    bench.arrives("me", &bob, MINUTE, "yes").await;
    let messages = bench.client.shareable(&[number(2), number(1)]).await.unwrap();
    let content = merge(&bench.client, &messages, words).await.unwrap();
    let Content::CombineV2(list) = &content else { panic!("{content:?}") };
    assert_eq!((list.conversation_type, list.count), (1, 2));
    assert_eq!(list.names, ["bob", "me"]);
    assert_eq!(list.summary, ["bob says shall we?", "me says yes"], "in the order in which they were said");
    let first = &list.messages[0];
    assert_eq!(
        (&first["fromUserId"], &first["targetId"], &first["objectName"], &first["content"]["content"]),
        (&"bob".into(), &"bob".into(), &"RC:TxtMsg".into(), &"shall we?".into())
    );

    let sent = bench.client.send(&private("carol"), content).await.unwrap();
    let mut merged = Merged::open(bench.client.clone(), sent, Held::ITSELF).await.unwrap();
    let rows = merged.rows().await.unwrap();
    let told: Vec<_> = rows
        .iter()
        .filter_map(|row| match &row.kind {
            TimelineItemKind::Message(view) => Some((view.sender_name.as_str(), view.body.clone())),
            _ => None,
        })
        .collect();
    let text = |text: &str| MessageBody::Text { text: text.into() };
    assert_eq!(told, [("bob", text("shall we?")), ("me", text("yes"))]);
}

#[tokio::test]
async fn what_is_not_a_list_of_messages_is_an_error_and_a_broken_entry_is_left_out() {
    let mut bench = Bench::new();
    bench.arrives("bob", &private("bob"), MINUTE, "text").await;
    assert!(Merged::open(bench.client.clone(), number(1), Held::ITSELF).await.is_err());
    let broken = CombineV2 {
        messages: serde_json::json!([7, {"fromUserId": "bob", "objectName": "RC:TxtMsg", "content": "{\"content\":\"x\"}"}]),
        ..CombineV2::default()
    };
    let sent = bench.client.send(&private("bob"), Content::CombineV2(broken)).await.unwrap();
    assert_eq!(bench.client.combined(sent, Held::ITSELF).await.unwrap().len(), 1);
}

#[tokio::test]
async fn ux_48_one_by_one_keeps_the_order_and_what_the_server_does_not_have_is_refused() {
    let mut bench = Bench::new();
    let (bob, carol) = (private("bob"), private("carol"));
    bench.many_arrive(&bob, 3).await;
    let messages = bench.client.shareable(&[number(3), number(1)]).await.unwrap();
    bench.client.save_draft(&carol, "half a").await.unwrap();
    bench.client.forward(&messages, &carol).await.unwrap();
    assert_eq!(bench.client.draft(&carol).await.unwrap().text, "half a", "what is being written there stays");
    let page = bench.client.messages(&carol, pipit_im::MessageRange::Latest { limit: 9 }).await.unwrap();
    let said: Vec<_> = page.list.iter().map(|message| message.content.words()).collect();
    assert_eq!(said, ["number 0", "number 2"]);
    let waiting = page.list[0].id;
    assert!(bench.client.shareable(&[waiting]).await.is_err(), "it is on its way");
}

#[tokio::test]
async fn ux_48_conversations_are_found_by_any_part_of_their_names() {
    let mut bench = Bench::new();
    for name in ["Bob Hansen", "王芳", "bobby"] {
        bench.arrives("x", &private(name), MINUTE, "hello").await;
    }
    let found = async |words: &str| {
        let rows = find_conversations(&bench.client, words, 10).await.unwrap();
        rows.into_iter().map(|row| row.title).collect::<Vec<_>>()
    };
    assert_eq!(found(" BOB ").await, ["bobby", "Bob Hansen"], "the latest first");
    assert_eq!(found("芳").await, ["王芳"]);
    assert_eq!(found("").await.len(), 3);
    let dora = User { id: UserId::new("d"), name: Some("Dora".into()), portrait: None };
    bench.client.know_user(dora).await.unwrap();
    assert_eq!(found("dor").await, ["Dora"], "to whom nothing was said yet");
    assert_eq!(found("").await.last().unwrap(), "Dora", "after those to whom something was");
    assert_eq!(find_conversations(&bench.client, "", 2).await.unwrap().len(), 2);
}

#[tokio::test]
async fn ux_51_the_arrows_lead_from_picture_to_picture() {
    let mut bench = Bench::new();
    let bob = private("bob");
    for name in ["RC:ImgMsg", "RC:TxtMsg", "RC:GIFMsg", "RC:FileMsg"] {
        let time = bench.later(MINUTE);
        let mut message = bench.message("bob", &bob, time, "");
        message.content = Content::decode(name, "{}");
        bench.client.arrive(vec![message]).await.unwrap();
    }
    let beside = async |from: i64, side| {
        bench.client.picture_beside(number(from), side).await.unwrap().map(|message| message.id)
    };
    assert_eq!(beside(1, Side::Newer).await, Some(number(3)));
    assert_eq!(beside(3, Side::Older).await, Some(number(1)));
    assert_eq!((beside(1, Side::Older).await, beside(3, Side::Newer).await), (None, None));
}

#[tokio::test]
async fn a_message_and_what_came_after_it_become_unread_again() {
    let mut bench = Bench::new();
    let bob = private("bob");
    bench.many_arrive(&bob, 5).await;
    bench.mark_all_read(&bob).await;
    bench.client.mark_unread_from(number(3)).await.unwrap();
    let row = bench.client.conversation(&bob).await.unwrap().unwrap();
    assert_eq!(row.unread, 3);
    let (first, count) = bench.client.first_unread(&bob).await.unwrap().unwrap();
    let third = bench.client.message(number(3)).await.unwrap().unwrap();
    assert_eq!((first, count), (pipit_im::MessageCursor::of(&third), 3));
    assert!(bench.client.mark_unread_from(number(99)).await.is_err());
}

#[tokio::test]
async fn ux_31_reading_a_group_answers_everybody_who_has_asked() {
    let mut bench = Bench::new();
    let team = ConversationId { kind: ConversationType::Group, target_id: TargetId::new("team") };
    bench.arrives("bob", &team, MINUTE, "read this").await;
    bench.arrives("carol", &team, MINUTE, "and this").await;
    let mut ask = bench.message("bob", &team, bench.later(1), "");
    let word = ReadReceiptRequest { message_uid: "uid-1".into(), ..ReadReceiptRequest::default() };
    ask.content = Content::ReadReceiptRequest(word);
    bench.client.arrive(vec![ask]).await.unwrap();
    let answered =
        async |id| bench.client.message(id).await.unwrap().unwrap().receipt.map(|one| one.answered);
    assert_eq!(answered(number(1)).await, Some(false));
    bench.client.answer_receipts(&team, number(2)).await.unwrap();
    assert_eq!(answered(number(1)).await, Some(true));
    assert_eq!(answered(number(2)).await, None, "nobody asked about it");
    let readers = Readers::of(&bench.client, number(2)).await.unwrap();
    assert_eq!((readers.read.len(), readers.unread), (0, None), "nobody tells who is in a group");
}

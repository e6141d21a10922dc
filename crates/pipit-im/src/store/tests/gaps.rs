//! What was not delivered: where it may lie, and what is known to be filled.

use super::*;

fn at(since: i64, until: i64) -> Gap {
    Gap { since: Timestamp(since), until: Timestamp(until) }
}

/// An absence ends: something may be missing in every conversation.
fn miss(db: &Transaction<'_>, since: i64, until: i64) {
    pulled(db, Pulled { missed: Some(at(since, until)), caught_up: None }).unwrap();
}

fn fill(db: &Transaction<'_>, before: i64, down_to: Option<i64>) -> Option<Gap> {
    filled(db, &bob(), Timestamp(before), down_to.map(Timestamp)).unwrap();
    gap(db, &bob()).unwrap()
}

#[test]
fn an_absence_may_have_cost_what_came_before_the_first_message_and_more_than_a_day_ago() {
    const HOUR: i64 = 3_600_000;
    let after = |first: Option<i64>, now| Gap::after(Timestamp(1_000), first.map(Timestamp), Timestamp(now));
    assert_eq!(after(None, 1_000 + 20 * HOUR), None, "whatever the limit is, it was not reached");
    assert_eq!(after(None, 1_000 + 24 * HOUR), Some(at(1_000, 1_000 + HOUR)), "an hour is left to clocks");
    assert_eq!(after(Some(5_000), 1_000 + 200 * HOUR), Some(at(1_000, 5_000)));
    assert_eq!(after(Some(1_000 + 199 * HOUR), 1_000 + 200 * HOUR), Some(at(1_000, 1_000 + 177 * HOUR)));
}

#[test]
fn what_was_delivered_is_known_by_messages_and_by_having_caught_up() {
    const HOUR: i64 = 3_600_000;
    let mut db = schema::in_memory().unwrap();
    let transaction = db.transaction().unwrap();
    assert_eq!(delivered(&transaction).unwrap(), Timestamp(0));
    take_in(&transaction, 1..6);
    assert_eq!(delivered(&transaction).unwrap(), Timestamp(5));
    let caught_up = Some(Timestamp(9 * HOUR));
    pulled(&transaction, Pulled { missed: None, caught_up }).unwrap();
    assert_eq!(delivered(&transaction).unwrap(), Timestamp(8 * HOUR), "nobody said anything until then");
}

#[test]
fn a_gap_is_filled_from_its_end_downward_and_one_that_has_grown_meanwhile_stays() {
    let mut db = schema::in_memory().unwrap();
    let transaction = db.transaction().unwrap();
    take_in(&transaction, 1..6);
    miss(&transaction, 10, 100);
    assert_eq!(gap(&transaction, &bob()).unwrap(), Some(at(10, 100)));
    assert_eq!(fill(&transaction, 101, Some(70)), Some(at(10, 70)));
    assert_eq!(fill(&transaction, 300, Some(200)), Some(at(10, 70)), "what lies above it fills nothing");
    assert_eq!(fill(&transaction, 60, Some(30)), Some(at(10, 70)), "what leaves something out above neither");
    miss(&transaction, 110, 200);
    assert_eq!(gap(&transaction, &bob()).unwrap(), Some(at(10, 200)), "both, and what lies between");
    assert_eq!(fill(&transaction, 71, Some(20)), Some(at(10, 200)), "that was asked for before it grew");
    miss(&transaction, 110, 150);
    assert_eq!(fill(&transaction, i64::MAX, Some(10)), None);
    miss(&transaction, 210, 300);
    assert_eq!(fill(&transaction, 301, None), None, "the server has no more");
}

#[test]
fn nothing_is_missed_where_older_messages_are_looked_for_anyway() {
    let mut db = schema::in_memory().unwrap();
    let transaction = db.transaction().unwrap();
    take_in(&transaction, 50..55);
    miss(&transaction, 10, 50);
    assert_eq!(gap(&transaction, &bob()).unwrap(), None);
    // Nobody looks for older ones any more once the server has none.
    set_history_complete(&transaction, &bob()).unwrap();
    miss(&transaction, 10, 50);
    assert_eq!(gap(&transaction, &bob()).unwrap(), Some(at(10, 50)));
}

#[test]
fn a_gap_grows_also_when_what_was_before_it_was_deleted_message_by_message() {
    let mut db = schema::in_memory().unwrap();
    let transaction = db.transaction().unwrap();
    take_in(&transaction, 1..2);
    miss(&transaction, 10, 50);
    delete(&transaction, last_received(&transaction, &bob(), Timestamp(1)).unwrap().unwrap()).unwrap();
    miss(&transaction, 60, 90);
    assert_eq!(gap(&transaction, &bob()).unwrap(), Some(at(10, 90)));
}

#[test]
fn what_was_cleared_away_is_not_missed() {
    let mut db = schema::in_memory().unwrap();
    let transaction = db.transaction().unwrap();
    take_in(&transaction, 1..6);
    miss(&transaction, 5, 100);
    clear(&transaction, &bob()).unwrap();
    assert_eq!(gap(&transaction, &bob()).unwrap(), Some(at(5, 100)), "that was never here");
    take_in(&transaction, 80..82);
    clear(&transaction, &bob()).unwrap();
    assert_eq!(gap(&transaction, &bob()).unwrap(), Some(at(81, 100)));
    take_in(&transaction, 120..122);
    clear(&transaction, &bob()).unwrap();
    assert_eq!(gap(&transaction, &bob()).unwrap(), None);
    miss(&transaction, 90, 121);
    assert_eq!(gap(&transaction, &bob()).unwrap(), None);
    miss(&transaction, 90, 130);
    assert_eq!(gap(&transaction, &bob()).unwrap(), Some(at(121, 130)));
}

#[test]
fn the_list_has_a_gap_of_its_own() {
    let mut db = schema::in_memory().unwrap();
    let transaction = db.transaction().unwrap();
    miss(&transaction, 10, 100);
    assert_eq!(gap_of_list(&transaction).unwrap(), Some(at(10, 100)));
    list_filled(&transaction, Timestamp(100), Some(Timestamp(60))).unwrap();
    miss(&transaction, 110, 200);
    assert_eq!(gap_of_list(&transaction).unwrap(), Some(at(10, 200)));
    list_filled(&transaction, Timestamp(60), None).unwrap();
    assert_eq!(gap_of_list(&transaction).unwrap(), Some(at(10, 200)), "that was asked for before it grew");
    list_filled(&transaction, Timestamp(200), None).unwrap();
    assert_eq!(gap_of_list(&transaction).unwrap(), None);
}

#[test]
fn the_health_tells_of_conversations_in_which_something_is_missing() {
    let mut db = schema::in_memory().unwrap();
    let transaction = db.transaction().unwrap();
    take_in(&transaction, 1..6);
    set_history_complete(&transaction, &bob()).unwrap();
    assert_eq!(health(&transaction).unwrap().partial, 0);
    miss(&transaction, 5, 100);
    assert_eq!(health(&transaction).unwrap().partial, 1);
}

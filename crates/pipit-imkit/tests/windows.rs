//! Windows over a real store without a network: what they tell, exactly, and what they keep to.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on, fails"
)]

mod windows {
    pub(crate) mod bench;
    mod conversation_list;
    mod forwarding;
    mod notices;
    mod random;
    mod search;
    mod timeline;
}

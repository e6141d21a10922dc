//! The conversation list: watched through [`Subscription::ConversationList`](super::Subscription).

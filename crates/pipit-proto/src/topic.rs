//! Topics: the names of the operations. The platform's clients drop frames whose topic they do not know.

/// A private message. Answered with time and uid.
pub const PRIVATE_MESSAGE: &str = "ppMsgP";
/// A private status message (typing): not stored, not acknowledged.
pub const PRIVATE_STATUS: &str = "ppMsgS";
/// A group message. Answered with time and uid.
pub const GROUP_MESSAGE: &str = "pgMsgP";
/// A group status message: not stored, not acknowledged.
pub const GROUP_STATUS: &str = "pgMsgS";
/// Takes a message back; the target is the caller.
pub const RECALL: &str = "recallMsg";
/// Marks a conversation read up to a time; the target is the caller.
pub const MARK_READ: &str = "updRTime";

/// Pulls both boxes from the given times on.
pub const PULL: &str = "pullMsg";
/// History of a private conversation.
pub const PRIVATE_HISTORY: &str = "qryPMsg";
/// History of a group.
pub const GROUP_HISTORY: &str = "qryGMsg";
/// History of what the app has said to the caller.
pub const SYSTEM_HISTORY: &str = "qrySMsg";
/// Messages of a conversation by their uids.
pub const MESSAGES_BY_UID: &str = "qryMsg";
/// The caller has read messages of a group, which is the target.
pub const GROUP_RECEIPT: &str = "rrMsg";
/// Who has read a message of a group, which is the target.
pub const GROUP_READERS: &str = "rrList";
/// Deletes messages for the caller.
pub const DELETE_MESSAGES: &str = "delMsg";
/// Clears a private conversation's history for the caller, up to a time.
pub const CLEAR_PRIVATE: &str = "cleanPMsg";
/// Clears a group's history for the caller, up to a time.
pub const CLEAR_GROUP: &str = "cleanGMsg";
/// Clears the history of what the app has said to the caller, up to a time.
pub const CLEAR_SYSTEM: &str = "cleanSMsg";
/// Clears several histories for the caller, each up to a time.
pub const CLEAR_BATCH: &str = "cleanMsgBatch";
/// Edits a message of one's own.
pub const MODIFY: &str = "modifyMsg";
/// Messages that were edited since a version.
pub const PULL_MODIFIED: &str = "pullModifyMsg";
/// Events since a time.
pub const PULL_EVENTS: &str = "pullEventChange";

/// The conversation list, as asked today.
pub const CONVERSATIONS: &str = "qryRelationR";
/// The conversation list, as older clients ask it.
pub const CONVERSATIONS_OLD: &str = "qryRelation";
/// The conversation list by types and tags, page by page.
pub const CONVERSATIONS_FILTERED: &str = "qryRelationFilter";
/// The last messages of given conversations.
pub const CONVERSATIONS_BATCH: &str = "qryRLBatch";
/// Removes conversations from the list.
pub const DELETE_CONVERSATIONS: &str = "delRelationBatch";
/// Removes the conversation that is the target from the list, as older clients do.
pub const DELETE_CONVERSATION: &str = "delRelation";
/// Conversation attributes (top, silent) since a version.
pub const PULL_ATTRIBUTES: &str = "pullSeAtts";
/// Sets conversation attributes.
pub const SET_ATTRIBUTES: &str = "setSeAtt";
/// How silent all conversations of a type are.
pub const SET_TYPE_SILENT: &str = "setTypeUnpush";
/// Puts tags on conversations, or changes them.
pub const TAG_CONVERSATIONS: &str = "addTag";
/// Takes tags off conversations.
pub const UNTAG_CONVERSATIONS: &str = "delTag";
/// User settings since a version.
pub const PULL_SETTINGS: &str = "pullUS";
/// Creates or renames tags of the user.
pub const PUT_TAGS: &str = "addSeTag";
/// Deletes tags of the user.
pub const DELETE_TAGS: &str = "delSeTag";
/// The language that messages are translated to.
pub const SET_LANGUAGE: &str = "transLan";
/// Whether messages are translated without being asked.
pub const SET_TRANSLATED: &str = "autoTrans";
/// Sets the quiet hours.
pub const SET_QUIET_HOURS: &str = "addUnpush";
/// Asks for the quiet hours.
pub const QUIET_HOURS: &str = "qryUnpush";
/// Removes the quiet hours.
pub const DELETE_QUIET_HOURS: &str = "delUnpush";
/// Leave to upload a file.
pub const UPLOAD_TOKEN: &str = "qnTkn";
/// The address of a file.
pub const FILE_ADDRESS: &str = "qnUrl";
/// The address of a file that Alibaba's cloud took.
pub const ALIYUN_ADDRESS: &str = "aliUrl";
/// The address of a file that Amazon's cloud took.
pub const S3_ADDRESS: &str = "s3Url";
/// The address of a file that STC's cloud took.
pub const STC_ADDRESS: &str = "stcUrl";
/// The address of a file that a `MinIO` server took.
pub const MINIO_ADDRESS: &str = "minioUrl";
/// The client's report of its version.
pub const REPORT_SDK: &str = "reportsdk";
/// The app's bots.
pub const BOTS: &str = "qAppBot";

/// A message in a chat room. Answered with time and uid.
pub const ROOM_MESSAGE: &str = "chatMsg";
/// Joins a chat room, which is made if it is not there. The target of this and all of the following is the room.
pub const JOIN_ROOM: &str = "joinChrm";
/// Joins a chat room that is there; also how a client comes back to one.
pub const JOIN_EXISTING_ROOM: &str = "joinChrmR";
/// Leaves a chat room.
pub const LEAVE_ROOM: &str = "exitChrm";
/// What was said in a chat room since a time.
pub const PULL_ROOM: &str = "chrmPull";
/// A chat room's members.
pub const ROOM_INFO: &str = "queryChrmI";
/// History of a chat room.
pub const ROOM_HISTORY: &str = "qryCHMsg";
/// Sets an entry of a chat room.
pub const SET_ENTRY: &str = "setKV";
/// Deletes an entry of a chat room.
pub const DELETE_ENTRY: &str = "delKV";
/// Sets several entries of a chat room.
pub const SET_ENTRIES: &str = "setKVS";
/// Deletes several entries of a chat room.
pub const DELETE_ENTRIES: &str = "delKVS";
/// A chat room's entries that changed since a version.
pub const PULL_ENTRIES: &str = "pullKV";

/// Server push: something waits, pull.
pub const NOTIFY: &str = "s_ntf";
/// Server push: the message itself.
pub const MESSAGE: &str = "s_msg";
/// Server push: settings or attributes changed.
pub const COMMAND: &str = "s_cmd";
/// Server push: user settings changed, pull them.
pub const SETTINGS_CHANGED: &str = "s_us";
/// Pipit's own: names and pictures of people and groups.
pub const PEOPLE: &str = "pipitUsers";
/// Pipit's own: puts people on the caller's blacklist, or takes them off it.
pub const BLOCK: &str = "pipitBlock";
/// Pipit's own: the caller's blacklist.
pub const BLOCKED: &str = "pipitBlocked";
/// Pipit's own: for how many days messages wait for the caller.
pub const OFFLINE: &str = "pipitOffline";

/// Pipit's own: how much of an upload in slices is there; who announces it takes slices where it takes whole files.
pub const UPLOADED: &str = "pipitUpload";

/// Pipit's own: a message in a discussion, which is the target. Answered with time and uid.
pub const DISCUSSION_MESSAGE: &str = "pipitDiscussionMsg";
/// Pipit's own: history of a discussion.
pub const DISCUSSION_HISTORY: &str = "pipitDiscussionHis";
/// Pipit's own: creates a discussion.
pub const CREATE_DISCUSSION: &str = "pipitDiscuss";
/// Pipit's own: a discussion's name, members and settings.
pub const DISCUSSION: &str = "pipitDiscussion";
/// Pipit's own: changes a discussion.
pub const SET_DISCUSSION: &str = "pipitDiscussionSet";

/// Pipit's own: a group's name, members, notice, and what the caller may do in it.
pub const GROUP: &str = "pipitGroup";
/// Pipit's own: changes a group's notice, or leaves it.
pub const SET_GROUP: &str = "pipitGroupSet";

/// Pipit's own: where the caller is signed in.
pub const DEVICES: &str = "pipitDevices";
/// Pipit's own: ends a connection of the caller's.
pub const END_DEVICE: &str = "pipitEndDevice";
/// Pipit's own, and no topic: the server takes sessions that only hear what notifies (`push=only`).
pub const PUSH_ONLY: &str = "pipitPush";

/// The topics of Pipit's own, which a server announces in navigation's answer. What it does not announce is not asked.
pub const OWN: [&str; 15] = [
    PEOPLE,
    BLOCK,
    BLOCKED,
    OFFLINE,
    UPLOADED,
    CREATE_DISCUSSION,
    DISCUSSION,
    SET_DISCUSSION,
    DISCUSSION_MESSAGE,
    DISCUSSION_HISTORY,
    GROUP,
    SET_GROUP,
    DEVICES,
    END_DEVICE,
    PUSH_ONLY,
];

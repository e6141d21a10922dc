// Generated from the Rust types by `make bindings`; do not edit.

/**
 * What went wrong with a call.
 */
export type ApiError = { 
/**
 * What the page decides by.
 */
code: ErrorCode, 
/**
 * What a developer reads; never shown to a person as it is.
 */
message: string, };

/**
 * What a page decides by. A code exists only where a caller does something else because of it.
 */
export type ErrorCode = "badCall" | "notSignedIn" | "signInFailed" | "unsafe" | "badText" | "notFound" | "refused" | "offline" | "fileUnavailable" | "fileTooLarge" | "storeUnavailable" | "noMicrophone" | "microphoneRefused" | "recordingTooShort" | "recordingWaits" | "leftOut" | "systemRefused";

/**
 * Where the profile stands.
 */
export type Session = { "state": "opening" } | { "state": "signedOut", 
/**
 * The server that was last used, to fill in.
 */
server: string | null, 
/**
 * The app key that was last used, to fill in.
 */
appKey: string | null, 
/**
 * Why the last attempt failed.
 */
problem: SignInProblem | null, } | { "state": "locked", 
/**
 * Why.
 */
reason: LockReason, 
/**
 * The file or the keyring's entry that is at fault, for the person to look after.
 */
place: string | null, 
/**
 * No passphrase was chosen for this profile yet: ask for a new one, twice.
 */
choose: boolean, 
/**
 * The passphrase given was wrong.
 */
wrong: boolean, } | { "state": "signedIn", 
/**
 * Who.
 */
userId: UserId, 
/**
 * Their name, or the id.
 */
name: string, 
/**
 * Their picture.
 */
avatar: Avatar, 
/**
 * Where.
 */
server: string, };

/**
 * Why the vault does not open.
 */
export type LockReason = "noKeyring" | "keyringLocked" | "passphrase" | "unusableFile" | "damagedFile" | "damagedEntry";

/**
 * Why signing in failed.
 */
export type SignInProblem = { "type": "badAddress" } | { "type": "unreachable" } | { "type": "tokenIncorrect" } | { "type": "refused", 
/**
 * The platform's code, such as 31009 for a blocked user.
 */
code: number, } | { "type": "storeTooNew" } | { "type": "storeUnavailable" };

/**
 * Who signs in, where.
 */
export type SignInArgs = { 
/**
 * The server's address; `http://` is assumed where no scheme stands.
 */
server: string, 
/**
 * The app key.
 */
appKey: string, 
/**
 * The token that the app's server issued.
 */
token: string, };

/**
 * The passphrase of this profile, or the one to give it.
 */
export type UnlockArgs = { 
/**
 * At least eight characters when it is chosen.
 */
passphrase: string, };

/**
 * Arguments of `useEmoji`.
 */
export type UseEmojiArgs = { 
/**
 * The emoji that was chosen.
 */
emoji: string, };

/**
 * Where to look for a demo.
 */
export type FindDemoArgs = { 
/**
 * The server's address.
 */
server: string, };

/**
 * A server that offers demo users.
 */
export type DemoServer = { 
/**
 * The demo's app key.
 */
appKey: string, 
/**
 * Its people.
 */
users: Array<DemoUser>, };

/**
 * Somebody to try it as.
 */
export type DemoUser = { 
/**
 * Their id.
 */
userId: UserId, 
/**
 * Their name.
 */
name: string, 
/**
 * Signs them in.
 */
token: string, };

/**
 * Where the connection stands.
 */
export type ConnectionStatus = { "status": "connected" } | { "status": "connecting" } | { "status": "waiting", 
/**
 * What stands in the way.
 */
reason: WaitReason, 
/**
 * When the next attempt starts by itself.
 */
retryAt: Timestamp, } | { "status": "kicked" } | { "status": "tokenIncorrect" } | { "status": "refused", 
/**
 * The platform's code, such as 31009 for a blocked user.
 */
code: number, } | { "status": "disconnected" };

/**
 * What stands in the way of a connection.
 */
export type WaitReason = "noNetwork" | "serverUnavailable" | "storeUnavailable";

/**
 * What waits for the user in a conversation.
 */
export type Waiting = "unread" | "mentions";

/**
 * The settings of a profile.
 */
export type Settings = { 
/**
 * Light or dark.
 */
theme: Theme, 
/**
 * The page's language.
 */
language: Language, 
/**
 * How large everything is.
 */
textSize: TextSize, 
/**
 * Which key sends.
 */
sendKey: SendKey, 
/**
 * Whether what arrives unseen raises notifications.
 */
notifications: boolean, 
/**
 * Whether notifications say what was written.
 */
notificationContent: boolean, 
/**
 * Until when there are no notifications but of mentions, in milliseconds since 1970.
 */
snoozedUntil: number | null, 
/**
 * Whether closing the window leaves the app running in the tray, where there is one.
 */
closeToTray: boolean, 
/**
 * Somebody who closed the window was told so.
 */
trayExplained: boolean, 
/**
 * Whether the app starts, in the tray, when the person logs in.
 */
startAtLogin: boolean, 
/**
 * Keys that show and hide the window whichever app has the focus, such as `Ctrl+Alt+KeyP`.
 */
shortcut: string | null, 
/**
 * How fast voices are played.
 */
voiceRate: VoiceRate, 
/**
 * Where a place is looked at.
 */
maps: Maps, 
/**
 * How wide the conversation list is, in CSS pixels.
 */
listWidth: number, };

/**
 * Light or dark.
 */
export type Theme = "system" | "light" | "dark";

/**
 * A language that the page speaks.
 */
export type Language = "system" | "en" | "zh-Hans" | "zh-Hant" | "ar";

/**
 * Which key sends. Shift+Enter is a new line either way.
 */
export type SendKey = "enter" | "ctrlEnter";

/**
 * How large text is, and everything with it.
 */
export type TextSize = "small" | "normal" | "large" | "larger" | "largest";

/**
 * How fast voices are played; how high they sound stays the same.
 */
export type VoiceRate = "normal" | "faster" | "fastest";

/**
 * Which of those parts are there.
 */
export type Extensions = { 
/**
 * Red packets: money as a present. They need a wallet too.
 */
redPacket: boolean, 
/**
 * Stickers of packs.
 */
stickers: boolean, 
/**
 * Short films.
 */
shortVideo: boolean, };

/**
 * What is known of newer versions of the app.
 */
export type Updates = { "state": "off" } | { "state": "fromSystem" } | { "state": "checking" } | { "state": "newest", 
/**
 * When that was so, in milliseconds since 1970.
 */
checked: number, } | { "state": "found", 
/**
 * Which.
 */
version: NewVersion, } | { "state": "fetching", 
/**
 * Which.
 */
version: NewVersion, 
/**
 * How much of it is here, 0 to 100; not known where the server does not say how large it is.
 */
percent: number | null, } | { "state": "failed", 
/**
 * Why.
 */
problem: UpdateProblem, };

/**
 * A newer version.
 */
export type NewVersion = { 
/**
 * Its number, such as `1.2.0`.
 */
number: string, 
/**
 * What is new in it, as plain text, in the publisher's language.
 */
notes: string | null, };

/**
 * Why there is no newer version, although there may be one.
 */
export type UpdateProblem = "unreachable" | "unreadable" | "untrusted" | "notInstalled";

/**
 * Which version to install.
 */
export type InstallUpdateArgs = { 
/**
 * The number of the version that the person has seen.
 */
version: string, };

/**
 * Where a place is looked at.
 */
export type Maps = "web" | "system";

/**
 * A place to look at.
 */
export type PlaceArgs = { 
/**
 * In degrees, the north is positive.
 */
latitude: number, 
/**
 * In degrees, the east is positive.
 */
longitude: number, };

/**
 * A place to send.
 */
export type SendPlaceArgs = { 
/**
 * Where to.
 */
conversation: ConversationId, 
/**
 * In degrees, the north is positive.
 */
latitude: number, 
/**
 * In degrees, the east is positive.
 */
longitude: number, 
/**
 * What it is called.
 */
label: string, };

/**
 * Names a picture.
 */
export type WebPictureArgs = { 
/**
 * Its address, which begins with `https://` or `http://`.
 */
url: string, };

/**
 * A line of a card.
 */
export type CardField = { 
/**
 * Its name.
 */
label: string, 
/**
 * Its value.
 */
value: string, };

/**
 * What happened.
 */
export type ChatEvent = "profileChanged" | "redPacketOpened" | "placeShared" | "called" | "missed";

/**
 * A line that tells it.
 */
export type EventLine = { 
/**
 * What.
 */
event: ChatEvent, 
/**
 * This user did it.
 */
byMe: boolean, 
/**
 * Who did, otherwise.
 */
by: string, 
/**
 * How long it took, in seconds; 0 where that means nothing.
 */
seconds: number, };

/**
 * Where a place lies, in degrees as text with a point: the north and the east are positive.
 */
export type Coordinates = { 
/**
 * From -90 to 90.
 */
latitude: string, 
/**
 * From -180 to 180.
 */
longitude: string, };

/**
 * A pack of stickers.
 */
export type StickerPack = { 
/**
 * Its name on the wire.
 */
id: string, 
/**
 * What people call it.
 */
name: string, 
/**
 * What is in it, in its order.
 */
stickers: Array<StickerOfPack>, };

/**
 * A sticker of a pack.
 */
export type StickerOfPack = { 
/**
 * Its name in the pack.
 */
id: string, 
/**
 * What it means, in words.
 */
meaning: string, };

/**
 * Names a sticker.
 */
export type StickerArgs = { 
/**
 * The pack's name on the wire.
 */
pack: string, 
/**
 * The sticker's name in it.
 */
id: string, };

/**
 * A sticker to send.
 */
export type SendStickerArgs = { 
/**
 * Where to.
 */
conversation: ConversationId, 
/**
 * The pack's name on the wire.
 */
pack: string, 
/**
 * The sticker's name in it.
 */
id: string, };

/**
 * A span of every day in which nothing makes itself heard, on all of the person's devices.
 */
export type DaySpan = { 
/**
 * When it begins, as `HH:MM`.
 */
from: string, 
/**
 * When it ends, as `HH:MM`; earlier than the beginning on the next day.
 */
to: string, };

/**
 * Sets quiet hours, or that there are none.
 */
export type SetQuietHoursArgs = { 
/**
 * When it is quiet; none at all.
 */
hours: DaySpan | null, };

/**
 * How far this machine and the server agree.
 */
export type SyncHealth = { 
/**
 * When everything that the server held was last taken in; never, since the app started.
 */
caughtUp: Timestamp | null, 
/**
 * The newest message that was taken in.
 */
newest: Timestamp | null, 
/**
 * What the server was not told yet.
 */
queued: number, 
/**
 * Files on their way.
 */
uploads: number, 
/**
 * The oldest message that waits for the server.
 */
waitingSince: Timestamp | null, 
/**
 * Conversations whose older messages are with the server only.
 */
partial: number, 
/**
 * How far this machine's clock is behind the server's, in milliseconds.
 */
clockOffset: number, };

/**
 * What the store takes.
 */
export type Storage = { 
/**
 * Of the store's file, how many bytes tidying up gives back.
 */
free: number, 
/**
 * Messages.
 */
messages: number, 
/**
 * The conversations with most of them.
 */
largest: Array<LargeConversation>, };

/**
 * A conversation that takes much of it.
 */
export type LargeConversation = { 
/**
 * Its row.
 */
row: ConversationRow, 
/**
 * How many messages it holds here.
 */
messages: number, };

/**
 * What Pipit keeps on this machine.
 */
export type LocalFiles = { 
/**
 * The kinds of which there are files, in the order of [`LocalKind`].
 */
kinds: Array<LocalAmount>, 
/**
 * All bytes in the profile's folder, which is everything but [`LocalKind::Saved`].
 */
bytes: number, 
/**
 * False when there are more files than are looked at, or some cannot be: then it is at least that much.
 */
complete: boolean, };

/**
 * How much there is of a kind.
 */
export type LocalAmount = { 
/**
 * Of which kind.
 */
kind: LocalKind, 
/**
 * How many files.
 */
files: number, 
/**
 * How many bytes they have.
 */
bytes: number, 
/**
 * Of these bytes, how many clearing gives back.
 */
clearable: number, };

/**
 * A kind of what is kept.
 */
export type LocalKind = "messages" | "films" | "unfinished" | "outgoing" | "pictures" | "stickers" | "webView" | "damaged" | "other" | "saved";

/**
 * Clears what is kept of these kinds.
 */
export type ClearLocalFilesArgs = { 
/**
 * Which; each can be cleared.
 */
kinds: Array<LocalKind>, };

/**
 * What clearing gave back.
 */
export type ClearedFiles = { 
/**
 * How many files are gone.
 */
files: number, 
/**
 * How many bytes they had.
 */
bytes: number, };

/**
 * What to watch; beside each, what arrives.
 */
export type Subscription = { "type": "session" } | { "type": "opened" } | { "type": "connection" } | { "type": "settings" } | { "type": "extensions" } | { "type": "updates" } | { "type": "totalUnread" } | { "type": "conversationList", 
/**
 * Which of them.
 */
filter: ListFilter, } | { "type": "timeline", 
/**
 * Which chat.
 */
conversation: ConversationId, 
/**
 * The message where it is opened, rather than at the first unread one or the end.
 */
at: MessageId | null, } | { "type": "typing", 
/**
 * Which chat.
 */
conversation: ConversationId, } | { "type": "draft", 
/**
 * Which chat.
 */
conversation: ConversationId, } | { "type": "recording", 
/**
 * The chat that is shown.
 */
conversation: ConversationId, } | { "type": "picture", 
/**
 * Which message.
 */
messageId: MessageId, 
/**
 * Which of the messages that it holds, if one of those is meant.
 */
held: Held, } | { "type": "merged", 
/**
 * Which message.
 */
messageId: MessageId, 
/**
 * Which of the messages that it holds, if one of those is meant.
 */
held: Held, } | { "type": "conversation", 
/**
 * Which chat.
 */
conversation: ConversationId, };

/**
 * Names a subscription of one page.
 */
export type SubscriptionId = number;

/**
 * What the person wants to see.
 */
export type Opened = { 
/**
 * Counts the wishes; zero is none yet.
 */
number: number, 
/**
 * A conversation, or else the list.
 */
conversation: ConversationId | null, 
/**
 * The message in it.
 */
message: MessageId | null, 
/**
 * What the conversation is called, where nothing better is known.
 */
title: string | null, 
/**
 * The conversation's own window shows it, and not the messenger's.
 */
ownWindow: boolean, };

/**
 * Names a subscription of this page.
 */
export type SubscriptionArgs = { 
/**
 * Which subscription.
 */
subscription: SubscriptionId, };

/**
 * What changed in a window, in order.
 */
export type Batch<T> = { 
/**
 * Counts a subscription's batches from 1; a reader that misses one subscribes anew.
 */
rev: number, 
/**
 * The changes; the first batch of a subscription replaces all rows.
 */
splices: Array<Splice<T>>, 
/**
 * What lies beyond the window.
 */
edges: Edges, 
/**
 * What to bring into view: the key of a row where a chat opens or jumps to, or `end` after a jump to the end.
 */
focus: string | null, };

/**
 * Replaces `remove` rows at `at` by the rows of `insert`.
 */
export type Splice<T> = { 
/**
 * Where, in the list as the splices before this one left it.
 */
at: number, 
/**
 * How many rows go.
 */
remove: number, 
/**
 * What comes in their place.
 */
insert: Array<T>, };

/**
 * What lies beyond a window's ends.
 */
export type Edges = { 
/**
 * More rows exist before the first (a chat's older messages).
 */
before: boolean, 
/**
 * More rows exist after the last (a chat's newer messages, a list's further rows).
 */
after: boolean, };

/**
 * Which conversations a window shows, in the list's order.
 */
export type ListFilter = "all" | "unread" | "mentions" | { "of": { 
/**
 * Which.
 */
kinds: Array<ConversationType>, 
/**
 * Of these, all conversations of a kind are one row.
 */
collected: Array<ConversationType>, 
/**
 * Only those in which something waits, if that is said.
 */
waiting: Waiting | null, } };

/**
 * A conversation as its row shows it.
 */
export type ConversationRow = { 
/**
 * Stable over the conversation's life, such as `private:bob`.
 */
key: string, 
/**
 * Which conversation it opens.
 */
conversation: ConversationId, 
/**
 * The person's or group's name, or its id until the name is known.
 */
title: string, 
/**
 * Its picture.
 */
avatar: Avatar, 
/**
 * The line below the name.
 */
preview: Preview, 
/**
 * When something last happened; absent while it has no message.
 */
time: Timestamp | null, 
/**
 * The badge's number.
 */
unread: number, 
/**
 * Of these, how many mention this user.
 */
mentions: number, 
/**
 * It stands above the others.
 */
pinned: boolean, 
/**
 * Its badge is grey and left out of the total.
 */
muted: boolean, 
/**
 * It was marked to come back to it: a dot where the badge would be.
 */
markedUnread: boolean, 
/**
 * It stands for all conversations of this kind, and shows the latest of them.
 */
collected: ConversationType | null, };

/**
 * What a conversation loses when it is taken off the list: with this it is put back as it was.
 */
export type RemovedConversation = { 
/**
 * Its name.
 */
conversation: ConversationId, 
/**
 * Since when it stood above the others, if it did.
 */
pinned: Timestamp | null, 
/**
 * The text that was being written, never blank.
 */
draft: string | null, };

/**
 * The line below the name.
 */
export type Preview = { "type": "empty" } | { "type": "draft", 
/**
 * Its text, in one line.
 */
text: string, } | { "type": "message", 
/**
 * Who said it, in groups and when it was not this user.
 */
sender: string | null, 
/**
 * What it says.
 */
summary: Summary, 
/**
 * How far it has come, when it is this user's own.
 */
state: MessageState | null, };

/**
 * A message in one line.
 */
export type Summary = { "type": "text", 
/**
 * The line.
 */
text: string, } | { "type": "image" } | { "type": "sticker", 
/**
 * What it means; may be empty.
 */
meaning: string, } | { "type": "merged" } | { "type": "voice" } | { "type": "video" } | { "type": "file", 
/**
 * The file's name.
 */
name: string, } | { "type": "location", 
/**
 * The place's label.
 */
label: string, } | { "type": "recalled", 
/**
 * This user took it back.
 */
byMe: boolean, 
/**
 * Who did, otherwise.
 */
name: string, } | { "type": "notice", 
/**
 * The words.
 */
text: string, } | { "type": "discussion" } & DiscussionLine | { "type": "group" } & GroupLine | { "type": "event" } & EventLine | { "type": "redPacket", 
/**
 * The wish that goes with it.
 */
greeting: string, } | { "type": "unknown", 
/**
 * The kind's name, such as `App:Vote`.
 */
objectName: string, };

/**
 * A line that tells it.
 */
export type DiscussionLine = { 
/**
 * What.
 */
event: DiscussionEvent, 
/**
 * This user did it.
 */
byMe: boolean, 
/**
 * Who did, otherwise.
 */
by: string, 
/**
 * To whom, as far as a line shows them; or the new name, alone.
 */
what: Array<string>, };

/**
 * What changed in a discussion.
 */
export type DiscussionEvent = "joined" | "left" | "renamed" | "removed" | "opened" | "closed";

/**
 * A line that tells it.
 */
export type GroupLine = { 
/**
 * What.
 */
event: GroupEvent, 
/**
 * This user did it.
 */
byMe: boolean, 
/**
 * Who did, otherwise.
 */
by: string, 
/**
 * To whom, as far as a line shows them; or the new name or announcement, alone. Empty when the notice does not tell.
 */
what: Array<string>, };

/**
 * What happened to a group.
 */
export type GroupEvent = "created" | "added" | "left" | "dismissed" | "removed" | "renamed" | "announced" | "changed";

/**
 * A picture's address, and what to draw without one.
 */
export type Avatar = { 
/**
 * The picture's address.
 */
url: string | null, 
/**
 * One or two characters of the name: the last two of a Chinese name, the initials of a Latin one.
 */
initials: string, 
/**
 * Which of the palette's tints it has, 0 to 7; the same for the same id everywhere.
 */
tint: number, };

/**
 * Names a conversation.
 */
export type ConversationId = { 
/**
 * What kind it is.
 */
kind: ConversationType, 
/**
 * The other side.
 */
targetId: TargetId, };

/**
 * What kind of conversation it is. The numbers are the platform's.
 */
export type ConversationType = "private" | "discussion" | "group" | "chatRoom" | "customerService" | "system";

/**
 * Names a conversation.
 */
export type ConversationArgs = { 
/**
 * Which conversation.
 */
conversation: ConversationId, };

/**
 * A row of a chat, under a key that stays the same while the row changes: an own message keeps it from "sending" to
 * "read".
 */
export type TimelineItem = { 
/**
 * Stable, unique within the chat.
 */
key: string, 
/**
 * What to draw.
 */
kind: TimelineItemKind, };

/**
 * What a row shows.
 */
export type TimelineItemKind = { "type": "message" } & MessageView | { "type": "dateDivider", 
/**
 * Any time within that day.
 */
time: Timestamp, } | { "type": "unreadMarker", 
/**
 * How many messages that was.
 */
count: number, } | { "type": "historyStart" };

/**
 * A message as its bubble shows it.
 */
export type MessageView = { 
/**
 * The engine's name for it.
 */
id: MessageId, 
/**
 * Who wrote it.
 */
sender: UserId, 
/**
 * Their name.
 */
senderName: string, 
/**
 * Their picture.
 */
avatar: Avatar, 
/**
 * This user wrote it.
 */
own: boolean, 
/**
 * What it says.
 */
body: MessageBody, 
/**
 * The server's time for it.
 */
time: Timestamp, 
/**
 * When its writer gave it other words, the last time.
 */
edited: Timestamp | null, 
/**
 * How far it has come.
 */
state: MessageState, 
/**
 * The one before it is another sender's, another day's, or more than five minutes older.
 */
firstOfGroup: boolean, 
/**
 * The one after it is; this bubble has the tail and the time.
 */
lastOfGroup: boolean, 
/**
 * It mentions this user.
 */
mentionsMe: boolean, 
/**
 * How many have read it, once its writer has asked: of one's own in a group.
 */
readers: number | null, 
/**
 * It is one's own in a group, so it can be asked who has read it.
 */
canAskReaders: boolean, 
/**
 * What it says in one line: where it is quoted, copied with others, or read out.
 */
summary: Summary, 
/**
 * What it answers.
 */
quote: Quote | null, 
/**
 * The server has it, so it can be quoted and forwarded.
 */
canShare: boolean, 
/**
 * This user can still give it other words.
 */
canEdit: boolean, 
/**
 * This user can still take it back.
 */
canRecall: boolean, };

/**
 * What a bubble holds.
 */
export type MessageBody = { "type": "text", 
/**
 * The text, with its line breaks.
 */
text: string, } | { "type": "image", 
/**
 * What is seen of it at once.
 */
preview: Picture | null, 
/**
 * How much of it is with the server, of 100, while it is on its way there.
 */
percent: number | null, } | { "type": "gif", 
/**
 * Its width, in pixels; 0 when its sender did not tell.
 */
width: number, 
/**
 * Its height, in pixels; 0 when its sender did not tell.
 */
height: number, 
/**
 * Its size in bytes.
 */
size: number, 
/**
 * How much of it is with the server, of 100, while it is on its way there.
 */
percent: number | null, } | { "type": "sticker", 
/**
 * What it means, in words; empty when its sender did not tell.
 */
meaning: string, 
/**
 * The pack's name on the wire.
 */
pack: string, 
/**
 * The sticker's name in it.
 */
id: string, 
/**
 * Its width, in pixels; 0 when its sender did not tell.
 */
width: number, 
/**
 * Its height, in pixels; 0 when its sender did not tell.
 */
height: number, } | { "type": "merged", 
/**
 * They were said in a group.
 */
group: boolean, 
/**
 * The two people, or the group's name.
 */
names: Array<string>, 
/**
 * The first few of them.
 */
lines: Array<string>, 
/**
 * How many they are; 0 when its sender did not tell, and then they are a page to be opened elsewhere.
 */
count: number, } | { "type": "video", 
/**
 * What is seen of it at once.
 */
preview: Picture | null, 
/**
 * How long it is, in seconds.
 */
seconds: number, 
/**
 * How much of it is with the server, of 100, while it is on its way there.
 */
percent: number | null, 
/**
 * How far it has come to this machine.
 */
file: FileState, } | { "type": "voice", 
/**
 * How long it is, in seconds.
 */
seconds: number, 
/**
 * It came from somebody else and was not listened to.
 */
unheard: boolean, } | { "type": "file", 
/**
 * Its name.
 */
name: string, 
/**
 * Its size in bytes.
 */
size: number, 
/**
 * How much of it is with the server, of 100, while it is on its way there.
 */
percent: number | null, 
/**
 * How far it has come to this machine.
 */
file: FileState, } | { "type": "location", 
/**
 * What it is called.
 */
label: string, 
/**
 * Its map.
 */
preview: Picture | null, 
/**
 * Where it lies, if its sender told.
 */
coordinates: Coordinates | null, } | { "type": "card", 
/**
 * Its title.
 */
title: string, 
/**
 * What it says.
 */
text: string, 
/**
 * Where it leads; empty when it leads nowhere.
 */
url: string, 
/**
 * Its picture's address; empty when it has none.
 */
image: string, } | { "type": "recalled", 
/**
 * This user took it back.
 */
byMe: boolean, 
/**
 * Who did, otherwise.
 */
name: string, 
/**
 * What it said, if it was this user's own text: to be written again.
 */
again: string | null, } | { "type": "notice", 
/**
 * Its words.
 */
text: string, } | { "type": "discussion" } & DiscussionLine | { "type": "group" } & GroupLine | { "type": "event" } & EventLine | { "type": "redPacket", 
/**
 * The wish that goes with it.
 */
greeting: string, } | { "type": "templated", 
/**
 * Its title; may be empty.
 */
title: string, 
/**
 * What it says; may be empty.
 */
text: string, 
/**
 * Its picture's address; empty when it has none.
 */
image: string, 
/**
 * Where it leads; empty when it leads nowhere.
 */
url: string, 
/**
 * Lines of a name and a value.
 */
fields: Array<CardField>, } | { "type": "unsupported", 
/**
 * The kind's name, such as `RC:ImgMsg`.
 */
objectName: string, 
/**
 * What it carries, for "open raw".
 */
raw: string, };

/**
 * What a message answers.
 */
export type Quote = { 
/**
 * The engine's name for it; absent when it is not on this machine.
 */
id: MessageId | null, 
/**
 * Who wrote it.
 */
name: string, 
/**
 * What it says: that it was taken back, if it was.
 */
summary: Summary, 
/**
 * What is seen of it.
 */
preview: Picture | null, };

/**
 * A small picture, ready to draw.
 */
export type Picture = { 
/**
 * The picture itself, as a `data:` address.
 */
url: string, 
/**
 * Its width, in pixels.
 */
width: number, 
/**
 * Its height, in pixels.
 */
height: number, };

/**
 * How far a message has come. It only moves forward: sending, then failed or sent, then read; a retry of a failed
 * message starts over.
 */
export type MessageState = { "state": "sending" } | { "state": "sent" } | { "state": "read" } | { "state": "failed", 
/**
 * The platform's code, such as 405 when the receiver blocks the sender.
 */
code: number, } | { "state": "received" };

/**
 * This machine's name for a message: its row. It exists from the moment that the message is written.
 */
export type MessageId = number;

/**
 * A person's id, chosen by the app that issued the token.
 */
export type UserId = string;

/**
 * The other side of a conversation: a user's or a group's id, as the conversation's type says.
 */
export type TargetId = string;

/**
 * A point in time, in Unix milliseconds.
 */
export type Timestamp = number;

/**
 * Which way a window grows.
 */
export type Direction = "older" | "newer";

/**
 * Grows a chat's window, by twenty messages where there are so many.
 */
export type ExtendTimelineArgs = { 
/**
 * Which subscription.
 */
subscription: SubscriptionId, 
/**
 * Which way.
 */
direction: Direction, 
/**
 * How many of the messages that it holds stay, from the end at which it grows: from 40 to 230; what is outside is taken for
 * the nearest of these.
 */
keep: number, };

/**
 * Moves a chat's window to a message.
 */
export type JumpToMessageArgs = { 
/**
 * Which subscription.
 */
subscription: SubscriptionId, 
/**
 * Which message; one that is not on this machine moves nothing.
 */
messageId: MessageId, };

/**
 * Says that a message, and so everything before it, was seen.
 */
export type MarkReadArgs = { 
/**
 * Where.
 */
conversation: ConversationId, 
/**
 * The newest message that was seen.
 */
messageId: MessageId, };

/**
 * Names a message.
 */
export type MessageArgs = { 
/**
 * Which message.
 */
messageId: MessageId, };

/**
 * Names what a message carries beside words.
 */
export type MediaArgs = { 
/**
 * Which message.
 */
messageId: MessageId, 
/**
 * Which of the messages that it holds, if one of those is meant.
 */
held: Held, };

/**
 * A voice that can be played.
 */
export type Voice = { 
/**
 * The voice itself, as a `data:` address of a WAV.
 */
url: string, 
/**
 * What it looks like.
 */
wave: Wave, };

/**
 * What a voice looks like.
 */
export type Wave = { 
/**
 * How loud each of 48 parts is, from 0 to 255.
 */
peaks: Array<number>, 
/**
 * How long it is.
 */
seconds: number, };

/**
 * The voice that is recorded, or was and waits to be sent. There is one at a time.
 */
export type Recording = { 
/**
 * Where it will be sent.
 */
conversation: ConversationId, 
/**
 * How loud it is now, from 0 to 1.
 */
level: number, 
/**
 * How long it is, in milliseconds; at most 60,000.
 */
ms: number, 
/**
 * Nothing has been heard so far: the microphone may be muted.
 */
silent: boolean, 
/**
 * Why it does not go on; absent while it does.
 */
stopped: RecordingEnd | null, };

/**
 * Why a recording does not go on. What there is of it can be sent.
 */
export type RecordingEnd = "limit" | "left" | "lost";

/**
 * Asks for the next picture of a chat.
 */
export type PictureBesideArgs = { 
/**
 * The message with the picture that is seen.
 */
messageId: MessageId, 
/**
 * Which way to go on.
 */
direction: Direction, };

/**
 * A picture before or after another one.
 */
export type PictureBeside = { 
/**
 * The message that carries it.
 */
id: MessageId, 
/**
 * What is seen of it at once.
 */
preview: Picture | null, 
/**
 * Who has sent it, as they are called.
 */
senderName: string, 
/**
 * When, by the server's clock.
 */
time: Timestamp, };

/**
 * How far a picture has come that is looked at.
 */
export type PictureLoad = { "type": "loading", 
/**
 * How much of it is here, of 100, if its size is known.
 */
percent: number | null, } | { "type": "here", 
/**
 * The picture itself, as a `data:` address.
 */
url: string, } | { "type": "failed" };

/**
 * What a message holds that was forwarded as one.
 */
export type MergedMessages = { "type": "loading" } | { "type": "list", 
/**
 * Their rows.
 */
rows: Array<TimelineItem>, } | { "type": "page", 
/**
 * The host serves it under this number, as long as it is watched.
 */
number: number, } | { "type": "failed", 
/**
 * Why.
 */
code: ErrorCode, };

/**
 * Which of the messages that a message holds is meant: its number in the list, counted from 1, then its number in the
 * list that that one holds, and so on. Without any, the message itself is meant.
 */
export type Held = number[];

/**
 * Names several messages.
 */
export type MessagesArgs = { 
/**
 * Which messages: 1 to 100.
 */
messageIds: Array<MessageId>, };

/**
 * Arguments of `openFile`.
 */
export type OpenFileArgs = { 
/**
 * Which message.
 */
messageId: MessageId, 
/**
 * Which of the messages that it holds, if one of those is meant.
 */
held: Held, 
/**
 * It is opened even if it is a program.
 */
sure: boolean, };

/**
 * How far a file has come.
 */
export type FileState = { "type": "remote" } | { "type": "loading", 
/**
 * How much of it is here, of 100.
 */
percent: number, 
/**
 * Bytes a second; 0 while nothing comes.
 */
speed: number, } | { "type": "here" } | { "type": "failed" };

/**
 * What to forward, and where to.
 */
export type ForwardArgs = { 
/**
 * Which messages: 1 to 100, all of one conversation, all with the server.
 */
messageIds: Array<MessageId>, 
/**
 * Where to: 1 to 10 conversations.
 */
to: Array<ConversationId>, 
/**
 * As one message rather than one by one.
 */
merged: boolean, 
/**
 * What is said after them; blank text says nothing.
 */
note: string, };

/**
 * What came of forwarding to one conversation.
 */
export type Forwarded = { 
/**
 * Where to.
 */
to: ConversationId, 
/**
 * What went wrong; absent when everything is on its way.
 */
problem: ErrorCode | null, };

/**
 * What a conversation is looked for by.
 */
export type FindConversationsArgs = { 
/**
 * Part of its name; every conversation for none.
 */
words: string, };

/**
 * Who has read a message, and who has not.
 */
export type Readers = { 
/**
 * Who has, the latest first.
 */
read: Array<Reader>, 
/**
 * Who has not; absent when nobody tells who belongs to the conversation.
 */
unread: Array<Reader> | null, };

/**
 * Somebody who can read a message.
 */
export type Reader = { 
/**
 * Who.
 */
id: UserId, 
/**
 * Their name.
 */
name: string, 
/**
 * Their picture.
 */
avatar: Avatar, 
/**
 * When they have read it; absent while they have not.
 */
time: Timestamp | null, };

/**
 * What to send.
 */
export type SendTextArgs = { 
/**
 * Where to.
 */
conversation: ConversationId, 
/**
 * The text; blank text is refused.
 */
text: string, 
/**
 * The message that it answers.
 */
quote: MessageId | null, 
/**
 * Whom it mentions.
 */
mentions: Mentioned | null, };

/**
 * What is being written.
 */
export type SaveDraftArgs = { 
/**
 * Where.
 */
conversation: ConversationId, 
/**
 * The text so far.
 */
text: string, 
/**
 * The message that it answers.
 */
quote: MessageId | null, 
/**
 * Names in the text that stand for somebody.
 */
mentions: Array<Mention>, 
/**
 * Files that go with the text; without these, a quote and words the draft is removed.
 */
files: Array<SentFile>, };

/**
 * Other words for a message of one's own.
 */
export type EditMessageArgs = { 
/**
 * Which message.
 */
messageId: MessageId, 
/**
 * What it says from now on; blank text is refused.
 */
text: string, 
/**
 * Whom it mentions from now on.
 */
mentions: Mentioned | null, };

/**
 * What was being written in a conversation.
 */
export type Draft = { 
/**
 * The words.
 */
text: string, 
/**
 * What it answers; its id is always there.
 */
quote: Quote | null, 
/**
 * Names in the words that stand for somebody.
 */
mentions: Array<Mention>, 
/**
 * Files that go with the words, as far as they still lie where they lay.
 */
files: Array<DraftFile>, };

/**
 * A file that goes with a draft.
 */
export type DraftFile = { 
/**
 * Which.
 */
file: Attached, 
/**
 * It is seen in the chat rather than kept as a file.
 */
asPicture: boolean, };

/**
 * A name in a text that stands for somebody.
 */
export type Mention = { 
/**
 * As it stands in the text.
 */
name: string, 
/**
 * For whom; nobody is everybody.
 */
id: UserId | null, };

/**
 * Where a link leads.
 */
export type OpenLinkArgs = { 
/**
 * An http, https or mailto address.
 */
url: string, };

/**
 * Keeps a conversation on top of the list, or not.
 */
export type SetPinnedArgs = { 
/**
 * Which conversation.
 */
conversation: ConversationId, 
/**
 * Whether it stays on top.
 */
pinned: boolean, };

/**
 * Leaves a conversation out of notifications and of the total, or takes it in again.
 */
export type SetMutedArgs = { 
/**
 * Which conversation.
 */
conversation: ConversationId, 
/**
 * Whether it is silent.
 */
muted: boolean, };

/**
 * Whom a text mentions.
 */
export type Mentioned = "everybody" | { "users": Array<UserId> };

/**
 * Whom a text may mention.
 */
export type Mentionable = { 
/**
 * Those who fit best.
 */
people: Array<Person>, 
/**
 * This user may mention everybody there.
 */
everybody: boolean, };

/**
 * Asks whom a text may mention.
 */
export type MentionableArgs = { 
/**
 * Where.
 */
conversation: ConversationId, 
/**
 * What their names contain, or their pinyin or initials; blank text fits everybody.
 */
words: string, 
/**
 * Only these, if somebody knows who is there.
 */
among: Array<UserId> | null, };

/**
 * A file that a person chose, dropped or pasted.
 */
export type Attached = { 
/**
 * What it is sent by.
 */
id: number, 
/**
 * Its name.
 */
name: string, 
/**
 * Its size, in bytes.
 */
size: number, 
/**
 * Of a picture, a small one as a `data:` address.
 */
preview: string | null, 
/**
 * It begins as a film does, and is no larger than what is shown in a chat: a page that can play it may send it as one,
 * if the deployment has short films.
 */
film: boolean, };

/**
 * What was copied and is not given to the page that it is pasted into.
 */
export type CopiedContent = { 
/**
 * Files and pictures.
 */
files: Array<Attached>, 
/**
 * Words; none where there are files.
 */
words: string, };

/**
 * Arguments of `captureScreen`.
 */
export type CaptureScreenArgs = { 
/**
 * The app's windows are hidden while a part is chosen.
 */
hides: boolean, };

/**
 * Arguments of `chosenFilm`.
 */
export type ChosenFilmArgs = { 
/**
 * The file's number.
 */
id: number, };

/**
 * What a person wants to choose.
 */
export type FileKind = "any" | "pictures" | "films";

/**
 * What a page knows of a film that it has played.
 */
export type FilmLook = { 
/**
 * A picture of it, as base64.
 */
poster: string, 
/**
 * Its length, in seconds, at least 1.
 */
seconds: number, };

/**
 * Arguments of `pickFiles`.
 */
export type PickFilesArgs = { 
/**
 * What can be chosen.
 */
kind: FileKind, };

/**
 * Files that a person chose. Looking at them takes its time: `takePicked` does.
 */
export type Picked = { 
/**
 * What they are taken by.
 */
picked: number, 
/**
 * What they are called; none, if the person chose nothing.
 */
names: Array<string>, };

/**
 * Arguments of `takePicked`.
 */
export type TakePickedArgs = { 
/**
 * Which of those that were chosen; each is taken once.
 */
picked: number, };

/**
 * Arguments of `pasteFile`.
 */
export type PasteFileArgs = { 
/**
 * Its name; a picture needs none.
 */
name: string | null, 
/**
 * Its bytes, as base64; at most 20 MiB.
 */
data: string, };

/**
 * Arguments of `sendFiles`.
 */
export type SendFilesArgs = { 
/**
 * Where to.
 */
conversation: ConversationId, 
/**
 * Which, in this order.
 */
files: Array<SentFile>, };

/**
 * A file to send.
 */
export type SentFile = { 
/**
 * Which.
 */
id: number, 
/**
 * It is seen in the chat, at most 1,600 pixels long and without what the camera wrote into it; otherwise it goes as it is.
 */
asPicture: boolean, 
/**
 * It goes as a short film, which looks like this. A draft does not keep it.
 */
film: FilmLook | null, };

/**
 * A file that could not be sent.
 */
export type NotSent = { 
/**
 * Which.
 */
id: number, 
/**
 * Why.
 */
problem: ErrorCode, };

/**
 * The page that a window shows over the integrator's own.
 */
export type KitView = { 
/**
 * What it shows.
 */
page: KitPage, 
/**
 * How its top looks.
 */
bar: NavigationBar, };

/**
 * A page of the kit.
 */
export type KitPage = { "type": "list" } & KitList | { "type": "chat" } & KitChat;

/**
 * A list of conversations, as an integrator wants it.
 */
export type KitList = { 
/**
 * The words at its top, if not the usual ones.
 */
title: string | null, 
/**
 * A notice tells that there is no connection.
 */
showsConnection: boolean, 
/**
 * Which conversations it lists.
 */
kinds: Array<ConversationType>, 
/**
 * Of these, each kind is one row that opens a list of its own.
 */
collected: Array<ConversationType>, 
/**
 * Pictures are round.
 */
round: boolean, 
/**
 * The width and height of pictures, in pixels.
 */
avatar: [number, number], 
/**
 * The colour of rows.
 */
rowColor: string | null, 
/**
 * The colour of rows that are kept on top.
 */
topRowColor: string | null, };

/**
 * A chat, as an integrator wants it.
 */
export type KitChat = { 
/**
 * Which one.
 */
conversation: ConversationId, 
/**
 * The words at its top.
 */
title: string, 
/**
 * The message where it opens, if it was looked for.
 */
at: MessageId | null, 
/**
 * A line below them.
 */
subTitle: SubTitle | null, 
/**
 * What the panel beside the composer offers, in this order.
 */
plugins: Array<KitPlugin>, 
/**
 * Pictures of the buttons at the top's end, from the end inwards.
 */
buttons: Array<string>, 
/**
 * The top tells when the conversation is silent.
 */
showsMuted: boolean, 
/**
 * One's own messages can be taken back for a while.
 */
recall: boolean, 
/**
 * It is told when the other person writes.
 */
showsTyping: boolean, 
/**
 * Who can be mentioned; nobody where it is absent.
 */
members: Array<UserId> | null, };

/**
 * A button of the panel beside the composer.
 */
export type KitPlugin = { "type": "emoji" } | { "type": "file" } | { "type": "camera" } | { "type": "image" } | { "type": "location" } | { "type": "redPacket" } | { "type": "sight" } | { "type": "audio" } | { "type": "video" } | { "type": "own", 
/**
 * Its words.
 */
title: string, 
/**
 * The address of its picture.
 */
icon: string, 
/**
 * Its number, which is told when it is pressed.
 */
tag: number, };

/**
 * What a person does on a page of the kit that the integrator's page has a part in.
 */
export type KitAct = { "type": "back" } | { "type": "open", 
/**
 * Which one.
 */
conversation: ConversationId, 
/**
 * What the list calls it.
 */
title: string, 
/**
 * A message in it that was found.
 */
at: MessageId | null, } | { "type": "openCollected", 
/**
 * Which kind.
 */
kind: ConversationType, 
/**
 * What the row calls it.
 */
title: string, } | { "type": "pressButton", 
/**
 * Its number.
 */
number: number, } | { "type": "pressPlugin", 
/**
 * Its number.
 */
tag: number, } | { "type": "pressAvatar", 
/**
 * Whose.
 */
userId: UserId, };

/**
 * The top of a page: colours as CSS has them, pictures as addresses.
 */
export type NavigationBar = { 
/**
 * Of the title.
 */
titleColor: string | null, 
/**
 * Behind it.
 */
background: string | null, 
/**
 * Of the button that leads back.
 */
backColor: string | null, 
/**
 * The picture on that button.
 */
backImage: string | null, };

/**
 * A line below a chat's title.
 */
export type SubTitle = { 
/**
 * The words.
 */
text: string, 
/**
 * The height of the letters, in pixels.
 */
size: number, 
/**
 * The colour of the letters.
 */
color: string, 
/**
 * The colour behind them.
 */
background: string, 
/**
 * The height of the line, in pixels.
 */
height: number, };

/**
 * What somebody writes.
 */
export type Typing = "text" | "voice";

/**
 * Somebody.
 */
export type Person = { 
/**
 * Who.
 */
id: UserId, 
/**
 * Their name, or the id until it is known.
 */
name: string, 
/**
 * Their picture.
 */
avatar: Avatar, 
/**
 * It is this user.
 */
me: boolean, };

/**
 * A discussion, as its members see it.
 */
export type DiscussionPage = { 
/**
 * Its name.
 */
name: string, 
/**
 * Who may do everything.
 */
creator: UserId, 
/**
 * That is this user.
 */
mine: boolean, 
/**
 * Every member may bring in others, not only the creator.
 */
open: boolean, 
/**
 * Who is in it, in the order in which they came.
 */
members: Array<Person>, };

/**
 * Makes a discussion of this user and others.
 */
export type CreateDiscussionArgs = { 
/**
 * Its name, of 1 to 64 characters.
 */
name: string, 
/**
 * The others: at least one.
 */
users: Array<UserId>, };

/**
 * Changes a discussion.
 */
export type ChangeDiscussionArgs = { 
/**
 * Which one.
 */
conversation: ConversationId, 
/**
 * What changes.
 */
change: DiscussionWish, };

/**
 * What changes in a discussion.
 */
export type DiscussionWish = { "type": "rename", 
/**
 * The new name.
 */
name: string, } | { "type": "open", 
/**
 * Every member, not only the creator.
 */
open: boolean, } | { "type": "add", 
/**
 * Who.
 */
users: Array<UserId>, } | { "type": "remove", 
/**
 * Who.
 */
user: UserId, } | { "type": "quit" };

/**
 * A group, as its members see it.
 */
export type GroupPage = { 
/**
 * Its name.
 */
name: string, 
/**
 * Who owns it, if the app has named somebody.
 */
owner: UserId | null, 
/**
 * What stands there for all members; may be empty.
 */
notice: string, 
/**
 * This user may change the notice.
 */
mayNotice: boolean, 
/**
 * This user may leave.
 */
mayLeave: boolean, 
/**
 * Who is in it.
 */
members: Array<Person>, };

/**
 * Asks for the members of a group by name.
 */
export type GroupMembersArgs = { 
/**
 * Which one.
 */
conversation: ConversationId, 
/**
 * What their names contain, or their pinyin or initials; blank text fits everybody.
 */
words: string, };

/**
 * Changes a group.
 */
export type ChangeGroupArgs = { 
/**
 * Which one.
 */
conversation: ConversationId, 
/**
 * What changes.
 */
change: GroupWish, };

/**
 * What changes in a group.
 */
export type GroupWish = { "type": "notice", 
/**
 * The new notice.
 */
text: string, } | { "type": "quit" };

/**
 * A device that is connected.
 */
export type Device = { 
/**
 * The server's name for its connection.
 */
id: string, 
/**
 * What it is, as it names itself: `Desktop`, `Web`, `iOS`, …
 */
class: string, 
/**
 * When it connected, by the server's clock.
 */
since: Timestamp, 
/**
 * It is this one.
 */
thisOne: boolean, };

/**
 * Names a device that shall be signed out.
 */
export type EndDeviceArgs = { 
/**
 * The server's name for its connection.
 */
id: string, };

/**
 * Puts somebody on the blacklist, or takes them off it.
 */
export type SetBlockedArgs = { 
/**
 * Whom.
 */
user: UserId, 
/**
 * Nothing that they send arrives.
 */
blocked: boolean, };

/**
 * What is looked for.
 */
export type SearchArgs = { 
/**
 * The words; blank ones find nothing.
 */
words: string, 
/**
 * Only conversations of these kinds, if that is said.
 */
kinds: Array<ConversationType> | null, };

/**
 * What is looked for in one conversation.
 */
export type SearchInArgs = { 
/**
 * Which conversation.
 */
conversation: ConversationId, 
/**
 * The words; blank ones find nothing.
 */
words: string, 
/**
 * Only what was sent before, to go on from the last one that was found.
 */
before: Timestamp | null, };

/**
 * What was found, by kind.
 */
export type Found = { 
/**
 * Conversations by name, the latest first.
 */
conversations: Array<NameHit>, 
/**
 * People with whom there is no conversation yet.
 */
people: Array<NameHit>, 
/**
 * Conversations in which it was said, the newest hit first.
 */
messages: Array<MessageHits>, 
/**
 * There is more: older messages were not looked at, or the words stand in too many conversations.
 */
more: boolean, };

/**
 * A name that fits.
 */
export type NameHit = { 
/**
 * Stable, as the list's: `private:bob`.
 */
key: string, 
/**
 * What it opens.
 */
conversation: ConversationId, 
/**
 * Its picture.
 */
avatar: Avatar, 
/**
 * Its name.
 */
name: Array<Piece>, };

/**
 * A conversation in which the words were said.
 */
export type MessageHits = { 
/**
 * Stable, as the list's: `private:bob`.
 */
key: string, 
/**
 * Which conversation.
 */
conversation: ConversationId, 
/**
 * Its name.
 */
title: string, 
/**
 * Its picture.
 */
avatar: Avatar, 
/**
 * How many messages say it.
 */
count: number, 
/**
 * The newest of them.
 */
newest: MessageHit, };

/**
 * A message that says the words.
 */
export type MessageHit = { 
/**
 * Which message.
 */
id: MessageId, 
/**
 * Who said it.
 */
sender: string, 
/**
 * When it was sent.
 */
time: Timestamp, 
/**
 * A line of it that says them.
 */
text: Array<Piece>, 
/**
 * Where in all of it they stand first.
 */
part: Part | null, };

/**
 * A part of a text, in UTF-16 units: so pages count.
 */
export type Part = { 
/**
 * Where it begins.
 */
start: number, 
/**
 * Where it has ended.
 */
end: number, };

/**
 * A part of a line.
 */
export type Piece = { 
/**
 * Its words.
 */
text: string, 
/**
 * This is what was looked for.
 */
found: boolean, };

/** Every call: its arguments and its answer. */
export interface Calls {
  findDemo: { args: FindDemoArgs; result: DemoServer | null };
  signIn: { args: SignInArgs; result: null };
  signOut: { args: null; result: null };
  unlock: { args: UnlockArgs; result: null };
  reopen: { args: null; result: null };
  startOver: { args: null; result: null };
  retryConnection: { args: null; result: null };
  extendConversationList: { args: SubscriptionArgs; result: null };
  extendTimeline: { args: ExtendTimelineArgs; result: null };
  jumpToLatest: { args: SubscriptionArgs; result: null };
  jumpToMessage: { args: JumpToMessageArgs; result: null };
  unreadMentions: { args: ConversationArgs; result: Array<MessageId> };
  sendText: { args: SendTextArgs; result: MessageId };
  mentionable: { args: MentionableArgs; result: Mentionable };
  mentions: { args: MessageArgs; result: Array<Mention> };
  pickFiles: { args: PickFilesArgs; result: Picked };
  takePicked: { args: TakePickedArgs; result: Array<Attached> };
  pasteFile: { args: PasteFileArgs; result: Attached };
  pasteCopied: { args: null; result: CopiedContent };
  takeDropped: { args: null; result: Array<Attached> };
  captureScreen: { args: CaptureScreenArgs; result: Attached | null };
  chosenFilm: { args: ChosenFilmArgs; result: string };
  openCamera: { args: null; result: null };
  sendFiles: { args: SendFilesArgs; result: Array<NotSent> };
  recentEmoji: { args: null; result: Array<string> };
  useEmoji: { args: UseEmojiArgs; result: null };
  stickerPacks: { args: null; result: Array<StickerPack> };
  sticker: { args: StickerArgs; result: string };
  sendSticker: { args: SendStickerArgs; result: MessageId };
  sendPlace: { args: SendPlaceArgs; result: MessageId };
  openPlace: { args: PlaceArgs; result: null };
  webPicture: { args: WebPictureArgs; result: string };
  retryMessage: { args: MessageArgs; result: null };
  deleteMessages: { args: MessagesArgs; result: null };
  markUnreadFrom: { args: MessageArgs; result: null };
  askReaders: { args: MessageArgs; result: null };
  readers: { args: MessageArgs; result: Readers };
  forward: { args: ForwardArgs; result: Array<Forwarded> };
  findConversations: { args: FindConversationsArgs; result: Array<ConversationRow> };
  search: { args: SearchArgs; result: Found };
  searchIn: { args: SearchInArgs; result: Array<MessageHit> };
  contacts: { args: FindConversationsArgs; result: Array<NameHit> };
  speakers: { args: ConversationArgs; result: Array<Person> };
  group: { args: ConversationArgs; result: GroupPage | null };
  groupMembers: { args: GroupMembersArgs; result: Array<Person> };
  changeGroup: { args: ChangeGroupArgs; result: null };
  discussion: { args: ConversationArgs; result: DiscussionPage };
  createDiscussion: { args: CreateDiscussionArgs; result: ConversationId };
  changeDiscussion: { args: ChangeDiscussionArgs; result: null };
  devices: { args: null; result: Array<Device> | null };
  endDevice: { args: EndDeviceArgs; result: null };
  networkChanged: { args: null; result: null };
  blocked: { args: null; result: Array<Person> };
  setBlocked: { args: SetBlockedArgs; result: null };
  editMessage: { args: EditMessageArgs; result: null };
  recallMessage: { args: MessageArgs; result: null };
  stopUpload: { args: MessageArgs; result: null };
  picture: { args: MediaArgs; result: string };
  copyPicture: { args: MediaArgs; result: null };
  pictureBeside: { args: PictureBesideArgs; result: PictureBeside | null };
  voice: { args: MediaArgs; result: Voice };
  wave: { args: MediaArgs; result: Wave | null };
  saveVoice: { args: MediaArgs; result: string };
  nextUnheard: { args: MessageArgs; result: MessageId | null };
  startRecording: { args: SubscriptionArgs; result: null };
  finishRecording: { args: ConversationArgs; result: MessageId };
  cancelRecording: { args: ConversationArgs; result: null };
  film: { args: MediaArgs; result: string };
  fetchFile: { args: MediaArgs; result: null };
  stopFetch: { args: MediaArgs; result: null };
  saveFile: { args: MediaArgs; result: string };
  openFile: { args: OpenFileArgs; result: null };
  showFile: { args: MediaArgs; result: null };
  draft: { args: ConversationArgs; result: Draft | null };
  saveDraft: { args: SaveDraftArgs; result: null };
  sayTyping: { args: ConversationArgs; result: null };
  markRead: { args: MarkReadArgs; result: null };
  markAllRead: { args: ConversationArgs; result: null };
  markUnread: { args: ConversationArgs; result: null };
  clearHistory: { args: ConversationArgs; result: null };
  removeConversation: { args: ConversationArgs; result: RemovedConversation };
  putBack: { args: RemovedConversation; result: null };
  setPinned: { args: SetPinnedArgs; result: null };
  setMuted: { args: SetMutedArgs; result: null };
  quietHours: { args: null; result: DaySpan | null };
  setQuietHours: { args: SetQuietHoursArgs; result: null };
  syncHealth: { args: null; result: SyncHealth };
  storage: { args: null; result: Storage };
  tidy: { args: null; result: null };
  localFiles: { args: null; result: LocalFiles };
  clearLocalFiles: { args: ClearLocalFilesArgs; result: ClearedFiles };
  showDownloads: { args: null; result: null };
  saveSettings: { args: Settings; result: null };
  checkForUpdate: { args: null; result: null };
  installUpdate: { args: InstallUpdateArgs; result: null };
  openWindow: { args: ConversationArgs; result: null };
  openLink: { args: OpenLinkArgs; result: null };
}

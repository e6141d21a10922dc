// Written by `make bindings` from the contract. A page of a widget gets the module from `/pipit/rcim.js`.

/** Why a call failed. */
export class RcImError extends Error {
  /** One of the contract's codes. */
  readonly code: number;
}

/** Ends a listener. */
export type Unsubscribe = () => void;

export interface Message { content: Content; conversationType: ConversationType; extra: string; isDownload: boolean; isListened: boolean; isMultipleReceive: boolean; isRead: boolean; isRetrieved: boolean; messageDirection: "SEND" | "RECEIVE"; messageId: number; messageUId: string; objectName: string; readReceiptInfo?: Receipt; receivedStatus: ReceivedStatus; receivedTime: number; senderUserId: string; sentStatus: SentStatus; sentTime: number; targetId: string }

export interface Conversation { conversationTitle: string; conversationType: ConversationType; draft: string; hasUnreadMentioned: boolean; isTop: boolean; latestMessage: Content; latestMessageId: number; mentionedCount: number; notificationStatus: NotificationStatus; objectName: string; readReceiptInfo?: Receipt; receivedStatus: ReceivedStatus; receivedTime: number; senderUserId: string; sentStatus: SentStatus; sentTime: number; targetId: string; unreadMessageCount: number }

export interface Receipt { hasRespond: boolean; isReceiptRequestMessage: boolean; userIdList: Record<string, unknown>; userIds: unknown[] }

export interface Reader { time: number; userId: string }

export interface Typist { sentTime: number; typingContentType: string; userId: string }

export interface Named { messageId: number }

export interface Notification { code: number; notificationStatus: NotificationStatus }

export type ConversationType = "PRIVATE" | "DISCUSSION" | "GROUP" | "CHATROOM" | "CUSTOMER_SERVICE" | "SYSTEM";

export type NotificationStatus = "DO_NOT_DISTURB" | "NOTIFY";

export type ConnectionStatus = "CONNECTED" | "CONNECTING" | "DISCONNECTED" | "KICKED" | "NETWORK_UNAVAILABLE" | "SERVER_INVALID" | "TOKEN_INCORRECT";

export type SentStatus = "FAILED" | "SENDING" | "SENT";

export type ReceivedStatus = "UNREAD" | "READ" | "LISTENED" | "DOWNLOADED" | "RETRIEVED" | "MULTIPLERECEIVE";

export type InviteStatus = "OPENED" | "CLOSED";

export interface NavigationBar { backColor?: string; backImage?: string; bgColor?: string; titleColor?: string }

export interface AvatarSize { height?: number; width?: number }

export type AvatarStyle = "rectangle" | "cycle";

export interface SubTitle { subTitle: string; targetId: string }

export interface PluginItem { icon: string; tag: number; title: string }

export interface Card { avatarUrl?: string; nickName?: string; userId: string }

/** What a message says, by its `objectName`. */
export interface Contents {
  "RC:TxtMsg": { extra: string; text: string };
  "RC:ImgMsg": { extra: string; imageUrl: string; thumbPath: string };
  "RC:VcMsg": { duration: number; extra: string; voicePath: string };
  "RC:LBSMsg": { extra: string; imagePath: string; latitude: number; longitude: number; poi: string };
  "RC:ImgTextMsg": { description: string; extra: string; imageUrl: string; title: string; url: string };
  "RC:CmdNtf": { data: string; name: string };
  "RC:CmdMsg": { data: string; name: string };
}

/** What a message says: of a kind that is not known here, whatever its sender wrote. */
export type Content = Contents[keyof Contents] | Record<string, unknown>;

export interface RcIm {
  /** Names the servers to use. It comes before `init`, and replaces what `--navi` has named. */
  setServerInfo(params: { naviServer: string; fileServer?: string }): Promise<{ status: "success" }>;
  /** Begins. The app key is that of `config.xml`; without one it fails with -10002. A second call changes nothing. */
  init(params?: { miPush?: Record<string, unknown>; huaweiPush?: boolean }): Promise<{ status: "success" }>;
  /** Connects the user that a token belongs to, and answers when they are online and their store is open. It keeps trying by itself: 30003 after 30 s says only that it takes long. Another user's connection is ended first. */
  connect(params: { token: string }): Promise<{ result: { userId: string }; status: "success" }>;
  /** Ends the connection. What is stored can still be read. */
  disconnect(params?: { isReceivePush?: boolean }): Promise<{ status: "success" }>;
  /** Hears the connection's state whenever it becomes another one. */
  setConnectionStatusListener(hear: (ret: { result: { connectionStatus: ConnectionStatus } }) => void): Unsubscribe;
  /** The connection's state now. */
  getConnectionStatus(): Promise<{ result: { connectionStatus: ConnectionStatus }; status: "success" }>;
  /** Who connected last. */
  getCurrentUserId(): Promise<{ result: string; status: "success" }>;
  /** Sends a text. `prepare` and `attached` come when it is stored, `success` when the server has it. */
  sendTextMessage(params: { conversationType: ConversationType; targetId: string | number; text: string; extra?: string; mentionedInfo?: Record<string, unknown> }, step?: (ret: { result: { message: Message }; status: "prepare" } | { result: { message: Message }; status: "attached" } | { result: { message: Named }; status: "success" }) => void): Promise<{ result: { message: Named }; status: "success" }>;
  /** Sends a picture: a thumbnail in the message, and the picture itself to the file server, with `progress` in percent. JPEG, PNG, GIF, WebP and BMP are taken. */
  sendImageMessage(params: { conversationType: ConversationType; targetId: string | number; imagePath: string; extra?: string; isFull?: boolean }, step?: (ret: { result: { message: Message }; status: "prepare" } | { result: { message: Message }; status: "attached" } | { result: { message: Named; progress: number }; status: "progress" } | { result: { message: Named }; status: "success" }) => void): Promise<{ result: { message: Named }; status: "success" }>;
  /** Sends a voice, which lies within the message. */
  sendVoiceMessage(params: { conversationType: ConversationType; targetId: string | number; voicePath: string; duration: number; extra?: string }, step?: (ret: { result: { message: Message }; status: "prepare" } | { result: { message: Message }; status: "attached" } | { result: { message: Named }; status: "success" }) => void): Promise<{ result: { message: Named }; status: "success" }>;
  /** Sends a place with a picture of its map. */
  sendLocationMessage(params: { conversationType: ConversationType; targetId: string | number; latitude: number; longitude: number; poi: string; imagePath: string; extra?: string }, step?: (ret: { result: { message: Message }; status: "prepare" } | { result: { message: Message }; status: "attached" } | { result: { message: Named; progress: number }; status: "progress" } | { result: { message: Named }; status: "success" }) => void): Promise<{ result: { message: Named }; status: "success" }>;
  /** Sends a card with a title, a text and a picture. */
  sendRichContentMessage(params: { conversationType: ConversationType; targetId: string | number; title: string; description: string; imageUrl: string; extra?: string }, step?: (ret: { result: { message: Message }; status: "prepare" } | { result: { message: Message }; status: "attached" } | { result: { message: Named }; status: "success" }) => void): Promise<{ result: { message: Named }; status: "success" }>;
  /** Sends a command that is stored as a notice. */
  sendCommandNotificationMessage(params: { conversationType: ConversationType; targetId: string | number; name: string; data: string }, step?: (ret: { result: { message: Message }; status: "prepare" } | { result: { message: Message }; status: "attached" } | { result: { message: Named }; status: "success" }) => void): Promise<{ result: { message: Named }; status: "success" }>;
  /** Sends a command that is neither stored nor counted; only the receiver's listener hears of it. */
  sendCommandMessage(params: { conversationType: ConversationType; targetId: string | number; name: string; data: string }, step?: (ret: { result: { message: Message }; status: "prepare" } | { result: { message: Message }; status: "attached" } | { result: { message: Named }; status: "success" }) => void): Promise<{ result: { message: Named }; status: "success" }>;
  /** Hears every message that arrives, each once, in the order of its conversation. `left` says how many of what was just fetched are still to come. */
  setOnReceiveMessageListener(hear: (ret: { isPushMsg: boolean; result: { left: number; message: Message } }) => void): Unsubscribe;
  /** Hears of each notification when it is raised, and again when it is clicked. */
  pushListener(hear: (ret: { content: string; data: string; pushId: string; pushTitle: string; senderId: string; senderName: string; targetId: string; targetUserName: string }) => void): Unsubscribe;
  /** Tells the other side of a private conversation how far it was read. */
  sendReadReceiptMessage(params: { targetId: string | number; timestamp?: number }): Promise<{ status: true }>;
  /** Hears how far others have read one's private messages. */
  addReceiveReadReceiptListener(hear: (ret: { messageTime: number; tId: string }) => void): Unsubscribe;
  /** Hears of messages that their senders took back; they have become notices. */
  setOnMessageRecalledListener(hear: (ret: { messageId: number }) => void): Unsubscribe;
  /** Asks the members of a group who has read a message of one's own. */
  sendReadReceiptRequest(params: { messageId: number }): Promise<{ status: true }>;
  /** Hears of a group's receipts. */
  addReadReceiptListener(params: { target?: string }, hear: (ret: { conversationType: ConversationType; messageUId: string; respondUserIdList: Reader[]; targetId: string }) => void): Unsubscribe;
  /** Ends what `addReadReceiptListener` began. */
  removeReadReceiptListener(params?: { target?: string }): Promise<{ status: "success" }>;
  /** Tells the writer of a group's message that it was read. */
  sendReadReceiptResponse(params: { conversationType?: ConversationType; targetId: string | number; messageId: number }): Promise<{ status: true }>;
  /** The newest messages of a conversation that are stored here, newest first. */
  getLatestMessages(params: { conversationType: ConversationType; targetId: string | number; count: number }): Promise<{ result: Message[]; status: "success" }>;
  /** Messages that are stored here and older than one, newest first. */
  getHistoryMessages(params: { conversationType: ConversationType; targetId: string | number; oldestMessageId: number; count: number }): Promise<{ result: Message[]; status: "success" }>;
  /** As `getHistoryMessages`, of one kind. */
  getHistoryMessagesByObjectName(params: { conversationType: ConversationType; targetId: string | number; objectName: string; oldestMessageId: number; count: number }): Promise<{ result: Message[]; status: "success" }>;
  /** Messages from the server's history, newest first. They fill gaps in what is stored here. */
  getRemoteHistoryMessages(params: { conversationType: ConversationType; targetId: string | number; dateTime: number; count: number }): Promise<{ result: Message[]; status: "success" }>;
  /** Deletes messages on this machine. */
  deleteMessages(params: { messageIds: readonly (string | number)[] }): Promise<{ status: "success" }>;
  /** Deletes all messages of a conversation on this machine. */
  clearMessages(params: { conversationType: ConversationType; targetId: string | number }): Promise<{ status: "success" }>;
  /** Takes back a message of one's own, within the server's limit of time. It becomes a notice on all sides and is found no more. */
  recallMessage(params: { messageId: number }): Promise<{ messageId: number; operatorId: string; recallTime: number; status: "success" }>;
  /** How many messages are unread, silent conversations included. */
  getTotalUnreadCount(): Promise<{ result: number; status: "success" }>;
  /** How many messages of a conversation are unread. */
  getUnreadCount(params: { conversationType: ConversationType; targetId: string | number }): Promise<{ result: number; status: "success" }>;
  /** How many messages of these types of conversation are unread. */
  getUnreadCountByConversationTypes(params: { conversationTypes: readonly (string | number)[] }): Promise<{ result: number; status: "success" }>;
  /** The unread messages of a conversation that mention the user. */
  getUnreadMentionedMessages(params: { conversationType: ConversationType; targetId: string | number }): Promise<{ result: Message[]; status: "success" }>;
  /** Notes what has become of a received message: read, listened to, or one of `DOWNLOADED`, `RETRIEVED` and `MULTIPLERECEIVE`, which add `isDownload`, `isRetrieved` or `isMultipleReceive` and stand as `receivedStatus` until another one is set. It is local. By themselves, `isDownload` becomes true when the kit or the messenger fetches the message's file; `isRetrieved` when the server says that another device pulled the message before, which a Pipit server does not; `isMultipleReceive` then too, and when another device has read up to the message. */
  setMessageReceivedStatus(params: { messageId: number; receivedStatus: ReceivedStatus }): Promise<{ status: "success" }>;
  /** Notes what became of a message of one's own. It is local. */
  setMessageSentStatus(params: { messageId: number; sentStatus: SentStatus }): Promise<{ status: "success" }>;
  /** Marks a conversation as read, on all of the user's devices. */
  clearMessagesUnreadStatus(params: { conversationType: ConversationType; targetId: string | number }): Promise<{ status: "success" }>;
  /** Tells the other side of a private conversation that one is writing. At most one such word in six seconds leaves the machine. */
  sendTypingStatus(params: { conversationType?: ConversationType; targetId: string | number; objectName: string }): Promise<{ status: "success" }>;
  /** Hears who is writing; the list is empty when nobody is any more. */
  addTypingStatusListener(hear: (ret: { conversationType: ConversationType; targetId: string; userTypingStatusList: Typist[] }) => void): Unsubscribe;
  /** Notes something with a message. It is local. */
  setMessageExtra(params: { messageId: number; value?: string }): Promise<{ status: "success" }>;
  /** What was written and not sent. */
  getTextMessageDraft(params: { conversationType: ConversationType; targetId: string | number }): Promise<{ result: string; status: "success" }>;
  /** Keeps what was written and not sent. */
  saveTextMessageDraft(params: { conversationType: ConversationType; targetId: string | number; content: string }): Promise<{ status: "success" }>;
  /** Forgets what was written and not sent. */
  clearTextMessageDraft(params: { conversationType: ConversationType; targetId: string | number }): Promise<{ status: "success" }>;
  /** All conversations: those on top first, then by the time of their last message. */
  getConversationList(): Promise<{ result: Conversation[]; status: "success" }>;
  /** The conversations on top. */
  getTopConversationList(): Promise<{ result: Conversation[]; status: "success" }>;
  /** The silent conversations. */
  getBlockedConversationList(params?: { conversationType?: ConversationType }): Promise<{ result: Conversation[]; status: "success" }>;
  /** Conversations page by page. */
  getConversationListByCount(params?: { typeList?: readonly (string | number)[]; count?: number; startTime?: number }): Promise<{ result: Conversation[]; status: "success" }>;
  /** One conversation. */
  getConversation(params: { conversationType: ConversationType; targetId: string | number }): Promise<{ result: Conversation; status: "success" }>;
  /** Takes a conversation out of the list. Its messages stay; the next one brings it back. */
  removeConversation(params: { conversationType: ConversationType; targetId: string | number }): Promise<{ status: "success" }>;
  /** Takes all conversations of these types out of the list, with their messages. */
  clearConversations(params: { conversationTypes: readonly (string | number)[] }): Promise<{ status: "success" }>;
  /** Puts a conversation on top, or back, on all of the user's devices. */
  setConversationToTop(params: { conversationType: ConversationType; targetId: string | number; isTop: boolean }): Promise<{ status: "success" }>;
  /** How many messages of a conversation are stored here. */
  getMessageCount(params: { conversationType: ConversationType; targetId: string | number }): Promise<{ result: { count: number }; status: "success" }>;
  /** Conversations in which a text stands. Any part of a text is found, from one character on; case, full width, and simplified or traditional characters make no difference. */
  searchConversations(params: { conversationTypes: readonly (string | number)[]; objectNames: readonly (string | number)[]; keyword: string; matchCase?: boolean; matchWidth?: boolean; matchVariant?: boolean }): Promise<{ result: Conversation[]; status: "success" }>;
  /** Messages of a conversation in which a text stands, newest first. */
  searchMessages(params: { conversationType: ConversationType; targetId: string | number; keyword: string; count?: number; beginTime?: number; matchCase?: boolean; matchWidth?: boolean; matchVariant?: boolean }): Promise<{ result: Message[]; status: "success" }>;
  /** Makes a discussion of oneself and others. */
  createDiscussion(params: { name: string; userIdList: readonly (string | number)[] }): Promise<{ result: { discussionId: string }; status: "success" }>;
  /** What a discussion is called, and who is in it. */
  getDiscussion(params: { discussionId: string | number }): Promise<{ result: { creatorId: string; id: string; inviteStatus: InviteStatus; memberIdList: string[]; name: string }; status: "success" }>;
  /** Names a discussion. */
  setDiscussionName(params: { discussionId: string | number; name: string }): Promise<{ status: "success" }>;
  /** Takes others into a discussion. Where it is closed, only its creator may. */
  addMemberToDiscussion(params: { discussionId: string | number; userIdList: readonly (string | number)[] }): Promise<{ status: "success" }>;
  /** Takes somebody out of a discussion, which only its creator may. */
  removeMemberFromDiscussion(params: { discussionId: string | number; userId: string | number }): Promise<{ status: "success" }>;
  /** Leaves a discussion. */
  quitDiscussion(params: { discussionId: string | number }): Promise<{ status: "success" }>;
  /** Says whether members may take in others, which only the creator may. */
  setDiscussionInviteStatus(params: { discussionId: string | number; inviteStatus: InviteStatus }): Promise<{ status: "success" }>;
  /** Enters a chat room; what is said there then arrives, and stays as long as one is in it. */
  joinChatRoom(params: { chatRoomId: string | number; defMessageCount?: number }): Promise<{ status: "success" }>;
  /** Leaves a chat room; nothing of it stays. */
  quitChatRoom(params: { chatRoomId: string | number }): Promise<{ status: "success" }>;
  /** Wants to hear nothing more from somebody. Their messages are refused with 405. */
  addToBlacklist(params: { userId: string | number }): Promise<{ status: "success" }>;
  /** Hears from them again. */
  removeFromBlacklist(params: { userId: string | number }): Promise<{ status: "success" }>;
  /** Whether somebody is on the blacklist: 0 when they are, 1 when they are not. */
  getBlacklistStatus(params: { userId: string | number }): Promise<{ result: number; status: "success" }>;
  /** Who is on the blacklist. */
  getBlacklist(): Promise<{ result: string[]; status: "success" }>;
  /** Raises none any more, and withdraws those that are shown. */
  disableLocalNotification(): Promise<{ status: "success" }>;
  /** Raises notifications, for this user on this machine. */
  enableLocalNotification(): Promise<{ status: "success" }>;
  /** What notifications show. */
  configLocalNotification(params?: { alertTitle?: string; showNickname?: boolean }): Promise<{ status: "success" }>;
  /** Whether a conversation is silent, as it is known here. Nobody is asked, so that it never fails with 30003. */
  getConversationNotificationStatus(params: { conversationType: ConversationType; targetId: string | number }): Promise<{ result: Notification; status: "success" }>;
  /** Silences a conversation, or lets it be heard again, on all of the user's devices. Mentions pass. It holds here at once and reaches the others when there is a connection, so that it never fails with 30003. */
  setConversationNotificationStatus(params: { conversationType: ConversationType; targetId: string | number; notificationStatus: NotificationStatus }): Promise<{ result: Notification; status: "success" }>;
  /** Sets when notifications rest each day, on all of the user's devices. Mentions pass. */
  setNotificationQuietHours(params: { startTime: string; spanMinutes: number }): Promise<{ status: "success" }>;
  /** Ends the quiet hours. */
  removeNotificationQuietHours(): Promise<{ status: "success" }>;
  /** The quiet hours; an empty `startTime` when there are none. */
  getNotificationQuietHours(): Promise<{ result: { spanMinutes: number; startTime: string }; status: "success" }>;
  /** How many days messages wait for the user; the server's own setting as long as nobody has set it, which is `"0"`, without a limit, unless its operator says otherwise. */
  getOfflineMessageDuration(): Promise<{ duration: string; status: true }>;
  /** Sets for how many days messages wait for the user. Older ones are not delivered any more, and stay in the history. */
  setOfflineMessageDuration(params?: { duration?: number }): Promise<{ status: true; time: string }>;
  /** Opens the list of conversations over the window's page. A row opens its chat there too. */
  openConversationList(params?: { title?: string; isEnteredToCollectionWindow?: boolean; showConnectingStatus?: boolean; conversationTypes?: readonly (string | number)[]; collectionTypes?: readonly (string | number)[]; avatarStyle?: AvatarStyle; avatarSize?: AvatarSize; cellBgColor?: string; topCellBgColor?: string; navigationBar?: NavigationBar }): Promise<{ status: "success" }>;
  /** Opens a chat over the window's page, and answers when it is left. */
  openConversation(params: { conversationType: ConversationType; targetId: string | number; title: string; navigationBar?: NavigationBar }): Promise<{ eventType: "back"; targetId: string }>;
  /** Closes the chat that the window shows. */
  close(): Promise<{ status: "success" }>;
  /** Whether chats let messages be taken back, and tell when the other person writes. Before it is called they do the first only. */
  configChat(params?: { messageRecall?: boolean; typingStatus?: boolean }): Promise<{ status: "success" }>;
  /** Gives chats a line below their title, until it is called again. */
  configChatSubTitle(params?: { titleConfig?: readonly SubTitle[]; subTitleSize?: number; subTitleColor?: string; bgColor?: string; bgHeight?: number }): Promise<{ status: "success" }>;
  /** Which buttons the chats have that this page opens, and listens to those of the page's own. */
  configChatButtons(params: { pluginItems?: readonly (string | number)[]; insertPluginItems?: readonly PluginItem[]; rightIcon?: string; rightIcons?: readonly (string | number)[]; dndIcon?: boolean }, hear: (ret: { eventType: "right" | "plugin"; tag: number }) => void): Unsubscribe;
  /** Whether members can be mentioned in the group chats that this page opens, and who they are. */
  configGroupChat(params?: { messageMentioned?: boolean; members?: readonly (string | number)[]; membersInfo?: readonly Card[] }): Promise<{ status: "success" }>;
  /** Hears once of each person without a name whom pages of the kit may show; `setUserAvatar` or `refreshUserInfoCache` answers. */
  addNeedAvatarListener(hear: (ret: { userId: string }) => void): Unsubscribe;
  /** Hears once of each group without a name; the same methods answer, with the group's id. */
  addNeedGroupInfoListener(hear: (ret: { userId: string }) => void): Unsubscribe;
  /** Gives a person or a group a name and a picture. The user's own go along with what they send. */
  setUserAvatar(params: { userId: string | number; nickName?: string; avatarUrl?: string }): Promise<{ status: "success" }>;
  /** Gives a person or a group a name and a picture, on this machine. */
  refreshUserInfoCache(params: { userId: string | number; nickName?: string; avatarUrl?: string }): Promise<{ status: "success" }>;
  /** Hears when somebody's picture is clicked in a chat of the kit. */
  addAvatarListener(hear: (ret: { userId: string }) => void): Unsubscribe;
}

export const rcIM: RcIm;

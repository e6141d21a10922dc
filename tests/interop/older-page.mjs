// What a page needs to drive an older SDK: its modules, and the few calls that every version has under another name.
// `driver` is run in the page: it gets the SDK's module and answers the calls; what arrives beside messages it tells as
// `told(name, data)`. None of the three has quiet hours.

/** imlib-v2: callbacks and a single client. */
const v2 = (SDK) => {
  const { RongIMClient, TextMessage, ReadReceiptMessage } = SDK;
  const call = (act) =>
    new Promise((resolve, reject) => act({ onSuccess: (...values) => resolve(values), onError: (...values) => reject(new Error(values.join())) }));
  const plain = (message) => ({ uid: message.messageUId, time: message.sentTime, kind: message.objectName, text: message.content?.content, original: message });
  return {
    init({ appKey, url, received, told }) {
      RongIMClient.init(appKey, null, { navi: url });
      RongIMClient.setConnectionStatusListener({ onChanged() {} });
      RongIMClient.setTypingStatusListener({ onChanged: (list) => told("typing", list) });
      RongIMClient.setMessageExpansionListener({ onUpdated: (change) => told("expansion", change), onDeleted() {} });
      RongIMClient.setOnReceiveMessageListener({ onReceived: (message) => received(plain(message)) });
    },
    connect: (token) =>
      new Promise((resolve, reject) =>
        RongIMClient.connect(token, { onSuccess: resolve, onTokenIncorrect: () => reject(new Error("token")), onError: reject }),
      ),
    async send(type, target, text) {
      const [message] = await call((done) => RongIMClient.getInstance().sendMessage(type, target, new TextMessage({ content: text, extra: "" }), done));
      return plain(message);
    },
    async history(type, target) {
      const [list] = await call((done) => RongIMClient.getInstance().getHistoryMessages(type, target, 0, 20, done));
      return list.map(plain);
    },
    async conversations() {
      const [list] = await call((done) => RongIMClient.getInstance().getConversationList(done, null, 50));
      return list.map((one) => one.targetId);
    },
    recall: (type, target, message) => call((done) => RongIMClient.getInstance().sendRecallMessage(message.original, done)),
    join: (room) => call((done) => RongIMClient.getInstance().joinChatRoom(room, 10, done)),
    quit: (room) => call((done) => RongIMClient.getInstance().quitChatRoom(room, done)),
    async say(room, text) {
      const [message] = await call((done) => RongIMClient.getInstance().sendMessage(4, room, new TextMessage({ content: text, extra: "" }), done));
      return plain(message);
    },
    async members(room) {
      const [info] = await call((done) => RongIMClient.getInstance().getChatRoomInfo(room, 10, 1, done));
      return info.userTotalNums;
    },
    setEntry: (room, key, value) => call((done) => RongIMClient.getInstance().setChatroomEntry(room, { key, value }, done)),
    async entry(room, key) {
      const [value] = await call((done) => RongIMClient.getInstance().getChatroomEntry(room, key, done));
      return value;
    },
    settle: (type, target, top, silent) =>
      call((done) => RongIMClient.getInstance().setConversationStatus(type, target, { isTop: top, notificationStatus: silent ? 1 : 2 }, done)),
    async settled(type, target) {
      const [one] = await call((done) => RongIMClient.getInstance().getConversation(type, target, done));
      return { top: one.isTop === true, silent: one.notificationStatus === 1 };
    },
    erase: (type, target, { uid, time }) =>
      call((done) =>
        RongIMClient.getInstance().deleteRemoteMessages(type, target, [{ messageUId: uid, sentTime: time, messageDirection: 1 }], done),
      ),
    clear: (type, target, time) =>
      call((done) => RongIMClient.getInstance().clearRemoteHistoryMessages({ conversationType: type, targetId: target, timestamp: time }, done)),
    remove: (type, target) => call((done) => RongIMClient.getInstance().removeConversation(type, target, done)),
    async token(name) {
      const [token] = await call((done) => RongIMClient.getInstance().getFileToken(1, done, name));
      return token.token;
    },
    types: (type, target) => call((done) => RongIMClient.getInstance().sendTypingStatusMessage(type, target, "RC:TxtMsg", done)),
    tellRead: (target, { uid, time }) =>
      call((done) =>
        RongIMClient.getInstance().sendMessage(1, target, new ReadReceiptMessage({ lastMessageSendTime: time, messageUId: uid, type: 1 }), done),
      ),
    async sendPairs(type, target, text, expansion) {
      const options = { canIncludeExpansion: true, expansion };
      const message = new TextMessage({ content: text, extra: "" });
      const [sent] = await call((done) => RongIMClient.getInstance().sendMessage(type, target, message, done, false, "", "", 1, options));
      return plain(sent);
    },
    expand: (pairs, { original }) => call((done) => RongIMClient.getInstance().updateMessageExpansion(pairs, original, done)),
  };
};

/** imlib-v4: one client that `init` answers. */
const v4 = (SDK) => {
  const plain = (message) => ({
    uid: message.messageUId,
    time: message.sentTime,
    kind: message.messageType,
    text: message.content?.content,
    original: message,
  });
  let client;
  const room = (id) => client.ChatRoom.get({ id });
  const conversation = (type, targetId) => client.Conversation.get({ type, targetId });
  return {
    init({ appKey, url, received, told }) {
      client = SDK.init({ appkey: appKey, navigators: [url] });
      client.watch({
        message: (event) => received(plain(event.message)),
        status() {},
        conversation() {},
        typingStatus: (list) => told("typing", list),
        expansion: (change) => told("expansion", change),
      });
    },
    connect: async (token) => (await client.connect({ token })).id,
    send: async (type, targetId, text) =>
      plain(await client.Conversation.get({ type, targetId }).send({ messageType: "RC:TxtMsg", content: { content: text } })),
    history: async (type, targetId) =>
      (await client.Conversation.get({ type, targetId }).getMessages({ timestamp: 0, count: 20, order: 0 })).list.map(plain),
    conversations: async () => (await client.Conversation.getList({ count: 50 })).map((one) => one.targetId),
    recall: (type, targetId, { uid, time }) => conversation(type, targetId).recall({ messageUId: uid, sentTime: time }),
    join: (id) => room(id).join({ count: 10 }),
    quit: (id) => room(id).quit(),
    say: async (id, text) => plain(await room(id).send({ messageType: "RC:TxtMsg", content: { content: text } })),
    members: async (id) => (await room(id).getInfo({ count: 10, order: 1 })).userCount,
    setEntry: (id, key, value) => room(id).setEntry({ key, value }),
    entry: (id, key) => room(id).getEntry(key),
    settle: (type, targetId, isTop, silent) => conversation(type, targetId).setStatus({ isTop, notificationStatus: silent ? 1 : 2 }),
    async settled(type, targetId) {
      const one = await conversation(type, targetId).getInfo();
      return { top: one.isTop === true, silent: one.notificationStatus === 1 };
    },
    erase: (type, targetId, { uid, time }) =>
      conversation(type, targetId).deleteMessages([{ messageUId: uid, sentTime: time, messageDirection: 1 }]),
    clear: (type, targetId, timestamp) => conversation(type, targetId).clearMessages({ timestamp }),
    remove: (type, targetId) => client.Conversation.remove({ type, targetId }),
    token: async (name) => (await client.getFileToken(1, name)).token,
    types: (type, targetId) => conversation(type, targetId).sendTypingStatusMessage("RC:TxtMsg"),
    tellRead: (targetId, { uid, time }) =>
      conversation(1, targetId).send({
        messageType: "RC:ReadNtf",
        content: { lastMessageSendTime: time, messageUId: uid, type: 1 },
        isPersited: false,
        isCounted: false,
      }),
    sendPairs: async (type, targetId, text, expansion) =>
      plain(
        await conversation(type, targetId).send({ messageType: "RC:TxtMsg", content: { content: text }, canIncludeExpansion: true, expansion }),
      ),
    expand: (pairs, { original }) => conversation(original.type, original.targetId).updateMessageExpansion(pairs, original),
  };
};

/** imlib-next: functions that answer codes. */
const next = (SDK) => {
  const plain = (message) => ({
    uid: message.messageUId,
    time: message.sentTime,
    kind: message.messageType,
    text: message.content?.content,
    original: message,
  });
  const data = async (answer) => {
    const { code, data } = await answer;
    if (code !== 0) throw new Error(`code ${code}`);
    return data;
  };
  return {
    init({ appKey, url, received, told }) {
      SDK.init({ appkey: appKey, navigators: [url], logLevel: 1 });
      SDK.addEventListener(SDK.Events.TYPING_STATUS, ({ status }) => told("typing", status));
      SDK.addEventListener(SDK.Events.EXPANSION, (change) => told("expansion", change));
      SDK.addEventListener(SDK.Events.READ_RECEIPT_RECEIVED, (event) => told("read", event));
      SDK.addEventListener(SDK.Events.MESSAGES, ({ messages }) => messages.forEach((message) => received(plain(message))));
    },
    connect: async (token) => (await data(SDK.connect(token))).userId,
    send: async (conversationType, targetId, text) =>
      plain(await data(SDK.sendTextMessage({ conversationType, targetId }, { content: text }))),
    history: async (conversationType, targetId) =>
      (await data(SDK.getHistoryMessages({ conversationType, targetId }, { timestamp: 0, count: 20, order: 0 }))).list.map(plain),
    conversations: async () => (await data(SDK.getConversationList({ count: 50, startTime: 0, order: 0 }))).map((one) => one.targetId),
    recall: (conversationType, targetId, { uid, time }) =>
      data(SDK.recallMessage({ conversationType, targetId }, { messageUId: uid, sentTime: time })),
    join: (room) => data(SDK.joinChatRoom(room, { count: 10 })),
    quit: (room) => data(SDK.quitChatRoom(room)),
    say: async (targetId, text) => plain(await data(SDK.sendTextMessage({ conversationType: 4, targetId }, { content: text }))),
    members: async (room) => (await data(SDK.getChatRoomInfo(room, { count: 10, order: 1 }))).userCount,
    setEntry: (room, key, value) => data(SDK.setChatRoomEntry(room, { key, value })),
    entry: (room, key) => data(SDK.getChatRoomEntry(room, key)),
    async settle(conversationType, targetId, top, silent) {
      await data(SDK.setConversationToTop({ conversationType, targetId }, top));
      await data(SDK.setConversationNotificationStatus({ conversationType, targetId }, silent ? 1 : 2));
    },
    async settled(conversationType, targetId) {
      const one = await data(SDK.getConversation({ conversationType, targetId }));
      return { top: one.isTop === true, silent: one.notificationStatus === 1 };
    },
    erase: (conversationType, targetId, { uid, time }) =>
      data(SDK.deleteMessages({ conversationType, targetId }, [{ messageUId: uid, sentTime: time, messageDirection: 1 }])),
    clear: (conversationType, targetId, time) => data(SDK.clearHistoryMessages({ conversationType, targetId }, time)),
    remove: (conversationType, targetId) => data(SDK.removeConversation({ conversationType, targetId })),
    token: async (name) => (await data(SDK.getFileToken(1, name))).token,
    types: (conversationType, targetId) => data(SDK.sendTypingStatusMessage({ conversationType, targetId }, "RC:TxtMsg")),
    tellRead: (targetId, { uid, time }) => data(SDK.sendReadReceiptMessage(targetId, uid, time)),
    sendPairs: async (conversationType, targetId, text, expansion) =>
      plain(await data(SDK.sendTextMessage({ conversationType, targetId }, { content: text }, { canIncludeExpansion: true, expansion }))),
    expand: (pairs, { original }) => data(SDK.updateMessageExpansion(pairs, original)),
  };
};

/** One row a version: its modules below node_modules, and how it is driven. */
export const versions = [
  { name: "imlib-v2 2.9.2", sdk: "imlib-v2/dist/index.esm.js", engine: "imlib-v2/node_modules/@rongcloud/engine/dist/index.esm.js", driver: v2 },
  { name: "imlib-v4 4.6.4", sdk: "imlib-v4/dist/index.esm.js", engine: "imlib-v4/node_modules/@rongcloud/engine/dist/index.esm.js", driver: v4 },
  { name: "imlib-next 5.7.3", sdk: "imlib-next-5.7.3/index.esm.js", engine: "engine-5.7.3/index.esm.js", driver: next },
];

/** The page of a version: `window.call(name, ...)` calls its driver, `window.received` is what arrived, in order, and
 * `window.heard` what was told beside it. */
export const olderPage = ({ sdk, engine, driver }) => `<!doctype html><meta charset="utf-8"><title>interop</title>
<script type="importmap">${JSON.stringify({ imports: { "@rongcloud/engine": `/modules/${engine}` } })}</script>
<script type="module">
  import * as SDK from "/modules/${sdk}";
  const driver = (${driver})(SDK);
  window.received = [];
  window.heard = [];
  const plain = (value) => JSON.parse(JSON.stringify(value ?? null));
  window.init = (options) =>
    driver.init({
      ...options,
      received: (message) => window.received.push(plain(message)),
      told: (name, data) => window.heard.push({ name, data: plain(data) }),
    });
  window.call = async (name, ...args) => {
    try {
      return plain(await driver[name](...args));
    } catch (error) {
      throw new Error(name + ": " + (error.message ?? JSON.stringify(error)));
    }
  };
  window.ready = true;
</script>`;

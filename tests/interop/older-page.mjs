// What a page needs to drive an older SDK: its modules, and the few calls that every version has under another name.
// `driver` is run in the page: it gets the SDK's module and answers the calls.

/** imlib-v2: callbacks and a single client. */
const v2 = (SDK) => {
  const { RongIMClient, TextMessage } = SDK;
  const call = (act) =>
    new Promise((resolve, reject) => act({ onSuccess: (...values) => resolve(values), onError: (...values) => reject(new Error(values.join())) }));
  const plain = (message) => ({ uid: message.messageUId, time: message.sentTime, kind: message.objectName, text: message.content?.content, original: message });
  return {
    init({ appKey, url, received }) {
      RongIMClient.init(appKey, null, { navi: url });
      RongIMClient.setConnectionStatusListener({ onChanged() {} });
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
  };
};

/** imlib-v4: one client that `init` answers. */
const v4 = (SDK) => {
  const plain = (message) => ({ uid: message.messageUId, time: message.sentTime, kind: message.messageType, text: message.content?.content });
  let client;
  return {
    init({ appKey, url, received }) {
      client = SDK.init({ appkey: appKey, navigators: [url] });
      client.watch({ message: (event) => received(plain(event.message)), status() {}, conversation() {} });
    },
    connect: async (token) => (await client.connect({ token })).id,
    send: async (type, targetId, text) =>
      plain(await client.Conversation.get({ type, targetId }).send({ messageType: "RC:TxtMsg", content: { content: text } })),
    history: async (type, targetId) =>
      (await client.Conversation.get({ type, targetId }).getMessages({ timestamp: 0, count: 20, order: 0 })).list.map(plain),
    conversations: async () => (await client.Conversation.getList({ count: 50 })).map((one) => one.targetId),
    recall: (type, targetId, { uid, time }) => client.Conversation.get({ type, targetId }).recall({ messageUId: uid, sentTime: time }),
  };
};

/** imlib-next: functions that answer codes. */
const next = (SDK) => {
  const plain = (message) => ({ uid: message.messageUId, time: message.sentTime, kind: message.messageType, text: message.content?.content });
  const data = async (answer) => {
    const { code, data } = await answer;
    if (code !== 0) throw new Error(`code ${code}`);
    return data;
  };
  return {
    init({ appKey, url, received }) {
      SDK.init({ appkey: appKey, navigators: [url], logLevel: 1 });
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
  };
};

/** One row a version: its modules below node_modules, and how it is driven. */
export const versions = [
  { name: "imlib-v2 2.9.2", sdk: "imlib-v2/dist/index.esm.js", engine: "imlib-v2/node_modules/@rongcloud/engine/dist/index.esm.js", driver: v2 },
  { name: "imlib-v4 4.6.4", sdk: "imlib-v4/dist/index.esm.js", engine: "imlib-v4/node_modules/@rongcloud/engine/dist/index.esm.js", driver: v4 },
  { name: "imlib-next 5.7.3", sdk: "imlib-next-5.7.3/index.esm.js", engine: "engine-5.7.3/index.esm.js", driver: next },
];

/** The page of a version: `window.call(name, ...)` calls its driver, `window.received` is what arrived, in order. */
export const olderPage = ({ sdk, engine, driver }) => `<!doctype html><meta charset="utf-8"><title>interop</title>
<script type="importmap">${JSON.stringify({ imports: { "@rongcloud/engine": `/modules/${engine}` } })}</script>
<script type="module">
  import * as SDK from "/modules/${sdk}";
  const driver = (${driver})(SDK);
  window.received = [];
  const plain = (value) => JSON.parse(JSON.stringify(value ?? null));
  window.init = (options) => driver.init({ ...options, received: (message) => window.received.push(plain(message)) });
  window.call = async (name, ...args) => plain(await driver[name](...args));
  window.ready = true;
</script>`;

// A chat with one person, on the typed module. `tsc` checks it against the types of `/pipit/rcim.js`.
import { rcIM, RcImError } from "/pipit/rcim.js";

const [login, status, messages, write] = ["login", "status", "messages", "write"].map(
  (id) => /** @type {HTMLElement} */ (document.getElementById(id)),
);

/** @param {string} name */
const value = (name) => /** @type {HTMLInputElement} */ (document.querySelector(`[name=${name}]`)).value;

/** @param {import("/pipit/rcim.js").Message} message */
function show(message) {
  const bubble = document.createElement("li");
  bubble.textContent = "text" in message.content ? String(message.content.text) : `[${message.objectName}]`;
  bubble.classList.toggle("own", message.messageDirection === "SEND");
  messages.append(bubble);
  bubble.scrollIntoView();
  return bubble;
}

/** @param {unknown} error */
function complain(error) {
  status.textContent = error instanceof RcImError ? `${error.message} (${error.code})` : String(error);
}

/** @type {Promise<void> | undefined} */
let begun;

/** What is done once, before the first attempt to connect. */
async function begin() {
  await rcIM.setServerInfo({ naviServer: value("server") });
  await rcIM.init();
  rcIM.setConnectionStatusListener((ret) => (status.textContent = ret.result.connectionStatus));
  rcIM.setOnReceiveMessageListener((ret) => {
    if (ret.result.message.targetId === value("peer")) show(ret.result.message);
  });
}

async function connect() {
  await (begun ??= begin());
  await rcIM.connect({ token: value("token") });
  const latest = await rcIM.getLatestMessages({ conversationType: "PRIVATE", targetId: value("peer"), count: 50 });
  latest.result.reverse().forEach(show);
  login.hidden = true;
  write.hidden = false;
}

async function send() {
  const text = value("text");
  await rcIM.sendTextMessage({ conversationType: "PRIVATE", targetId: value("peer"), text }, (ret) => {
    if (ret.status === "prepare") show(ret.result.message).dataset.message = String(ret.result.message.messageId);
    if (ret.status === "success") {
      const bubble = document.querySelector(`[data-message="${ret.result.message.messageId}"]`);
      bubble?.setAttribute("data-status", "SENT");
    }
  });
}

login.addEventListener("submit", (event) => {
  event.preventDefault();
  connect().catch(complain);
});
write.addEventListener("submit", (event) => {
  event.preventDefault();
  send().catch(complain);
  /** @type {HTMLFormElement} */ (write).reset();
});

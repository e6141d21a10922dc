// A small messenger on rcIM: connect, list, chat. Pages of this kind begin when `apiready` is called.
window.apiready = () => {
  const rong = api.require("rcIM");
  const find = (id) => document.getElementById(id);
  let open = null;

  find("login").onsubmit = (event) => {
    event.preventDefault();
    const { server, token } = event.target.elements;
    const problem = (err) => (event.target.querySelector("[role=alert]").textContent = `${err.msg} (${err.code})`);
    rong.setServerInfo({ naviServer: server.value }, () => {
      rong.init((ret, err) => {
        if (ret.status !== "success") return problem(err);
        rong.setConnectionStatusListener((ret) => (find("status").textContent = ret.result.connectionStatus));
        rong.setOnReceiveMessageListener((ret) => received(ret.result.message));
        rong.connect({ token: token.value }, (ret, err) => (ret.status === "success" ? begin(ret.result) : problem(err)));
      });
    });
  };

  function begin({ userId }) {
    find("login").hidden = true;
    find("messenger").hidden = false;
    find("me").textContent = userId;
    list();
  }

  function list() {
    rong.getConversationList((ret) => {
      find("conversations").replaceChildren(
        ...ret.result.map((row) => {
          const item = document.createElement("li");
          item.dataset.target = row.targetId;
          item.setAttribute("aria-current", String(row.targetId === open?.targetId));
          const unread = row.unreadMessageCount ? ` (${row.unreadMessageCount})` : "";
          const preview = document.createElement("small");
          preview.textContent = row.latestMessage?.text ?? "";
          item.append(row.conversationTitle + unread, preview);
          item.onclick = () => show({ conversationType: row.conversationType, targetId: row.targetId });
          return item;
        }),
      );
    });
  }

  function show(conversation) {
    open = conversation;
    rong.getLatestMessages({ ...open, count: 50 }, (ret) => {
      find("messages").replaceChildren(...ret.result.reverse().map(bubble));
      find("messages").lastElementChild?.scrollIntoView();
      rong.clearMessagesUnreadStatus(open, list);
    });
  }

  function bubble(message) {
    const item = document.createElement("li");
    item.textContent = message.content.text ?? `[${message.objectName}]`;
    item.dataset.message = message.messageId;
    item.dataset.status = message.sentStatus;
    item.classList.toggle("own", message.messageDirection === "SEND");
    return item;
  }

  function received(message) {
    if (message.targetId === open?.targetId && message.conversationType === open.conversationType) show(open);
    else list();
  }

  find("open").onsubmit = (event) => {
    event.preventDefault();
    show({ conversationType: "PRIVATE", targetId: event.target.elements.target.value.trim() });
  };

  find("write").onsubmit = (event) => {
    event.preventDefault();
    const { text } = event.target.elements;
    if (!open) return api.toast({ msg: "Choose whom to write to" });
    rong.sendTextMessage({ ...open, text: text.value }, (ret, err) => {
      if (ret.status === "prepare") {
        text.value = "";
        find("messages").append(bubble(ret.result.message));
        find("messages").lastElementChild.scrollIntoView();
      } else if (ret.status === "success" || ret.status === "error") {
        const item = document.querySelector(`[data-message="${ret.result?.message.messageId}"]`);
        if (item) item.dataset.status = ret.status === "success" ? "SENT" : "FAILED";
        if (err) api.toast({ msg: `${err.msg ?? ""} (${err.code})` });
        list();
      }
    });
  };
};

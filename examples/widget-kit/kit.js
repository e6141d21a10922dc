// Ready pages, opened over a page of one's own and styled by it.

apiready = () => {
  const rong = api.require("rcIM");
  const say = (words) => (document.querySelector("output").value = words);
  const navigationBar = { bgColor: "#5b3fd6", titleColor: "#fff", backColor: "#fff" };
  rong.init();

  document.querySelector("form").onsubmit = (event) => {
    event.preventDefault();
    rong.connect({ token: event.target.token.value }, (ret, err) => {
      say(err ? err.msg : `You are ${ret.result.userId}.`);
      for (const button of document.querySelectorAll("button[id]")) button.disabled = Boolean(err);
    });
  };

  list.onclick = () => {
    rong.openConversationList({ title: "Your chats", avatarStyle: "cycle", topCellBgColor: "#f1edff", navigationBar });
  };

  chat.onclick = () => {
    rong.configChatSubTitle({
      titleConfig: [{ targetId: "bob", subTitle: "Order 4711: two bicycles" }],
      subTitleColor: "#5b3fd6",
      bgColor: "#f1edff",
    });
    const own = { title: "Discount", icon: "widget://star.png", tag: 2001 };
    rong.configChatButtons({ insertPluginItems: [own], rightIcon: "widget://star.png" }, (ret) => {
      api.toast({ msg: ret.eventType === "right" ? "the button at the top" : `the plugin ${ret.tag}` });
    });
    rong.openConversation({ conversationType: "PRIVATE", targetId: "bob", title: "Bob", navigationBar }, (ret) => {
      say(`You left the chat with ${ret.targetId}.`);
    });
  };
};

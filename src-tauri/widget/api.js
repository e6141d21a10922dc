// The page's side of a widget: `api` as integrators' pages know it. It is put before the scripts of every page, in
// windows and in frames. All pages of a widget have one origin, so a window's page reaches those of its frames.
(() => {
  "use strict";
  if (window.api) return;

  /** What this window was opened with. */
  const opened = /* window */ {};
  /** The element that a frame's page lies in; none for a window's page. */
  const element = window.frameElement;

  /** This page, among all that have been or will be; late answers to one that was here before find nobody. */
  const page = Math.floor(Math.random() * Number.MAX_SAFE_INTEGER);
  const waiting = new Map();
  const listeners = new Map();
  let calls = 0;
  let sent = Promise.resolve();

  /** Asks the host for something, in the order in which it was asked. */
  function ask(wish, told) {
    const answer = sent.then(async () => {
      const response = await fetch(`/.pipit/${wish}?${encodeURIComponent(told)}`, { method: "POST" });
      if (!response.ok) throw new Error(await response.text());
    });
    sent = answer.catch(() => {});
    return answer;
  }

  /** An answer to a call of this page. */
  function answered({ id, ret, err, last }) {
    const call = waiting.get(id);
    if (!call) return;
    if (last) waiting.delete(id);
    try {
      call.callback?.(ret, err ?? undefined);
    } finally {
      if (last && err) call.reject(err);
      else if (last) call.resolve(ret);
    }
  }

  /** Where pages of the kit lie. */
  const kit = "/.pipit/kit/";

  /** Places a page of the kit over this window's page, or takes it away. */
  function showKit(shown) {
    const known = document.querySelector("iframe[data-kit]");
    if (!shown) known?.remove();
    if (!shown || known) return;
    const frame = document.createElement("iframe");
    frame.dataset.kit = "";
    frame.src = `${kit}index.html`;
    const style = { position: "fixed", inset: "0", width: "100%", height: "100%", border: "0" };
    Object.assign(frame.style, style, { zIndex: "2147483646" });
    frame.addEventListener("load", () => frame.contentWindow.focus());
    document.body.append(frame);
  }

  /** Takes a word of the host to whom it is for; false when nobody is there any more. */
  function hear(word) {
    const mine = word.page === page;
    try {
      if (mine) answered(word);
      else if (word.event) listeners.get(word.event)?.(word.ret, undefined);
    } catch (error) {
      reportError(error); // a page's mistake keeps nothing from the others
    }
    if (mine) return true;
    let heard = false;
    for (let at = 0; at < window.frames.length && !heard; at += 1) {
      heard = (window.frames[at].__pipit?.(word) ?? false) && !word.event;
    }
    return heard;
  }

  /** Words of the host come in here; a window's page passes on what is for its frames. */
  Object.defineProperty(window, "__pipit", {
    value: (word) => {
      if ("kit" in word) return showKit(word.kit);
      const heard = hear(word);
      if (!heard && !element && !word.event) ask("gone", String(word.page)).catch(() => {});
      return heard;
    },
  });

  /** Asks for something that is answered by words of the host, perhaps by several. */
  function converse(wish, told, callback) {
    const id = (calls += 1);
    const answer = new Promise((resolve, reject) => waiting.set(id, { callback, resolve, reject }));
    // Who gives a callback need not look at the promise too.
    if (callback) answer.catch(() => {});
    ask(wish, JSON.stringify({ page, id, ...told })).catch(() => {});
    return answer;
  }

  function invoke(method, params, callback) {
    if (typeof params === "function") [params, callback] = [undefined, params];
    return converse("call", { method, params: params ?? null }, callback);
  }

  const rcIM = {};
  for (const method of /* methods */ []) rcIM[method] = (params, callback) => invoke(method, params, callback);
  Object.freeze(rcIM);

  /** The path of a page of the widget, seen from this one. `widget://` is the widget's own folder. */
  function path(url) {
    const address = new URL(String(url ?? "").replace(/^widget:\/\/(?!localhost\/)\/?/i, "/"), location.href);
    if (address.origin !== location.origin || address.host !== location.host || !url) {
      throw new TypeError(`"${url}" is no page of the widget`);
    }
    return address.pathname + address.search + address.hash;
  }

  /** A name, which is text that is not empty. */
  function named(name, whose) {
    if (typeof name !== "string" || !name) throw new TypeError(`\`name\` must be the name of a ${whose}`);
    return name;
  }

  async function openWin({ name, url, pageParam = {}, reload = false } = {}) {
    const wish = { name: named(name, "window"), url: path(url), pageParam, reload: Boolean(reload) };
    await ask("openWin", JSON.stringify(wish));
  }

  async function closeWin({ name } = {}) {
    await ask("closeWin", JSON.stringify({ name }));
  }

  /** The frames of this window that `openFrame` has opened. */
  const frames = () => [...window.top.document.querySelectorAll("iframe[data-frame]")];
  const frame = (name) => frames().find((frame) => frame.name === name);

  async function openFrame({ name, url, rect = {}, pageParam = {}, bgColor = "", reload = false } = {}) {
    const address = path(url);
    const known = frame(named(name, "frame"));
    const opening = known ?? window.top.document.createElement("iframe");
    const { x = 0, y = 0, w = "auto", h = "auto" } = rect;
    const { marginLeft = 0, marginTop = 0, marginRight = 0, marginBottom = 0 } = rect;
    const inset = (at, margin) => `${Number(at) + Number(margin)}px`;
    const [left, top] = [inset(x, marginLeft), inset(y, marginTop)];
    const size = (length, begin, margin) =>
      length === "auto" ? `calc(100% - ${begin} - ${Number(margin)}px)` : `${Number(length)}px`;
    // Frames lie over the page, the one that was opened last over the others.
    const zIndex = Math.max(1_000_000, ...frames().map((frame) => Number(frame.style.zIndex))) + 1;
    Object.assign(opening.style, {
      position: "fixed",
      left,
      top,
      width: size(w, left, marginRight),
      height: size(h, top, marginBottom),
      border: "0",
      background: String(bgColor),
      zIndex: String(zIndex),
    });
    if (known && !reload) return;
    opening.name = name;
    opening.dataset.frame = "";
    opening.pageParam = JSON.stringify(pageParam ?? {});
    opening.src = address;
    if (!known) window.top.document.body.append(opening);
  }

  async function closeFrame({ name } = {}) {
    const closing = name === undefined ? element : frame(name);
    if (!closing) throw new TypeError(name === undefined ? "this page is no frame" : `there is no frame "${name}"`);
    closing.remove();
  }

  /** A note at the bottom of the page, for as long as it takes to read it. */
  function toast({ msg = "", duration = 2000, location: place = "bottom" } = {}) {
    const note = document.createElement("div");
    note.textContent = String(msg);
    note.setAttribute("role", "status");
    Object.assign(note.style, {
      position: "fixed",
      insetInline: "0",
      [place === "top" ? "top" : "bottom"]: place === "middle" ? "50%" : "48px",
      margin: "0 auto",
      width: "fit-content",
      maxWidth: "80%",
      padding: "8px 16px",
      borderRadius: "8px",
      background: "rgba(20, 22, 26, 0.88)",
      color: "#fff",
      font: "14px/20px system-ui, sans-serif",
      zIndex: "2147483647",
    });
    document.body.append(note);
    setTimeout(() => note.remove(), Math.min(Math.max(Number(duration) || 2000, 500), 10000));
  }

  window.api = Object.freeze({
    require(name) {
      if (name === "rcIM" || name === "UIRongCloud") return rcIM;
      throw new Error(`there is no module "${name}" here`);
    },
    toast,
    alert({ title = "", msg = "" } = {}, callback) {
      window.alert(title ? `${title}\n\n${msg}` : String(msg));
      callback?.({ buttonIndex: 1 }, undefined);
    },
    openWin,
    closeWin,
    openFrame,
    closeFrame,
    winName: opened.winName,
    frameName: element?.name ?? "",
    pageParam: element ? JSON.parse(element.pageParam ?? "{}") : (opened.pageParam ?? {}),
    systemType: "desktop",
    addEventListener({ name } = {}, callback) {
      listeners.set(String(name), callback);
      ask("listens", String(name)).catch(() => {});
    },
    removeEventListener({ name } = {}) {
      listeners.delete(String(name));
    },
    sendEvent({ name, extra } = {}) {
      ask("sendEvent", JSON.stringify({ name: String(name), extra })).catch(() => {});
    },
  });

  if (location.pathname.startsWith(kit)) {
    window.pipitKit = Object.freeze({ ask: (asks, callback) => converse("kit", { asks }, callback) });
    return;
  }

  // Nothing lies over a page that begins.
  if (!element) ask("begun", "").catch(() => {});

  // Pages of this kind begin when `apiready` is called.
  addEventListener("DOMContentLoaded", () => window.apiready?.());
})();

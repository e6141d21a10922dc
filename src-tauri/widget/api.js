// The page's side of a widget's calls: `api` as integrators' pages know it. It is put before their own scripts.
(() => {
  "use strict";
  if (window.api) return;

  // Numbers of calls differ from those of a page that was here before: its late answers find nobody.
  let last = Math.floor(Math.random() * 2 ** 31) * 2 ** 20;
  const waiting = new Map();
  let sent = Promise.resolve();

  /** Answers come in here, from the engine. */
  Object.defineProperty(window, "__pipit", {
    value: ({ id, ret, err, last }) => {
      const call = waiting.get(id);
      if (!call) return;
      if (last) waiting.delete(id);
      try {
        call.callback?.(ret, err ?? undefined);
      } finally {
        if (last && err) call.reject(err);
        else if (last) call.resolve(ret);
      }
    },
  });

  function invoke(method, params, callback) {
    if (typeof params === "function") [params, callback] = [undefined, params];
    const id = (last += 1);
    const call = encodeURIComponent(JSON.stringify({ id, method, params: params ?? null }));
    const answer = new Promise((resolve, reject) => waiting.set(id, { callback, resolve, reject }));
    // Who gives a callback need not look at the promise too.
    if (callback) answer.catch(() => {});
    // One after the other, so that calls arrive in the order in which they were made.
    sent = sent.then(() => fetch(`/.pipit/call?${call}`, { cache: "no-store" })).catch(() => {});
    return answer;
  }

  const rcIM = {};
  for (const method of /* methods */ []) rcIM[method] = (params, callback) => invoke(method, params, callback);
  Object.freeze(rcIM);

  const listeners = new Map();
  const parameters = new URLSearchParams(location.search);

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
    winName: parameters.get("winName") ?? "root",
    frameName: parameters.get("frameName") ?? "",
    systemType: "desktop",
    addEventListener({ name, extra } = {}, callback) {
      listeners.set(String(name), { extra, callback });
    },
    removeEventListener({ name } = {}) {
      listeners.delete(String(name));
    },
    sendEvent({ name, extra } = {}) {
      listeners.get(String(name))?.callback?.({ value: extra }, undefined);
    },
  });

  // Pages of this kind begin when `apiready` is called.
  addEventListener("DOMContentLoaded", () => window.apiready?.());
})();

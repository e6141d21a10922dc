// rcIM as a module, for a widget's modern pages: `import { rcIM } from "/pipit/rcim.js"`. Its types are in rcim.d.ts.
const required = window.api.require("rcIM");

/** Why a call failed. */
export class RcImError extends Error {
  constructor({ code, msg }) {
    super(msg);
    this.name = "RcImError";
    this.code = code;
  }
}

/** A method that answers, perhaps in several steps. */
const call =
  (method) =>
  (...given) => {
    const step = typeof given.at(-1) === "function" ? given.pop() : undefined;
    const hear = step && ((ret, err) => err || step(ret));
    return required[method](given[0], hear).catch((error) => {
      throw new RcImError(error);
    });
  };

/** A method that listens. rcIM has one listener a page, which all of the module's share. */
const listen = (method) => {
  const shared = new Map(); // by the parameters
  return (...given) => {
    const hear = given.pop();
    const key = JSON.stringify(given);
    if (!shared.has(key)) {
      const listeners = new Set();
      shared.set(key, listeners);
      const tell = (ret, err) => err || listeners.forEach((listener) => listener(ret));
      required[method](given[0], tell)
        .finally(() => shared.delete(key)) // it ends only when it was refused
        .catch((error) => reportError(new RcImError(error)));
    }
    const listeners = shared.get(key).add(hear);
    return () => void listeners.delete(hear);
  };
};

const listens = (method) => method.endsWith("Listener") && !method.startsWith("remove");

export const rcIM = Object.freeze(
  Object.fromEntries(Object.keys(required).map((method) => [method, (listens(method) ? listen : call)(method)])),
);

// What the suite asks of this page. It calls rcIM as any page does, and writes down what comes back, in order.
"use strict";

window.suite = (() => {
  const rong = api.require("rcIM");
  const calls = [];

  /** Makes a call and keeps its record: the answers of its callback, and what its promise came to. */
  function make(method, args, callback) {
    const call = { method, answers: [], read: 0, settled: null, waiting: [] };
    const happened = () => call.waiting.splice(0).forEach((go) => go());
    const heard = (ret, err) => {
      const answer = { ret, err: err ?? null, threw: null };
      call.answers.push(answer);
      try {
        callback?.(ret, err);
      } catch (error) {
        answer.threw = String(error);
      }
      happened();
    };
    const promise = rong[method](...args, ...(callback === null ? [] : [heard]));
    call.happens = () => new Promise((go) => call.waiting.push(go));
    promise
      .then(
        (ret) => (call.settled = { ret, err: null }),
        (err) => (call.settled = { ret: null, err }),
      )
      .finally(happened);
    calls.push(call);
    return { number: calls.length - 1, promise };
  }

  const start = (method, params) => make(method, params === null ? [] : [params], undefined).number;

  /** Everything that a call came to, when it has ended. */
  async function all(number) {
    const call = calls[number];
    while (!call.settled) await call.happens();
    return { answers: call.answers, settled: call.settled };
  }

  /** The next answer of a call that was not read yet. */
  async function next(number) {
    const call = calls[number];
    while (call.answers.length <= call.read) await call.happens();
    return call.answers[call.read++];
  }

  const unread = (number) => calls[number].answers.length - calls[number].read;

  /** The code and the words of each of these calls, which fail at once; none where one succeeds. */
  async function codes(list) {
    const ends = list.map(([method, params]) => all(start(method, params)));
    return (await Promise.all(ends)).map(({ answers }) => {
      const { ret, err } = answers.at(-1);
      return { code: err?.code ?? null, msg: err?.msg ?? "", ret };
    });
  }

  /** Runs a sample as it is printed; the numbers of its calls, with their methods. Its notes are kept, not shown. */
  function sample(source) {
    const made = [];
    const module = Object.fromEntries(
      Object.keys(rong).map((method) => [
        method,
        (...args) => {
          const at = args.findIndex((arg) => typeof arg === "function");
          const { number, promise } = make(method, at < 0 ? args : args.slice(0, at), at < 0 ? null : args[at]);
          made.push([method, number]);
          return promise;
        },
      ]),
    );
    const noted = () => {};
    const seen = { ...api, require: () => module, toast: noted, alert: noted };
    new Function("api", "alert", source)(seen, noted);
    return made;
  }

  return { start, all, next, unread, codes, sample, has: (method) => typeof rong[method] === "function" };
})();

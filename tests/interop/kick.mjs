export async function kick({ server, browser, check }) {
  const first = await browser.user(server.alice);
  const second = await browser.user(server.alice);
  check(first.connected.code === 0 && second.connected.code === 0, "both logins are accepted");
  const code = await first.event("DISCONNECT");
  check(code === 31010, "the first is told that it was kicked", code);
  check((await first.status()) === 2, "it stays disconnected", await first.status());
  const said = await second.say({ conversationType: 1, targetId: "bob" }, "still here");
  check(said.code === 0 && (await second.status()) === 0, "the second stays connected", said);
}

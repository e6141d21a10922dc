export async function connect({ server, browser, check }) {
  const alice = await browser.user(server.alice);
  check(alice.connected.code === 0, "a token connects", alice.connected);
  check(alice.connected.data?.userId === "alice", "the SDK knows who it is", alice.connected);
  check(alice.requests.some((request) => request.includes("/v2/navi.json")), "navigation is asked across origins");
  check(Math.abs((await alice.serverTime()) - Date.now()) < 5_000, "the server's clock comes with the greeting");

  const stranger = await browser.user("definitely-not-a-token");
  check(stranger.connected.code === 31004, "a wrong token is told so", stranger.connected);

  await alice.rc("disconnect");
  check((await alice.status()) === 2, "disconnecting ends in DISCONNECTED", await alice.status());
}

import { privateWith } from "./browser.mjs";

/** Uploads bytes as the SDK does and fetches them again from another user's page; answers what came of it. */
async function upAndDown(from, to, { name, type, fileType, bytes }) {
  const uploaded = await from.run(
    async ([name, type, fileType, bytes]) => {
      // Noise that does not repeat soon, so that no two places of the file look alike.
      const content = new Uint8Array(bytes);
      let state = 1;
      for (let at = 0; at < bytes; at += 1) {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        content[at] = state >>> 24;
      }
      if (type === "image/png") {
        const canvas = new OffscreenCanvas(64, 64);
        canvas.getContext("2d").fillRect(8, 8, 32, 32);
        window.content = new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
      } else {
        window.content = content;
      }
      const progress = [];
      const file = new File([window.content], name, { type });
      const answer = await RC.upload({ file, fileType, onProgress: (loaded, total) => progress.push(loaded / total) });
      const digest = await crypto.subtle.digest("SHA-256", window.content);
      return { answer: JSON.parse(JSON.stringify(answer)), progress, hash: [...new Uint8Array(digest)].join() };
    },
    [name, type, fileType, bytes],
  );
  const url = uploaded.answer.data?.downloadUrl;
  if (!url) return { uploaded };
  const fetched = await to.run(async (url) => {
    const response = await fetch(url);
    const body = await response.arrayBuffer();
    const digest = await crypto.subtle.digest("SHA-256", body);
    const part = await fetch(url, { headers: { Range: "bytes=10-19" } });
    return {
      status: response.status,
      type: response.headers.get("Content-Type"),
      disposition: response.headers.get("Content-Disposition"),
      size: body.byteLength,
      hash: [...new Uint8Array(digest)].join(),
      part: { status: part.status, size: (await part.arrayBuffer()).byteLength },
    };
  }, url);
  return { uploaded, fetched, url };
}

export async function upload({ server, browser, check }) {
  const alice = await browser.user(server.alice);
  const bob = await browser.user(server.bob);

  const image = await upAndDown(alice, bob, { name: "a.png", type: "image/png", fileType: 1, bytes: 0 });
  check(image.uploaded.answer.code === 0, "an image is uploaded", image.uploaded.answer);
  check(image.fetched?.hash === image.uploaded.hash, "and comes back byte for byte", image.fetched);
  check(image.fetched?.type === "image/png" && image.fetched.disposition.startsWith("inline"), "to be shown", image.fetched);
  const sent = await alice.send(privateWith("bob"), "ImageMessage", { imageUri: image.url, content: "" });
  const got = await bob.message((message) => message.messageUId === sent.data.messageUId);
  check(got.content.imageUri === image.url, "its message carries the address", got);

  const large = 20 * 1024 * 1024 + 7;
  const file = await upAndDown(alice, bob, { name: "报告.pdf", type: "application/pdf", fileType: 4, bytes: large });
  check(file.uploaded.answer.code === 0, "a file of 20 MiB is uploaded", file.uploaded.answer);
  check(file.uploaded.progress.at(-1) > 0.99, "with its progress", file.uploaded.progress.slice(-3));
  check(file.fetched?.size === large && file.fetched.hash === file.uploaded.hash, "and comes back byte for byte", file.fetched);
  check(file.fetched?.type === "application/pdf" && file.fetched.disposition.startsWith("attachment"), "to be kept", file.fetched);
  check(file.fetched?.part.status === 206 && file.fetched.part.size === 10, "also a part of it", file.fetched?.part);

  const page = await upAndDown(alice, bob, { name: "x.html", type: "text/html", fileType: 4, bytes: 100 });
  check(page.fetched?.disposition.startsWith("attachment"), "a page is not shown", page.fetched);
  const forged = await bob.run(async (url) => (await fetch(url.replace("a.png", "b.png"))).status, image.url);
  check(forged === 403, "an address that was changed does not hold", forged);

  // The SDK's other dialect sends slices of 10 MiB to a domain that the page names.
  const carol = await browser.user(server.alice, { uploadDomain: `${server.url}/files` });
  const sliced = await upAndDown(carol, bob, { name: "film.mp4", type: "video/mp4", fileType: 4, bytes: large });
  check(sliced.uploaded.answer.code === 0, "slices are gathered", sliced.uploaded.answer);
  check(sliced.fetched?.hash === sliced.uploaded.hash, "into the file", sliced.fetched);
}

// Every page and state of the gallery: what it is called, how large its window is, what its address asks for, what one sees.
// `main` ones are the pages that people see most: their pictures are taken in more languages.

const chat = "page=chat&open=bob";
const group = "page=chat&open=g-hike";

/** Name, query, words, and what differs from a window of the usual size. */
const state = (name, query, words, more = {}) => ({ name, query, words, width: 1100, height: 720, ...more });
const small = { width: 960, height: 680 };
/** The smallest window that has list and chat side by side. */
const smallest = { width: 760, height: 560 };
/** A window of the usual size with text at 200 %. */
const largest = { width: 550, height: 360, scale: 2 };
const main = { main: true };

export const states = [
  state(
    "login",
    "page=login&steps=demo-alice?",
    "The first start: a server, an app key, a token, or a demo user",
    {
      ...small,
      ...main,
    },
  ),
  state("login-refused", "page=problem", "A token that the server does not take", small),
  state("passphrase-new", "page=locked", "No keyring: a passphrase is chosen", small),
  state("passphrase", "page=keyring", "A keyring that stays locked", small),
  state(
    "passphrase-lost",
    "page=forgotten&steps=start-over",
    "Whoever lost the passphrase begins anew",
    small,
  ),
  state("empty", "page=empty", "Nobody has written yet", small),
  state("list", "page=chat", "The list, and no chat open"),
  state("filter-unread", "page=chat&steps=filter-unread", "Only what is unread"),
  state("filter-mentions", "page=chat&steps=filter-mentions", "Only where one is mentioned"),
  state("chat", chat, "A chat with unread messages, a failed and an unknown one", main),
  state("media", `${chat}&media`, "Pictures, films, voices, files, places, cards", { height: 1500, ...main }),
  state("voice", `${chat}&media&heard&steps=voice?`, "A voice that plays"),
  state("recording", `${chat}&recording`, "A voice is recorded, near its end"),
  state("group", group, "A group: names, notices, who has read", main),
  state("message-menu", `${chat}&steps=m11`, "What can be done with a message"),
  state("quote", `${chat}&steps=m11,menu-quote`, "A message is answered"),
  state("edit", `${chat}&steps=m6,menu-edit`, "A message gets other words"),
  state("selection", `${chat}&steps=m11,menu-select`, "Messages are chosen"),
  state("forward", `${chat}&steps=m11,menu-forward`, "A message is forwarded"),
  state("merged", `${chat}&media&steps=merged`, "Messages that were forwarded as one"),
  state(
    "merged-within",
    `${chat}&media&steps=merged,merged*2,back?`,
    "Forwarded messages within forwarded ones",
  ),
  state(
    "merged-page",
    `${chat}&media&page-of-merged&steps=merged`,
    "Messages that their forwarder has drawn",
  ),
  state("readers", `${group}&steps=readers`, "Who has read a message"),
  state("readers-unread", `${group}&steps=readers,readers-unread`, "Who has not read it yet"),
  state("viewer", `${chat}&media&steps=picture`, "A picture, large"),
  state(
    "viewer-near",
    `${chat}&media&steps=picture,picture-viewer!%2B,picture-viewer!%2B`,
    "A picture, nearer",
  ),
  state("viewer-loading", `${chat}&media&loading&steps=picture`, "A picture of which the small one is here"),
  state("film", `${chat}&media&steps=film`, "A film is fetched"),
  state("unsafe", `${chat}&media&steps=file*5`, "A file that can run is not opened unasked"),
  state("emoji", `${chat}&steps=emoji,emoji-cell?`, "Emoji"),
  state("stickers", `${chat}&steps=emoji,sticker-pack`, "Stickers of the app's own pack"),
  state("place", `${chat}&media&steps=place`, "Where a place lies"),
  state("place-picker", "kit=chat&steps=more,plugin-location", "A place is sent", { width: 560 }),
  state("mentions", `${group}&steps=composer=@`, "Somebody is mentioned"),
  state("attach", `${chat}&steps=attach`, "What can be sent beside words"),
  state("attached", `${chat}&steps=attach,menu-file,composer=%24note`, "Files go with a message"),
  state(
    "attached-film",
    `${chat}&film&steps=attach,menu-file,attached-film?`,
    "A short film goes with a message",
  ),
  state("photo-ready", `${chat}&camera&steps=attach,menu-camera,photo-take?`, "A picture can be taken"),
  state(
    "photo-taken",
    `${chat}&camera&steps=attach,menu-camera,photo-preview?,photo-take,photo-taken?`,
    "A picture is looked at before it is sent",
  ),
  state("film-ready", `${chat}&camera&steps=attach,menu-sight,film-preview?`, "A short film can be recorded"),
  state(
    "film-recording",
    `${chat}&camera&steps=attach,menu-sight,film-preview?,film-record`,
    "A short film is recorded",
  ),
  state(
    "film-recorded",
    `${chat}&camera&steps=attach,menu-sight,film-preview?,film-record,film-stop,film-recorded?`,
    "A short film is looked at before it is sent",
  ),
  state(
    "film-refused",
    `${chat}&camera=refused&steps=attach,menu-sight,film-trouble?`,
    "A camera that may not be used",
  ),
  state("drop", `${chat}&drop`, "Files are held over the window"),
  state("drop-row", `${chat}&drop=row`, "Files are held over a row of the list"),
  state("typing", `${chat}&typing`, "The other side is writing"),
  state("ways", `${group}&steps=timeline^`, "The way to the end, and how much is new there", { height: 480 }),
  state("new-above", `${chat}&media`, "What is new is above", small),
  state("nothing-said", "page=chat&open=lea", "A chat without messages", small),
  state("offline", `${chat}&offline&steps=banner?`, "The network is away"),
  state("ended", "page=chat&ended", "Signed in on another device"),
  state("ended-token", `${chat}&ended=token`, "The sign-in has run out"),
  state("ended-read-on", `${chat}&ended&steps=close`, "Signed in on another device, and reading on"),
  state(
    "long",
    `${chat}&long`,
    "An address without end, a word without a space, very long pictures, two directions in one line",
  ),
  state("folded", `${chat}&pasted&steps=fold?`, "Ten thousand lines, of which the first are shown"),
  state("unfolded", `${chat}&pasted&steps=fold,fold?`, "Ten thousand lines"),
  state(
    "names",
    `page=chat&open=g-hike&names`,
    "Names without end, in the other direction, of emoji, and with more marks than letters",
  ),
  state("names-details", `page=chat&open=g-hike&names&steps=details`, "Such names in a group"),
  state("names-people", "page=chat&names&sheet=contacts", "Such names among the people whom one knows"),
  state("wide", `${chat}&media`, "A very wide window", { width: 2560, height: 1000 }),
  state("settings", `${chat}&sheet=settings`, "The settings", { height: 860, ...main }),
  ...["appearance", "notifications", "desktop", "unread", "sync", "storage", "keys", "about"].map((name) =>
    state(`settings-${name}`, `page=chat&sheet=settings&steps=section-${name}`, `The settings: ${name}`),
  ),
  state(
    "storage-little",
    `page=chat&sheet=settings&storage=little&steps=section-storage`,
    "Hardly anything is kept",
  ),
  state(
    "storage-clear",
    `page=chat&sheet=settings&steps=section-storage,clear-films`,
    "Videos are to be cleared: asked once more",
  ),
  state(
    "storage-clearing",
    `page=chat&sheet=settings&storage=slow&steps=section-storage,clear-all,clear-files-confirm,storage-total?`,
    "What can be fetched again is being cleared",
  ),
  state(
    "storage-cleared",
    `page=chat&sheet=settings&steps=section-storage,clear-all,clear-files-confirm,storage-total?`,
    "What can be fetched again was cleared",
  ),
  ...["newest", "found", "fetching", "failed", "system"].map((name) =>
    state(
      `update-${name}`,
      `page=chat&sheet=settings&update=${name}&steps=section-about`,
      `Newer versions: ${name}`,
    ),
  ),
  state("licences", "page=chat&sheet=settings&steps=section-about,licences", "Whose work is in it"),
  state("licence", "page=chat&sheet=settings&steps=section-about,licences,work*3,terms?", "On which terms"),
  state("search", `${chat}&search=%24sought`, "What was found: people, messages by conversation", main),
  state(
    "search-inside",
    "page=chat&search=%24sought&steps=found.messages*2",
    "The messages of one conversation",
  ),
  state(
    "search-opened",
    `${chat}&search=%24sought&steps=found.messages`,
    "A message that was found, its words marked",
  ),
  state("search-none", `${chat}&search=zzz`, "Nothing was found"),
  state("menu", "page=chat&steps=private:bob", "What can be done with a conversation"),
  state("clear", "page=chat&steps=private:bob,menu-clear", "A history is to be cleared: asked once more"),
  state(
    "undo",
    "page=chat&steps=private:wang,menu-remove",
    "A conversation was removed: there is a way back",
  ),
  state("contacts", "page=chat&sheet=contacts", "The people whom one knows", main),
  state("blacklist", "page=chat&sheet=contacts&steps=contacts-blacklist", "Who is not heard of"),
  state("person", `${chat}&steps=details`, "All about a person"),
  state("people-none", "page=chat&sheet=contacts&steps=people-search=zzz", "Nobody is called that"),
  state("group-details", `${group}&steps=details`, "All about a group"),
  state("discussion", "page=chat&open=d-lunch&steps=details", "All about a discussion of one's own", {
    height: 860,
  }),
  state("new-chat", "page=chat&sheet=new-chat", "A new conversation"),
  state("new-discussion", "page=chat&sheet=contacts&steps=contacts-discussion", "A new discussion"),
  state("kit-list", "kit=list", "An integrator's window: the list", { width: 400 }),
  state("kit-list-coloured", "kit=list&coloured", "An integrator's window: the list in their colours", {
    width: 400,
  }),
  state(
    "kit-list-collected",
    "kit=list&collected",
    "An integrator's window: groups as one row, rows in a colour",
    {
      width: 400,
    },
  ),
  state(
    "kit-chat-left",
    "kit=chat&left&steps=banner?",
    "An integrator's window: their app has disconnected",
    {
      width: 560,
    },
  ),
  state(
    "kit-chat",
    "kit=chat&steps=more",
    "An integrator's window: a chat, with the panel of what it offers",
    { width: 560 },
  ),
  state(
    "kit-chat-coloured",
    "kit=chat&coloured&steps=more",
    "An integrator's window: a chat in their colours",
    { width: 560 },
  ),
  state(
    "own-window",
    "chat=%7B%22kind%22:%22private%22,%22targetId%22:%22bob%22%7D",
    "A chat in a window of its own",
    {
      width: 560,
      height: 680,
    },
  ),
  state(
    "own-window-search",
    "chat=%7B%22kind%22:%22private%22,%22targetId%22:%22bob%22%7D&steps=composer!Ctrl%2Bf,search=%24sought",
    "A chat in a window of its own is searched",
    {
      width: 560,
      height: 680,
    },
  ),
  state("small", chat, "A small window", { ...smallest, ...main }),
  state("small-list", "page=chat", "The list in a small window", smallest),
  state("small-group", group, "A group in a small window", smallest),
  state("small-search", `${chat}&search=%24sought`, "What was found, in a small window", smallest),
  state("small-forward", `${chat}&steps=m11,menu-forward`, "Forwarding in a small window", smallest),
  state("small-details", `${group}&steps=details`, "A group's page in a small window", smallest),
  state("small-settings", "page=chat&sheet=settings", "The settings in a small window", smallest),
  state("narrow-list", "page=chat", "A narrow window: the list", { width: 400 }),
  state("narrow-chat", chat, "A narrow window: the chat", { width: 400 }),
  state(
    "narrow-settings",
    "page=chat&sheet=settings&steps=section-appearance",
    "The narrowest: the settings",
    {
      width: 380,
    },
  ),
  state("scaled", chat, "A screen at 150 %", { scale: 1.5, ...main }),
  state("scaled-group", group, "A group on a screen at 150 %", { scale: 1.5 }),
  state("scaled-settings", "page=chat&sheet=settings", "The settings on a screen at 150 %", { scale: 1.5 }),
  // A larger text makes everything larger: the window holds less.
  state("large-text", chat, "Text at 150 %", { width: 733, height: 480, scale: 1.5 }),
  state("largest-list", "page=chat", "Text at 200 %: the list", largest),
  state("largest-chat", `${chat}&steps=m11`, "Text at 200 %: a chat, and a menu", largest),
  state("largest-emoji", `${chat}&steps=emoji,emoji-cell?`, "Text at 200 %: emoji", largest),
  state("largest-settings", "page=chat&sheet=settings", "Text at 200 %: the settings", largest),
  state("largest-kit", "kit=chat&steps=more", "Text at 200 %: an integrator's window", largest),
  state("vault-damaged", "page=damaged", "The file with the key is damaged", small),
  state(
    "largest-passphrase",
    "page=forgotten&steps=start-over",
    "Text at 200 %: the passphrase was lost",
    largest,
  ),
  state(
    "names-unread",
    "page=chat&names&sheet=settings&steps=section-unread",
    "Such names where the unread are counted",
  ),
  state("sign-out", "page=chat&sheet=settings&steps=sign-out", "Signing out: asked once more"),
  state(
    "attaching",
    `${chat}&steps=attach,menu-file,composer!Ctrl%2Bv,attaching?`,
    "What was pasted takes its time",
  ),
  state(
    "going",
    `${chat}&steps=attach,menu-file,composer!Ctrl%2Bv,attaching?,composer=Look%20at%20the%20harbour,composer!Enter,going?,composer=And`,
    "What was sent waits for it, and one goes on writing",
  ),
];

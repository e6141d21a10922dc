// What the gallery's people say in English. The other languages tell the same in their own way.

export const en = {
  /** Names, with what stands for their portraits. */
  names: {
    alice: ["Alice", "A"],
    bob: ["Bob Hansen", "BH"],
    li: ["李小明", "小明"],
    mia: ["Mia Lindqvist", "ML"],
    tom: ["Tom Okafor", "TO"],
    wang: ["王芳", "王芳"],
    lea: ["Léa Moreau", "LM"],
    ana: ["Ana María de la Cruz Fernández-Villaverde", "AF"],
    kim: ["김민수", "민수"],
    omar: ["عمر حداد", "عح"],
    yuki: ["Yuki Tanaka", "YT"],
    zoe: ["Zoë Martin", "ZM"],
    hike: ["周末徒步 · Weekend hike", "徒步"],
    news: ["Building 7 announcements", "BA"],
    lunch: ["Sunday lunch", "SL"],
  },
  /** The last words of each conversation. */
  list: {
    hike: "我带了地图和两个头灯，大家记得穿防水的鞋。",
    mia: "Could you send me the figures for",
    wang: "好的，明天见！",
    news: "The lift is being serviced on Thursday.",
    caretaker: "Caretaker",
    lea: "À demain !",
    tom: "On my way, the train is late again",
    lunch: "Who brings the bread?",
  },
  chat: {
    weather: "Did you look at the weather for Saturday?",
    rain: "They say rain in the morning, and sun from eleven on.",
    later: "Then we go later. I would rather be dry than early.",
    again: "On Saturday",
    route:
      "I have put the route here: https://example.org/routes/north-shore?day=saturday&boat=8 — two hours along the shore, then lunch at the mill.",
    table: "订了八个人的桌子，靠窗。",
    thermos: "Can you bring the big thermos?",
    tea: "Yes, and the small one for the tea.",
    ask: "Shall I ask Mia as well? 🙂",
    ferry: "The ferry leaves at eight, so let us meet at the harbour by half past seven.",
    perfect: "Perfect.",
    settled: "那就这么说定了",
    place: "That is the place",
    bye: "See you there",
  },
  group: {
    name: "周末徒步",
    vote: "Where do we have lunch?",
    rule: "Until noon everybody has one vote.",
    choices: ["The harbour", "湖边"],
    greeting: "恭喜发财",
    notice: "The forecast for Saturday has changed.",
    map: "谁带地图？",
    paths: "I can bring the one with the paths.",
    compass: "And a compass.",
    lamp: "@Alice 记得带头灯",
    title: "Lighthouse hike",
    board:
      "We meet at eight at the harbour. Bring water and a coat.\nTickets: https://boats.example/lighthouse",
  },
  media: {
    files: [
      "Timetable of all ferries in the archipelago, winter.pdf",
      "photos of the summer.zip",
      "budget 预算.xlsx",
      "lake.mp4",
      "照片.zip",
      "setup.exe",
    ],
    place: "Harbour, pier 4 · 港口四号码头",
    card: "Ferries to the outer islands",
    about: "All lines, all stops, and what it costs with a bicycle. Updated every morning at six.",
    night: "Good night",
    ahoy: "Ahoy",
    lines: [
      "Mia Lindqvist: Is the boat big enough for eight people and two dogs?",
      "Alice: I asked, it is",
      "Mia Lindqvist: [Picture]",
      "Alice: 太好了，那我们八点半出发",
    ],
    attached: ["Shore.jpg", "Mill.jpg", "Route along the north shore.gpx"],
    note: "From Saturday",
  },
  search: {
    /** What is looked for, and a name with it, in parts. */
    sought: "har",
    person: ["", "Har", "ald Berg"],
    initials: "HB",
    lines: [
      "Let us meet at the harbour, then",
      "…from the harbour to the lighthouse it is an hour",
      "The harbour master says that the boat leaves at nine, and that there is room for all of us",
    ],
  },
  kit: { title: "Messages", order: "Order 20731 · delivered on Friday", invoice: "Invoice" },
};

export type Words = typeof en;

// What a file is, by how its name ends: for the picture beside it and how its name is cut, and nothing else.

const endings = {
  picture: "jpg jpeg png gif webp bmp svg heic tif tiff psd",
  film: "mp4 mov mkv webm avi m4v",
  sound: "mp3 m4a wav ogg opus flac aac amr",
  archive: "zip rar 7z tar gz tgz bz2 xz zst",
  table: "xls xlsx csv ods numbers",
  words: "txt md pdf doc docx odt rtf pages ppt pptx odp key epub",
  code: "js ts py rs c cpp h java go sh html css json xml yaml yml toml sql",
} as const;

export type FileKind = keyof typeof endings | "other";

/** How a name ends, from its last dot on; nothing when that is no ending. */
export function endingOf(name: string): string {
  return /.(\.[^.\s]{1,10})$/u.exec(name)?.[1] ?? "";
}

export function kindOf(name: string): FileKind {
  const ending = endingOf(name).slice(1).toLowerCase();
  const found = Object.entries(endings).find(([, list]) => list.split(" ").includes(ending));
  return (found?.[0] as FileKind | undefined) ?? "other";
}

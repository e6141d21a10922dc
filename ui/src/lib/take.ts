// A film in the making, whatever makes it.

/** The longest film that is recorded, in seconds. */
export const longest = 10;

/** How many bits a second of the picture has: a film of ten seconds has some 3 MB. */
export const videoBits = 2_500_000;

/** A film that is being recorded, from now on until it is stopped. */
export interface Take {
  /** The film. Rejects when none comes of it. */
  readonly film: Promise<File>;
  /** Ends it, also a second time. */
  stop: () => void;
}

/** A film's file. Its kind alone says what it is: the codecs beside it would not fit into an address. */
export function filmFile(parts: BlobPart[], kind: "mp4" | "webm"): File {
  const film = new File(parts, `film.${kind}`, { type: `video/${kind}` });
  if (film.size === 0) throw new Error("nothing was recorded");
  return film;
}

// Films by the web view's encoders (WebCodecs), which Mediabunny puts into a file. The page loads this when somebody films.

import {
  AudioSample,
  AudioSampleSource,
  BufferTarget,
  canEncodeAudio,
  canEncodeVideo,
  Mp4OutputFormat,
  Output,
  Quality,
  VideoSample,
  VideoSampleSource,
  WebMOutputFormat,
} from "mediabunny";

import { filmFile, type Take, videoBits } from "./take";

/** What a film can be made as, the best first: every phone plays MP4. */
const kinds = [
  { kind: "mp4", picture: "avc", sound: "aac" },
  { kind: "webm", picture: "vp8", sound: "opus" },
] as const;

/** How many bits a second of the sound has: words and music. */
const audioBits = 96_000;

/** How many pictures a second has at most. */
const mostPictures = 30;

/** How long a film is at least, in milliseconds: one of a picture or two cannot be played. */
const shortest = 1_000;

/** How many samples of sound come at once: a tenth of a second. Fewer: a busy page loses some; more: sound comes late. */
const block = 4_096;

async function kindHere(): Promise<(typeof kinds)[number] | undefined> {
  // WebKitGTK 2.50 asks for encoders before it has started what brings them, and crashes; this starts it.
  document.createElement("video").canPlayType("video/mp4");
  for (const one of kinds) {
    if ((await canEncodeVideo(one.picture)) && (await canEncodeAudio(one.sound))) return one;
  }
  return undefined;
}

/** There are encoders for the picture and the sound of a film. */
export async function encodes(): Promise<boolean> {
  return (await kindHere()) !== undefined;
}

/** Records what `preview` shows and what is heard in `stream`. */
export async function encoded(stream: MediaStream, preview: HTMLVideoElement): Promise<Take> {
  const made = await kindHere();
  if (!made) throw new Error("there are no encoders");
  const format = made.kind === "mp4" ? new Mp4OutputFormat() : new WebMOutputFormat();
  const target = new BufferTarget();
  const output = new Output({ format, target });
  let [end, fail]: [() => void, (error: unknown) => void] = [() => undefined, () => undefined];
  const ended = new Promise<void>((resolve, reject) => ([end, fail] = [resolve, reject]));

  const pictures = new VideoSampleSource({
    codec: made.picture,
    quality: new Quality({ bitrate: videoBits }),
  });
  output.addVideoTrack(pictures);
  const sound = stream.getAudioTracks().length > 0 ? new AudioContext() : undefined;
  const heard = new AudioSampleSource({
    codec: made.sound,
    quality: new Quality({ bitrate: audioBits }),
  });
  if (sound) output.addAudioTrack(heard);
  await output.start();

  const look = async (timestamp: number): Promise<void> => {
    const picture = new VideoSample(preview, { timestamp });
    await pictures.add(picture).finally(() => picture.close());
  };
  const rate = stream.getVideoTracks()[0]?.getSettings().frameRate || mostPictures;
  const watching = watch(Math.min(rate, mostPictures), look, fail);
  if (sound)
    listen(sound, stream, (data, timestamp) => {
      const { sampleRate } = sound;
      const words = new AudioSample({
        data,
        format: "f32",
        numberOfChannels: 1,
        sampleRate,
        timestamp,
      });
      void heard
        .add(words)
        .catch(fail)
        .finally(() => words.close());
    });

  const enough = performance.now() + shortest;
  const stop = (): void => void setTimeout(end, enough - performance.now());
  const film = ended
    .finally(() => {
      clearInterval(watching);
      void sound?.close();
    })
    .then(() => output.finalize())
    .then(() => filmFile(target.buffer ? [target.buffer] : [], made.kind));
  return { film, stop };
}

/** Looks so many times a second, with the time in seconds since now, but not while it is still busy with the last look. A
    video tells of its pictures, too, but WebKitGTK's does not where pages are drawn without a graphics card. */
function watch(
  rate: number,
  look: (time: number) => Promise<void>,
  fail: (error: unknown) => void,
): ReturnType<typeof setInterval> {
  const began = performance.now();
  let busy = false;
  const now = (): void => {
    if (busy) return;
    busy = true;
    look((performance.now() - began) / 1_000).then(() => (busy = false), fail);
  };
  now();
  return setInterval(now, 1_000 / rate);
}

/** Hands over what is heard, block by block, each with its time in seconds since now. */
function listen(
  sound: AudioContext,
  stream: MediaStream,
  hear: (samples: Float32Array<ArrayBuffer>, time: number) => void,
): void {
  // A worklet needs a script of its own, and a thread that talks to the page, for what waits in the page's encoder anyway.
  const tap = sound.createScriptProcessor(block, 1, 1);
  const began = performance.now();
  let start: number | undefined;
  tap.onaudioprocess = ({ inputBuffer, playbackTime }) => {
    // It takes a while to begin, and what it brings then was heard before.
    start ??= playbackTime - Math.max(0, (performance.now() - began) / 1_000 - inputBuffer.duration);
    hear(inputBuffer.getChannelData(0).slice(), playbackTime - start);
  };
  sound.createMediaStreamSource(stream).connect(tap);
  tap.connect(sound.destination);
  sound.resume().catch(() => undefined); // the film ends before it has begun
}

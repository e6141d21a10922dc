// A sound card for tests: jsdom plays nothing.

/** What the page plays, as a test sees and moves it. */
export interface Played {
  element: HTMLMediaElement;
  /** Plays on to a place. */
  at(seconds: number): void;
  end(): void;
}

/** Puts it in; `played` is the one element that plays. */
export function soundCard(): {
  played: () => Played;
  plays: () => boolean;
  breaks: (broken: boolean) => void;
} {
  let current: HTMLMediaElement | undefined;
  let broken = false;
  const playing = new Set<HTMLMediaElement>();
  const begins = (element: HTMLMediaElement): void => {
    current = element;
    playing.add(element);
  };
  const { prototype } = HTMLMediaElement;
  prototype.play = function (this: HTMLMediaElement) {
    if (broken) return Promise.reject(new Error("no such codec"));
    begins(this);
    this.dispatchEvent(new Event("play"));
    return Promise.resolve();
  };
  prototype.pause = function (this: HTMLMediaElement) {
    playing.delete(this);
  };
  return {
    played() {
      if (!current) throw new Error("nothing plays");
      const element = current;
      return {
        element,
        at: (seconds) => void (element.currentTime = seconds),
        end() {
          playing.delete(element);
          element.dispatchEvent(new Event("ended"));
        },
      };
    },
    plays: () => playing.size > 0,
    breaks: (now) => void (broken = now),
  };
}

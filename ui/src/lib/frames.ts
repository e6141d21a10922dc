/** How long a frame is waited for, in milliseconds: a window that nobody sees draws none. */
const PATIENCE = 100;

/** Acts at the beginning of the next frame, when all of its time is left; or soon, where none is drawn. */
export function atNextFrame(act: () => void): void {
  let done = false;
  const once = (): void => {
    if (!done) act();
    done = true;
  };
  requestAnimationFrame(once);
  setTimeout(once, PATIENCE);
}

// Dialogs over everything else: who has the focus while one is open, and afterwards.

/** True while one is open: what lies below it is not meant by keys, nor by files that are dropped. */
export function modalIsOpen(): boolean {
  return document.querySelector("dialog[open]") !== null;
}

/** Opens a dialog that keeps the focus within it, and returns what gives the focus back when the dialog is gone: a browser does
 * that for one that is closed, not for one that is taken away. */
export function openModal(dialog: HTMLDialogElement): () => void {
  const before = document.activeElement;
  dialog.showModal();
  // Where there is nothing to begin with, the dialog itself has it: a ring around "close" would say that one is to close it.
  (dialog.querySelector<HTMLElement>("[data-first]") ?? dialog).focus();
  return () => {
    const now = document.activeElement;
    if (now && now !== document.body && !dialog.contains(now)) return; // somebody took it meanwhile
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  };
}

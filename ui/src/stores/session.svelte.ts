import type { ConnectionStatus, Session } from "../bindings";
import { watch } from "../lib/watch";

/** How long a connection may be away before the page says so, in milliseconds. */
const SILENT = 2_000;

/** Who is signed in, and how their connection is. */
class SessionStore {
  value = $state<Session>({ state: "opening" });
  connection = $state<ConnectionStatus>({ status: "connecting" });
  unread = $state(0);
  /** The connection has been away long enough to say so. */
  away = $state(false);
  /** How often it has come. What only the server knows is asked for again then. */
  connects = $state(0);

  /** Who is signed in; nothing while nobody is, and where that is not asked. */
  get userId(): string | null {
    return this.value.state === "signedIn" ? this.value.userId : null;
  }

  open(): () => void {
    return watch({ type: "session" }, (session) => (this.value = session));
  }

  /** Watches what belongs to somebody who is signed in. */
  openSignedIn(): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stops = [
      watch({ type: "connection" }, (status) => {
        if (status.status === "connected" && this.connection.status !== "connected") this.connects += 1;
        this.connection = status;
        const offline = ["waiting", "connecting", "disconnected"].includes(status.status);
        if (!offline) {
          clearTimeout(timer);
          timer = undefined;
          this.away = false;
        } else {
          timer ??= setTimeout(() => (this.away = true), SILENT);
        }
      }),
      watch({ type: "totalUnread" }, (total) => (this.unread = total)),
    ];
    return () => {
      clearTimeout(timer);
      this.away = false;
      this.unread = 0;
      for (const stop of stops) stop();
    };
  }
}

export const session = new SessionStore();

import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** Clients of a program that runs: on bare sockets, where it matters what is sent and when. */

export const KEY = "a-key-of-the-operator-of-32-characters-or-more";

export const keyed = { authorization: `Bearer ${KEY}`, "content-type": "application/json" };

/** Sends a `POST` with JSON over a connection of its own, so that any worker may get it. */
export const post = (url: string, body: object, headers: Record<string, string> = {}) =>
  fetch(url, {
    method: "POST",
    headers: { ...keyed, connection: "close", ...headers },
    body: JSON.stringify(body),
  });

/** A bare connection, with all that it received. */
export async function open(url: string): Promise<{ socket: Socket; received: () => string }> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  let received = "";
  socket.on("data", (bytes: Buffer) => (received += bytes.toString()));
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return { socket, received: () => received };
}

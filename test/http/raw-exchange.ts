import { connect } from "node:net";
import type { FastifyInstance } from "fastify";

/** An answer as it came over the wire. */
export interface RawAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Listens on a free port and returns it. */
export async function listen(app: FastifyInstance): Promise<number> {
  const address = await app.listen({ host: "127.0.0.1", port: 0 });
  return Number(new URL(address).port);
}

/**
 * Sends bytes that no HTTP client would and returns the first answer.
 * @throws {Error} if none comes in five seconds
 */
export function exchange(port: number, ...parts: (string | Buffer)[]): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let received = Buffer.alloc(0);
    const late = setTimeout(() => {
      socket.destroy();
      reject(new Error(`No whole answer in time, only: ${received.toString("latin1")}`));
    }, 5_000);
    const finish = () => {
      const answer = parse(received);
      if (answer === null) return;
      clearTimeout(late);
      socket.destroy();
      resolve(answer);
    };
    socket.on("data", (bytes: Buffer) => {
      received = Buffer.concat([received, bytes]);
      finish();
    });
    // The server may close while the rest of a request is still being sent.
    socket.on("error", finish);
    socket.on("close", () => {
      clearTimeout(late);
      const answer = parse(received, true);
      if (answer === null) reject(new Error("The connection was closed without an answer."));
      else resolve(answer);
    });
    for (const part of parts) socket.write(part);
  });
}

function parse(received: Buffer, ended = false): RawAnswer | null {
  const text = received.toString("utf8");
  const end = text.indexOf("\r\n\r\n");
  if (end === -1) return null;
  const [first = "", ...lines] = text.slice(0, end).split("\r\n");
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const body = text.slice(end + 4);
  const length = Number(headers["content-length"] ?? Number.NaN);
  if (!ended && !(Buffer.byteLength(body) >= length)) return null;
  return { status: Number(first.split(" ")[1]), headers, body };
}

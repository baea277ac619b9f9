import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Webhook } from "standardwebhooks";

/** A server that takes webhooks, as a subscriber would run it. */

interface Closing {
  teardown(handler: () => unknown): unknown;
}

export interface Event {
  type: string;
  timestamp: string;
  data: {
    seq: number;
    at: string;
    resource: string;
    id: string;
    action: string;
    revision: number;
    merged_into: string | null;
    written_by?: string | null;
    data: Record<string, unknown> | null;
    webhook?: string;
  };
}

export interface Received {
  id: string;
  at: number;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
  event: Event;
}

/** How a request is answered: by a status, or in any way. */
type Answer = (received: Received, response: ServerResponse) => number | undefined;

export class Receiver {
  readonly received: Received[] = [];
  url = "";
  /** What requests are answered; 204 unless a test says otherwise. */
  answer: Answer = () => 204;

  static async open(t: Closing): Promise<Receiver> {
    const receiver = new Receiver();
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        const body = Buffer.concat(parts).toString();
        const received: Received = {
          id: String(request.headers["webhook-id"]),
          at: Date.now(),
          path: request.url ?? "",
          headers: request.headers,
          body,
          event: JSON.parse(body) as Event,
        };
        receiver.received.push(received);
        const status = receiver.answer(received, response);
        if (status !== undefined) response.writeHead(status).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    t.teardown(() => {
      server.closeAllConnections();
      server.close();
    });
    receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
    return receiver;
  }

  /** Waits until so many requests came in. */
  async count(n: number): Promise<Received[]> {
    await until(() => this.received.length >= n, `${n} requests, not ${this.received.length}`);
    return this.received;
  }

  /** What came in, in short: `created x`, `updated x`. */
  get told(): string[] {
    return this.received.map(({ event }) => `${event.type.split(".")[1]} ${event.data.id}`);
  }

  /** Forgets what came in. */
  clear(): void {
    this.received.length = 0;
  }
}

/**
 * Checks a message as a subscriber does, by the specification's own library.
 * @throws {WebhookVerificationError} if it is not signed by the secret
 */
export const verified = (secret: string, { body, headers }: Received): Event =>
  new Webhook(secret).verify(body, headers as Record<string, string>) as Event;

/**
 * Waits for something to be so.
 * @throws {Error} if it is not after ten seconds
 */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  what: string,
  patience = 10_000,
): Promise<void> {
  const end = Date.now() + patience;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`Waited in vain for ${what}.`);
    await sleep(10);
  }
}

/** Long enough for what must not come to have come. */
export const quiet = (): Promise<void> => sleep(250);

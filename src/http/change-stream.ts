import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Change } from "../history/history.ts";
import { changesAfter } from "../history/history.ts";
import { refuseLost } from "../history/restorations.ts";
import { changeOperations } from "../openapi/change-operations.ts";
import type { RawQuery } from "../problems/faults.ts";
import { Faults } from "../problems/faults.ts";
import { today } from "../values/edtf.ts";
import { namesOf, parseNumber } from "./change-parameters.ts";
import { varyByRequest } from "./conditional-requests.ts";
import type { Services } from "./resource-routes.ts";

/** The feed of changes as server-sent events (HTML Living Standard §9.2). */

/** How often it is looked for what is new, also what other processes wrote, in milliseconds. */
const LOOK_EVERY = 500;

/** A comment is sent after so many milliseconds of silence, so that nobody takes it for dead. */
const BEAT_EVERY = 15_000;

/** Changes that are read at once. */
const BATCH = 100;

/** What clients wait before they connect again, in milliseconds. */
const RETRY = 2000;

/** The bytes that may wait for a client to take them: then nothing more is read. */
const WAITING_BYTES = 64 * 1024;

export function changeStream(app: FastifyInstance, { db }: Pick<Services, "db">): void {
  const open = new Set<Readable>();
  const newest = () => db.reader.get("select max(seq) as seq from changes")?.["seq"] as number;
  const news = new News(newest);
  app.addHook("preClose", async () => {
    for (const stream of open) stream.destroy();
    news.stop();
  });

  function answerStream(request: FastifyRequest, reply: FastifyReply) {
    const faults = new Faults();
    const query = request.query as RawQuery;
    faults.unknownParameters(query, ["after", "resource"]);
    const names = namesOf(query, faults);
    const after = startOf(request, faults);
    faults.throwIfAny();
    refuseLost(db.reader, after);
    const { view } = request;

    async function* events(): AsyncGenerator<string> {
      yield `retry: ${RETRY}\n\n`;
      for (let seq = after; ; ) {
        const context = { connection: db.reader, view, day: today() };
        const { found, last } = db.snapshot(() => ({
          found: changesAfter(seq, BATCH, names, context),
          last: newest(),
        }));
        if (found.length > 0) {
          seq = (found.at(-1) as Change).seq;
          yield found.map(asEvent).join("");
        } else if (!(await news.since(last, BEAT_EVERY))) yield ": still here\n\n";
      }
    }

    if (request.method === "HEAD") return send(reply, Readable.from([]));
    const stream = Readable.from(events(), { objectMode: false, highWaterMark: WAITING_BYTES });
    open.add(stream);
    stream.once("close", () => open.delete(stream));
    return send(reply, stream);
  }

  const send = (reply: FastifyReply, stream: Readable) => {
    varyByRequest(reply);
    return reply
      .header("cache-control", "no-store")
      .header("x-accel-buffering", "no")
      .type("text/event-stream; charset=utf-8")
      .send(stream);
  };

  const config = { mediaType: "text/event-stream" };
  app.get("/changes/stream", { schema: changeOperations.stream, config }, answerStream);
}

/** Looks, while anybody waits, whether a number moved: once for all who wait. */
class News {
  private readonly look: () => number;
  private readonly waiting = new Set<(now: number) => void>();
  private timer: NodeJS.Timeout | undefined;

  constructor(look: () => number) {
    this.look = look;
  }

  /**
   * Resolves with true when the number is another than the one known, with false if it is still the
   * same after so many milliseconds.
   */
  since(known: number, milliseconds: number): Promise<boolean> {
    this.timer ??= setInterval(() => this.tick(), LOOK_EVERY).unref();
    return new Promise((resolve) => {
      const end = (isNew: boolean) => {
        clearTimeout(patience);
        this.waiting.delete(hear);
        resolve(isNew);
      };
      const hear = (now: number) => (now === known ? undefined : end(true));
      const patience = setTimeout(() => end(false), milliseconds).unref();
      this.waiting.add(hear);
    });
  }

  private tick(): void {
    if (this.waiting.size === 0) this.stop();
    const now = this.look();
    for (const hear of [...this.waiting]) hear(now);
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }
}

/** Where a client goes on: after the last event that it had, else after the change that it names. */
function startOf(request: FastifyRequest, faults: Faults): number {
  const header = request.headers["last-event-id"];
  const after = parseNumber(
    request.query as RawQuery,
    "after",
    0,
    Number.MAX_SAFE_INTEGER,
    0,
    faults,
  );
  if (header === undefined || header === "") return after;
  const asked = { "Last-Event-ID": String(header) };
  return parseNumber(asked, "Last-Event-ID", 0, Number.MAX_SAFE_INTEGER, 0, faults);
}

const asEvent = (change: Change): string =>
  `id: ${change.seq}\nevent: ${change.action}\ndata: ${JSON.stringify(change)}\n\n`;

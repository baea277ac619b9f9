import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Change } from "../history/history.ts";
import { changesAfter, lastSeq } from "../history/history.ts";
import { refuseLost } from "../history/restorations.ts";
import { changeOperations } from "../openapi/change-operations.ts";
import type { RawQuery } from "../problems/faults.ts";
import { Faults } from "../problems/faults.ts";
import { parseNumber } from "../query/number-parameter.ts";
import { today } from "../values/edtf.ts";
import { Problem } from "../problems/problems.ts";
import { clientOf } from "./limits.ts";
import { AFTER, namesOf } from "./change-parameters.ts";
import { varyByRequest } from "./conditional-requests.ts";
import type { Services } from "./services.ts";

/** The feed of changes as server-sent events (HTML Living Standard §9.2). */

/** How often it is looked for what is new, also what other processes wrote, in milliseconds. */
const LOOK_EVERY = 500;

/** A comment is sent after so many milliseconds of silence, so that nobody takes it for dead. */
const BEAT_EVERY = 15_000;

/** Changes that are read at once. */
const BATCH = 100;

/** What clients wait before they connect again, in milliseconds. */
const RETRY = 2000;

/** What clients who have too many wait, in seconds. */
const RETRY_AFTER = "30";

/** Streams that a process has at once: each looks for news, and holds a connection. */
const MOST = 1000;

/** Beyond so many only clients with a key get one: others can come from as many addresses as they like. */
const MOST_WITHOUT_KEY = 750;

/** Of them those of one client, which needs one. */
const MOST_OF_CLIENT = 10;

/** The bytes that may wait for a client to take them: then nothing more is read. */
const WAITING_BYTES = 64 * 1024;

export function changeStream(app: FastifyInstance, { db }: Pick<Services, "db">): void {
  const open = new Map<Readable, string>();
  const news = new News(() => lastSeq(db.reader));
  app.metrics.gauge({
    name: "change_streams_open",
    help: "Streams of changes that clients hold open.",
    across: "sum",
    read: () => open.size,
  });
  // They end as if there were nothing more to say: their clients connect again, to another process.
  app.onStop(() => news.end());

  function answerStream(request: FastifyRequest, reply: FastifyReply) {
    const faults = new Faults();
    const query = request.query as RawQuery;
    faults.unknownParameters(query, ["after", "resource"]);
    const names = namesOf(query, faults);
    const after = startOf(request, faults);
    faults.throwIfAny();
    const { view } = request;
    db.snapshot(() => refuseLost(db.reader, after, view));

    async function* events(): AsyncGenerator<string> {
      yield `retry: ${RETRY}\n\n`;
      let seq = after;
      let saidAt = performance.now();
      // A key can be revoked, or run out, while somebody listens.
      while (!news.hasEnded && request.stillHolds()) {
        const context = { connection: db.reader, view, day: today() };
        const { changes, hasMore, last } = db.snapshot(() => ({
          ...changesAfter(seq, BATCH, names, context),
          last: lastSeq(db.reader),
        }));
        // What this client does not see is not read again, and is no word to it: the next comment comes when it would.
        seq = hasMore ? (changes.at(-1) as Change).seq : last;
        if (changes.length > 0) {
          yield changes.map(asEvent).join("");
          saidAt = performance.now();
          continue;
        }
        const isNew = await news.since(last, saidAt + BEAT_EVERY - performance.now());
        if (isNew || news.hasEnded) continue;
        yield ": still here\n\n";
        saidAt = performance.now();
      }
    }

    // Who hung up meanwhile is sent nothing: its answer was closed already, and isn't once more.
    if (request.method === "HEAD" || reply.raw.destroyed) return send(reply, Readable.from([]));
    const client = clientOf(request);
    refuseMore(client, request.caller === null ? MOST_WITHOUT_KEY : MOST);
    const stream = Readable.from(events(), { objectMode: false, highWaterMark: WAITING_BYTES });
    open.set(stream, client);
    // The stream itself ends when it next looks for news.
    reply.raw.once("close", () => open.delete(stream));
    return send(reply, stream);
  }

  function refuseMore(client: string, most: number): void {
    const own = [...open.values()].filter((each) => each === client).length;
    if (own >= MOST_OF_CLIENT) {
      throw new Problem(
        "rate-limited",
        `You have ${own} streams of changes open here, and may have ${MOST_OF_CLIENT}: close one, or read several resources by one (\`resource=items,topics\`).`,
        { headers: { "retry-after": RETRY_AFTER } },
      );
    }
    if (open.size >= most) {
      throw new Problem(
        "unavailable",
        `${open.size} streams of changes are open here, which is the most. Ask /changes now and then instead.`,
        { headers: { "retry-after": RETRY_AFTER } },
      );
    }
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

/** No number of a change. */
const ENDED = -1;

/** Looks, while anybody waits, whether a number moved: once for all who wait. */
class News {
  private readonly look: () => number;
  private readonly waiting = new Set<(now: number) => void>();
  private timer: NodeJS.Timeout | undefined;
  hasEnded = false;

  constructor(look: () => number) {
    this.look = look;
  }

  /**
   * Resolves with true when the number is another than the one known, with false if it is still the
   * same after so many milliseconds.
   */
  async since(known: number, milliseconds: number): Promise<boolean> {
    if (this.hasEnded) return false;
    this.timer ??= setInterval(() => this.tick(), LOOK_EVERY).unref();
    return new Promise((resolve) => {
      const end = (isNew: boolean) => {
        clearTimeout(patience);
        this.waiting.delete(hear);
        resolve(isNew);
      };
      const hear = (now: number) => (now === known ? undefined : end(now !== ENDED));
      const patience = setTimeout(() => end(false), milliseconds).unref();
      this.waiting.add(hear);
    });
  }

  private tick(): void {
    if (this.waiting.size === 0) this.stop();
    const now = this.lookNow();
    for (const hear of [...this.waiting]) hear(now);
  }

  /** Where it can't be read it is another than any: who waits reads then, and is who fails. */
  private lookNow(): number {
    try {
      return this.look();
    } catch {
      return Number.NaN;
    }
  }

  /** Tells all who wait that nothing more comes. */
  end(): void {
    this.hasEnded = true;
    this.stop();
    for (const hear of [...this.waiting]) hear(ENDED);
  }

  private stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }
}

/** Where a client goes on: after the last event that it had, else after the change that it names. */
function startOf(request: FastifyRequest, faults: Faults): number {
  const header = request.headers["last-event-id"];
  const after = parseNumber("after", request.query as RawQuery, AFTER, faults);
  if (header === undefined || header === "") return after;
  return parseNumber("Last-Event-ID", { "Last-Event-ID": String(header) }, AFTER, faults);
}

const asEvent = (change: Change): string =>
  `id: ${change.seq}\nevent: ${change.action}\ndata: ${JSON.stringify(change)}\n\n`;

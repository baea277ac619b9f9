import type { Database } from "../db/database.ts";
import type { Lister } from "../query/list.ts";
import { ByItself, type Log } from "./by-itself.ts";
import { Deliverer } from "./deliverer.ts";
import { Deliveries } from "./deliveries.ts";
import { DeliveryLog } from "./delivery-log.ts";
import { Queue } from "./queue.ts";
import type { DeliverySettings } from "./settings.ts";
import { Webhooks } from "./webhooks.ts";

/** All that there is of webhooks: who they are, what is to be sent, and who sends it. */
export class WebhookService {
  readonly webhooks: Webhooks;
  readonly deliveries: Deliveries;
  readonly deliveryLog: DeliveryLog;
  readonly queue: Queue;
  readonly deliverer: Deliverer;
  readonly settings: DeliverySettings;
  private readonly working: ByItself;
  private timer: NodeJS.Timeout | undefined;
  private isAwaited = false;
  private ended: Promise<void> | null = null;

  constructor(db: Database, lister: Lister, settings: DeliverySettings, log: Log) {
    this.settings = settings;
    this.webhooks = new Webhooks(db);
    this.deliveries = new Deliveries(db, this.webhooks, settings);
    this.deliveryLog = new DeliveryLog(db, settings);
    this.queue = new Queue(db, lister, this.webhooks, log);
    this.deliverer = new Deliverer(db, this, settings, log);
    this.working = new ByItself(log, "Webhooks: looking for any failed.");
    // At once, before anything else is written here: so each change is looked at by itself.
    db.onWritten(() => {
      if (this.timer !== undefined && this.queue.look()) this.wake();
    });
  }

  /** Begins to deliver. */
  start(): void {
    // What other processes wrote, the first webhook too, what is due again, and the lease of one that
    // is gone.
    this.timer = setInterval(() => this.work(), this.settings.lookEvery).unref();
  }

  private work(): void {
    if (!this.working.run(false, () => this.webhooks.hasAny())) return;
    if (this.queue.look()) this.wake();
    this.deliverer.deliver();
  }

  /** Has it looked after what is new, soon. */
  wake(): void {
    if (this.isAwaited || this.ended !== null) return;
    this.isAwaited = true;
    setImmediate(() => {
      this.isAwaited = false;
      if (this.ended === null) this.work();
    });
  }

  /** Ends; what is under way may finish. Resolves when that is done; never rejects. */
  end(): Promise<void> {
    clearInterval(this.timer);
    this.ended ??= this.deliverer.end();
    return this.ended;
  }
}

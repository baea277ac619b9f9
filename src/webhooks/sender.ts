import { Agent, buildConnector, request } from "undici";
import { version } from "../version.ts";
import { withinTime } from "../within-time.ts";
import { checkedLookup, ForbiddenAddress, isPublicAddress, refuseAddress } from "./address.ts";
import type { Outcome } from "./deliveries.ts";
import type { DeliverySettings } from "./settings.ts";
import { MOST_OF_A_HOST } from "./settings.ts";
import type { SignedHeaders } from "./signature.ts";

/** Of an answer's body no more than this is read, in bytes, and nothing is kept. */
const MOST_OF_BODY = 16 * 1024;

/** Of a webhook that was made when the operator allowed more. */
const NOT_SECURE: Outcome = {
  status: null,
  error: "The URL is one of plain HTTP, which the operator does not allow: nothing was sent.",
  retryAfter: null,
};

/** Makes the requests, one at a time for each call. */
export class Sender {
  private readonly agent: Agent;
  private readonly timeout: number;
  private readonly allowPrivate: boolean;

  constructor({ allowPrivate, timeout, resolve }: DeliverySettings) {
    this.timeout = timeout;
    this.allowPrivate = allowPrivate;
    const lookup = checkedLookup(allowPrivate ? () => true : isPublicAddress, resolve);
    const connect = buildConnector({ lookup, timeout });
    this.agent = new Agent({
      connections: MOST_OF_A_HOST,
      headersTimeout: timeout,
      bodyTimeout: timeout,
      maxHeaderSize: MOST_OF_BODY,
      connect(options, done) {
        const refusal = allowPrivate ? null : refuseAddress(options.hostname);
        if (refusal === null) connect(options, done);
        else done(refusal, null);
      },
    });
  }

  /**
   * Makes one attempt.
   * @returns null where it was broken off by `end`
   */
  async send(
    url: string,
    headers: SignedHeaders,
    body: string,
    end: AbortSignal,
  ): Promise<Outcome | null> {
    if (!this.allowPrivate && new URL(url).protocol !== "https:") return NOT_SECURE;
    const attempt = async (signal: AbortSignal): Promise<Outcome> => {
      const answer = await request(url, {
        dispatcher: this.agent,
        method: "POST",
        headers: {
          ...headers,
          "content-type": "application/json",
          "user-agent": `legal-developments/${version}`,
        },
        body,
        signal,
      });
      const { statusCode, headers: answered } = answer;
      await answer.body.dump({ limit: MOST_OF_BODY, signal }).catch(() => undefined);
      return {
        status: statusCode,
        error: faultOfStatus(statusCode),
        retryAfter: readRetryAfter(answered["retry-after"]),
      };
    };
    try {
      return await withinTime(end, this.timeout, attempt);
    } catch (error) {
      if (end.aborted) return null;
      return { status: null, error: this.inWords(error as Error), retryAfter: null };
    }
  }

  private inWords(error: Error & { code?: string; errors?: Error[] }): string {
    if (error instanceof ForbiddenAddress) return error.message;
    if (error.name === "TimeoutError" || /TIMEOUT/.test(error.code ?? "")) {
      return `There was no answer within ${this.timeout / 1000} seconds.`;
    }
    // Of several addresses that were tried, the first says why.
    const { code, message } = (error.errors?.[0] ?? error) as typeof error;
    switch (code) {
      case "ENOTFOUND":
        return "The host's name is not known (ENOTFOUND).";
      case "ECONNREFUSED":
        return "The connection was refused (ECONNREFUSED).";
      default:
        return `There was no answer: ${(message || code || error.name).slice(0, 200)}`;
    }
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }
}

function faultOfStatus(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) {
    return `It was answered ${status}: redirects are not followed. Give the webhook the URL that they lead to.`;
  }
  return `It was answered ${status}; a 2xx says that it was taken.`;
}

/** A number of seconds, or a date (RFC 9110 §10.2.3), as milliseconds from now. */
function readRetryAfter(header: string | string[] | undefined): number | null {
  const text = typeof header === "string" ? header.trim() : "";
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const date = text === "" ? Number.NaN : Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}

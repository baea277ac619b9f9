/**
 * Every error that the API answers, as one table: RFC 9457 problem details.
 * A new error is a row here; `type` becomes `/problems/{code}`, where the row can be read.
 */
export const PROBLEMS = {
  merged: {
    status: 308,
    title: "The record was merged into another",
    advice: "Follow `Location`, and use the other id from now on.",
  },
  "invalid-request": {
    status: 400,
    title: "The request is not valid",
    advice: "Each entry of `errors` names a parameter or a place in the body, and how to mend it.",
  },
  "not-authenticated": {
    status: 401,
    title: "This needs an API key",
    advice: "Send `Authorization: Bearer YOUR_KEY`. Keys are made by the operator of the service.",
  },
  "not-allowed": {
    status: 403,
    title: "The key may not do this",
    advice: "Use a key with the scope that `detail` names.",
  },
  "read-only-copy": {
    status: 403,
    title: "The data set is a copy of another",
    advice: "Write to the service that `detail` names; what is written there comes here.",
  },
  "not-found": {
    status: 404,
    title: "There is nothing here",
    advice: "Check the path and the id; `/` lists the resources.",
  },
  "method-not-allowed": {
    status: 405,
    title: "The method is not supported here",
    advice: "Use one of the methods in the `Allow` header.",
  },
  "not-acceptable": {
    status: 406,
    title: "None of the accepted media types can be given",
    advice:
      "Accept one of the media types that `detail` names, or leave the header out; `application/json` is always one.",
  },
  timeout: {
    status: 408,
    title: "The request took too long to arrive",
    advice: "Send it again, faster or in smaller parts.",
  },
  conflict: {
    status: 409,
    title: "The request conflicts with the data",
    advice: "`detail` says with which record.",
  },
  gone: {
    status: 410,
    title: "The record was deleted",
    advice: "Its id is never given again; `detail` says when it was deleted.",
  },
  "changes-lost": {
    status: 410,
    title: "The change to go on after is not of this data set",
    advice:
      "An older state was restored. Take a new copy: begin at 0, or with an export, whose `Changes-Seq` says where to go on.",
  },
  "under-way": {
    status: 409,
    title: "The first request with this Idempotency-Key is under way",
    advice: "Send it again after the number of seconds in `Retry-After`.",
  },
  "precondition-failed": {
    status: 412,
    title: "The record has changed",
    advice: "Read it again, apply your change to what you read, and send its new entity tag.",
  },
  "too-large": {
    status: 413,
    title: "The body is too large",
    advice: "Send less in one request; `detail` names the limit.",
  },
  "unsupported-media-type": {
    status: 415,
    title: "The body's media type is not supported",
    advice:
      "Send `Content-Type: application/json` (for PATCH also `application/merge-patch+json`).",
  },
  "uri-too-long": {
    status: 414,
    title: "A part of the path is too long",
    advice: "An id has at most 96 characters.",
  },
  "expectation-failed": {
    status: 417,
    title: "The expectation can't be met",
    advice: "Leave the header `Expect` out, or send `Expect: 100-continue`.",
  },
  "key-reused": {
    status: 422,
    title: "The Idempotency-Key was sent with another request",
    advice:
      "Send the same request again for its answer, or another `Idempotency-Key` with this one.",
  },
  "rate-limited": {
    status: 429,
    title: "Too many requests",
    advice: "Wait for the number of seconds in `Retry-After`, then go on more slowly.",
  },
  "headers-too-large": {
    status: 431,
    title: "The URL and headers are too large",
    advice: "They may have 128 KiB together.",
  },
  internal: {
    status: 500,
    title: "Something went wrong on our side",
    advice: "Try again; if it stays, report the request's id, which is in `detail`.",
  },
  unavailable: {
    status: 503,
    title: "The service is not ready",
    advice: "Try again after the number of seconds in `Retry-After`.",
  },
  "storage-full": {
    status: 507,
    title: "There is no room to write",
    advice:
      "Nothing was written. Send it again after the number of seconds in `Retry-After`; the operator has to make room.",
  },
} as const satisfies Record<string, { status: number; title: string; advice: string }>;

export type ProblemCode = keyof typeof PROBLEMS;

/** One fault of a request: where it is and how to mend it. */
export interface Fault {
  /** The query parameter or header at fault … */
  parameter?: string;
  /** … or the place in the body, as a JSON Pointer (RFC 6901). */
  pointer?: string;
  /** The line of a file that was imported, from 1; `pointer` is in the record that it holds. */
  line?: number;
  /** The column of a table that was imported. */
  column?: string;
  /** What stands there, as text, where it is short enough to be of help. */
  value?: string;
  detail: string;
  /** The values that would be right, where they are few. */
  allowed?: string[];
  /** The nearest right value. */
  suggestion?: string;
}

/** An error that is answered as the row of its code. Thrown from anywhere below a route. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly faults: Fault[];
  readonly headers: Record<string, string>;

  constructor(
    code: ProblemCode,
    detail: string,
    more: { faults?: Fault[]; headers?: Record<string, string> } = {},
  ) {
    super(detail);
    this.name = "Problem";
    this.code = code;
    this.faults = more.faults ?? [];
    this.headers = more.headers ?? {};
  }

  get status(): number {
    return PROBLEMS[this.code].status;
  }
}

import type { Resolve } from "./address.ts";

/** How webhooks are delivered; what an operator does not choose, tests do. Times in milliseconds. */
export interface DeliverySettings {
  /** Whether requests may go to addresses that are not public, and by plain HTTP. */
  allowPrivate: boolean;
  /** The pauses between one attempt and the next: one more attempt than pauses is made. */
  pauses: readonly number[];
  /** How long an attempt may take in all. */
  timeout: number;
  /** How often it is looked for what others wrote, and for what is due. */
  lookEvery: number;
  /** How long a process that delivers and isn't heard of any more is thought to be alive. */
  lease: number;
  /** How long what is under way may take to end once the service closes. */
  grace: number;
  /** How long what was delivered or given up is kept in the log. */
  keptFor: number;
  resolve?: Resolve;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** As the Standard Webhooks specification proposes: ten attempts in some three days. */
export const USUAL_SETTINGS: DeliverySettings = {
  allowPrivate: false,
  pauses: [
    5 * SECOND,
    5 * MINUTE,
    30 * MINUTE,
    2 * HOUR,
    5 * HOUR,
    10 * HOUR,
    14 * HOUR,
    20 * HOUR,
    24 * HOUR,
  ],
  timeout: 15 * SECOND,
  lookEvery: 500,
  lease: 10 * SECOND,
  grace: 5 * SECOND,
  keptFor: 30 * DAY,
};

/** At most so many attempts are under way at once, in all and to one host. */
export const MOST_ATTEMPTS = 32;
export const MOST_OF_A_HOST = 8;

/** After so many failures in a row a webhook is tried with one delivery at a time. */
export const FAILURES_TO_SLOW = 5;

/** The longest pause that an endpoint can ask for by `Retry-After`. */
export const LONGEST_PAUSE = DAY;

/** A pause that differs by up to a tenth either way, so that what failed together is not tried together. */
export const withJitter = (pause: number): number => pause * (0.9 + 0.2 * Math.random());

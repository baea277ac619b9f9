import { isIP } from "node:net";

/** What the operator decides, by environment variables. */
export interface Config {
  host: string;
  port: number;
  databasePath: string;
  seed: boolean;
  adminKey: string | null;
  /** The operator's key before, while clients change over to `adminKey`. */
  previousAdminKey: string | null;
  /** Processes that serve the file together. */
  workers: number;
  /** Requests a minute for each client, counted over all processes; 0 for no limit. */
  rateLimit: number;
  /** Connections that a process has at once. */
  maxConnections: number;
  /** How late the event loop may be before requests are turned away, in milliseconds; 0 for any. */
  maxLag: number;
  /** The memory of a process above which requests are turned away, in MiB; 0 for any. */
  maxMemory: number;
  /** Whether `/metrics` is for clients with a key alone. */
  metricsNeedKey: boolean;
  /** How long it still serves, but says that it is not ready, when told to stop, in seconds. */
  stopDelay: number;
  /** How long what is under way may take to end after that, in seconds. */
  stopTimeout: number;
  /** Where clients reach the service, where that is not where it listens. */
  publicUrl: string | null;
  /** The origins whose scripts may call the API. */
  corsOrigin: "*" | string[] | false;
  /** Which proxies may say whom a request is from. */
  trustProxy: boolean | string[] | ((address: string, hop: number) => boolean);
  bodyLimit: number;
  /** The largest file that can be imported by a request, in bytes. */
  importLimit: number;
  /** Whether webhooks may lead to private addresses, and by plain HTTP. */
  webhooksAllowPrivate: boolean;
  logLevel: string;
}

/** Environment variables that are wrong, each with what would be right. */
export class ConfigFault extends Error {}

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"];

/** Names that Fastify (proxy-addr) knows for ranges of addresses. */
const NAMED_RANGES = ["loopback", "linklocal", "uniquelocal"];

/**
 * Reads the configuration.
 * @throws {ConfigFault} that names every wrong variable
 */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const faults: string[] = [];
  const wholeNumber = (name: string, fallback: number, least: number, most: number): number => {
    const text = environment[name] ?? String(fallback);
    const value = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    faults.push(`${name} must be a whole number from ${least} to ${most}, not '${text}'.`);
    return fallback;
  };
  const choice = (name: string, fallback: string, allowed: readonly string[]): string => {
    const value = environment[name] ?? fallback;
    if (!allowed.includes(value)) {
      faults.push(`${name} must be one of ${allowed.join(", ")}, not '${value}'.`);
    }
    return value;
  };
  const secret = (name: string): string | null => {
    const value = environment[name] ?? null;
    if (value !== null && !/^[\x21-\x7e]{32,}$/.test(value)) {
      faults.push(
        `${name} must have 32 characters or more, of ASCII without spaces; this has ${value.length}.`,
      );
    }
    return value;
  };
  const adminKey = secret("ADMIN_KEY");
  const previousAdminKey = secret("ADMIN_KEY_PREVIOUS");
  if (previousAdminKey !== null && adminKey === null) {
    faults.push("ADMIN_KEY_PREVIOUS is the key before ADMIN_KEY: set that to the new one.");
  }
  const databasePath = environment["DATABASE_PATH"] ?? "data/legal-developments.db";
  if (databasePath === "") faults.push("DATABASE_PATH is empty; name a file, or leave it out.");
  const host = environment["HOST"] ?? "127.0.0.1";
  if (host.trim() === "") {
    faults.push("HOST is empty; name an address such as 127.0.0.1 or 0.0.0.0, or leave it out.");
  }
  const config: Config = {
    host,
    port: wholeNumber("PORT", 3000, 0, 65535),
    databasePath,
    seed: choice("SEED", "true", ["true", "false"]) === "true",
    adminKey,
    previousAdminKey,
    workers: wholeNumber("WORKERS", 1, 1, 64),
    rateLimit: wholeNumber("RATE_LIMIT", 1200, 0, 1_000_000),
    maxConnections: wholeNumber("MAX_CONNECTIONS", 10_000, 1, 1_000_000),
    maxLag: wholeNumber("MAX_LAG", 1000, 0, 60_000),
    maxMemory: wholeNumber("MAX_MEMORY", 0, 0, 1_048_576),
    metricsNeedKey: choice("METRICS", "open", ["open", "key"]) === "key",
    stopDelay: wholeNumber("STOP_DELAY", 0, 0, 300),
    stopTimeout: wholeNumber("STOP_TIMEOUT", 10, 1, 3600),
    publicUrl: readPublicUrl(environment["PUBLIC_URL"], faults),
    corsOrigin: readOrigins(environment["CORS_ORIGIN"], faults),
    trustProxy: readProxies(environment["TRUST_PROXY"], faults),
    bodyLimit: wholeNumber("BODY_LIMIT", 1_048_576, 1024, 268_435_456),
    importLimit: wholeNumber("IMPORT_LIMIT", 1_073_741_824, 1024, 107_374_182_400),
    webhooksAllowPrivate: choice("WEBHOOKS_ALLOW_PRIVATE", "false", ["true", "false"]) === "true",
    logLevel: choice("LOG_LEVEL", "info", LOG_LEVELS),
  };
  if (faults.length > 0) throw new ConfigFault(faults.join("\n"));
  return config;
}

const isWebAddress = (text: string) =>
  URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);

function readPublicUrl(text: string | undefined, faults: string[]): string | null {
  if (text === undefined) return null;
  if (isWebAddress(text) && !/[?#]/.test(text)) return text.replace(/\/+$/, "");
  faults.push(`PUBLIC_URL must be a web address such as https://law.example.org, not '${text}'.`);
  return null;
}

function readOrigins(text: string | undefined, faults: string[]): Config["corsOrigin"] {
  if (text === undefined || text === "*") return "*";
  if (text === "none") return false;
  const origins = text.split(",").map((origin) => origin.trim());
  for (const origin of origins) {
    if (isWebAddress(origin) && new URL(origin).origin === origin) continue;
    faults.push(
      `CORS_ORIGIN must be *, none, or origins such as https://app.example.org by comma; '${origin}' is none.`,
    );
  }
  return origins;
}

function readProxies(text: string | undefined, faults: string[]): Config["trustProxy"] {
  if (text === undefined || text === "false") return false;
  if (text === "true") return true;
  if (/^\d{1,2}$/.test(text)) return (_, hop) => hop < Number(text);
  const proxies = text.split(",").map((proxy) => proxy.trim());
  for (const proxy of proxies) {
    if (NAMED_RANGES.includes(proxy) || isAddressOrRange(proxy)) continue;
    faults.push(
      `TRUST_PROXY must be true, false, a number of proxies, or their addresses by comma (10.0.0.1, 10.0.0.0/8, ${NAMED_RANGES.join(", ")}); '${proxy}' is none.`,
    );
  }
  return proxies;
}

/** No more than what proxy-addr takes: Fastify asks it, and it throws at anything else. */
function isAddressOrRange(text: string): boolean {
  const [address = "", bits, ...more] = text.split("/");
  // Node knows more names of zones (`%en.1`) than proxy-addr does.
  const version = /^[\da-f:.]+(%[\da-z]+)?$/i.test(address) ? isIP(address) : 0;
  if (version === 0 || more.length > 0) return false;
  if (bits === undefined) return true;
  // All addresses (/0) is what `true` says; proxy-addr has no such range.
  return /^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= (version === 4 ? 32 : 128);
}

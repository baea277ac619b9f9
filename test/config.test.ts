import t from "tap";
import { ConfigFault, readConfig } from "../src/config.ts";

/** The faults of an environment, a line each. */
function faultsOf(environment: NodeJS.ProcessEnv): string[] {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigFault)) throw error;
    return error.message.split("\n");
  }
}

t.test("everything has a default", (t) => {
  t.same(readConfig({}), {
    host: "127.0.0.1",
    port: 3000,
    databasePath: "data/legal-developments.db",
    seed: true,
    adminKey: null,
    previousAdminKey: null,
    workers: 1,
    rateLimit: readConfig({}).rateLimit,
    maxConnections: 10_000,
    maxLag: 1000,
    maxMemory: 0,
    metricsNeedKey: false,
    stopDelay: 0,
    stopTimeout: 10,
    publicUrl: null,
    corsOrigin: "*",
    trustProxy: false,
    bodyLimit: 1_048_576,
    importLimit: 1_073_741_824,
    webhooksAllowPrivate: false,
    logLevel: "info",
  });
  t.ok(readConfig({}).rateLimit > 0, "there is a limit unless it is switched off");
  t.end();
});

t.test("what is right is taken", (t) => {
  const key = "abcdefghijklmnopqrstuvwxyz-_.~!$";
  const config = readConfig({
    HOST: "0.0.0.0",
    PORT: "0",
    DATABASE_PATH: "/var/lib/x y/z.db",
    SEED: "false",
    ADMIN_KEY: key,
    ADMIN_KEY_PREVIOUS: `${key}before`,
    WORKERS: "4",
    RATE_LIMIT: "0",
    MAX_CONNECTIONS: "50",
    MAX_LAG: "0",
    MAX_MEMORY: "512",
    METRICS: "key",
    STOP_DELAY: "5",
    STOP_TIMEOUT: "60",
    PUBLIC_URL: "https://law.example.org/api/",
    CORS_ORIGIN: "https://a.example.org, http://localhost:5173",
    TRUST_PROXY: "10.0.0.0/8, ::1, fd00::/8, loopback",
    BODY_LIMIT: "1024",
    IMPORT_LIMIT: "5000",
    WEBHOOKS_ALLOW_PRIVATE: "true",
    LOG_LEVEL: "silent",
    UNRELATED: "is not ours to judge",
  });
  t.same(config, {
    host: "0.0.0.0",
    port: 0,
    databasePath: "/var/lib/x y/z.db",
    seed: false,
    adminKey: key,
    previousAdminKey: `${key}before`,
    workers: 4,
    rateLimit: 0,
    maxConnections: 50,
    maxLag: 0,
    maxMemory: 512,
    metricsNeedKey: true,
    stopDelay: 5,
    stopTimeout: 60,
    publicUrl: "https://law.example.org/api",
    corsOrigin: ["https://a.example.org", "http://localhost:5173"],
    trustProxy: ["10.0.0.0/8", "::1", "fd00::/8", "loopback"],
    bodyLimit: 1024,
    importLimit: 5000,
    webhooksAllowPrivate: true,
    logLevel: "silent",
  });
  t.equal(readConfig({ PORT: "65535" }).port, 65_535);
  t.equal(readConfig({ CORS_ORIGIN: "*" }).corsOrigin, "*");
  t.equal(readConfig({ CORS_ORIGIN: "none" }).corsOrigin, false);
  t.equal(readConfig({ TRUST_PROXY: "true" }).trustProxy, true);
  t.equal(readConfig({ TRUST_PROXY: "false" }).trustProxy, false);
  for (const level of ["fatal", "error", "warn", "info", "debug", "trace", "silent"]) {
    t.equal(readConfig({ LOG_LEVEL: level }).logLevel, level);
  }
  t.end();
});

t.test("what is wrong is named, with what would be right", (t) => {
  const wrong: [string, string[], RegExp][] = [
    [
      "PORT",
      ["abc", "70000", "-1", "80.5", "", " 80", "0x50", "1e3"],
      /whole number from 0 to 65535/,
    ],
    ["SEED", ["yes", "1", "TRUE", "", "no"], /true, false/],
    [
      "ADMIN_KEY",
      [
        "short",
        "",
        "x".repeat(31),
        `${"x".repeat(32)} y`,
        "ключ".repeat(10),
        `${"x".repeat(40)}\n`,
      ],
      /32 characters/,
    ],
    ["ADMIN_KEY_PREVIOUS", ["short", "x".repeat(40)], /32 characters|the key before ADMIN_KEY/],
    ["WORKERS", ["0", "65", "two", ""], /whole number from 1 to 64/],
    ["MAX_CONNECTIONS", ["0", "-1"], /whole number from 1/],
    ["MAX_LAG", ["-1", "60001"], /whole number from 0 to 60000/],
    ["MAX_MEMORY", ["-1", "1G"], /whole number from 0/],
    ["METRICS", ["closed", ""], /open, key/],
    ["STOP_DELAY", ["-1", "301"], /whole number from 0 to 300/],
    ["STOP_TIMEOUT", ["0", "3601"], /whole number from 1 to 3600/],
    ["RATE_LIMIT", ["-1", "many", "1.5", "", "99999999"], /whole number from 0/],
    [
      "PUBLIC_URL",
      [
        "ftp://x",
        "law.example.org",
        "",
        "/api",
        "https://x.org/?a=1",
        "https://x.org/#a",
        "javascript:alert(1)",
      ],
      /https:\/\//,
    ],
    [
      "CORS_ORIGIN",
      [
        "foo",
        "",
        "https://a.org/",
        "https://a.org/path",
        "https://a.org,*",
        "https://a.org,,https://b.org",
        "null",
        "none,https://a.org",
      ],
      /\*, none, or origins/,
    ],
    [
      "TRUST_PROXY",
      [
        "10.0.0.0/33",
        "yes",
        "",
        "10.0.0",
        "proxy.example.org",
        "::1/129",
        "10.0.0.1,nobody",
        "-1",
        "10.0.0.0/8/8",
        "10.0.0.0/0",
      ],
      /true, false, a number/,
    ],
    ["BODY_LIMIT", ["1", "0", "-1", "1mb", ""], /whole number from 1024/],
    ["LOG_LEVEL", ["loud", "INFO", ""], /fatal, error, warn, info, debug, trace, silent/],
    ["DATABASE_PATH", [""], /empty/],
    ["HOST", [""], /HOST/],
  ];
  for (const [name, values, right] of wrong) {
    for (const value of values) {
      const faults = faultsOf({ [name]: value });
      const message = `${name}='${value}': ${faults.join("; ")}`;
      t.equal(faults.length > 0, true, message);
      t.ok(
        faults.every((fault) => fault.startsWith(name)),
        message,
      );
      t.match(faults.join("\n"), right, message);
    }
  }
  t.end();
});

t.test("a wrong key is not printed", (t) => {
  const [fault] = faultsOf({ ADMIN_KEY: "a secret that has spaces in it, and more" });
  t.notMatch(fault, "secret");
  t.end();
});

t.test("everything that is wrong is named at once", (t) => {
  const faults = faultsOf({
    PORT: "abc",
    SEED: "yes",
    ADMIN_KEY: "short",
    RATE_LIMIT: "-1",
    PUBLIC_URL: "ftp://x",
    CORS_ORIGIN: "foo,bar",
    TRUST_PROXY: "10.0.0.0/33",
    BODY_LIMIT: "1",
    LOG_LEVEL: "loud",
    DATABASE_PATH: "",
  });
  const names = faults.map((fault) => fault.split(" ", 1)[0]);
  t.same(names.sort(), [
    "ADMIN_KEY",
    "BODY_LIMIT",
    "CORS_ORIGIN",
    "CORS_ORIGIN",
    "DATABASE_PATH",
    "LOG_LEVEL",
    "PORT",
    "PUBLIC_URL",
    "RATE_LIMIT",
    "SEED",
    "TRUST_PROXY",
  ]);
  for (const fault of faults) t.match(fault, /\.$/, "a sentence");
  t.end();
});

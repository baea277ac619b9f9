/** What the operator decides, by environment variables. */
export interface Config {
  host: string;
  port: number;
  databasePath: string;
  seed: boolean;
  adminKey: string | null;
  bodyLimit: number;
  logLevel: string;
}

/** Environment variables that are wrong, each with what would be right. */
export class ConfigFault extends Error {}

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"];

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
  const adminKey = environment["ADMIN_KEY"] ?? null;
  if (adminKey !== null && adminKey.length < 32) {
    faults.push(`ADMIN_KEY must have 32 characters or more; this has ${adminKey.length}.`);
  }
  const config: Config = {
    host: environment["HOST"] ?? "127.0.0.1",
    port: wholeNumber("PORT", 3000, 0, 65535),
    databasePath: environment["DATABASE_PATH"] ?? "data/legal-developments.db",
    seed: choice("SEED", "true", ["true", "false"]) === "true",
    adminKey,
    bodyLimit: wholeNumber("BODY_LIMIT", 1_048_576, 1024, 268_435_456),
    logLevel: choice("LOG_LEVEL", "info", LOG_LEVELS),
  };
  if (faults.length > 0) throw new ConfigFault(faults.join("\n"));
  return config;
}

/** What can be asked of how the service is: a request, or a route. */
interface Asked {
  method?: string | undefined;
  url?: string | undefined;
}

const HEALTH = ["/health/live", "/health/ready"];

const isReading =
  (...paths: readonly string[]) =>
  ({ method = "", url = "" }: Asked): boolean =>
    (method === "GET" || method === "HEAD") && paths.includes(url.split("?", 1)[0] ?? "");

/**
 * Whether a request asks how the service is. It has to learn that of a busy one too, and is no part
 * of what is served. Only reading is: of anything else a body would be read first.
 */
export const isProbe = isReading(...HEALTH, "/metrics");

/** Whether a request asks for the health alone, which costs nothing: measuring does. */
export const isHealthProbe = isReading(...HEALTH);

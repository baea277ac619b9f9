import t from "tap";
import { isPlainRefusal, run, serve } from "./program.ts";

const KEY = "a-key-of-the-operator-of-32-characters-or-more";

t.test("what it can't start with is said in words, and no stack", async (t) => {
  const taken = await serve(t, { DATABASE_PATH: ":memory:", SEED: "false", ADMIN_KEY: KEY });
  const { port } = new URL(taken.url);
  const memory = { DATABASE_PATH: ":memory:", SEED: "false" };
  const refused = await Promise.all([
    run(["serve"], { PORT: "abc", ADMIN_KEY: "short", LOG_LEVEL: "loud" }),
    run(["serve"], { ...memory, PORT: port }),
    run(["serve"], { ...memory, PORT: "0", HOST: "no-such-host.invalid" }),
    run(["serve"], { ...memory, PORT: "0", TRUST_PROXY: "10.0.0.0/8/8" }),
  ]);
  const [config, port_taken, host, proxies] = refused;
  for (const end of refused) t.ok(isPlainRefusal(end), end.stderr.slice(0, 400));
  for (const name of ["PORT", "ADMIN_KEY", "LOG_LEVEL"]) t.match(config.stderr, name);
  t.match(port_taken.stderr, port);
  t.match(host.stderr, "no-such-host.invalid");
  t.match(proxies.stderr, "TRUST_PROXY");
});

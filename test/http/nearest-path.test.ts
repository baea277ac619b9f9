import t from "tap";
import { appUnderTest } from "../app-under-test.ts";

/** A path that is nowhere is answered with the one that was probably meant. */

const app = appUnderTest(t, { SEED: "false" });

t.test("the nearest path, with the ids as they were given", async (t) => {
  const meant: Record<string, string | null> = {
    "/itmes": "/items",
    "/ITEMS": "/items",
    "//items": "/items",
    "/items.json": "/items",
    "/item/2020-07-22-a-guide": "/items/2020-07-22-a-guide",
    "/issuing_bodies/miit": "/issuing-bodies/miit",
    "/instruments/a-law/timelines": "/instruments/a-law/timeline",
    "/sources/a/b/c": "/sources/a",
    "/health/alive": "/health/live",
    "/changes/streams?after=1": "/changes/stream",
    "/wp-login.php": null,
    "/%C3%A9": null,
  };
  for (const [url, path] of Object.entries(meant)) {
    const answer = await app.inject({ url });
    t.equal(answer.statusCode, 404, url);
    const hint = /Did you mean (\S+)\?$/.exec(answer.json().detail)?.[1] ?? null;
    t.equal(hint, path, url);
  }
});

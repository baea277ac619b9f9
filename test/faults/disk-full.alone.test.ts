import t from "tap";
import { canMount, serveOnSmallDisk } from "./small-disk.ts";

/** A disk that fills up, and then has room again: nothing is lost, and nobody has to start anything. */

const KEY = "a-key-for-the-tests-of-full-disks-42";
const KEYED = { authorization: `Bearer ${KEY}`, "content-type": "application/json" };

interface Problem {
  type: string;
  detail: string;
}

t.test(
  "writes are refused with why, reads go on, and writes go on once there is room",
  { skip: !canMount && "this machine lets no user mount a file system" },
  async (t) => {
    const { url, shell } = await serveOnSmallDisk(t, "24m", { ADMIN_KEY: KEY, SEED: "false" });
    const acknowledged: string[] = [];
    const post = async (n: number) => {
      const body = JSON.stringify({
        title: `Item ${n}`,
        kind: "other",
        summary: "x".repeat(20_000),
        state: "published",
      });
      const answer = await fetch(`${url}/items`, { method: "POST", headers: KEYED, body });
      if (answer.status === 201) acknowledged.push(((await answer.json()) as { id: string }).id);
      return answer;
    };
    const total = async () => {
      const answer = await fetch(`${url}/items?limit=1`);
      t.equal(answer.status, 200);
      return ((await answer.json()) as { page: { total: number } }).page.total;
    };

    for (let n = 0; n < 10; n++) t.equal((await post(n)).status, 201);
    shell('head -c 200M /dev/zero > "$DISK/ballast" || true');
    const refused: Problem[] = [];
    for (let n = 10; n < 40; n++) {
      const answer = await post(n);
      if (answer.status === 201) continue;
      t.equal(answer.status, 507);
      t.equal(answer.headers.get("retry-after"), "60");
      refused.push((await answer.json()) as Problem);
    }
    t.ok(refused.length > 10, "the disk was full");
    t.match(refused[0], {
      type: "/problems/storage-full",
      detail: /no room left.*Nothing was written/,
    });
    t.equal(await total(), acknowledged.length);
    t.equal((await fetch(`${url}/items/${acknowledged[0]}`)).status, 200);
    t.equal((await fetch(`${url}/items?q=item&format=csv`)).status, 200);
    const patched = await fetch(`${url}/items/${acknowledged[0]}`, {
      method: "PATCH",
      headers: KEYED,
      body: JSON.stringify({ summary: "y".repeat(20_000) }),
    });
    t.equal(patched.status, 507);

    shell('rm "$DISK/ballast"');
    for (let n = 100; n < 105; n++) t.equal((await post(n)).status, 201, "without anybody's help");
    t.equal(await total(), acknowledged.length);
    t.match(shell('"$NODE" "$PROGRAM" check'), /all is right/);
    for (const id of acknowledged) t.equal((await fetch(`${url}/items/${id}`)).status, 200);
  },
);

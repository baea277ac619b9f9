import t from "tap";
import { run } from "./program.ts";

t.test("each command explains itself", async (t) => {
  const commands = [[], ["serve"], ["export"], ["import"], ["key"], ["key", "create"], ["openapi"]];
  const ends = await Promise.all(commands.map((command) => run([...command, "--help"])));
  for (const [index, { code, stdout, stderr }] of ends.entries()) {
    t.equal(code, 0, stderr);
    t.match(stdout, `Usage: ${["legal-developments", ...(commands[index] ?? [])].join(" ")}`);
    t.ok(stdout.split("\n").length > 4, stdout);
  }
});

t.test("what is no command is refused", async (t) => {
  for (const end of await Promise.all([run(["sreve"]), run(["serve", "--prot", "1"])])) {
    t.not(end.code, 0);
    t.match(end.stderr, /unknown|Did you mean/);
    t.notMatch(end.stderr, /^\s+at /m);
  }
});

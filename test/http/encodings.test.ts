import t from "tap";
import { appUnderTest, KEYED, read } from "../app-under-test.ts";

/** What a client sends is taken as it was meant, or refused. */

const app = appUnderTest(t);
const total = async (url: string) => (await read<{ page: { total: number } }>(app, url)).page.total;

t.test("escapes that are no UTF-8 are refused by the parameter's name", async (t) => {
  for (const value of ["%FF", "%E5%88%91%FF", "%E4%B8", "%C0%80", "data%FF", "%ED%A0%80"]) {
    for (const name of ["q", "title", "kind", "cursor"]) {
      const answer = await app.inject(`/instruments?${name}=${value}&limit=1`);
      t.equal(answer.statusCode, 400, value);
      t.match(answer.json(), { errors: [{ parameter: name, detail: /UTF-8/ }] });
    }
  }
  t.match((await app.inject("/items?a%FF=1")).json(), { errors: [{ parameter: "a%FF" }] });
});

t.test("a percent sign that escapes nothing is one", async (t) => {
  const wanted = await total("/items?q=data");
  t.ok(wanted > 0);
  for (const q of ["data%", "%%20data", "data%zz%20OR%20data", "%25%20data"]) {
    t.equal(await total(`/items?q=${q}`), wanted, q);
  }
  t.equal(
    await total("/instruments?q=%E5%88%91%E6%B3%95%"),
    await total("/instruments?q=%E5%88%91%E6%B3%95"),
  );
  t.equal(await total("/items?q=data+security"), await total("/items?q=data%20security"));
});

const post = (payload: Buffer | string, url = "/items/query") =>
  app.inject({
    method: "POST",
    url,
    headers: { ...KEYED, "content-type": "application/json" },
    payload,
  });

t.test("a body that is no UTF-8 is refused", async (t) => {
  for (const url of ["/items/query", "/topics"]) {
    const body = Buffer.from('{"q":"data\xff"}', "latin1");
    const answer = await post(body, url);
    t.equal(answer.statusCode, 400);
    t.match(answer.json(), { detail: /UTF-8/ });
  }
});

t.test("a name that is there twice is refused with its place", async (t) => {
  const twice: [string, string][] = [
    ['{"topic":"nonsense","topic":"apps"}', "/topic"],
    ['{"limit":1,"kind":"case","l\\u0069mit":1}', "/limit"],
    ['{"name":"a","aliases":["b",{"c":1},{"c":[],"d":{"e/f":1,"e/f":1}}]}', "/aliases/2/d/e~1f"],
    ['{"a":[[1,2],[{"x":",}","x":1}]]}', "/a/1/0/x"],
    ['[{"":1,"":2}]', "/0/"],
  ];
  for (const [body, pointer] of twice) {
    const answer = await post(body, "/topics");
    t.equal(answer.statusCode, 400, body);
    t.match(answer.json(), { errors: [{ pointer, detail: /twice/ }] });
  }
  const once = '{"topic":["apps"],"q":"\\"topic\\", {topic} [\\\\","kind":["case"]}';
  t.equal((await post(once)).statusCode, 200);
});

import assert from "node:assert/strict";
import fc from "fast-check";
import t from "tap";
import { faultOfUrl, hostOf, normalizeUrl } from "../../src/values/urls.ts";

const PAGE = "https://example.com/a";

t.test("addresses of one page", async (t) => {
  for (const url of [
    ...["http://example.com/a", "https://www.example.com/a", "HTTPS://WWW.EXAMPLE.COM/a"],
    ...["http://example.com:80/a", "https://example.com:443/a", "https://example.com/a#part"],
    ...["https://example.com/a?", "https://example.com/a?utm_source=x&UTM_Medium=y"],
    ...["https://example.com/b/../a", "https://example.com/./a", "https://example.com/a?spm=1#x"],
    "https://user:secret@example.com/a",
  ]) {
    t.equal(normalizeUrl(url), PAGE, url);
  }
  t.equal(normalizeUrl("http://example.com/"), "https://example.com");
  t.equal(normalizeUrl("http://example.com"), "https://example.com");
  t.equal(normalizeUrl("http://example.com/?id=1"), "https://example.com?id=1");
});

t.test("addresses of different pages", async (t) => {
  for (const url of [
    ...["https://example.com/a/", "https://example.com/A", "https://example.com/a?id=1"],
    ...["https://example.com:8080/a", "https://m.example.com/a", "https://example.org/a"],
  ]) {
    t.not(normalizeUrl(url), PAGE, url);
  }
  const query = "https://example.com/a?id=20200727&norm_id=1&utm_source=x&recode_id=2";
  t.equal(normalizeUrl(query), "https://example.com/a?id=20200727&norm_id=1&recode_id=2");
  t.not(normalizeUrl(`${PAGE}?b=1&a=2`), normalizeUrl(`${PAGE}?a=2&b=1`), "order can matter");
});

t.test("what is normal stays as it is", async (t) => {
  for (const url of [
    "http://www.例え.jp/数据?q=ü#x",
    `${PAGE}?x=%2F`,
    "https://example.com?id=1",
  ]) {
    const normal = normalizeUrl(url);
    t.equal(normalizeUrl(normal), normal, url);
  }
});

t.test("hosts", async (t) => {
  t.equal(hostOf("https://WWW.Gov.CN:8080/x"), "gov.cn");
  t.equal(hostOf("https://wwww.gov.cn/"), "wwww.gov.cn");
  t.equal(hostOf("https://例え.jp/"), "xn--r8jz45g.jp");
  t.equal(hostOf("https://[::1]/"), "[::1]");
});

t.test("what is no address of the web", async (t) => {
  for (const url of [PAGE, "http://localhost:3000/", "https://例え.jp/数据"]) {
    t.equal(faultOfUrl(url), null, url);
  }
  for (const url of [
    ...["", "example.com", "/a", "//example.com/", "javascript:alert(1)", "ftp://example.com/"],
    ...[
      "data:text/html,x",
      "mailto:a@example.com",
      "https://",
      "http://a b/",
      "file:///etc/passwd",
    ],
  ]) {
    t.type(faultOfUrl(url), "string", url);
  }
});

t.test("ports, dots, encodings and tracking", async (t) => {
  const cases: Record<string, string> = {
    "http://example.com:443/": "https://example.com",
    "https://example.com:80/a": "https://example.com:80/a",
    "https://www.example.com./a": PAGE,
    "https://www.com/": "https://www.com",
    "https://www.www.gov.cn/": "https://gov.cn",
    "https://example.com/%7ea%2f%e4?x=%2d": "https://example.com/~a%2F%E4?x=-",
    "https://example.com/100%": "https://example.com/100%25",
    "https://example.com/%%34%31": "https://example.com/%2541",
    "https://example.com/a?utm%5Fsource=x&&gclid=1&b=1&_hsenc=2": `${PAGE}?b=1`,
    "https://example.com/a?ref=x&from=y&source=z": `${PAGE}?ref=x&from=y&source=z`,
    "https://example.com/a?utm=1&utmost=2": `${PAGE}?utm=1&utmost=2`,
    "https://example.com/A/index.html?q=a+b": "https://example.com/A/index.html?q=a+b",
    "https://BÜCHER.example/": "https://xn--bcher-kva.example",
  };
  for (const [url, normal] of Object.entries(cases)) t.equal(normalizeUrl(url), normal, url);
});

t.test("fragments that say which page is meant", async (t) => {
  const cases: Record<string, string> = {
    [`${PAGE}#section-2`]: PAGE,
    [`${PAGE}#:~:text=privacy`]: PAGE,
    [`${PAGE}#!`]: PAGE,
    [`${PAGE}#/`]: PAGE,
    [`${PAGE}#!/law/1`]: `${PAGE}#!/law/1`,
    [`${PAGE}#/law/%7e1:~:text=x`]: `${PAGE}#/law/~1`,
    "https://example.com/#/law?id=2": "https://example.com#/law?id=2",
  };
  for (const [url, normal] of Object.entries(cases)) t.equal(normalizeUrl(url), normal, url);
});

const anyUrl = fc.oneof(
  fc.webUrl({ withFragments: true, withQueryParameters: true }),
  fc.string({ unit: "grapheme" }).map((rest) => `https://www.example.com/${rest}`),
  fc
    .string({ unit: fc.constantFrom("w", ".", "0", "a", "%", "4", "1", ":", "/", "#", "!", "?") })
    .map((rest) => `http://${rest}`),
);

t.test("any address: its normal form is normal, and an address", async () => {
  const property = fc.property(anyUrl, (url) => {
    if (faultOfUrl(url) !== null) return;
    const normal = normalizeUrl(url);
    assert.equal(faultOfUrl(normal), null, normal);
    assert.equal(normalizeUrl(normal), normal, url);
  });
  fc.assert(property, { numRuns: 5000 });
});

t.test("any two paths and queries that servers tell apart stay apart", async () => {
  const segment = fc.string({
    unit: fc.constantFrom("a", "A", "é", "-", "%2F", "1"),
    maxLength: 4,
  });
  const path = fc.array(segment, { maxLength: 4 }).map((segments) => `/${segments.join("/")}`);
  const pair = fc.constantFrom("a=1", "a=2", "b=1", "A=1", "a=%20", "a=+", "a");
  const query = fc.array(pair, { maxLength: 3 }).map((pairs) => pairs.join("&"));
  const page = fc.record({ path, query });
  const property = fc.property(page, page, (one, other) => {
    const [first, second] = [one, other].map(({ path, query }) =>
      normalizeUrl(`https://example.com${path}?${query}`),
    );
    const isSame = one.path === other.path && one.query === other.query;
    assert.equal(first === second, isSame, `${first} ${second}`);
  });
  fc.assert(property, { numRuns: 5000 });
});

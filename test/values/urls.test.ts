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

/** What is sent in place of a value: each is meant to mean something to something further in. */

const repeated = (piece: string, length: number): string =>
  piece.repeat(Math.ceil(length / piece.length)).slice(0, length);

/** Markup that runs if it is ever shown as it is. */
export const MARKUP = "\"'><script>alert(7391)</script><img src=x onerror=alert(7391)>";

export const SQL = [
  ...["'", "''", "';--", '"', "` ", "' OR '1'='1", "' OR 1=1--", '" OR ""="', "1 OR 1=1"],
  ...["1; DROP TABLE items;--", "'; DELETE FROM api_keys;--", "x' UNION SELECT secret_hash,1--"],
  ...["') OR EXISTS(SELECT 1 FROM api_keys)--", "%", "_", "%%%", "[a-z]*", "\\", "\\'", "0x27"],
  ...[
    "randomblob(1000000000)",
    "load_extension('x')",
    "items_fts MATCH 'a'",
    "a NEAR/0 b",
    "{a b}:c",
  ],
];

export const MEANINGFUL = [
  ...["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "__defineGetter__"],
  ...[MARKUP, "javascript:alert(7391)", "{{7*7}}", "#{7*7}", "<%= 7*7 %>", "$(id)", "`id`", "|id"],
  ...[
    "a\r\nX-Evil: 1",
    "a\nSet-Cookie: evil=1",
    "\u0000",
    "a\u0000b",
    "\u202e",
    "\ufeff",
    "\u2028",
  ],
  ...["../../../../etc/passwd", "..\\..\\windows", "file:///etc/passwd", "http://169.254.169.254/"],
  ...[
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1",
    "@SUM(1)",
    "null",
    "undefined",
    "true",
    "[]",
    "{}",
    "[object Object]",
  ],
  ...["-0", "1e308", "1e309", "NaN", "Infinity", "0x7fffffff", "9223372036854775808", "١٢"],
  ...["2020-02-30", "0000-00-00", "9999-99", "-0001", "+12020", "2020-W01", "2020-07-01/2020-08"],
];

/** What takes long where a regular expression or a parser goes back, or counts too often. */
export const LONG = [
  ...["a", "(", '"', "-", "*", ",", "a,", "a OR ", '"a" ', "-a ", "a* ", "\\", "%25", "a~", "0"],
  ...[
    " ",
    "\t",
    "数",
    "ａ",
    "e\u0301",
    "\u{1F3DB}\ufe0f",
    "((a OR ",
    "a-",
    "a.",
    "1-",
    "第一",
    "〔2020〕",
  ],
].map((piece) => repeated(piece, 9000));

/** Paths and what they are meant to reach. */
export const PATHS = [
  ...["/items/..%2f..%2fkeys", "/items/%2e%2e/keys", "/%2e%2e/%2e%2e/etc/passwd", "/items/../keys"],
  ...[
    "//keys",
    "/items//",
    "///",
    "/items/%00",
    "/items/a%00b",
    "/items/%ff%fe",
    "/items/%c0%ae%c0%ae",
  ],
  ...[
    "/items/%",
    "/items/%2",
    "/items/%zz",
    "/items/%u0041",
    "/items/a;b=c",
    "/items/a%0d%0aX-Evil:1",
  ],
  ...[
    "/docs/..%2f..%2fpackage.json",
    "/docs/static/..%2f..%2f..%2fpackage.json",
    "/docs/%2e%2e/keys",
  ],
  ...[
    "/docs/static/%2e%2e%2f%2e%2e%2f%2e%2e%2fpackage.json",
    "/docs/static/..%5c..%5cpackage.json",
  ],
  ...["/.env", "/.git/config", "/package.json", "/data/legal-developments.db", "/items.json"],
  ...["/problems/__proto__", "/problems/constructor", "/problems/..%2fkeys", "/items/__proto__"],
  ...[
    "/items/constructor",
    "/__proto__",
    "/items/x/revisions/__proto__",
    "/items/x/proposals/-1/accept",
  ],
  ...[
    "/items/%E2%80%AE",
    "/items/%F0%9F%8F%9B",
    `/items/${"a".repeat(97)}`,
    `/items/${"a".repeat(1001)}`,
  ],
  ...[`/items/${"%41".repeat(3000)}`, `/${"a/".repeat(5000)}`, `/items?${"a&".repeat(5000)}`],
  ...[
    `/items?${"topic=a&".repeat(3000)}`,
    `/items?topic=${"a,".repeat(9000)}`,
    "/items?__proto__[x]=1",
  ],
  ...[
    "/items?__proto__.polluted=1",
    "/items?constructor[prototype][polluted]=1",
    "/items?a[b][c]=1",
  ],
  ...[
    "/items?%00=1",
    "/items?%ff=1",
    "/items?topic=%ed%a0%80",
    "/items?topic=%c0%27",
    "/items?=",
    "/items?&&&",
    `/items?${"%ff&".repeat(30_000)}`,
    `/jurisdictions?format=ndjson&fields=${"id,".repeat(42_000)}id`,
    `/items?fields=${"id,".repeat(20_000)}id&include=${"topics,".repeat(8_000)}topics`,
    `/items?jurisdiction=${Array.from({ length: 20 }, (_, i) => `${i}guangd0ng-sheng-`.repeat(5)).join()}`,
  ],
];

/** Bodies with names that JavaScript gives a meaning, wherever a body has members. */
export const POLLUTING = [
  '{"__proto__":{"polluted":1}}',
  '{"constructor":{"prototype":{"polluted":1}}}',
  '{"name":"A","title":"A","kind":"other","__proto__":{"polluted":1,"state":"published"}}',
  '{"jurisdiction":{"__proto__":{"polluted":1}}}',
  '{"topics":[{"id":"apps","__proto__":{"polluted":1}}]}',
  '{"__proto__.polluted":1,"constructor.prototype.polluted":1}',
  '{"jurisdiction":{"constructor":{"prototype":{"polluted":1}}}}',
  '{"\\u005f_proto__":{"polluted":1}}',
];

/** Bodies that are large, deep or odd. */
export const BODIES: string[] = [
  repeated("[", 100_000),
  `${repeated("[", 50_000)}${repeated("]", 50_000)}`,
  repeated('{"a":', 500_000),
  `{"title":${repeated("9", 900_000)}}`,
  `{"title":"${repeated("\\u0041", 900_000)}","kind":"other"}`,
  `{"topics":[${repeated('"apps",', 900_000)}"apps"]}`,
  `{${Array.from({ length: 50_000 }, (_, i) => `"a${i}":1`).join()}}`,
  `{"aliases":[${Array.from({ length: 60_000 }, (_, i) => `"a${i}"`).join()}],"name":"A"}`,
  `{"citations":[${Array.from({ length: 20_000 }, () => '{"text":"a","x":1}').join()}]}`,
  `{"title":"a","title":"b"}`,
  `{"title":1e400}`,
  `{"text":"${repeated("〔2020〕第", 300_000)}"}`,
  `{"q":"${repeated("a OR (", 9_990)}"}`,
  `{"topic":[${repeated("true,", 9_999)}true]}`,
  ...[
    "nul",
    "{,}",
    "'a'",
    "{a:1}",
    "[1,2",
    "\u0000",
    "\ufeff{}",
    "{}{}",
    "//",
    '{"a":"\t"}',
    '"\\ud800"',
  ],
];

export { repeated };

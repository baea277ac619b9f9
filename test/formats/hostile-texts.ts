/** Texts that the API takes and that break what is careless with them. */
export const HOSTILE_TEXTS = [
  ...["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x","y")'],
  ...["\t=1+1", "  =1", "\n=1", "\r=1", "＝1+1", "＋1", "－1", "＠x", "\u00A0=1", "\uFEFF=1"],
  ...["'quoted", "''twice", "'=1+1", "\uFEFFmark", " space at both ends ", "\ttab"],
  ...["a,b", 'a "quoted" word', '"', '""', "a\r\nb", "a\rb", "a\nb", "a\n\nb\n", "a\u2028b\u0085c"],
  ...["a;b", "a; b", "a\\", "a\\;b", "x | y=z; w (issuer)", "|", ";", "\\;", "a (b)", "id=1 | x=2"],
  ...["]]>", "<script>alert(1)</script>", "&amp; &#0; &lt;", "<!-- --", "<![CDATA[x]]>", "%PATH%"],
  ...["END:VEVENT\r\nBEGIN:VEVENT", "\\n\\,\\;", "BEGIN:VCALENDAR", "x\nX-EVIL:1", ":;,"],
  ...[
    "a\uFFFEb\uFFFFc",
    "e\u0301\u202Eabc",
    "\u{1F3DB}\uFE0F \u{20000}",
    "null",
    "true",
    "[]",
    "{}",
  ],
  ...["数据安全法".repeat(300), "ü".repeat(1999), "\u{1F3DB}".repeat(900), "x".repeat(1999)],
];

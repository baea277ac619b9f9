import t from "tap";
import { appUnderTest, idsOf, read, walk } from "./app-under-test.ts";
import type { ServedGraph } from "./instruments/graph-model.ts";
import type { ServedBody, ServedEvent, ServedInstrument, ServedItem } from "./served-records.ts";

/** The developments of July 2020, as facts: what the data set was made from. */

const app = appUnderTest(t);
const SOURCE = "china-data-law-developments-2020-07";

/** Number in the publication, date, kind, place, bodies with roles, instrument, cited address. */
const FACTS = [
  [
    1,
    "2020-07-31",
    "legislation",
    "CN",
    "ndrc:issuer mofcom:issuer",
    "catalogue-encouraging-foreign-investment-2020",
    "http://file.mofcom.gov.cn/article/gkml/202007/20200702988205.shtml",
  ],
  [
    2,
    "2020-07-29",
    "legislation",
    "CN-GD",
    "cn-gd-peoples-congress-standing-committee:issuer",
    "guangdong-decision-procuratorial-public-interest-litigation",
    "http://www.xfrb.com.cn/article/zgxf-fzjs/09550383513860.html",
  ],
  [
    3,
    "2020-07-29",
    "legislation",
    "CN",
    "tc260:issuer",
    "tc260-practice-guide-app-permissions",
    "https://www.tc260.org.cn/front/postDetail.html?id=20200729195232",
  ],
  [
    4,
    "2020-07-27",
    "legislation",
    "CN",
    "tc260:issuer",
    "tc260-supply-chain-security-requirements",
    "https://www.tc260.org.cn/front/bzzqyjDetail.html?id=20200727164941&norm_id=20200720112800&recode_id=39642",
  ],
  [
    5,
    "2020-07-22",
    "legislation",
    "CN",
    "tc260:issuer",
    "tc260-practice-guide-app-self-assessment",
    "https://www.tc260.org.cn/front/postDetail.html?id=20200319113609",
  ],
  [
    6,
    "2020-07-22",
    "legislation",
    "CN",
    "spc:issuer ndrc:issuer",
    "spc-ndrc-opinions-market-economy-2020",
    "http://www.court.gov.cn/zixun-xiangqing-242901.html",
  ],
  [
    7,
    "2020-07-22",
    "legislation",
    "CN-TJ",
    "cn-tj-cyberspace-administration:issuer",
    "tianjin-interim-measures-public-data-opening",
    "https://mp.weixin.qq.com/s/8Scofen1MTmmcBJd3IKubQ",
  ],
  [
    8,
    "2020-07-15",
    "legislation",
    "CN-GD-shenzhen",
    "cn-gd-shenzhen-justice-bureau:issuer",
    "shenzhen-data-regulations",
    "http://sf.sz.gov.cn/ztzl/zflf/lfxmyjzj/content/post_7892074.html",
  ],
  [
    9,
    "2020-07-13",
    "legislation",
    "CN",
    "npcsc:issuer",
    "criminal-law-amendment-xi",
    "https://www.lawbus.net/articles/1275.html",
  ],
  [
    10,
    "2020-07-08",
    "legislation",
    "CN",
    "state-council:issuer cac:drafter miit:drafter mps:drafter",
    "critical-information-infrastructure-regulations",
    "http://www.gov.cn/zhengce/content/2020-07/08/content_5525117.htm",
  ],
  [
    11,
    "2020-07-02",
    "legislation",
    "CN",
    "npcsc:issuer",
    "data-security-law",
    "http://www.ahwx.gov.cn/zcfg/gfxwj/202007/t20200708_4629245.html",
  ],
  [
    12,
    "2020-07-22",
    "enforcement",
    "CN",
    "cac:enforcer miit:enforcer mps:enforcer samr:enforcer",
    "app-campaign-2020",
    "http://www.gov.cn/xinwen/2020-07/25/content_5530048.htm",
  ],
  [
    13,
    "2020-07-10",
    "legislation",
    "CN",
    "miit:issuer industrial-internet-task-force:drafter",
    "industrial-internet-task-force-work-plan-2020",
    "http://www.miit.gov.cn/n1146295/n1652858/n1652930/n3757020/c8001762/content.html",
  ],
  [
    14,
    "2020-07-22",
    "enforcement",
    "CN",
    "miit:issuer",
    "miit-notice-app-user-rights-2020",
    "http://www.gov.cn/zhengce/zhengceku/2020-08/02/content_5531975.htm",
  ],
  [
    15,
    "2020-07-16",
    "enforcement",
    "CN",
    "miit:enforcer",
    null,
    "http://xiaofei.people.com.cn/n1/2020/0717/c425315-31788154.html",
  ],
  [
    16,
    "2020-07-30",
    "case",
    "CN-BJ",
    "bic:court",
    "ling-v-weibo-shijie",
    "https://www.thepaper.cn/newsDetail_forward_8507001",
  ],
  [
    17,
    null,
    "case",
    "CN-GD-zhanjiang",
    "cn-gd-zhanjiang-etdz-peoples-procuratorate:prosecutor",
    "zheng-dark-net-judgment",
    "http://kb.southcn.com/content/2020-07/11/content_191150934.htm",
  ],
] as const;

t.test("the seventeen developments", async (t) => {
  const { records } = await walk<ServedItem>(app, `/items?source=${SOURCE}`);
  t.equal(records.length, FACTS.length);
  for (const [number, date, kind, place, bodies, instrument, url] of FACTS) {
    const item = records.find(({ sources }) => sources[0]?.position === number);
    t.same(
      {
        date: item?.date,
        kind: item?.kind,
        place: item?.jurisdiction?.id,
        bodies: item?.issuing_bodies.map(({ id, role }) => `${id}:${role}`).join(" "),
        instrument: item?.instruments.find(({ role }) => role === "subject")?.id ?? null,
        citations: item?.citations.map((citation) => [citation.position, citation.url]),
        sources: item?.sources.map(({ id }) => id),
        language: item?.language,
      },
      {
        ...{ date, kind, place, bodies, instrument, citations: [[1, url]], sources: [SOURCE] },
        language: "en",
      },
      `number ${number}`,
    );
    t.ok((item?.topics.length ?? 0) >= 2, `number ${number} has topics`);
    t.ok((item?.summary?.length ?? 0) > 80, `number ${number} has a summary`);
  }
});

const instrument = (id: string) => read<ServedInstrument>(app, `/instruments/${id}`);

t.test("the texts that they name", async (t) => {
  const related = async (id: string, type: string) =>
    (await instrument(id)).relations.filter((relation) => relation.type === type);
  t.match(await instrument("civil-code"), {
    type: "law",
    events: [{}, {}, { date: "2021-01-01" }],
  });
  t.match(await related("criminal-law-amendment-xi", "amends"), [
    { instrument: { id: "criminal-law" }, locator: "Article 334", inverse: false },
  ]);
  t.match(await related("criminal-law", "amended_by"), [
    { instrument: { id: "criminal-law-amendment-xi" }, inverse: true },
  ]);
  t.match(await related("catalogue-encouraging-foreign-investment-2020", "replaces"), [
    { instrument: { id: "catalogue-encouraging-foreign-investment-2019" } },
  ]);
  t.match(await related("spc-ndrc-opinions-market-economy-2020", "cites"), [
    { instrument: { id: "civil-code" } },
  ]);
  for (const year of [2019, 2020]) {
    t.match(await related(`state-council-legislative-work-plan-${year}`, "plans"), [
      { instrument: { id: "critical-information-infrastructure-regulations" } },
    ]);
  }
  const planned = await related("industrial-internet-task-force-work-plan-2020", "plans");
  t.same(planned.map(({ instrument }) => instrument.id).sort(), [
    "industrial-internet-action-plan-2021-2025",
    "industrial-internet-cybersecurity-classification-guidelines",
    "industrial-internet-data-sharing-action-plan",
    "industrial-internet-identification-measures",
  ]);
  t.same(
    (await instrument("critical-information-infrastructure-regulations")).issuing_bodies.map(
      ({ id, role }) => `${id}:${role}`,
    ),
    ["cac:drafter", "miit:drafter", "mps:drafter"],
  );
});

t.test(
  "what amends the Criminal Law, and where; what the State Council's plans plan",
  async (t) => {
    const around = async (id: string, relation: string) =>
      read<ServedGraph>(app, `/instruments/${id}/graph?depth=1&relation=${relation}&on=2020-08-01`);
    const amending = await around("criminal-law", "amended_by");
    t.same(amending.edges, [
      {
        ...{ source: "criminal-law-amendment-xi", target: "criminal-law", type: "amends" },
        ...{ locator: "Article 334", date: null, proposed: true },
      },
    ]);
    const regulations = "critical-information-infrastructure-regulations";
    for (const year of [2019, 2020]) {
      const plan = `state-council-legislative-work-plan-${year}`;
      const { nodes, edges } = await around(plan, "plans");
      t.same(
        edges.map(({ source, target }) => [source, target]),
        [[plan, regulations]],
      );
      t.match(nodes[1], { id: regulations, type: "regulation", depth: 1 });
    }
    const plans = await read<ServedGraph>(
      app,
      `/instruments/${regulations}/graph?relation=planned_by`,
    );
    t.same(
      plans.nodes.map(({ id, depth }) => [id, depth]),
      [
        [regulations, 0],
        ["state-council-legislative-work-plan-2019", 1],
        ["state-council-legislative-work-plan-2020", 1],
      ],
    );
  },
);

t.test("the life of Tianjin's measures", async (t) => {
  const { records } = await walk<{ id: string; kind: string; date: string; status: string | null }>(
    app,
    "/instruments/tianjin-interim-measures-public-data-opening/timeline",
  );
  t.same(
    records.map(({ kind, date, status }) => [kind, date, status]),
    [
      ["event", "2020-07-22", "adopted"],
      ["item", "2020-07-22", null],
      ["event", "2020-08-01", "in_force"],
      ["event", "2022-08-01", "expired"],
    ],
  );
});

t.test("Tianjin's measures hold for two years from 1 August 2020", async (t) => {
  const { id, in_force_from, in_force_to } = await instrument(
    "tianjin-interim-measures-public-data-opening",
  );
  t.same([in_force_from, in_force_to], ["2020-08-01", "2022-08-01"]);
  const onDay = (day: string) => idsOf(app, `/instruments?in_force_on=${day}&id=${id}`);
  for (const day of ["2020-08-01", "2022-07-31"]) t.same(await onDay(day), [id], day);
  for (const day of ["2020-07-31", "2022-08-01"]) t.same(await onDay(day), [], day);
});

t.test("drafts that were out for comment", async (t) => {
  for (const [id, opened] of Object.entries({
    "catalogue-encouraging-foreign-investment-2020": "2020-07-31",
    "tc260-practice-guide-app-permissions": "2020-07-29",
    "tc260-supply-chain-security-requirements": "2020-07-27",
    "shenzhen-data-regulations": "2020-07-15",
    "criminal-law-amendment-xi": "2020-07-13",
    "data-security-law": "2020-07-02",
  })) {
    const { records } = await walk<ServedEvent>(
      app,
      `/events?instrument=${id}&type=comment_opened`,
    );
    t.match(records, [{ date: opened, item: { id: new RegExp(`^${opened}`) } }], id);
  }
});

t.test("the item without a date comes last, and no range of dates loses another", async (t) => {
  const undated = "2020-zhanjiang-dark-net-personal-information";
  t.same(await idsOf(app, "/items?date_exists=false"), [undated]);
  t.equal((await idsOf(app, "/items")).at(-1), undated);
  t.equal((await idsOf(app, "/items?sort=date")).at(-1), undated);
  t.equal((await idsOf(app, "/items?date=2020-07")).length, 16);
  t.same(await idsOf(app, "/items?date_lte=2020-07-02"), [
    "2020-07-02-npcsc-data-security-law-draft",
  ]);
});

t.test("a misspelling of the publication is an alias", async (t) => {
  const { aliases, acronym } = await read<ServedBody>(app, "/issuing-bodies/miit");
  t.equal(acronym, "MIIT");
  t.ok(aliases.includes("MITT"));
  t.equal((await idsOf(app, "/items?authority=MITT")).length, 5);
  t.same(await idsOf(app, "/items?authority=MITT"), await idsOf(app, "/items?authority=miit"));
});

import { getTableName } from "drizzle-orm";
import { Type } from "typebox";
import { computed } from "../../fields/field.ts";
import { reference } from "../../fields/links.ts";
import { refuseOneMore } from "../../fields/list-length.ts";
import { date, language, orNull, text, url, wholeNumber } from "../../fields/scalars.ts";
import { amount, column, keptColumn, period, wholeText } from "../../query/filters.ts";
import { asWritten } from "../../query/labels.ts";
import { languageLabels } from "../../query/labels.ts";
import {
  anyText,
  hostName,
  pageUrl,
  record,
  wholeNumber as wholeNumberValue,
} from "../../query/values.ts";
import { defineResource } from "../define.ts";
import { recordFilters, recordSorts } from "../every-record.ts";
import { addressColumns } from "./addresses.ts";
import { refuseDuplicate } from "./duplicates.ts";
import { citations as table } from "./table.ts";

const TABLE = getTableName(table);

const whole = (name: string, description: string, example: string) =>
  wholeText(name, { description, example, optional: true });

export const citations = defineResource({
  name: "citations",
  singular: "citation",
  schemaName: "Citation",
  table: TABLE,
  description:
    "Where an item or an instrument is documented: a URL, a printed reference such as `90 FR 17225`, or both. It belongs to exactly one of them: a change to it moves the owner's revision, and it is deleted with it.",
  example: "2020-07-22-tc260-app-self-assessment-citation",
  fields: {
    item: reference("item", "items", {
      description: "The item that it belongs to, or null; it can't be changed.",
    }),
    instrument: reference("instrument", "instruments", {
      description: "The instrument that it belongs to, or null; it can't be changed.",
    }),
    position: wholeNumber("position", {
      description: "Its place among the owner's citations, from 1; by default the end.",
      minimum: 1,
    }),
    url: url("url", {
      description: "The address, exactly as given.",
      example: "http://www.court.gov.cn/zixun-xiangqing-242901.html",
      columns: (content) => addressColumns(content as string | null),
    }),
    url_normalized: computed(
      "The address in the form in which two citations of one page are alike.",
      orNull(Type.String({ examples: ["https://court.gov.cn/zixun-xiangqing-242901.html"] })),
      () => (row) => row["url_normalized"] ?? null,
    ),
    text: text("text", {
      description: "The reference as printed.",
      example: "90 FR 17225",
      maxLength: 2000,
    }),
    title: text("title", { description: "The title of what is cited.", maxLength: 2000 }),
    publisher: text("publisher", { description: "Who published it." }),
    published_on: date("published_on", { description: "When it was published; an EDTF date." }),
    language: language("language", { description: "Its language, as a BCP 47 tag." }),
    archived_url: url("archived_url", { description: "The address of an archived copy." }),
    locator: text("locator", { description: "The place within it, such as a page." }),
  },
  filters: {
    item: column("item", record("items"), {
      description: "Citations of these items.",
      example: "2020-07-22-tc260-app-self-assessment",
      optional: true,
    }),
    instrument: column("instrument", record("instruments"), {
      description: "Citations of these instruments.",
      example: "criminal-law",
      optional: true,
    }),
    position: amount("position", wholeNumberValue, {
      description: "Their place among the owner's citations.",
      example: "1",
    }),
    url: whole("url", "The address exactly as given.", "https://www.lawbus.net/articles/1275.html"),
    url_normalized: column("url_normalized", pageUrl, {
      description:
        "Citations of the page at this address, in whatever way it is written: whoever else cites it.",
      example: "https://lawbus.net/articles/1275.html",
      optional: true,
      splits: false,
    }),
    cited_host: keptColumn("host", hostName, {
      labels: asWritten,
      description: "Citations of pages on these hosts, without `www.`.",
      example: "gov.cn",
      optional: true,
    }),
    text: whole("text", "The reference exactly as printed.", "90 FR 17225"),
    title: whole("title", "The cited title.", "Data Security Law (Draft)"),
    publisher: whole("publisher", "The publisher.", "People's Daily Online"),
    published_on: period("published_on", {
      description: "When what is cited was published.",
      example: "2020-07",
    }),
    language: keptColumn("language", anyText, {
      labels: languageLabels,
      description: "The language of what is cited.",
      example: "zh",
      optional: true,
    }),
    archived_url: whole("archived_url", "The archived copy.", "https://web.archive.org/"),
    locator: whole("locator", "The place within what is cited.", "p. 4"),
    ...recordFilters("2020-07-22-tc260-app-self-assessment-citation"),
  },
  sorts: {
    date: {
      column: "published_on_start",
      description: "when what is cited was published",
      absentLast: true,
    },
    ...recordSorts,
  },
  defaultSort: "-created_at",
  search: { title: ["title", "text"], summary: ["publisher", "locator"] },
  state: "derived",
  linkable: null,
  owners: ["item", "instrument"],
  idBase: (content) => `${content["item"] ?? content["instrument"]}-citation`,
  check(content, pointer, context) {
    const { faults } = context;
    if (content["url"] === null && content["text"] === null) {
      faults.pointer(pointer, "A citation needs a `url` or a `text`, or both.");
    }
    // Within its owner neither is written.
    if ("item" in content && (content["item"] === null) === (content["instrument"] === null)) {
      faults.pointer(
        pointer,
        "A citation belongs to either an `item` or an `instrument`: name one.",
      );
      return;
    }
    refuseDuplicate(content, pointer, context);
    for (const owner of ["item", "instrument"]) {
      refuseOneMore({ table: TABLE, owner, name: "citations" }, content, pointer, context);
    }
  },
  derivedColumns: (writer, content) => {
    const owner = (content["item"] ?? null) === null ? "instrument" : "item";
    const id = content[owner] as string;
    const state = writer.get(`select state from ${owner}s where id = ?`, id)?.["state"] as string;
    const given = content["position"] as number | null;
    if (given !== null) return { state, position: given };
    const last = writer.get(
      `select coalesce(max(position), 0) as position from ${TABLE} where ${owner} = ?`,
      id,
    )?.["position"] as number;
    return { state, position: last + 1 };
  },
});

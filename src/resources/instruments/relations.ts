import { getTableName } from "drizzle-orm";
import type { TSchema } from "typebox";
import { Type } from "typebox";
import type { Row, SqlValue } from "../../db/database.ts";
import type { Field, Json, JsonObject, ParseContext, ReadContext } from "../../fields/field.ts";
import { below, byOwner, idsOf, isObject } from "../../fields/field.ts";
import { isList } from "../../fields/list-length.ts";
import {
  knownMembers,
  labelProperties,
  parseTarget,
  refuseUnknown,
  wholeInput,
} from "../../fields/links.ts";
import {
  date,
  meaningsOf,
  parseWith,
  periodColumnsOf,
  text,
  vocabulary,
} from "../../fields/scalars.ts";
import { oneOf } from "../../problems/faults.ts";
import { onlyVisible } from "../../records/look-up.ts";
import { regroupLater } from "../../records/store.ts";
import type { WriteContext } from "../../resources/define.ts";
import type { RelationType } from "../../vocabularies.ts";
import { recordedStatus } from "./lifecycle.ts";
import {
  codesOf,
  RELATION_INVERSES,
  RELATION_TYPES,
  RELATIONS_WITHOUT_CYCLES,
} from "../../vocabularies.ts";
import { alreadySaid, refuseNewCircle } from "./relation-cycles.ts";
import { instrumentRelations, instrumentStatuses, instruments } from "./table.ts";

const TABLE = getTableName(instrumentRelations);
const INSTRUMENTS = getTableName(instruments);
const STATUSES = getTableName(instrumentStatuses);

const STORED = codesOf(RELATION_TYPES);
const INVERSES = Object.values(RELATION_INVERSES);

/** Both names of every relation, as they are served. */
export const RELATION_NAMES: readonly string[] = [...STORED, ...INVERSES];

const MEANINGS = Object.fromEntries(
  STORED.map((type) => [
    type,
    `${RELATION_TYPES[type]}; the other side shows \`${RELATION_INVERSES[type]}\``,
  ]),
);

const type = vocabulary("type", MEANINGS, { description: "What it does.", required: true });
const locator = text("locator", {
  description: "The place in the other text.",
  example: "Article 334",
});
const when = date("date", { description: "From when; an EDTF date." });

const description =
  "What the instrument does to others and others to it. Each relation is stored once, with the instrument that says it; what comes from the other side has `inverse: true` and is ignored on writing. `proposed` is true while the instrument that says it is not yet in force.\n\n" +
  `Some can't lead back to where they began, over however many instruments; what would close such a circle is refused:\n\n${meaningsOf(RELATIONS_WITHOUT_CYCLES)}`;

/** The type as it is served, which may be the name of the other side. */
const named = {
  type: "string",
  enum: RELATION_NAMES,
  description: type.description,
} as unknown as TSchema;

const shown = Type.Object(
  {
    type: named,
    instrument: Type.Object(labelProperties("instruments"), { additionalProperties: false }),
    locator: locator.schema,
    date: when.schema,
    proposed: Type.Boolean(),
    inverse: Type.Boolean(),
  },
  { additionalProperties: false },
);

const written = Type.Object(
  {
    type: named,
    instrument: {
      anyOf: [
        Type.String({ description: "The id of the other instrument." }),
        Type.Object(
          { id: Type.String(), title: Type.Optional(Type.String({ readOnly: true })) },
          { additionalProperties: false },
        ),
        wholeInput("instruments", {}),
      ],
    } as unknown as TSchema,
    locator: Type.Optional(locator.schema),
    date: Type.Optional(when.schema),
    proposed: Type.Optional(Type.Boolean({ readOnly: true })),
    inverse: Type.Optional(
      Type.Boolean({
        description: "An inverse relation belongs to the other side and is ignored.",
      }),
    ),
  },
  { additionalProperties: false },
);

/** An instrument's relations to others, and theirs to it. */
export const relations: Field = {
  description,
  schema: Type.Array(shown, { description }),
  input: Type.Array(written, { description }),
  required: false,
  absent: [],
  linked: { resource: "instruments", shape: { listWith: "instrument" }, more: {} },
  parse(value, pointer, context) {
    // Of what others say there may be any number, and it is none of this list's.
    const own = Array.isArray(value) ? value.filter((element) => !isInverse(element)) : value;
    if (!isList(own, pointer, context)) return [];
    const parsed: JsonObject[] = [];
    const said = alreadySaid(context);
    (value as Json[]).forEach((element, index) => {
      if (isInverse(element)) return;
      const relation = parseRelation(element, below(pointer, index), context);
      refuseNewCircle(relation, said, below(pointer, index), context);
      const twin = parsed.find(
        (other) =>
          other["type"] === relation["type"] &&
          other["instrument"] === relation["instrument"] &&
          other["locator"] === relation["locator"],
      );
      if (twin && relation["instrument"] !== null) {
        context.faults.pointer(below(pointer, index), "This relation is in the list already.");
      }
      parsed.push(relation);
    });
    return parsed;
  },
  columns: () => ({}),
  store(context, owner, content) {
    const targets = () =>
      context.writer.all(`select distinct target from ${TABLE} where owner = ?`, owner);
    const before = targets();
    context.writer.run(`delete from ${TABLE} where owner = ?`, owner);
    (content as JsonObject[]).forEach((relation, index) => {
      const period = periodColumnsOf("date", relation["date"] ?? null);
      context.writer.run(
        `insert into ${TABLE} (owner, position, type, target, locator, date, date_start, date_end)
         values (?, ?, ?, ?, ?, ?, ?, ?)`,
        owner,
        index + 1,
        relation["type"] as string,
        relation["instrument"] as string,
        relation["locator"] as string | null,
        ...(Object.values(period) as SqlValue[]),
      );
    });
    showOtherwise(context, [...before, ...targets()]);
  },
  onDay: (record, day, other) =>
    (record["relations"] as JsonObject[]).map((relation) => {
      const { id } = relation["instrument"] as { id: string };
      const from = relation["inverse"] === true ? other("instruments", id) : record;
      const { inverse = false, ...rest } = relation;
      return { ...rest, proposed: from !== null && isProposed(recordedStatus(from, day)), inverse };
    }),
  reader(rows, context) {
    const ids = idsOf(rows);
    const own = byOwner(relationRows(context, "owner", "target", ids));
    const inverse = byOwner(relationRows(context, "target", "owner", ids));
    return (row) => {
      const id = row["id"] as string;
      return [
        ...(own.get(id) ?? []).map((relation) => present(relation, false)),
        ...(inverse.get(id) ?? []).map((relation) => present(relation, true)),
      ];
    };
  },
};

/** What an instrument shows, and is listed by, changes with the relations of others. */
function showOtherwise(context: WriteContext, targets: readonly Row[]): void {
  for (const { target } of targets) {
    context.writer.run(
      `update ${INSTRUMENTS} set render_version = render_version + 1 where id = ?`,
      target ?? null,
    );
    regroupLater(context, "instruments", target as string);
  }
}

/** Has the targets of an instrument's relations served anew: `proposed` hangs on its events. */
export function showTargetsOtherwise(context: WriteContext, owner: string): void {
  showOtherwise(context, context.writer.all(`select target from ${TABLE} where owner = ?`, owner));
}

const isInverse = (element: Json): boolean => isObject(element) && element["inverse"] === true;

function parseRelation(element: Json, at: string, context: ParseContext): JsonObject {
  if (!isObject(element)) {
    context.faults.pointer(at, "A relation is an object with a `type` and an `instrument`.");
    return {};
  }
  refuseUnknown(element, Object.keys(shown.properties), at, context);
  const target = element["instrument"];
  if (isObject(target)) {
    const known = knownMembers("instruments", target, ["id", "title"]);
    refuseUnknown(target, known, below(at, "instrument"), context);
  }
  const other = parseTarget("instruments", target, below(at, "instrument"), context);
  if (other !== null && other === context.id) {
    context.faults.pointer(below(at, "instrument"), "An instrument has no relation to itself.");
  }
  return {
    type: parseType(element["type"], below(at, "type"), context),
    instrument: other,
    locator: parseWith(locator, element["locator"], below(at, "locator"), context),
    date: parseWith(when, element["date"], below(at, "date"), context),
  };
}

function parseType(value: Json | undefined, at: string, context: ParseContext): Json {
  const stored = STORED.find((known) => RELATION_INVERSES[known] === value);
  if (stored !== undefined) {
    const detail = `'${value}' is the other side of '${stored}': write '${stored}' on the other instrument.`;
    context.faults.pointer(at, detail, oneOf(STORED, stored));
    return null;
  }
  return type.parse(value ?? null, at, context);
}

/** Relations where one side is among the ids, with the other side's label. */
function relationRows(
  { connection, view, day }: ReadContext,
  here: "owner" | "target",
  there: "owner" | "target",
  ids: string,
): Row[] {
  return connection.all(
    `select x.${here} as owner, x.type, t.id, t.title, x.locator, x.date,
       (select s.status from ${STATUSES} s
        where s.owner = x.owner and s.view = ?2 and s.from_day <= ?3 and s.to_day > ?3) as status
     from json_each(?1) j cross join ${TABLE} x on x.${here} = j.value
       cross join ${INSTRUMENTS} t on t.id = x.${there}
     where 1${onlyVisible("instruments", view, "t.")}
     order by x.${here}, ${here === "owner" ? "x.position" : "x.type, t.id, x.position"}`,
    ids,
    view,
    day,
  );
}

const NOT_YET_IN_FORCE: readonly unknown[] = ["planned", "draft", "open_for_comment", "adopted"];

/** Whether a relation is only proposed, by the status of the instrument that says it. */
export const isProposed = (status: unknown): boolean => NOT_YET_IN_FORCE.includes(status);

function present(row: Row, inverse: boolean): JsonObject {
  const stored = row["type"] as RelationType;
  return {
    type: inverse ? RELATION_INVERSES[stored] : stored,
    instrument: { id: row["id"] as string, title: row["title"] as string },
    locator: row["locator"] ?? null,
    date: row["date"] ?? null,
    proposed: isProposed(row["status"]),
    inverse,
  };
}

import type { Json, JsonObject, ParseContext } from "../fields/field.ts";
import { below, isObject } from "../fields/field.ts";
import { Faults } from "../problems/faults.ts";
import { Problem } from "../problems/problems.ts";
import { lookUp } from "../records/look-up.ts";
import { createRecord } from "../records/write.ts";
import type { Resource, WriteContext } from "../resources/define.ts";
import { resourceNamed } from "../resources/index.ts";
import type { LinkableName } from "../resources/linkable.ts";
import { parsePeriod } from "../values/edtf.ts";
import type { Stub } from "./report.ts";

/** What a stub says beside its name; only what is listed here can be made as one. */
const STUBS: Readonly<Partial<Record<LinkableName, JsonObject>>> = {
  "issuing-bodies": { kind: "other", state: "draft" },
  topics: { state: "draft" },
};

/**
 * Makes what rows name and nobody knows: drafts with the name and nothing else, for somebody to
 * complete, merge or publish. Each is made once, since the next row finds it by its name.
 */
export class Stubs {
  private readonly resource: Resource;
  private readonly fields: { name: string; linked: LinkableName; isList: boolean }[];

  constructor(resource: Resource) {
    this.resource = resource;
    this.fields = Object.entries(resource.fields).flatMap(([name, { linked, input }]) => {
      if (input === null || !linked || !(linked.resource in STUBS)) return [];
      // What links to its own kind is ordered by `self-links.ts`, and no stub stands in its place.
      if (linked.resource === resource.linkable || typeof linked.shape !== "string") return [];
      return [{ name, linked: linked.resource, isList: linked.shape === "list" }];
    });
  }

  /** A row whose every link of these fields names something, and what was made for that. */
  fill(
    context: WriteContext,
    data: JsonObject,
    faults: Faults,
  ): { body: JsonObject; made: Stub[] } {
    const body = { ...data };
    const made: Stub[] = [];
    const period = this.periodOf(data);
    const linkTo = (linked: LinkableName, link: Json, pointer: string): Json => {
      try {
        return this.linkTo(context, linked, link, period, made);
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        faults.pointer(pointer, `There is no such record, and none can be made: ${error.message}`);
        return link;
      }
    };
    for (const { name, linked, isList } of this.fields) {
      const value = data[name] ?? null;
      const at = `/${name}`;
      if (isList && Array.isArray(value)) {
        body[name] = value.map((link, i) => linkTo(linked, link, below(at, i)));
      } else if (!isList && value !== null) body[name] = linkTo(linked, value, at);
    }
    return { body, made };
  }

  private linkTo(
    context: WriteContext,
    linked: LinkableName,
    link: Json,
    period: ParseContext["period"],
    made: Stub[],
  ): Json {
    const named = isObject(link) ? link["id"] : link;
    if (typeof named !== "string" || named.trim() === "") return link;
    if (lookUp(context.writer, linked, named, "full", period ?? null) !== null) return link;
    // An export names what it links to beside the id.
    const shown = isObject(link) && typeof link["name"] === "string" ? link["name"] : null;
    const body = {
      ...STUBS[linked],
      ...(shown === null ? { name: named } : { id: named, name: shown }),
    };
    const id = createRecord(context, resourceNamed(linked), { body, faults: new Faults() });
    made.push({ resource: linked, id, name: shown ?? named });
    return isObject(link) ? { ...link, id } : id;
  }

  private periodOf(data: JsonObject): ParseContext["period"] {
    const date = this.resource.dateOf?.(data) ?? null;
    const period = typeof date === "string" ? parsePeriod(date) : null;
    return period === null || "fault" in period ? null : period;
  }
}

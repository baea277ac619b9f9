import { Compile } from "typebox/compile";
import { isObject } from "../fields/field.ts";
import { faultOfText } from "../fields/scalars.ts";
import type { Faults } from "../problems/faults.ts";
import { reportSchemaFaults } from "../problems/schema-faults.ts";
import { isPlainlyPrivate } from "./address.ts";
import { newWebhookSchema, webhookPatchSchema } from "./schemas.ts";
import type { Subscription } from "./subscription.ts";

/** What a client can say of a webhook. */
export interface WebhookContent extends Subscription {
  url: string;
  description: string | null;
  enabled: boolean;
}

const newWebhook = Compile(newWebhookSchema);
const webhookPatch = Compile(webhookPatchSchema);
// What a field's own schema finds wrong is said once, so that the rules below needn't.
const urlForm = Compile(newWebhookSchema.properties.url);
const resourceForm = Compile(newWebhookSchema.properties.resource);
const textForm = Compile(newWebhookSchema.properties.description);

/**
 * A webhook as a client asks for it.
 * @param checkQuery reports the faults of a subscription's query; called once its form is right
 * @throws {Problem} `invalid-request`
 */
export function parseNewWebhook(
  body: unknown,
  allowPrivate: boolean,
  faults: Faults,
  checkQuery: (subscription: Subscription) => void,
): WebhookContent {
  reportSchemaFaults(newWebhook, body, "", faults);
  reportRules(body, allowPrivate, faults);
  const given = isObject(body) ? body : {};
  const { resource, query = {}, drafts = false } = given;
  if (resourceForm.Check(resource)) reportQuery({ resource, query, drafts }, checkQuery);
  faults.throwIfAny();
  const defaults = { query: {}, drafts: false, description: null, enabled: true };
  return { ...defaults, ...given } as WebhookContent;
}

/**
 * What a merge patch changes of a webhook (RFC 7396); its query is replaced as a whole.
 * @param checkQuery as above, of the subscription that it would have then
 * @throws {Problem} `invalid-request`
 */
export function parseWebhookPatch(
  body: unknown,
  allowPrivate: boolean,
  before: WebhookContent,
  faults: Faults,
  checkQuery: (subscription: Subscription) => void,
): Partial<WebhookContent> {
  const { resource, ...patch } = isObject(body) ? body : {};
  if (resource !== undefined && resource !== before.resource) {
    const detail = `The resource is '${before.resource}' and can't be changed: make another webhook, and delete this one.`;
    faults.pointer("/resource", detail);
  }
  reportSchemaFaults(webhookPatch, isObject(body) ? patch : body, "", faults);
  reportRules(body, allowPrivate, faults);
  const { query = before.query, drafts = before.drafts } = patch;
  // A query that is not right any more must not be in the way of switching off, or of another URL.
  const isConcerned = "query" in patch || "drafts" in patch || patch["enabled"] === true;
  if (isConcerned) reportQuery({ resource: before.resource, query, drafts }, checkQuery);
  faults.throwIfAny();
  return patch as Partial<WebhookContent>;
}

/** Has a query checked where its form, and that of `drafts`, is right. */
function reportQuery(
  { resource, query, drafts }: Readonly<Record<"resource" | "query" | "drafts", unknown>>,
  check: (subscription: Subscription) => void,
): void {
  if (!isObject(query) || typeof drafts !== "boolean") return;
  check({ resource: resource as string, query, drafts });
}

function reportRules(body: unknown, allowPrivate: boolean, faults: Faults): void {
  if (!isObject(body)) return;
  const { url, description } = body;
  const urlFault = urlForm.Check(url) ? faultOfUrl(url as string, allowPrivate) : null;
  if (urlFault !== null) faults.pointer("/url", urlFault);
  const isText = typeof description === "string" && textForm.Check(description);
  const textFault = isText ? faultOfText(description) : null;
  if (textFault !== null) faults.pointer("/description", textFault);
}

function faultOfUrl(text: string, allowPrivate: boolean): string | null {
  const schemes = allowPrivate ? "https or http" : "https";
  const textFault = faultOfText(text);
  if (textFault !== null) return textFault;
  if (!URL.canParse(text) || /\s/.test(text)) {
    return `This is no URL; write one such as https://example.org/hooks.`;
  }
  const url = new URL(text);
  if (url.protocol !== "https:" && !(allowPrivate && url.protocol === "http:")) {
    return `The URL must begin with ${schemes}, not ${url.protocol.slice(0, -1)}.`;
  }
  if (url.username !== "" || url.password !== "") {
    return "The URL may have no user and password: what is sent is signed instead.";
  }
  // What the parser of URLs takes for what was meant, others would take for another host.
  if (!/^https?:\/\//i.test(text) || text.includes("\\")) {
    return `A URL has '//' after its scheme, and no '\\': should this be ${url.href}?`;
  }
  if (!isHost(url.hostname)) {
    return `'${url.hostname}' is no host: write a name such as example.org, of at most 253 characters, with at most 63 between dots.`;
  }
  if (url.port === "0") return "There is no port 0: leave it out for the usual one.";
  if (text.includes("#")) return "The URL may have no fragment ('#'), which is never sent.";
  if (!allowPrivate && isPlainlyPrivate(url)) {
    return `'${url.hostname}' is no public address: use one that the internet knows, or ask the operator to set WEBHOOKS_ALLOW_PRIVATE.`;
  }
  return null;
}

/** Whether a host can be looked up (RFC 1035 §2.3.4), or is an address. */
const isHost = (host: string): boolean =>
  /^\[.*\]$/.test(host) || (host.length <= 253 && /^([^.]{1,63}\.)*[^.]{1,63}\.?$/.test(host));

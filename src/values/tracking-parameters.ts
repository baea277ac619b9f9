/**
 * Query parameters that say how a visitor came to a page, and never which page is meant: a line
 * each, in lower case, with who adds it. A trailing `*` stands for anything. What some sites use to
 * choose a page (`from`, `ref`, `source`, `id`) can't be here.
 */
const TRACKING_PARAMETERS: Readonly<Record<string, string>> = {
  "utm_*": "Urchin, Google Analytics and most others",
  "pk_*": "Piwik",
  "mtm_*": "Matomo",
  "hsa_*": "HubSpot advertising",
  _ga: "Google Analytics, between hosts",
  _gl: "Google Analytics, between hosts",
  gclid: "Google Ads",
  gclsrc: "Google Ads",
  gbraid: "Google Ads, from apps",
  wbraid: "Google Ads, to apps",
  dclid: "Google Display & Video",
  srsltid: "Google Merchant Center",
  fbclid: "Facebook",
  igshid: "Instagram",
  msclkid: "Microsoft Advertising",
  twclid: "Twitter",
  ttclid: "TikTok",
  li_fat_id: "LinkedIn",
  yclid: "Yandex Direct",
  ysclid: "Yandex search",
  mc_cid: "Mailchimp, the campaign",
  mc_eid: "Mailchimp, the reader",
  mkt_tok: "Marketo",
  _hsenc: "HubSpot, the e-mail",
  _hsmi: "HubSpot, the e-mail",
  oly_enc_id: "Omeda, the reader",
  oly_anon_id: "Omeda, the reader",
  vero_id: "Vero, the reader",
  spm: "Alibaba",
  scm: "Alibaba",
};

const exact = new Set(Object.keys(TRACKING_PARAMETERS).filter((name) => !name.endsWith("*")));
const beginnings = Object.keys(TRACKING_PARAMETERS)
  .filter((name) => name.endsWith("*"))
  .map((name) => name.slice(0, -1));

/** Whether a query parameter says nothing about which page is meant; case does not matter. */
export function isTracking(parameter: string): boolean {
  const name = parameter.toLowerCase();
  return exact.has(name) || beginnings.some((beginning) => name.startsWith(beginning));
}

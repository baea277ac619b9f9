/** Who may call an operation, in the terms of OpenAPI. */

export const SECURITY_SCHEMES = {
  api_key: {
    type: "http",
    scheme: "bearer",
    description:
      "An API key, made by the operator of the service. Reading what is published needs none.",
  },
} as const;

/** Only with a key. */
export const WITH_KEY = [{ api_key: [] }];

/** Without a key; with one, drafts are shown too where they are asked for. */
export const ANYBODY = [{}, { api_key: [] }];

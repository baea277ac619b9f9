import { Type } from "typebox";
import { Compile } from "typebox/compile";
import type { Faults } from "../problems/faults.ts";
import { reportSchemaFaults } from "../problems/schema-faults.ts";

/** A secret goes on for a day beside the one that replaces it, unless it is asked otherwise. */
const USUAL_GRACE = 86_400;

/** How the body of a rotation is described and read. */
interface RotationForm {
  /** The schema's name in the OpenAPI document. */
  name: string;
  title: string;
  /** What `grace_seconds` means. */
  grace: string;
  /** The most seconds for which a secret that was replaced may go on. */
  mostGrace: number;
}

/** How the secret of a key or a webhook is replaced: the schema of the body, and its reader. */
export function rotationForm({ name, title, grace, mostGrace }: RotationForm) {
  const schema = Type.Object(
    {
      grace_seconds: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: mostGrace,
          default: USUAL_GRACE,
          description: grace,
        }),
      ),
    },
    { $id: name, title: name, description: title, additionalProperties: false },
  );
  const form = Compile(schema);
  return {
    schema,
    /**
     * For how many seconds the secret before goes on; a body may be left out.
     * @throws {Problem} `invalid-request`
     */
    parseGrace(body: unknown, faults: Faults): number {
      const given = body === undefined ? {} : body;
      reportSchemaFaults(form, given, "", faults);
      faults.throwIfAny();
      return (given as { grace_seconds?: number }).grace_seconds ?? USUAL_GRACE;
    },
  };
}

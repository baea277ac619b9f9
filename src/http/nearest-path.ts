import type { FastifyInstance } from "fastify";
import { nearest } from "../problems/nearest.ts";

/**
 * Collects the paths of the routes that are registered after it.
 * @returns finds the path that was most probably meant, with the ids that were given; null if none is
 *   near
 */
export function collectPaths(app: FastifyInstance): (path: string) => string | null {
  const known = new Set<string>();
  app.addHook("onRoute", ({ url, schema }) => {
    if (schema?.hide !== true) known.add(url);
  });
  return (path) => {
    const typed = segmentsOf(path);
    return nearest(
      path,
      [...known].map((url) => filled(url, typed)),
    );
  };
}

const segmentsOf = (path: string): string[] => path.split("/").filter((segment) => segment !== "");

/** A route's path with what was typed in the place of its parameters. */
const filled = (url: string, typed: readonly string[]): string =>
  `/${segmentsOf(url)
    .map((segment, index) => (segment.startsWith(":") ? (typed[index] ?? segment) : segment))
    .join("/")}`;

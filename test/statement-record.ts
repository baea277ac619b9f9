import { StatementCache } from "../src/db/database.ts";

/** The SQL of every read that was run since, by whichever connection, in order. */
export function recordStatements(t: { teardown(handler: () => unknown): unknown }): string[] {
  const statements: string[] = [];
  const { all, get } = StatementCache.prototype;
  StatementCache.prototype.all = function (...parameters) {
    statements.push(parameters[0]);
    return all.apply(this, parameters);
  };
  StatementCache.prototype.get = function (...parameters) {
    statements.push(parameters[0]);
    return get.apply(this, parameters);
  };
  t.teardown(() => Object.assign(StatementCache.prototype, { all, get }));
  return statements;
}

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";

/** A client that others would generate from the document, compiled as they would. */

const root = fileURLToPath(new URL("../../", import.meta.url));
const document = new URL("../../openapi/openapi.json", import.meta.url);

export class GeneratedClient {
  readonly folder: string;
  private readonly options: ts.CompilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    // `fetch` and what goes with it.
    lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
    types: [],
    // Of openapi-fetch, which is not ours to check.
    skipLibCheck: true,
  };

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Generates the types. They are below `node_modules`, where `openapi-fetch` is found. */
  static async make(): Promise<GeneratedClient> {
    const folder = join(root, "node_modules", ".cache", `generated-client-${process.pid}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), '{"type": "module"}\n');
    writeFileSync(join(folder, "api.ts"), astToString(await openapiTS(document)));
    return new GeneratedClient(folder);
  }

  /**
   * What the compiler says of programs that use the client, by the names of their files; compiles
   * them to JavaScript beside the types. All at once, since that costs hardly more than one.
   */
  compile(sources: Record<string, string>): Record<string, string[]> {
    const found: Record<string, string[]> = {};
    for (const [name, source] of Object.entries(sources)) {
      writeFileSync(join(this.folder, name), source);
      found[name] = [];
    }
    const files = Object.keys(sources).map((name) => join(this.folder, name));
    const program = ts.createProgram(files, { ...this.options, outDir: this.folder });
    const { diagnostics } = program.emit();
    for (const { messageText, start, file } of [
      ...ts.getPreEmitDiagnostics(program),
      ...diagnostics,
    ]) {
      const name = file === undefined ? "" : basename(file.fileName);
      const line = file && start ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
      const text = ts.flattenDiagnosticMessageText(messageText, " ").slice(0, 300);
      found[name] = [...(found[name] ?? []), `line ${line}: ${text}`];
    }
    return found;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

import { fileURLToPath } from "node:url";

/** The project's root, whether this runs from `src` or, built, from `dist`. */
const root = new URL("../", import.meta.url);

export const migrationsFolder = fileURLToPath(new URL("migrations", root));
export const seedFolder = fileURLToPath(new URL("seed", root));
export const packageFile = fileURLToPath(new URL("package.json", root));

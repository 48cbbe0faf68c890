/** Finds files that ship with the package beside the compiled code. */
import { fileURLToPath } from 'node:url';

/** The absolute path of a file or folder, given from the package's top. */
export const packageFile = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

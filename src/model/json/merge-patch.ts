/** JSON Merge Patch (RFC 7396). */
import { isMembers, type Members } from '../members.js';

/** The target with the patch applied: null removes a member, objects are merged, anything else replaces. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isMembers(patch)) return patch;
  const result: Members = isMembers(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = mergePatch(Object.hasOwn(result, name) ? result[name] : undefined, value);
  }
  return result;
}

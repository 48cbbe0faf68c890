/** The schemas of a document's members by their pointers, and of values that are typed by such a pointer. */
import { namesIn } from '../../model/json/pointer.js';
import { isTypedByMember } from '../../model/marks.js';
import { type Members, memberOf } from '../../model/members.js';
import { resolve, type TSchema } from '../../model/schema.js';

/**
 * The schema of what stands at a pointer in a document; of a list, that of an entry. Undefined when such documents have no
 * member there.
 */
export function memberSchema(document: TSchema, pointer: string): TSchema | undefined {
  let schema: TSchema | undefined = document;
  for (const name of namesIn(pointer)) {
    const { items, properties } = resolve(schema);
    schema = items ?? (Object.hasOwn(properties ?? {}, name) ? properties[name] : undefined);
    if (!schema) return undefined;
  }
  return resolve(schema).items ?? schema;
}

/**
 * The schema of an object's member; of a value that another member types, the schema of that one.
 * @param root the schema of the document that the object is in
 */
export function schemaIn(member: TSchema, object: Members, root: TSchema): TSchema {
  const pointer = isTypedByMember(member) ? memberOf(object, 'member') : undefined;
  // Of what others say there are no versions again, however deep somebody nests them.
  if (typeof pointer !== 'string' || namesIn(pointer).includes('alternatives')) return member;
  return memberSchema(root, pointer) ?? member;
}

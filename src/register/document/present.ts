/** Renders stored documents for answers and files, whole or with selected members. */
import { RawJson } from '../../model/json/raw-json.js';
import type { Members } from '../../model/members.js';

/** How documents are shown; as they are stored unless one of these is set. */
export interface View {
  /** The members to show; all when left out. */
  fields?: readonly string[] | undefined;
}

/** The members of a stored document that are shown. */
export function shownMembers(document: string, { fields }: View): Members {
  const members: Members = JSON.parse(document);
  if (!fields) return members;
  return Object.fromEntries(Object.entries(members).filter(([name]) => fields.includes(name)));
}

/** The document as it is sent, alone or in a larger answer. A document shown whole is not parsed. */
export const present = (document: string, view: View = {}): RawJson =>
  new RawJson(view.fields ? JSON.stringify(shownMembers(document, view)) : document);

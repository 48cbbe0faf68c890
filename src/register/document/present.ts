/** What is shown of a stored document: every answer and every file gets its documents from here. */
import { RawJson } from '../../model/json/raw-json.js';
import type { Members } from '../../model/members.js';

/** How documents are shown: as they are stored, unless one of these says otherwise. */
export interface View {
  /** The members that are wanted; all when left out. */
  fields?: readonly string[] | undefined;
}

/** The members of a stored document that are shown. */
export function shownMembers(document: string, { fields }: View): Members {
  const members: Members = JSON.parse(document);
  if (!fields) return members;
  return Object.fromEntries(Object.entries(members).filter(([name]) => fields.includes(name)));
}

/** The document as it is sent, alone or in a larger answer. One that is shown as it is stored is not parsed. */
export const present = (document: string, view: View = {}): RawJson =>
  new RawJson(view.fields ? JSON.stringify(shownMembers(document, view)) : document);

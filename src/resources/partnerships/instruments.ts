/** Completes instruments: their ids, which stay the same through edits. */
import type { Draft } from '../../register/definition.js';
import { entryIds, quotedBy } from '../../register/document/entry-ids.js';
import type { Instrument } from './instrument.js';
import type { PartnershipMembers, WrittenInstrument } from './schema.js';

export function completeInstruments(draft: Draft<PartnershipMembers>): Instrument[] | undefined {
  const ids = entryIds('instruments', 'i', draft);
  return draft.members.instruments?.map((instrument, index) => ({
    id: ids.idOf(index, contentOf(instrument)),
    ...instrument,
  }));
}

/** What makes the id of a new instrument. */
function contentOf({ kind, title = '', status, date, quantity, citations }: WrittenInstrument): unknown {
  return [kind, title, status, date?.edtf ?? '', date?.text ?? '', quantity ?? '', quotedBy(citations)];
}

/** Records a partnership, survives a conflict, reads refusals by their code, and takes everything away again. */
import { createEntente, ProblemError } from 'entente-client';

const baseUrl = process.env.ENTENTE ?? 'http://127.0.0.1:3000';
const entente = createEntente({ baseUrl, key: process.env.KEY, throwOnError: true });

const { data: company } = await entente.createParty({ partyInput: { kind: 'company', name: 'Lagoon Exchange' } });
const { data: source } = await entente.createSource({ sourceInput: { kind: 'press_release', title: 'They met' } });
const { data: partnership } = await entente.createPartnership({
  partnershipInput: {
    title: 'Pakistan and Lagoon Exchange',
    parties: [{ party: 'pakistan' }, { party: company.id }],
    milestones: [{ stage: 'talks', citations: [{ source: source.id, quote: 'they met' }] }],
  },
  'Change-Reason': 'an example',
});
console.log(partnership.id, partnership.stage, partnership.evidence);

async function addToSummary(id: string, sentence: string): Promise<void> {
  for (;;) {
    const { data: read } = await entente.getPartnership({ id });
    const summary = [read.summary, sentence].filter(Boolean).join(' ');
    const { error } = await entente.replacePartnership(
      { id, 'If-Match': String(read.revision), partnershipInput: { ...read, summary } },
      { throwOnError: false },
    );
    if (!error) return;
    // Somebody else was quicker: read again, and apply the change to what stands there now.
    if (error.code !== 'precondition_failed') throw new Error(error.detail);
  }
}

await Promise.all([addToSummary(partnership.id, 'They met.'), addToSummary(partnership.id, 'They may meet again.')]);
const { data: both } = await entente.getPartnership({ id: partnership.id });
console.log(both.revision, both.summary);

const { error } = await entente.deleteParty({ id: company.id, 'If-Match': '*' }, { throwOnError: false });
switch (error?.code) {
  case 'still_referenced':
    for (const { id } of error.referenced_by) console.log('first change', id);
    break;
  case 'unauthorized':
  case 'forbidden':
    console.log('a key that may write is needed');
}

try {
  await entente.createParty({ partyInput: { kind: 'state', name: 'Lagoon' } });
} catch (thrown) {
  if (!(thrown instanceof ProblemError) || thrown.problem.code !== 'validation') throw thrown;
  for (const { pointer, code, detail } of thrown.problem.errors) console.log(pointer, code, detail);
}

await entente.deletePartnership({ id: partnership.id, 'If-Match': String(both.revision) });
await entente.deleteSource({ id: source.id, 'If-Match': '*' });
await entente.deleteParty({ id: company.id, 'If-Match': '*' });
const { error: gone } = await entente.getParty({ id: company.id }, { throwOnError: false });
if (gone?.code === 'gone') console.log('deleted');

/** Quotations that are to prove that something was signed, or more, and stand in a sentence that hedges or negates. */
import type { Citation } from '../../model/evidence/citation.js';
import { hedgeIn, languageOf } from '../../model/evidence/hedges.js';
import { sentenceAround } from '../../model/evidence/sentence.js';
import type { Notice } from '../../model/notice.js';
import { rankOf } from '../../model/stages/stages.js';
import type { Draft } from '../../register/definition.js';
import { isConcluded } from './checks.js';
import type { PartnershipMembers, WrittenInstrument, WrittenMilestone } from './schema.js';

/** Milestones and instruments, which have ids once they are completed. */
interface Statements {
  milestones: readonly (WrittenMilestone & { id?: string })[];
  instruments?: readonly (WrittenInstrument & { id?: string })[] | undefined;
}

/** A quotation whose words stand in the text of its source, and its pointer. */
interface Placed {
  citation: Citation & { start: number; end: number };
  pointer: string;
}

/** The quotations behind milestones and instruments that are signed or further. */
export const quotationsBehindSigned = ({ milestones, instruments = [] }: Statements): Placed[] => [
  ...milestones
    .filter(({ stage, polarity }) => polarity !== 'negated' && rankOf(stage) >= rankOf('signed'))
    .flatMap((one) => placedIn('milestones', one)),
  ...instruments.filter(isConcluded).flatMap((one) => placedIn('instruments', one)),
];

const placedIn = (list: string, { id, citations }: { id?: string; citations: readonly Citation[] }): Placed[] =>
  citations.flatMap((citation, index): Placed[] => {
    const { status, start, end } = citation;
    if (status !== 'matched' || start === undefined || end === undefined) return [];
    return [{ citation: { ...citation, start, end }, pointer: `/${list}/${id}/citations/${index}` }];
  });

export const hedgedQuotes = (
  { related, heldText }: Pick<Draft<PartnershipMembers>, 'related' | 'heldText'>,
  statements: Statements,
): Notice[] =>
  quotationsBehindSigned(statements).flatMap(({ citation: { source, start, end }, pointer }): Notice[] => {
    const held = heldText(source);
    const language = languageOf(related.get('source', source)?.language);
    const hedge = held && hedgeIn(sentenceAround(held, start, end), language);
    if (hedge === undefined) return [];
    return [
      {
        code: 'hedged_quote',
        pointer,
        detail: `its sentence says "${inOneLine(hedge)}": read it whole, with expand=context, and see whether it says that this was done`,
      },
    ];
  });

const inOneLine = (text: string): string => text.replace(/\s+/g, ' ').slice(0, 200).toWellFormed();

/** The verdict on a statement about a stage, sentence by sentence as docs/check.md has it: the slow oracle. */
import { dateOf, naive, RANKED } from '../stages/naive.js';

/** A milestone as it is written in the tests. */
export interface Written {
  stage: string;
  polarity?: 'affirmed' | 'negated';
  edtf?: string | undefined;
  /** Another date that is as good. */
  other?: string | undefined;
  /** Whether somebody says that the milestone is not so. */
  doubted?: boolean;
  /** The day on which its source was published, if that is known. */
  published?: string | undefined;
}

const rank = (stage: string): number => RANKED.indexOf(stage as never) + 1;

const lastDay = (edtf: string | undefined): string | undefined => dateOf(edtf).latest;
const firstDay = (edtf: string | undefined): string | undefined => dateOf(edtf).earliest;

const versions = ({ edtf, other }: Written) => [edtf, other].filter((one) => one !== undefined);

/** Whether it had happened by the day under all versions of its date, and had been reported. */
function isCertain(one: Written, trueOn: string | undefined, until: string | undefined): boolean {
  const isReported = until === undefined || (one.published !== undefined && one.published <= until);
  const ends = versions(one).map(lastDay);
  const isOver = trueOn === undefined || (ends.length > 0 && ends.every((end) => end !== undefined && end <= trueOn));
  return isReported && isOver;
}

const isSurelyAfter = (one: Written, other: Written): boolean => {
  const [begins, ends] = [versions(one).map(firstDay), versions(other).map(lastDay)];
  if (begins.length === 0 || ends.length === 0) return false;
  return begins.every((begin) => ends.every((end) => begin !== undefined && end !== undefined && begin > end));
};

/** `none` when nothing about the partnership had been published. */
export function verdictByTheRules(
  claimed: string,
  milestones: readonly Written[],
  trueOn: string | undefined,
  until: string | undefined,
): string {
  if (until !== undefined && !milestones.some(({ published }) => published !== undefined && published <= until))
    return 'not_shown';
  const certain = milestones.filter((one) => isCertain(one, trueOn, until));
  const affirmed = certain.filter(({ polarity }) => polarity !== 'negated');
  const negated = certain.filter(({ polarity }) => polarity === 'negated');
  const { stage: now } = naive(
    certain.map((one) => ({
      stage: one.stage as never,
      ...(one.polarity && { polarity: one.polarity }),
      date: dateOf(one.edtf ?? one.other),
      others: one.edtf !== undefined && one.other !== undefined ? [dateOf(one.other)] : [],
      citations: [],
    })),
  );

  if (rank(claimed) === 0) {
    const own = affirmed.filter(({ stage }) => stage === claimed);
    const noes = negated.filter(({ stage }) => stage === claimed);
    if (now === claimed) {
      const sound = own.filter(({ doubted }) => !doubted);
      const carrying = sound.length > 0 ? sound : own;
      const isGainsaid = noes.some((no) => !carrying.some((one) => isSurelyAfter(one, no)));
      return isGainsaid || sound.length === 0 ? 'contested' : 'supported';
    }
    const isUndone = affirmed.some((one) => own.some((undone) => isSurelyAfter(one, undone)));
    return noes.length > 0 || isUndone ? 'contradicted' : 'not_shown';
  }

  const reaching = affirmed.filter(({ stage }) => rank(stage) >= rank(claimed));
  const sound = reaching.filter(({ doubted }) => !doubted);
  const carrying = sound.length > 0 ? sound : reaching;
  const noesTo = (what: string) => [
    ...negated.filter(({ stage }) => rank(stage) > 0 && rank(stage) <= rank(what)),
    ...affirmed.filter(({ stage }) => stage === 'denied'),
  ];
  const isGainsaid = noesTo(claimed).some((no) => !carrying.some((one) => isSurelyAfter(one, no)));
  // What is told instead is gainsaid by nobody itself.
  const told = affirmed.filter(
    (one) => rank(one.stage) > 0 && !one.doubted && noesTo(one.stage).every((no) => isSurelyAfter(one, no)),
  );
  if (carrying.length > 0) {
    if (isGainsaid || sound.length === 0) return 'contested';
    return told.some(({ stage }) => rank(stage) > rank(claimed)) ? 'understated' : 'supported';
  }
  if (isGainsaid) return 'contradicted';
  return told.length > 0 ? 'overstated' : 'not_shown';
}

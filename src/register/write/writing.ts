/** What every write needs: who writes, into which register, and how refusals are reported. */
import type { Engine } from '../../db/engine.js';
import type { Refusal } from '../../model/refusal.js';
import type { Definition } from '../definition.js';
import type { Author } from '../log/change-log.js';

/** An edit that can't be carried out. */
export interface Refused {
  /** Which of the edits it is. */
  index: number;
  refusal: Refusal;
}

export interface Writing {
  engine: Pick<Engine, 'apply'>;
  definitions: readonly Definition[];
  author: Author;
  now: Date;
  /** Whether quotations that differ from the text in form alone are stored as they stand there. */
  adoptsForms?: boolean;
  /** Makes the answer when edits are refused; the first refusal by default. */
  refusalOf?(refused: readonly [Refused, ...Refused[]]): Refusal;
}

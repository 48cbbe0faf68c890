/** Whether a certificate holds: what was looked at, what came of it, and why. */
import { RecordName, recordId } from '../ids.js';
import { isMembers, type Members } from '../members.js';
import {
  AnyMember,
  enumeration,
  instant,
  list,
  object,
  ref,
  revisionNumber,
  type Static,
  Type,
  text,
} from '../schema.js';
import { validator } from '../validation.js';
import { Certificate, hashOfAnswer, isSigned } from './certificate.js';

const SignatureState = enumeration('SignatureState', 'What is known of a signature.', {
  valid: 'The key signed this certificate.',
  invalid: 'The key did not sign this: something in the certificate is different.',
  unknown_key: 'No known key has the id that the certificate names.',
});
const AnswerState = enumeration('AnswerState', 'Whether an answer is the one that was certified.', {
  matches: 'It has the hash that the certificate names.',
  differs: 'It has another hash: something in it is different.',
});
const LogState = enumeration('LogState', 'Whether the log is the one that was certified.', {
  matches: 'The entry of the log has the hash that the certificate names.',
  differs: 'It has another hash, or there is no such entry.',
  not_checked: 'No log was looked at.',
});
const ReplayState = enumeration('ReplayState', 'What the same question gives, asked of the register as it was then.', {
  same: 'The same answer, to the byte of its canonical form.',
  differs: 'Another answer.',
  redacted: 'Something that the register held then was taken out for good since; `detail` says what the rest gives.',
  not_replayed: 'It was not asked; `detail` says why.',
});

const RedactionSince = object(
  'RedactionSince',
  'A revision that took something out for good which the register held when the certificate was issued.',
  {
    record: ref(RecordName, 'Of which kind of record.'),
    id: recordId('Its id.', 'report'),
    revision: { ...revisionNumber, description: 'The revision that says so: its `redacted` says what.' },
    at: instant('When.'),
    actor: text('Who took it out.', 1000, 'registrar'),
    reason: Type.Optional(text('Why.', 1000, 'court order 7/2025')),
  },
  [
    {
      record: 'source',
      id: 'report',
      revision: 3,
      at: '2025-11-02T09:30:00.000Z',
      actor: 'registrar',
      reason: 'court order 7/2025',
    },
  ],
);
export type RedactionSince = Static<typeof RedactionSince>;

/** The maximum of redactions that a verdict names. */
const MAX_NAMED = 100;

export const CertificateVerdict = object(
  'CertificateVerdict',
  'Whether a certificate holds.',
  {
    holds: Type.Boolean({
      description: 'True when signature, answer and log are right and the replay did not differ.',
      examples: [true],
    }),
    signature: ref(SignatureState, 'The signature.'),
    answer: ref(AnswerState, 'The answer.'),
    log: ref(LogState, 'The log of this register.'),
    replay: ref(ReplayState, 'The same question again.'),
    redactions: Type.Optional(list(ref(RedactionSince), 'What was taken out since, the first hundred.', MAX_NAMED, 1)),
    detail: text('The same in words.', 4000, 'The same question gives the same answer.'),
  },
  [
    {
      holds: true,
      signature: 'valid',
      answer: 'matches',
      log: 'matches',
      replay: 'same',
      detail: 'The register as it was at entry 70 of its log gives the same answer.',
    },
  ],
);
export type CertificateVerdict = Static<typeof CertificateVerdict>;

/** An answer that has a certificate. */
export const CertifiedAnswer = Type.Object(
  { certificate: ref(Certificate, 'Its certificate.') },
  {
    $id: 'CertifiedAnswer',
    description: 'An answer as it was sent, with its certificate.',
    additionalProperties: ref(AnyMember),
    examples: [{ data: [], page: { limit: 25 }, certificate: Certificate.examples?.[0] }],
  },
);
export type CertifiedAnswer = Static<typeof CertifiedAnswer>;

/** What is wrong with the form of a certified answer, in words; undefined when nothing is. */
export function faultOfAnswer(value: unknown): string | undefined {
  const [fault] = validator(CertifiedAnswer)(value);
  return fault && `${fault.pointer || 'the answer'}: ${fault.detail}`;
}

export const isCertified = (value: unknown): value is CertifiedAnswer & Members =>
  isMembers(value) && faultOfAnswer(value) === undefined;

/** What asking the question again gave: the hash of the answer, if there was one; or why it was not asked. */
export type Replayed = { hash: string | undefined } | { why: string };

/** Asks the question of a certificate again, of the register as it was then. */
export type Replay = (certificate: Certificate) => Promise<Replayed>;

/** What was found of a certificate before it is replayed. */
export interface Checked extends Pick<CertificateVerdict, 'signature' | 'answer' | 'log'> {
  redactions: readonly RedactionSince[];
  /** Whether what was taken out was part of the state that was asked. */
  isStateRedacted: boolean;
  /** Sentences on what is wrong. */
  faults: readonly string[];
}

/** @param publicHalf of the key that the certificate names, if it is known */
export function checkAnswer(
  answer: CertifiedAnswer,
  publicHalf: string | undefined,
): Pick<Checked, 'signature' | 'answer' | 'faults'> {
  const { certificate } = answer;
  const signature = publicHalf === undefined ? 'unknown_key' : isSigned(certificate, publicHalf) ? 'valid' : 'invalid';
  const isSame = hashOfAnswer(answer) === certificate.answer_sha256;
  return {
    signature,
    answer: isSame ? 'matches' : 'differs',
    faults: [
      ...(signature === 'unknown_key' ? [`No key with the id ${certificate.key_id} is known here.`] : []),
      ...(signature === 'invalid' ? ['The certificate is not as it was signed: something in it was changed.'] : []),
      ...(isSame ? [] : ['The answer is not the one that was certified: something in it was changed.']),
    ],
  };
}

/** Whether nothing is wrong so far. */
export const isSound = ({ signature, answer, log }: Checked): boolean =>
  signature === 'valid' && answer === 'matches' && log !== 'differs';

/** Why a certificate is not replayed that is wrong already. */
export const NOT_WORTH_REPLAYING = 'It was not asked again, since the certificate does not hold.';

/** @param version of the service that replayed it */
export function verdictOf(
  { certificate }: CertifiedAnswer,
  checked: Checked,
  replayed: Replayed,
  version: string,
): CertificateVerdict {
  const { signature, answer, log, redactions, isStateRedacted, faults } = checked;
  const isSame = 'hash' in replayed && replayed.hash === certificate.answer_sha256;
  const replay =
    'why' in replayed
      ? 'not_replayed'
      : redactions.length > 0 && (isStateRedacted || !isSame)
        ? 'redacted'
        : isSame
          ? 'same'
          : 'differs';
  const named = redactions.map(({ record, id, revision, at }) => `${record} "${id}" (revision ${revision}, ${at})`);
  const sentences = [
    ...faults,
    ...(named.length > 0
      ? [`Since then something was taken out of the register for good, by ${named.slice(0, 10).join(', ')}.`]
      : []),
    'why' in replayed
      ? replayed.why
      : `The register as it was at entry ${certificate.sequence} of its log${
          replay === 'redacted' ? ', without what was taken out,' : ''
        } gives ${isSame ? 'the same' : 'another'} answer.`,
    ...(replay === 'differs' && certificate.version !== version
      ? [`It was issued by version ${certificate.version}; this is ${version}, which may show the same otherwise.`]
      : []),
  ];
  return {
    holds: isSound(checked) && replay !== 'differs',
    ...{ signature, answer, log, replay },
    ...(redactions.length > 0 && { redactions: redactions.slice(0, MAX_NAMED) }),
    detail: sentences.join(' ').slice(0, 4000),
  };
}

/** How operations that answer questions are called through the published client. */
import type { Json } from '../../support/register.js';

/** How one operation is called so that it succeeds, and so that it is refused with a code. */
export interface Case {
  good: (entente: Json) => Promise<unknown>;
  /** With a client whose key may all, or with one whose key the service doesn't know. */
  bad: (entente: Json, stranger: Json) => Promise<unknown>;
  code: string;
}

export const callOf = (name: string, parameters?: object) => (entente: Json) => entente[name](parameters);

export const ANSWERS: Record<string, Case> = {
  search: { good: callOf('search', { q: 'Pakistan' }), bad: callOf('search', { q: '-' }), code: 'invalid_parameter' },
  suggest: {
    good: callOf('suggest', { q: 'pak' }),
    bad: callOf('suggest', { q: 'a', limit: 0 }),
    code: 'invalid_parameter',
  },
  checkStatement: {
    good: callOf('checkStatement', { between: ['pakistan', 'hsx'], stage: 'signed' }),
    bad: callOf('checkStatement', { stage: 'signed' }),
    code: 'invalid_parameter',
  },
  checkStatements: {
    good: callOf('checkStatements', { statements: { statements: [{ between: ['pakistan'], stage: 'talks' }] } }),
    bad: callOf('checkStatements', { statements: { statements: [] } }),
    code: 'validation',
  },
  checkTable: {
    good: callOf('checkTable', { statementTable: 'between,stage\npakistan;hsx,signed\n' }),
    bad: callOf('checkTable', { statementTable: 'between\n' }),
    code: 'validation',
  },
  listCertificateKeys: {
    good: callOf('listCertificateKeys'),
    bad: (_entente, stranger) => stranger.listCertificateKeys(),
    code: 'unauthorized',
  },
  verifyCertificate: {
    good: async (entente) => {
      const { data } = await entente.listEvents({ limit: 1, certificate: true });
      return entente.verifyCertificate({ certifiedAnswer: data });
    },
    bad: callOf('verifyCertificate', { certifiedAnswer: { certificate: {} } }),
    code: 'validation',
  },
};

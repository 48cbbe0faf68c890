/** A service on a register as it was at an entry of its log, in a temporary file: it answers certified questions again. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { hashOf } from '../api/http/authentication.js';
import { buildApp } from '../app.js';
import type { Engine } from '../db/engine.js';
import { openEngine } from '../db/open.js';
import type { Database } from '../db/tables.js';
import { indexAll } from '../maintenance/reindex.js';
import { type Certificate, hashOfAnswer } from '../model/certificate/certificate.js';
import type { Reference } from '../model/refusal.js';
import { RESOURCES } from '../resources/index.js';
import { copyPast } from '../transfer/past.js';

export interface Past {
  /** The hash of what it answers to the question of a certificate; undefined when it refuses. */
  ask(certificate: Certificate): Promise<string | undefined>;
  close(): Promise<void>;
}

/** The record that a question is about; undefined when it takes more than its entries of the log to answer. */
export function subjectOf({ question }: Certificate): Reference | undefined {
  const [, collection, id, query = ''] = /^GET \/([a-z]+)\/([a-z0-9-]+)(?:\?(.*))?$/.exec(question) ?? [];
  const definition = RESOURCES.find((one) => one.collection === collection);
  // Whatever else is asked, such as how it stood by a clock, other records decide, too.
  const isOfItself = [...new URLSearchParams(query).keys()].every((name) => name === 'recorded_at');
  if (!definition || id === undefined || !isOfItself) return undefined;
  return { record: definition.record, id };
}

interface Where {
  /** Where its file is made. */
  folder: string;
  /** The last entry of the log that it has. */
  upTo: number;
  /** The record that alone is asked for; all unless said. */
  of?: Reference;
}

/** @param source one state of the register, whose log has reached `upTo` */
export async function openPast(source: Database, { folder, upTo, of }: Where): Promise<Past> {
  const own = mkdtempSync(join(folder, 'entente-past-'));
  const remove = () => rmSync(own, { recursive: true, force: true });
  const engine = await openEngine(`sqlite:${join(own, 'register.db')}`, { durable: false }).catch((failure) => {
    remove();
    throw failure;
  });
  const close = async () => {
    await engine.close();
    remove();
  };
  try {
    await engine.migrate();
    await copyPast({ source, target: engine, definitions: RESOURCES, report: () => {}, upTo, ...(of && { of }) });
    if (!of) await indexAll(engine, RESOURCES);
  } catch (failure) {
    await close();
    throw failure;
  }
  return { ask: (certificate) => ask(engine, certificate), close };
}

async function ask(engine: Engine, certificate: Certificate): Promise<string | undefined> {
  const { question, body, restricted, register, issued_at } = certificate;
  const secret = randomUUID();
  const app = await buildApp({
    engine,
    keys: [{ name: 'replay', scope: 'read', hash: hashOf(secret) }],
    now: () => new Date(issued_at),
    ...(register !== undefined && { publicUrl: register }),
  });
  try {
    const [method, url] = question.split(' ');
    const answer = await app.inject({
      method: method === 'POST' ? 'POST' : 'GET',
      url: url ?? '',
      headers: restricted ? { authorization: `Bearer ${secret}` } : {},
      ...(body && { payload: body }),
    });
    return answer.statusCode === 200 ? hashOfAnswer(answer.json()) : undefined;
  } finally {
    await app.close();
  }
}

/** Opens the register of the settings for a command, and closes it again however the command ends. */
import { type Config, readConfig } from '../config.js';
import type { Engine, EngineOptions } from '../db/engine.js';
import { openEngine } from '../db/open.js';

interface Options extends Pick<EngineOptions, 'mustExist'> {
  /** Whether reads may go to the replica of the settings. */
  mayReadReplica?: boolean;
}

export async function withEngine(
  { mayReadReplica = false, ...options }: Options,
  work: (engine: Engine, config: Config) => Promise<void>,
): Promise<void> {
  const config = readConfig(process.env);
  const replica = mayReadReplica ? config.readDatabase : undefined;
  const engine = await openEngine(config.database, {
    pool: config.databasePool,
    ...(replica !== undefined && { replica }),
    ...options,
  });
  try {
    await work(engine, config);
  } finally {
    await engine.close();
  }
}

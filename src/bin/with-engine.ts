/** Opens the register of the settings for a command, and closes it again however the command ends. */
import { type Config, readConfig } from '../config.js';
import type { Engine, EngineOptions } from '../db/engine.js';
import { openEngine } from '../db/open.js';

export async function withEngine(
  options: EngineOptions,
  work: (engine: Engine, config: Config) => Promise<void>,
): Promise<void> {
  const config = readConfig(process.env);
  const engine = await openEngine(config.database, { pool: config.databasePool, ...options });
  try {
    await work(engine, config);
  } finally {
    await engine.close();
  }
}

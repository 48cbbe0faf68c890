/** The one door to the engines: opens the register that a DATABASE_URL names. */
import { placeOf, registerExists, shownPlace } from './database-url.js';
import type { Engine } from './engine.js';
import { openSqlite } from './sqlite/engine.js';

export interface EngineOptions {
  /** False saves time where nothing is worth keeping, as in tests: a power cut may lose what was acknowledged. */
  durable?: boolean;
  /** Refuses to make a register where there is none. */
  mustExist?: boolean;
}

export function openEngine(url: string, { durable = true, mustExist = false }: EngineOptions = {}): Engine {
  if (mustExist && !registerExists(url)) throw new Error(`there is no register at ${shownPlace(url)}`);
  const place = placeOf(url);
  switch (place.engine) {
    case 'sqlite':
      return openSqlite(place.file, durable);
  }
}

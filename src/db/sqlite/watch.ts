/** Says when something was committed to a SQLite file: at once for this process, ten times a second for others. */
import type { Engine } from '../engine.js';
import type { SqliteHandle } from './handle.js';

/** How often it is asked whether another process has committed something, in milliseconds. */
const POLL_MS = 100;

export interface CommitWatch extends Pick<Engine, 'watch'> {
  /** To be called when this process has committed something. */
  announce(): void;
  close(): void;
}

export function commitWatch(reader: SqliteHandle): CommitWatch {
  const watchers = new Set<() => void>();
  let timer: NodeJS.Timeout | undefined;
  let version: unknown;
  const announce = () => {
    for (const watcher of watchers) watcher();
  };
  function poll(): void {
    try {
      // It changes with each commit of another connection.
      const known = version;
      version = reader.use((connection) => connection.pragma('data_version', { simple: true }));
      if (version !== known) announce();
    } catch {
      // The file can't be read at the moment; the next try may succeed.
    }
  }
  function stop(): void {
    clearInterval(timer);
    timer = undefined;
  }
  return {
    announce,
    watch: (onCommit) => {
      // Each call is a watcher of its own.
      const watcher = () => onCommit();
      watchers.add(watcher);
      timer ??= setInterval(poll, POLL_MS);
      return () => {
        watchers.delete(watcher);
        if (watchers.size === 0) stop();
      };
    },
    close: stop,
  };
}

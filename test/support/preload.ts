/** Loaded before tap, into each process of tests, so that it takes less time. */
import hooks from 'node:async_hooks';
import { syncBuiltinESMExports } from 'node:module';
import { setFlagsFromString } from 'node:v8';

// Tap watches every promise to tell which test an error belongs to that nobody caught, which takes a quarter of the time of
// all tests. Without it such an error still fails the run, as it ends the process.
const { createHook } = hooks;
hooks.createHook = () => createHook({});
syncBuiltinESMExports();

// The V8 of Node 20 has no quick optimizing compiler, and uses the slow one early: a fifth of the time goes into code that
// is hardly run again. Later releases have both, and not this setting.
if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=400000');

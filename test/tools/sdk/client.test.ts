/** Clients at work against a service, each as a process of its own. */
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { emptyFolder, serve } from '../../support/process.js';
import { KEY } from '../../support/register.js';
import { command, DOCUMENT_PROGRAMS, project } from './project.js';

/** Runs a compiled program of the project against a service with the first records; what it prints. */
async function program(t: Test, name: string, ...args: string[]): Promise<string> {
  const { folder } = await project();
  const { address } = await serve(t, emptyFolder(t), { ENTENTE_ADMIN_KEY: KEY });
  const env = { ENTENTE: address, KEY };
  const { code, output } = await command(folder, process.execPath, [join('out', name), ...args], env);
  if (code !== 0) throw new Error(output);
  return output;
}

t.test('every program that uses a generated client compiles strictly', async (t) => {
  const { compiled } = await project();
  t.equal(compiled.output, '');
  t.equal(compiled.code, 0);
});

t.test('the published client creates, reads, meets conflicts, pages, and tells refusals apart', async (t) => {
  t.match(await program(t, 'client.js'), /everything was as expected\n$/);
});

t.test(
  'openapi-typescript with openapi-fetch creates, reads, meets a conflict, pages, and tells refusals apart',
  async (t) => {
    t.match(await program(t, 'openapi-fetch.js'), /everything was as expected\n$/);
  },
);

t.test('the examples do what they say', async (t) => {
  const read = await program(t, 'examples/read.js');
  t.match(read, /^Pakistan and HSX signed unchecked\n/);
  t.match(read, /^id,name$/m);
  t.match(read, /^There is no party "nobody"\.$/m);

  const write = await program(t, 'examples/write.js');
  t.match(write, /^pakistan-and-lagoon-exchange talks unchecked$/m);
  t.match(write, /^3 .*They met\..*$/m);
  t.match(write, /^3 .*They may meet again\..*$/m);
  t.match(write, /^first change pakistan-and-lagoon-exchange$/m);
  t.match(write, /^\/country country_required /m);
  t.match(write, /^deleted$/m);

  const follow = await program(t, 'examples/follow.js');
  t.match(follow, /^2 Lagoon and Isthmus met$/m);
  t.match(follow, /^\d+ create source \S+\n(\d+ .*\n)*\d+ create party lagoon\n$/m);

  t.strictSame((await program(t, 'examples/patience.js')).split('\n'), ['25 parties', 'as it was', 'given up', '']);
});

t.test('the programs in the documents list what is signed', async (t) => {
  t.equal(DOCUMENT_PROGRAMS.length, 2);
  for (const at of DOCUMENT_PROGRAMS.keys())
    t.equal(await program(t, `document-${at}.js`), 'pakistan-hsx Pakistan and HSX\n');
});

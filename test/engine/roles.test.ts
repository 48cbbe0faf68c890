/** A role of PostgreSQL that may read and write rows is enough once another has made the tables. */
import t from 'tap';
import { copy, emptyPlace, verified } from '../moving/moving.js';
import { command } from '../support/command.js';
import { type Place, places, postgresOnly } from '../support/place.js';
import { emptyFolder, failed, serve } from '../support/process.js';
import { KEY, type openRegister } from '../support/register.js';

let made = 0;

/** Makes two roles in a database of its own, one of which owns the tables. */
async function withRoles(
  t: Parameters<typeof openRegister>[0],
): Promise<{ owner: Place; writer: Place; migrate(): Promise<void> }> {
  const place = await places.empty();
  made += 1;
  const [owner, writer] = ['owner', 'writer'].map((name) => `entente_${process.pid}_${made}_${name}`);
  await places.run(
    place,
    `create role ${owner} login`,
    `create role ${writer} login`,
    'revoke all on schema public from public',
    `grant usage, create on schema public to ${owner}`,
    `grant usage on schema public to ${writer}`,
  );
  t.teardown(async () => {
    await place.remove();
    const server = { url: process.env.TEST_DATABASE_URL ?? '', file: '' };
    await places.run(server, `drop role ${owner}`, `drop role ${writer}`);
  });
  const as = (role = ''): Place => {
    const url = new URL(place.url);
    url.username = role;
    return { ...place, url: String(url) };
  };
  const migrate = async () => {
    const { code } = await command(t, emptyFolder(t), ['migrate'], { DATABASE_URL: as(owner).url });
    t.equal(code, 0);
    await places.run(place, `grant select, insert, update, delete on all tables in schema public to ${writer}`);
  };
  return { owner: as(owner), writer: as(writer), migrate };
}

t.test('such a role serves, seeds, makes keys, verifies, rebuilds and copies', postgresOnly, async (t) => {
  const { writer, migrate } = await withRoles(t);
  const cwd = emptyFolder(t);
  const env = { DATABASE_URL: writer.url };
  failed(t, 'no tables yet', await command(t, cwd, ['migrate'], env), /permission denied for schema public/);
  await migrate();
  for (const args of [['migrate'], ['seed'], ['keys', 'create', '--name', 'desk', '--scopes', 'read'], ['rebuild']])
    t.equal((await command(t, cwd, args, env)).code, 0, args.join(' '));
  const { post, get, stop } = await serve(t, cwd, { ...env, ENTENTE_ADMIN_KEY: KEY });
  t.equal((await post('/parties', KEY, { id: 'zyx', kind: 'person', name: 'Zyxwvut' })).status, 201);
  t.equal((await get('/search?q=zyxwvut')).data[0].id, 'zyx');
  t.equal(await stop('SIGTERM'), 0);
  await verified(t, writer);
  t.equal((await copy(t, writer, await emptyPlace(t))).code, 0);
});

t.test(
  'what only the owner of the tables may do is said plainly, and done when the owner does it',
  postgresOnly,
  async (t) => {
    const { owner, writer, migrate } = await withRoles(t);
    const cwd = emptyFolder(t);
    await migrate();
    const { post, stop } = await serve(t, cwd, { DATABASE_URL: writer.url, ENTENTE_ADMIN_KEY: KEY, SEED: 'none' });
    await post('/parties', KEY, { id: 'p', kind: 'person', name: 'Zyxwvut' });
    await post('/batch', KEY, { operations: [{ operation: 'delete', record: 'party', id: 'p', if_match: '*' }] });
    await stop('SIGTERM');
    const redact = (url: string) =>
      command(t, cwd, ['redact', 'party', 'p', '--reason', 'an order'], { DATABASE_URL: url });
    const refused = await redact(writer.url);
    failed(
      t,
      'scrub',
      refused,
      /out of the register, but not yet out of its files: only entente_\d+_\d+_owner, .* VACUUM/,
    );
    t.match(refused.stdout, /^took out revision 1; /);
    await verified(t, writer);
    t.match(await redact(owner.url), {
      code: 0,
      stdout: /nothing left to take out\nnothing of it is left in the files/,
    });
  },
);
